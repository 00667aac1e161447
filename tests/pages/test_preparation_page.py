"""What a person changes about the rows on the Data page: it is seen at once and can be taken back."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.data.spec import Reading
from core.data.steps import Circular, Gaps
from core.examples.spec import Clip, LinearFill
from core.runs.library import Library
from tests.pages.fabricate import words
from tests.pages.visit import named, saved, visit


@pytest.fixture
def home(lasting: Path) -> Path:
    return lasting


def hours(rows: int = 400, without: range = range(0), empty: range = range(0)) -> bytes:
    """Hours with a daily wave: direction in degrees, a word, the load; some rows left out, some loads empty."""
    lines = [
        f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{i * 7 % 360},{'NE' if i % 3 else 'SW'},"
        + ("" if i in empty else f"{100 + i % 24 + i % 5 / 10}")
        for i in range(rows)
        if i not in without
    ]
    return "\n".join(["time,direction,wind,load", *lines, ""]).encode()


def opened(content: bytes, name: str = "mine.csv", *folded: str) -> AppTest:
    """A fresh page on an upload, with what is folded away opened."""
    app = visit("data").file_uploader[0].upload(name, content, "text/csv").run()
    for key in folded:
        app.session_state[key] = True
    return app.run() if folded else app


def undone(app: AppTest) -> AppTest:
    return app.button(key="undo").click().run()


def test_there_is_nothing_to_undo_on_a_page_just_opened(library: Library) -> None:
    assert not [button for button in visit("data").button if button.key == "undo"]


def test_opening_another_file_can_be_undone_with_all_that_was_chosen(library: Library) -> None:
    app = visit("data")
    app.pills(key="inputs").set_value(["OT", "MULL"]).run()
    before = saved(app, library)
    app.file_uploader[0].upload("mine.csv", hours(), "text/csv").run()
    assert saved(app, library).data.targets == ("load",)
    assert saved(undone(app), library) == before
    undone(app)
    assert saved(app, library).data.inputs == ("OT",)


def test_a_hole_in_time_is_told_its_remedy_changed_and_undone(library: Library) -> None:
    app = opened(hours(without=range(100, 110)))
    assert "390 rows in 2 stretches" in words(app)
    box = next(box for box in app.selectbox if box.value == "break_gaps")
    app.selectbox(key=box.key).set_value("ignore_gaps").run()
    assert "in 2 stretches" not in words(app)
    assert "390 rows in 2 stretches" in words(undone(app))


def test_filled_values_are_counted_and_the_file_can_be_seen_as_it_was_read(library: Library) -> None:
    app = opened(hours(empty=range(200, 205)))
    assert "5 values filled in" in words(app)
    assert not app.exception
    app.toggle(key="as_read").set_value(True).run()
    assert not app.exception
    assert "5 values filled in" in words(app)


def test_every_step_has_a_switch_that_leaves_it_in_the_list(library: Library) -> None:
    app = opened(hours(without=range(100, 110)), "mine.csv", "steps")
    toggle = next(toggle for toggle in app.toggle if "crosses a gap" in toggle.label)
    toggle.set_value(False).run()
    gaps = next(step for step in saved(app, library).data.steps if isinstance(step, Gaps))
    assert not gaps.on
    assert "in 2 stretches" not in words(app)
    assert any("1 switched off" in expander.label for expander in app.expander)
    assert "390 rows in 2 stretches" in words(undone(app))


def test_a_step_can_be_removed_and_brought_back(library: Library) -> None:
    app = opened(hours(without=range(100, 110)), "mine.csv", "steps")
    before = saved(app, library).data.steps
    app.button(key="remove_data_0").click().run()
    assert len(saved(app, library).data.steps) == len(before) - 1
    undone(app)
    assert saved(app, library).data.steps == before


def test_a_fill_that_looks_ahead_can_be_added_and_says_so(library: Library) -> None:
    app = opened(hours(empty=range(100, 140)), "mine.csv", "steps")
    assert "16 values missing" in words(app)
    app.selectbox(key="add_kind").set_value("linear_fill").run()
    app.number_input(key="add_limit_linear_fill").set_value(50).run()
    app.button(key="add").click().run()
    assert saved(app, library).fitting.learned == (LinearFill(columns=("load",), limit=50),)
    assert "40 values filled in" in words(app)
    app.session_state["steps"] = True
    app.run()
    assert any("looks ahead" in toggle.label for toggle in app.toggle)


def test_outliers_can_be_cut_off_and_are_seen_cut_off(library: Library) -> None:
    app = opened(hours().replace(b",111.0\n", b",9999.5\n"), "mine.csv", "steps")
    app.selectbox(key="add_kind").set_value("clip").run()
    app.button(key="add").click().run()
    assert saved(app, library).fitting.learned == (Clip(columns=("load",)),)
    assert "changed" in words(app)


def test_rows_can_be_put_together_to_longer_ones(library: Library) -> None:
    app = opened(hours(480), "mine.csv", "steps")
    app.selectbox(key="add_kind").set_value("resample").run()
    app.selectbox(key="add_every").set_value(21_600.0).run()
    app.button(key="add").click().run()
    assert "Prepared: 80 rows" in words(app)
    assert "every 6 hours" in words(app)


def test_a_step_without_a_column_is_refused_in_words(library: Library) -> None:
    app = opened(hours(), "mine.csv", "steps")
    app.multiselect(key="add_columns_forward_fill").set_value([]).run()
    app.button(key="add").click().run()
    assert "This step is not complete" in words(app)
    assert saved(app, library).fitting.learned == ()


def test_a_column_of_words_becomes_an_input_with_one_click(library: Library) -> None:
    app = opened(hours())
    app.pills(key="inputs").set_value(["load", "wind"]).run()
    assert saved(app, library).data.categories == ("wind",)
    assert "wind: names" in words(app)
    assert "wind" in undone(app).pills(key="inputs").options
    assert saved(app, library).data.categories == ()


def test_degrees_go_round_after_360_of_themselves(library: Library) -> None:
    app = opened(hours(), "mine.csv", "use")
    box = next(box for box in app.selectbox if box.label == "Column")
    app.selectbox(key=box.key).set_value("direction").run()
    app.segmented_control(key="use_kind").set_value("circle").run()
    data = saved(app, library).data
    assert Circular(columns=("direction",), period=360) in data.steps
    assert "direction" in data.inputs
    app.number_input(key="use_turn").set_value(400.0).run()
    assert Circular(columns=("direction",), period=400) in saved(app, library).data.steps
    app.segmented_control(key="use_kind").set_value("number").run()
    assert not any(isinstance(step, Circular) for step in saved(app, library).data.steps)


def test_a_plan_and_a_logarithm_are_a_switch_each(library: Library) -> None:
    app = opened(hours(), "mine.csv", "use")
    app.pills(key="inputs").set_value(["load", "direction"]).run()
    box = next(box for box in app.selectbox if box.label == "Column")
    app.selectbox(key=box.key).set_value("direction").run()
    app.segmented_control(key="use_kind").set_value("number").run()
    app.toggle(key="use_known").set_value(True).run()
    app.toggle(key="use_log").set_value(True).run()
    experiment = saved(app, library)
    assert experiment.data.known_future == ("direction",)
    assert experiment.fitting.log == ("direction",)
    app.pills(key="target_pill").set_value("direction").run()
    assert saved(app, library).data.known_future == ()


def test_the_scaling_tab_shows_words_as_columns_and_says_where_a_logarithm_comes_first(library: Library) -> None:
    app = opened(hours())
    app.pills(key="inputs").set_value(["load", "wind"]).run()
    experiment = saved(app, library)
    content = library.draft(named(app))
    assert content is not None
    logged = experiment.but(fitting=experiment.fitting.but(log=("load",)))
    library.save_draft("logged", {**content, "experiment": logged.model_dump(mode="json")})
    window = visit("window", draft="logged")
    window.session_state["window_tab"] = "Scaling"
    window.run()
    assert not window.exception
    assert "wind = NE" in window.selectbox(key="scaling_column").options
    assert "the logarithm" in words(window)


def test_a_column_can_tell_series_apart(library: Library) -> None:
    app = opened(hours(), "mine.csv", "use")
    box = next(box for box in app.selectbox if box.label == "Column")
    app.selectbox(key=box.key).set_value("wind").run()
    app.segmented_control(key="use_kind").set_value("series").run()
    assert not app.exception
    assert saved(app, library).data.series == ("wind",)
    assert "wind" not in app.pills(key="inputs").options
    assert app.pills(key="data_series").options == ["SW", "NE"]


def test_the_model_keeps_something_to_look_at_whatever_is_removed(library: Library) -> None:
    app = opened(hours(), "mine.csv", "use", "steps")
    app.pills(key="inputs").set_value([]).run()
    calendar = next(toggle for toggle in app.toggle if "hour of the day" in toggle.label)
    calendar.set_value(False).run()
    assert "The model needs something to look at" in words(app)
    assert any(step.kind == "calendar" and step.on for step in saved(app, library).data.steps)


def test_a_target_that_becomes_an_input_scale_keeps_only_what_can_be_undone(library: Library) -> None:
    """A scaler for inputs only would stop every later page once its column is predicted."""
    app = opened(hours())
    experiment = saved(app, library)
    fitting = experiment.fitting.but(per_column=(("direction", "quantile"),))
    content = library.draft(named(app))
    assert content is not None
    library.save_draft("scaled", {**content, "experiment": experiment.but(fitting=fitting).model_dump(mode="json")})
    again = visit("data", draft="scaled")
    again.pills(key="target_pill").set_value("direction").run()
    assert saved(again, library).fitting.per_column == ()


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_a_packed_file_opens_like_any_other(library: Library, ending: str) -> None:
    packed = io.BytesIO()
    if ending == "gz":
        packed.write(gzip.compress(hours()))
    else:
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("inside/load.csv", hours())
            archive.writestr("inside/other.csv", b"a,b\n1,2\n3,4\n")
    app = opened(packed.getvalue(), f"load.csv.{ending}")
    assert not app.exception
    assert "400 rows" in words(app)


def test_another_file_of_an_archive_can_be_chosen(library: Library) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("load.csv", hours())
        archive.writestr("other.csv", hours(200))
    app = opened(packed.getvalue(), "both.zip")
    app.session_state["data_tab"] = "How the file was read"
    app.run()
    box = next(box for box in app.selectbox if box.label == "File in the archive")
    app.selectbox(key=box.key).set_value("other.csv")
    next(button for button in app.button if button.label == "Read the file again").click().run()
    assert "200 rows" in words(app)
    assert "400 rows" in words(undone(app))


def test_rows_without_a_time_can_be_given_one_and_lose_it_again(library: Library) -> None:
    app = opened(b"load\n" + b"".join(b"%d\n" % (i % 24 + i % 7) for i in range(400)))
    assert "without a time" in words(app)
    app.button(key="give_time").click().run()
    assert "The time of the first row is missing" in words(app)
    app.text_input(key="untimed_start").set_value("2024-03-01 00:00").run()
    app.button(key="give_time").click().run()
    assert not app.exception
    assert saved(app, library).data.sources[0].reading.start == "2024-03-01 00:00"
    assert "1 March 2024" in words(app)
    assert "without a time" in words(undone(app))


def test_a_file_read_again_goes_on_predicting_the_same_column(library: Library) -> None:
    app = opened(hours())
    app.pills(key="target_pill").set_value("direction").run()
    app.session_state["data_tab"] = "How the file was read"
    app.run()
    box = next(box for box in app.selectbox if box.label == "Comment lines begin with")
    app.selectbox(key=box.key).set_value("#")
    next(button for button in app.button if button.label == "Read the file again").click().run()
    data = saved(app, library).data
    assert (data.sources[0].reading.comment, data.targets) == ("#", ("direction",))


def test_every_field_of_a_reading_can_be_corrected(library: Library) -> None:
    """A field that the form forgets could never be mended by a person."""
    app = opened(hours())
    app.session_state["data_tab"] = "How the file was read"
    app.run()
    prefix = next(box.key for box in app.selectbox if box.label == "Encoding").removesuffix("encoding")
    widgets = [*app.selectbox, *app.multiselect, *app.number_input, *app.text_input, *app.checkbox]
    shown = {str(widget.key).removeprefix(prefix) for widget in widgets}
    assert set(Reading.model_fields) - {"member", "time_format"} <= shown
    assert "format" in shown


@pytest.mark.parametrize(
    "content",
    [hours(), hours(without=range(100, 200)), hours(empty=range(0, 400, 3)), hours(70), hours().replace(b"NE", b"")],
    ids=["whole", "hole", "every third missing", "short", "words missing"],
)  # fmt: skip
def test_what_is_recommended_for_an_upload_works_in_every_stage(library: Library, content: bytes) -> None:
    app = opened(content)
    for stage in ("data", "window", "model", "train", "inspect", "compare"):
        app.switch_page(f"pages/{stage}.py").run()
        assert not app.exception
        assert not [error.value for error in app.error], stage
