from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.examples.spec import Windows
from core.runs.library import Library
from pages.parts.choices import round_rows
from pages.parts.under_the_hood import keras_call
from pages.parts.window_picture import sentence, too_long
from pages.parts.window_tabs import after_now, cell
from tests.pages.fabricate import House, opened, words
from tests.pages.visit import named, saved, visit


@pytest.fixture
def home(lasting: Path) -> Path:
    return lasting


def fresh() -> AppTest:
    return visit("window")


@pytest.mark.course("A7")
def test_the_recommended_window_is_told_in_words_and_in_numbers(library: Library) -> None:
    app = fresh()
    assert not app.exception
    text = words(app)
    assert "Look back over 7 days, read one value every 6 hours" in text
    assert "12,008 training examples" in text
    assert "(12008, 28, 3) → (12008, 24)" in text
    assert "many-to-many" in text
    assert "232 of 17,420 hours cannot be “now”" in text
    assert app.button(key="go_next").label == "Next: Model"


def test_slider_and_rows_always_tell_the_same(library: Library) -> None:
    app = fresh()
    app.number_input(key="lookback_rows").set_value(240).run()
    assert app.select_slider(key="lookback_time").value == 240
    app.select_slider(key="horizon_time").set_value(48).run()
    assert app.number_input(key="horizon_rows").value == 48
    windows = saved(app, library).examples
    assert (windows.lookback, windows.horizon) == (240, 48)
    rows, reach = 12_194, 39 * 6  # of training, and from the oldest row read to now
    examples = rows - reach - 48
    assert f"({examples}, 40, 3) → ({examples}, 48)" in words(app)


def test_the_three_baselines_stand_with_the_unit_and_the_best_is_marked(library: Library) -> None:
    app = fresh()
    shown = [metric.label for metric in app.metric]
    assert len(shown) == 3
    assert {"Last value", "Straight line (ridge)"} <= set(shown), "doing nothing, and the best"
    assert "Also measured: Same hour, a day earlier ±" in words(app)
    assert all(metric.value.startswith("±") and metric.value.endswith("°C") for metric in app.metric)
    assert words(app).count("the one to beat") == 1


def test_a_window_longer_than_the_file_says_the_sum_once_and_can_be_mended(library: Library) -> None:
    app = fresh()
    app.number_input(key="lookback_rows").set_value(17_420).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "17,420" in app.error[0].value
    assert "do not fit the file yet" in words(app)
    app.button(key="suggest").click().run()
    assert not app.error
    assert saved(app, library).examples.lookback == 168


def test_a_saved_window_longer_than_the_file_stands_in_the_field_as_it_is(library: Library) -> None:
    """Beyond the field's largest number Streamlit showed 1 beside a slider at 20,000."""
    app = fresh()
    experiment = saved(app, library).but(examples=Windows(lookback=20_000))
    content = library.draft(named(app))
    library.save_draft(named(app), {**content, "experiment": experiment.model_dump(mode="json")})
    app = visit("window", named(app))
    assert app.number_input(key="lookback_rows").value == app.select_slider(key="lookback_time").value == 20_000


def test_the_cuts_move_by_share_by_rows_and_by_date(library: Library) -> None:
    app = fresh()
    app.slider(key="cuts").set_value((60, 80)).run()
    assert saved(app, library).split.cuts == pytest.approx((0.6, 0.2, 0.2))
    app.segmented_control(key="cut_by").set_value("rows").run()
    assert saved(app, library).split.cuts == (10_452, 3_484, 3_484)
    for part, rows in (("train", 8_640), ("validation", 2_880), ("test", 2_880)):
        app.number_input(key=f"rows_{part}").set_value(rows).run()
    split = saved(app, library).split
    assert (split.by, split.cuts) == ("rows", (8_640, 2_880, 2_880))
    assert "3,020 rows after the last part are not used" in words(app)
    app.segmented_control(key="cut_by").set_value("date").run()
    assert saved(app, library).split.cuts == ("2017-06-26", "2017-10-24")


def test_more_rows_than_there_are_is_refused_and_nothing_changes(library: Library) -> None:
    app = fresh()
    app.segmented_control(key="cut_by").set_value("rows").run()
    before = saved(app, library).split
    app.number_input(key="rows_train").set_value(17_000).run()
    assert "add up" in words(app)
    assert saved(app, library).split == before


def test_purge_and_gap_reach_the_split(library: Library) -> None:
    app = fresh()
    app.number_input(key="gap").set_value(12).run()
    app.toggle(key="purge").set_value(True).run()
    split = saved(app, library).split
    assert (split.gap, split.border) == (12, "purge")


def test_a_scaler_for_all_and_another_for_one_column(library: Library) -> None:
    app = fresh()
    app.session_state["window_tab"] = "Scaling"
    app.run()
    app.segmented_control(key="scaler").set_value("robust").run()
    assert "subtract the middle value" in words(app)
    app.selectbox(key="own_scaler").set_value("minmax").run()
    fitting = saved(app, library).fitting
    assert (fitting.scaler, fitting.per_column) == ("robust", (("OT", "minmax"),))
    assert "quantile" not in app.selectbox(key="own_scaler").options


@pytest.mark.parametrize("tab", ["First examples", "Scaling", "Lost rows", "Under the hood"])
def test_every_tab_opens(library: Library, tab: str) -> None:
    app = fresh()
    app.session_state["window_tab"] = tab
    app.run()
    assert not app.exception
    assert not app.error


def test_the_keras_call_gives_the_same_windows() -> None:
    """The printed call, run on ramps, against a loop that follows the definition."""
    w = Windows(lookback=7, step=3, delay=2, horizon=2, stride=2)
    code = keras_call(w, 40)
    ramp = np.arange(40)
    names: dict[str, object] = {"inputs": ramp, "target": 100 + ramp}
    answers = code.split("answers = ")[1].split("  #")[0]
    exec("from numpy.lib.stride_tricks import sliding_window_view", names)
    got = eval(answers, names)
    for start in range(0, 8, w.stride):
        now = start + w.reach
        assert got[start].tolist() == [100 + now + w.delay, 100 + now + w.delay + 1]
    assert "sequence_length=3" in code
    assert "sampling_rate=3" in code
    assert "sequence_stride=2" in code


@pytest.mark.parametrize(
    ("windows", "name"),
    [
        (Windows(lookback=1), "one-to-one"),
        (Windows(lookback=6, step=6, horizon=2), "one-to-many"),
        (Windows(lookback=6), "many-to-one"),
        (Windows(lookback=6, horizon=2), "many-to-many"),
    ],
)
def test_which_of_the_four_this_is(house: House, windows: Windows, name: str) -> None:
    house.save_draft(examples=windows)
    assert name in words(opened("window"))


def test_choices_are_round_in_time_and_hold_the_value_at_hand() -> None:
    hours = round_rows(3_600, 24, most=500, now=17)
    assert {1, 6, 12, 17, 24, 48, 168} <= set(hours)
    assert hours == sorted(hours)
    assert 0 in round_rows(3_600, 24, most=500, now=1, least=0)
    assert {12, 24, 36} <= set(round_rows(2_629_746, 12, most=100, now=12))


def test_offsets_are_named_by_the_time_they_lie_from_now() -> None:
    assert [after_now(n, 3_600) for n in (-162, 0, 6)] == ["−162 h", "now", "+6 h"]
    assert after_now(3, 600) == "+30 min"
    assert after_now(-2, None) == "−2"


def test_a_cell_is_written_with_a_minus_that_is_one_and_no_zero_has_it() -> None:
    assert [cell(value, 1) for value in (-0.04, -1234.56, 0.06)] == ["0.0", "−1,234.6", "0.1"]


def test_a_window_must_fit_into_one_series() -> None:
    data = SimpleNamespace(series=np.repeat([0, 1], [5, 9]))
    assert not too_long(data, Windows(lookback=8, horizon=1))  # type: ignore[arg-type]
    assert too_long(data, Windows(lookback=10, horizon=1))  # type: ignore[arg-type]


def test_a_delay_of_nought_reads_as_now() -> None:
    windows = Windows(lookback=4, step=1, delay=0, horizon=1)
    data = SimpleNamespace(spacing=3600.0, classes=())
    assert sentence(data, windows).endswith("predict the one value **now**.")  # type: ignore[arg-type]
    assert sentence(data, windows.but(delay=2)).endswith("**2 hours** from now.")  # type: ignore[arg-type]
