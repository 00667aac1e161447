"""What is worked out on the spot is what the job says; what would take long is given up at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.analyses.explained import Explained
from core.analyses.quickly import FEW, quickly
from core.analyses.registry import ANALYSES, FORESEEN
from core.evaluation.predicting import Floats
from core.jobs.explain import explained
from core.runs.records import Run
from tests.pages.fabricate import House

SETTINGS: dict[str, dict[str, Any]] = {
    "columns": {"part": "test"},
    "timesteps": {"part": "test"},
    "response": {"part": "test", "newest": False},
    "free": {"part": "test", "steps": 12},
}


@pytest.fixture(scope="module")
def seen(house: House, judged: Run) -> Explained:
    return explained(house.library, judged)


def settings_of(what: str, seen: Explained) -> dict[str, Any]:
    column = {"column": seen.prepared.dataset.input_names[0]} if what == "response" else {}
    return SETTINGS[what] | column


def test_all_that_can_be_foreseen_is_tried_here() -> None:
    assert set(SETTINGS) == FORESEEN


@pytest.mark.parametrize("what", SETTINGS)
def test_it_says_the_same_on_the_spot(what: str, seen: Explained) -> None:
    settings = settings_of(what, seen)
    found, wanted = quickly(what, settings, seen, 60.0), ANALYSES[what](seen, settings, _tell, lambda: None)
    assert found is not None
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        np.testing.assert_array_equal(found[name], value, err_msg=name)


def _tell(done: int, of: int) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("what", SETTINGS)
def test_a_network_that_would_take_long_is_asked_for_no_more_than_a_few_windows(what: str, seen: Explained) -> None:
    asked, clock = [], Clock()

    def slowly(x: Floats) -> Floats:
        asked.append(len(x))
        clock.now += len(x)
        return seen.answer(x)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.analyses.quickly.time.perf_counter", clock)
        assert quickly(what, settings_of(what, seen), seen.but(answer=slowly), 0.3) is None
    assert sum(asked) <= 2 * FEW


class Clock:
    """Time that passes only while the network answers: a second for a window."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_cannot_be_foreseen_is_not_even_begun(seen: Explained) -> None:
    assert quickly("report", {}, seen, 60.0) is None
