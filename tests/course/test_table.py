"""Every item of the course has a test, and every architecture one in the browser and one from the terminal."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.conftest import as_run
from tests.course.items import ITEMS, shown
from tests.course.ran import Course, expected

ARCHITECTURES = [item for item in ITEMS if item.startswith("C")]
TERMINAL = ("course/test_", "core/terminal/test_")


def test_every_item_has_a_test() -> None:
    assert set(ITEMS) <= set(shown())


def test_every_marker_names_an_item_of_the_table() -> None:
    assert set(shown()) <= set(ITEMS), {item: shown()[item] for item in set(shown()) - set(ITEMS)}


@pytest.mark.parametrize("door", [("e2e/",), TERMINAL], ids=["browser", "terminal"])
def test_every_architecture_is_trained_through_both_doors(door: tuple[str, ...]) -> None:
    through = {item for item, tests in shown().items() if any(test.startswith(door) for test in tests)}
    assert set(ARCHITECTURES) <= through


@pytest.mark.parametrize(("item", "skipped", "outcome"), [("C5", True, "failed"), ("", True, "skipped")])
def test_a_test_of_the_course_that_is_skipped_has_failed(item: str, skipped: bool, outcome: str) -> None:
    """A test that did not run shows nothing, so a skip may not hide that an item has lost its test."""
    report = SimpleNamespace(skipped=skipped, outcome="skipped", longrepr="no browser here")
    as_run(report, item)
    assert report.outcome == outcome
    assert "no browser here" in report.longrepr


def told(file: str, item: str, passed: bool) -> SimpleNamespace:
    """What is reported of one test of a file."""
    shows = [("course", item)]
    return SimpleNamespace(when="call", passed=passed, nodeid=f"tests/{file}::test_it", user_properties=shows)


@pytest.mark.parametrize(
    ("passed", "status", "missing"),
    [({"A1", "B1", "C1"}, 0, []), ({"A1", "C1"}, 1, ["B1"]), ({"A1", "B1"}, 1, ["C1"])],
)
def test_a_whole_run_fails_when_an_item_was_not_shown(passed: set[str], status: int, missing: list[str]) -> None:
    """B1 did not come among the reports' passed ones, or C1 was left out of the run by a choice of tests."""
    places = {item: f"{item.lower()}/test_it.py" for item in ("A1", "B1", "C1")}
    course, session = Course(places.items()), SimpleNamespace(exitstatus=pytest.ExitCode.OK)
    for item in ("A1", "B1", *(passed & {"C1"})):
        course.pytest_runtest_logreport(told(places[item], item, item in passed))
    course.pytest_sessionfinish(session)
    assert (session.exitstatus, [item for item, _ in course.missing]) == (status, missing)


def test_only_the_files_that_were_asked_for_must_show_their_items() -> None:
    table = {"A1": ["core/test_a.py::test_x", "e2e/test_b.py::test_y"], "B1": ["e2e/test_b.py::cases"]}
    assert expected(table, {"core/test_a.py"}) == {("A1", "core/test_a.py")}
    assert expected(table, {"e2e/test_b.py"}) == {("A1", "e2e/test_b.py"), ("B1", "e2e/test_b.py")}
