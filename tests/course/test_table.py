"""Every item of the course has a test; those that have none yet are named here, and may only become fewer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.conftest import as_run
from tests.course.items import ITEMS, shown

WITHOUT = {"A8", "C12", "C13"}
"""Items that no test shows yet. Take one away with the commit that shows it."""


def test_the_items_without_a_test_are_exactly_these() -> None:
    assert {item for item in ITEMS if item not in shown()} == WITHOUT


def test_every_marker_names_an_item_of_the_table() -> None:
    assert set(shown()) <= set(ITEMS), {item: shown()[item] for item in set(shown()) - set(ITEMS)}


@pytest.mark.parametrize(("item", "skipped", "outcome"), [("C5", True, "failed"), (None, True, "skipped")])
def test_a_test_of_the_course_that_is_skipped_has_failed(item: str | None, skipped: bool, outcome: str) -> None:
    """A test that did not run shows nothing, so a skip may not hide that an item has lost its test."""
    report = SimpleNamespace(skipped=skipped, outcome="skipped", longrepr="no browser here")
    as_run(report, item)
    assert report.outcome == outcome
    assert "no browser here" in report.longrepr
