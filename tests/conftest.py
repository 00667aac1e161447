"""What holds for all tests: those that show an item of the course must run."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    marker = item.get_closest_marker("course")
    as_run(report, marker and ", ".join(marker.args))
    return report


def as_run(report: Any, item: str | None) -> None:
    """A skipped test of a course item counts as failed: the table of `tests/course` says that it shows the item."""
    if report.skipped and item:
        report.outcome = "failed"
        report.longrepr = f"This test shows {item} of the course, so it must run. It was skipped: {report.longrepr}"
