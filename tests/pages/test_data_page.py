from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.data.steps import Calendar
from core.runs.library import Library
from pages.parts import files
from tests.pages.fabricate import words
from tests.pages.visit import named, saved, visit


def fresh() -> AppTest:
    return visit("data")


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].upload(name, content, "text/csv").run()


_LINES = (f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{i % 24},{-i}\n" for i in range(400))
HOURLY = ("time,a,b\n" + "".join(_LINES)).encode()


def test_without_a_draft_the_sample_is_open_and_everything_is_recommended(library: Library) -> None:
    app = fresh()
    assert not app.exception
    assert app.title[0].value == "What do you want to predict?"
    assert "17,420 rows, nothing missing" in words(app)
    experiment = saved(app, library)
    assert experiment.data.targets == ("OT",)
    assert experiment.data.columns[0].unit == "°C"
    assert app.button(key="go_next").label == "Next: Window"


def test_a_reload_restores_the_draft_that_the_url_names(library: Library) -> None:
    app = fresh()
    app.pills(key="target_pill").set_value("HUFL").run()
    again = visit("data", draft=named(app))
    assert again.pills(key="target_pill").value == "HUFL"


def test_another_target_brings_its_own_past_and_leaves_the_other_inputs(library: Library) -> None:
    app = fresh()
    app.pills(key="inputs").set_value(["OT", "MULL"]).run()
    app.pills(key="target_pill").set_value("HUFL").run()
    experiment = saved(app, library)
    assert experiment.data.targets == ("HUFL",)
    assert experiment.data.inputs == ("HUFL", "MULL")


def test_several_targets_are_kept_in_the_order_of_the_file(library: Library) -> None:
    app = fresh()
    app.toggle(key="several").set_value(True).run()
    app.pills(key="targets").set_value(["OT", "HUFL"]).run()
    assert saved(app, library).data.targets == ("HUFL", "OT")
    assert "their own past" in words(app)


def test_the_model_always_has_something_to_look_at(library: Library) -> None:
    app = fresh()
    app.pills(key="calendar").set_value([]).run()
    app.pills(key="inputs").set_value([]).run()
    assert "The model needs something to look at" in words(app)
    assert saved(app, library).data.inputs == ("OT",)


def test_calendar_parts_become_a_step_of_the_data(library: Library) -> None:
    app = fresh()
    app.pills(key="calendar").set_value(["weekday", "hour"]).run()
    assert Calendar(parts=("hour", "weekday")) in saved(app, library).data.steps


def test_a_remedy_is_only_applied_when_picked_and_can_be_taken_back(library: Library) -> None:
    app = fresh()
    before = saved(app, library).data
    assert not any(step.kind == "blank" for step in before.steps)
    button = next(button for button in app.button if button.label == "Count these 336 rows as missing")
    button.click().run()
    assert any(step.kind == "blank" for step in saved(app, library).data.steps)
    box = next(box for box in app.selectbox if box.value == "blank_rows")
    app.selectbox(key=box.key).set_value("keep_rows").run()
    assert saved(app, library).data == before


def test_an_upload_is_copied_read_and_opened(library: Library) -> None:
    app = upload(fresh(), "mine.csv", HOURLY)
    assert not app.exception
    assert "mine.csv" in words(app)
    assert "400 rows" in words(app)
    row = library.datasets()[0]
    assert row.name == "mine.csv"
    assert library.original(row.id).read_bytes() == HOURLY


def test_a_refused_file_tells_why_and_the_last_file_stays_loaded(library: Library) -> None:
    app = upload(fresh(), "sales.csv", b"day,shop\nmon,a\ntue,b\nwed,c\n")
    assert not app.exception
    assert "sales.csv: No column holds numbers" in words(app)
    assert "ETTh1.csv stays loaded" in words(app)
    assert [row.name for row in library.datasets()] == ["ETTh1.csv"]
    assert saved(app, library).data.targets == ("OT",)


def test_a_refused_file_can_be_read_another_way(library: Library) -> None:
    app = upload(fresh(), "odd.csv", b"day,shop\nmon,a\ntue,b\n")
    assert "Read odd.csv another way" in [expander.label.replace("\\", "") for expander in app.expander]


@pytest.mark.parametrize(("name", "size", "reason"), [("run.exe", 3, "not_a_csv_name"), ("a.csv", 99, "too_big")])
def test_ending_and_size_of_an_upload_are_checked_at_the_server_too(
    monkeypatch: pytest.MonkeyPatch, name: str, size: int, reason: str
) -> None:
    """The browser's own checks are a courtesy: anybody can send anything."""
    state: dict[str, files.Refused] = {}
    monkeypatch.setattr("pages.parts.files.st.session_state", state)
    files.take(SimpleNamespace(name=name, size=size, getbuffer=lambda: memoryview(b"")), limit=10)
    assert state["_refused"].problem.key == reason
    assert state["_refused"].path is None


def test_text_of_the_file_is_shown_letter_by_letter(library: Library) -> None:
    """Column names are Markdown to Streamlit: an image in one would fetch from a stranger's server."""
    hostile = "![x](http://example.com/x.png)"
    app = upload(fresh(), "odd.csv", HOURLY.replace(b"time,a,b", f"time,{hostile},:red[b]".encode()))
    assert not app.exception
    raw = " ".join(str(e.value) for e in app.markdown)
    assert hostile not in raw
    assert ":red[b]" not in raw


def test_the_dials_make_a_new_series_and_tell_the_best_possible_error(library: Library) -> None:
    app = fresh()
    app.pills(key="sample").set_value("dial").run()
    assert "±0.798" in words(app)
    app.slider(key="dial_noise").set_value(2.0).run()
    assert "±1.60" in words(app)
    assert [row.name for row in library.datasets()].count("dial-a-series.csv") == 1


def test_a_unit_and_a_season_can_be_corrected(library: Library) -> None:
    app = fresh()
    app.session_state["data_tab"] = "Columns"
    app.run()
    box = next(box for box in app.text_input if box.label == "Unit of OT")
    assert box.value == "°C"
    app.text_input(key=box.key).set_value("K").run()
    app.number_input(key="season").set_value(168).run()
    data = saved(app, library).data
    assert (data.columns[0].unit, data.season) == ("K", 168)


def test_deleting_the_open_file_puts_the_sample_in_its_place(library: Library) -> None:
    app = upload(fresh(), "mine.csv", HOURLY)
    mine = library.datasets()[0].id
    app.session_state["shelf"] = True
    app.run()
    app.button(key=f"delete_{mine}").click().run()
    assert not app.exception
    assert [row.name for row in library.datasets()] == ["ETTh1.csv"]
    assert saved(app, library).data.targets == ("OT",)
