"""Intervals hold what they promise, on average over seeds; and adaptive ones go on doing so when the data change."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.intervals import LEVELS, adaptive_conformal, fewest, split_conformal

SEEDS = range(20)


def left_over(seed: int, n: int = 1_500) -> tuple[np.ndarray, np.ndarray]:
    """Skewed residuals of a model that leans, with a memory, of two parts that are alike."""
    shocks = np.random.default_rng(seed).gamma(2.0, size=2 * n + 2)
    values = 0.3 + np.convolve(shocks - 2, [1, 0.5], "valid")[: 2 * n]
    return values[:n], values[n:]


@pytest.mark.parametrize("level", LEVELS)
def test_as_many_answers_lie_within_as_promised(level: float) -> None:
    held = [split_conformal(known, level).holds(new).mean() for known, new in map(left_over, SEEDS)]
    assert np.mean(held) == pytest.approx(level, abs=0.02)
    adapted = [adaptive_conformal(known, new, 3, level).holds(new).mean() for known, new in map(left_over, SEEDS)]
    assert np.mean(adapted) == pytest.approx(level, abs=0.02)


@pytest.mark.parametrize("level", LEVELS)
def test_as_many_are_missed_above_as_below(level: float) -> None:
    above = [(new > split_conformal(known, level).high).mean() for known, new in map(left_over, SEEDS)]
    assert np.mean(above) == pytest.approx((1 - level) / 2, abs=0.01)


def test_after_a_change_fixed_intervals_break_their_promise_and_adaptive_ones_recover() -> None:
    fixed, adapted = [], []
    for known, new in map(left_over, SEEDS):
        changed = 1.6 * new
        fixed.append(split_conformal(known, 0.9).holds(changed).mean())
        adapted.append(adaptive_conformal(known, changed, 1, 0.9).holds(changed).mean())
    assert np.mean(fixed) < 0.84
    assert np.mean(adapted) == pytest.approx(0.9, abs=0.02)


def test_no_answer_is_used_before_it_is_known() -> None:
    known, new = left_over(1)
    later = new.copy()
    later[100:] = 1e6
    before, after = (adaptive_conformal(known, one, 24, 0.9) for one in (new, later))
    np.testing.assert_array_equal(before.high[:124], after.high[:124])
    assert before.high[124] != after.high[124] or before.high[200] != after.high[200]


@pytest.mark.parametrize("level", LEVELS)
def test_an_interval_takes_enough_residuals_that_one_may_lie_beyond_each_end(level: float) -> None:
    few = fewest(level)
    residuals = np.arange(float(few))
    interval = split_conformal(residuals, level)
    assert (interval.low, interval.high) == (0.0, few - 1.0)
    with pytest.raises(ValueError, match=str(few)):
        split_conformal(residuals[1:], level)
