"""Intervals learned on one part and measured on another, and the fan around a forecast."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.intervals import split_conformal
from core.evaluation.residuals import Residuals
from core.evaluation.sureness import fan, sureness


def of(values: np.ndarray, ahead: int = 1) -> Residuals:
    return Residuals(row=np.arange(len(values)), value=values, predicted=np.zeros(len(values)), ahead=ahead)


def noise(seed: int, n: int = 800, width: float = 1.0) -> np.ndarray:
    return width * np.random.default_rng(seed).normal(size=n)


@pytest.mark.parametrize(("width", "kept"), [(1.0, "as_promised"), (1.5, "fewer"), (0.6, "more")])
def test_what_was_promised_is_compared_with_what_was_held(width: float, kept: str) -> None:
    found = sureness(of(noise(1)), of(noise(2, width=width)), 0.9, adaptive=False)
    assert found is not None
    inside = (noise(2, width=width) >= found.interval.low) & (noise(2, width=width) <= found.interval.high)
    assert found.held == inside.mean()
    assert found.kept == kept


def test_following_changes_keeps_the_promise_where_a_fixed_interval_breaks_it() -> None:
    fixed, following = (sureness(of(noise(1)), of(noise(2, 3_000, 1.5)), 0.9, adaptive) for adaptive in (False, True))
    assert fixed
    assert following
    assert fixed.kept == "fewer"
    assert following.kept == "as_promised"
    assert following.interval.high[-1] > fixed.interval.high[-1]


def test_too_few_residuals_promise_nothing() -> None:
    assert sureness(of(noise(1, 18)), of(noise(2)), 0.9, adaptive=False) is None
    assert sureness(of(noise(1)), of(noise(2, 0)), 0.9, adaptive=True) is None


def test_each_step_of_a_fan_has_the_interval_of_its_own_residuals() -> None:
    steps = [noise(seed, 200, 1.0 + seed) for seed in range(3)]
    found = fan(lambda step: of(steps[step]), np.array([10.0, 20.0, 30.0]), 0.8)
    assert found is not None
    for step, value in enumerate((10.0, 20.0, 30.0)):
        own = split_conformal(steps[step], 0.8)
        assert found[0][step] == value + own.low
        assert found[1][step] == value + own.high
    assert fan(lambda step: of(steps[step][:5]), np.zeros(3), 0.8) is None
