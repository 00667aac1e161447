"""`pytest --course`: the tests that show an item of the course must not only stand there, they must have passed.

Each report carries the items of its test, also from a worker of xdist to the process that gathers them all.
A test that was deselected, skipped or never reached has shown nothing, so the run fails and names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.course.items import TESTS

OPTION = "--course"
SHOWN = "course"
"""The name under which a report carries what its test shows."""

Place = tuple[str, str]
"""An item, and the file of a test that shows it."""


class Course:
    """Gathers what was shown, and fails the run when something of what was `expected` was not."""

    def __init__(self, expected: Iterable[Place]) -> None:
        self._expected = set(expected)
        self._passed: set[Place] = set()
        self.missing: tuple[Place, ...] = ()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            file = report.nodeid.split("::")[0].removeprefix(f"{TESTS.name}/")
            self._passed |= {(str(item), file) for name, item in report.user_properties if name == SHOWN}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.missing = tuple(sorted(self._expected - self._passed))
        if self.missing and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for item, file in self.missing:
            terminalreporter.write_line(f"{item} of the course was not shown: no test of {file} for it has passed.")


def expected(shown: Mapping[str, Sequence[str]], files: Collection[str]) -> set[Place]:
    """Every item with each of these files that says it shows it."""
    places = ((item, test.split("::")[0]) for item, tests in shown.items() for test in tests)
    return {(item, file) for item, file in places if file in files}


def files_of(config: pytest.Config) -> Iterator[str]:
    """The test files in the folders that were asked for, as they stand in the table."""
    folder = config.invocation_params.dir
    roots = [(folder / argument.split("::")[0]).resolve() for argument in config.args]
    ignored = [(folder / path).resolve() for path in config.getoption("ignore") or ()]
    for path in sorted(TESTS.rglob("test_*.py")):
        if _within(path, roots) and not _within(path, ignored):
            yield path.relative_to(TESTS).as_posix()


def _within(path: Path, folders: Collection[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)
