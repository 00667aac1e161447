"""What holds for all tests: those that show an item of the course must run."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from tests.course.items import shown
from tests.course.ran import OPTION, SHOWN, Course, expected, files_of


def pytest_addoption(parser: pytest.Parser) -> None:
    words = (
        "fail when a test that shows an item of the course was not among those that passed: for runs of whole folders"
    )
    parser.addoption(OPTION, action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(OPTION) and not hasattr(config, "workerinput"):  # workers of xdist see a part only
        config.pluginmanager.register(Course(expected(shown(), set(files_of(config)))), "lookback-course")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        item.user_properties += [(SHOWN, one) for one in items_of(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    as_run(report, ", ".join(items_of(item)))
    return report


def items_of(item: pytest.Item) -> list[str]:
    """The items of the course that a test shows."""
    return [one for marker in item.iter_markers("course") for one in marker.args]


def as_run(report: Any, items: str) -> None:
    """A skipped test of a course item counts as failed: the table of `tests/course` says that it shows the item."""
    if report.skipped and items:
        report.outcome = "failed"
        report.longrepr = f"This test shows {items} of the course, so it must run. It was skipped: {report.longrepr}"


def pytest_collection_finish() -> None:
    """What was imported stays: no collection looks through all of TensorFlow again."""
    gc.collect()
    gc.freeze()
