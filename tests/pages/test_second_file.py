"""A second file on the Data page: joined, mended with one click, read by its own branch, taken out, and dropped."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.models.presets import PRESETS
from core.runs.library import Library
from tests.pages.fabricate import words
from tests.pages.visit import saved, visit

TIMES = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00" for i in range(405)]
LOAD = [f"{TIMES[i]},{(i * 7) % 24 + i / 100:.2f}" for i in range(400)]
FIRST = "\n".join(["time,load (kW)", *LOAD]).encode()
WEATHER = "\n".join(
    ["time,T (degC),load (kW)", *(f"{TIMES[i]},{(i * 5) % 24},{i % 9}" for i in range(10, 405))]
).encode()
THIRTEEN = ("load\n" + "".join(f"{(i * 7) % 24 + i / 100}\n" for i in range(313))).encode()
ELEVEN = ("wind\n" + "".join(f"{(i * 5) % 13}\n" for i in range(311))).encode()


def upload(app: AppTest, name: str, content: bytes, second: bool = False) -> AppTest:
    return app.file_uploader[1 if second else 0].upload(name, content, "text/csv").run()


def both(first: bytes = FIRST, second: bytes = WEATHER) -> AppTest:
    return upload(upload(visit("data"), "load.csv", first), "weather.csv", second, second=True)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


@pytest.mark.course("C12")
def test_a_second_file_is_joined_by_time_and_says_so(library: Library) -> None:
    app = both()
    assert not app.exception
    assert "2 files, joined by time: 390 of 400 rows match" in words(app)
    data = saved(app, library).data
    assert (data.file, data.join.how, data.targets) == ("load.csv + weather.csv", "time", ("load (kW)",))
    assert data.inputs == ("load (kW)", "T (degC)", "load (kW) (2)")
    row = library.datasets()[0]
    assert (row.name, row.rows) == ("load.csv + weather.csv", 390)
    assert (library.original(row.id).read_bytes(), library.original(row.id, 1).read_bytes()) == (FIRST, WEATHER)


def test_rows_that_do_not_match_are_told_with_both_counts_and_mended_with_one_click(library: Library) -> None:
    app = both(THIRTEEN, ELEVEN)
    assert "load.csv: 313, weather.csv: 311" in words(app)
    assert saved(app, library).data.file == "load.csv", "nothing changes before somebody says how"
    assert [app.button(key=f"second_{how}").label for how in ("first", "last")] == [
        "Use the first 311 rows of both",
        "Use the last 311 rows of both",
    ]
    app = press(app, "second_last")
    assert not app.exception
    experiment = saved(app, library)
    assert (experiment.data.join.how, experiment.data.inputs) == ("last", ("load", "wind"))
    app.selectbox(key="join_how").set_value("first").run()
    assert saved(app, library).data.join.how == "first"
    app.selectbox(key="join_how").set_value("row").run()
    assert "do not have equally many rows" in words(app)
    assert saved(app, library).data.join.how == "first"


def test_a_file_that_does_not_fit_can_be_left_out(library: Library) -> None:
    app = press(both(THIRTEEN, ELEVEN), "second_leave")
    assert saved(app, library).data.file == "load.csv"
    assert "313, weather.csv" not in words(app)
    assert [row.name for row in library.datasets()][:1] == ["load.csv"]


def test_a_file_that_cannot_be_read_says_why_and_the_first_stays(library: Library) -> None:
    app = both(FIRST, b"")
    assert "weather.csv is not joined yet" in words(app)
    assert saved(app, library).data.file == "load.csv"


def test_undo_takes_the_second_file_back_and_it_can_be_taken_out_again(library: Library) -> None:
    app = upload(visit("data"), "load.csv", FIRST)
    before = saved(app, library)
    app = upload(app, "weather.csv", WEATHER, second=True)
    assert saved(press(app, "undo"), library) == before
    app = upload(app, "weather.csv", WEATHER, second=True)
    app = press(app, "second_out")
    assert saved(app, library) == before
    assert "Add a second file" in [expander.label for expander in app.expander]


def test_a_network_with_layers_reads_the_second_file_by_a_branch_of_its_own(library: Library) -> None:
    app = both()
    assert len(saved(app, library).model.branches) == 1
    assert "Linear has no layers" in words(app)
    app = press(app.switch_page("pages/model.py").run(), "choose_lstm")
    told = re.findall(r"([\d,]+) numbers to learn", words(app))
    assert told.count(told[-1]) == 2, "the card counts both branches, as the line at the end of the page does"
    assert [branch.columns for branch in saved(app, library).model.branches] == [(), ("T (degC)", "load (kW) (2)")]
    app = app.switch_page("pages/data.py").run()
    assert "read by a branch of its own" in words(app)
    app.pills(key="inputs").set_value(["load (kW)", "T (degC)"]).run()
    assert saved(app, library).model.branches[1].columns == ("T (degC)",)
    app = press(app, "second_branches")
    assert saved(app, library).model == PRESETS["lstm"].make()
    app = press(app, "second_branches")
    assert len(saved(app, library).model.branches) == 2
    app = press(app, "second_out")
    assert saved(app, library).model == PRESETS["lstm"].make()


def test_joined_files_are_opened_again_from_the_shelf(library: Library) -> None:
    app = both()
    joined = saved(app, library)
    app = press(app, "undo")
    app.session_state["shelf"] = True
    app = press(app.run(), f"open_{library.datasets()[0].id}")
    assert not app.exception
    again = saved(app, library)
    assert (again.data.sources, again.data.inputs) == (joined.data.sources, joined.data.inputs)
    assert "Take out weather.csv" in [button.label.replace("\\", "") for button in app.button]


def test_another_first_file_drops_the_second_with_a_notice(library: Library) -> None:
    app = upload(both(), "other.csv", THIRTEEN)
    assert not app.exception
    assert "weather.csv was taken out" in words(app)
    assert saved(app, library).data.file == "other.csv"
    assert "weather.csv was taken out" not in words(app.run())
