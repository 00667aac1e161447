"""More than luck or not: false alarms counted on pairs that are equally good, and limits that hold."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.luck import Luck, diebold_mariano, luck

PAIRS = 2_000


def equals(windows: int, overlap: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Errors of two forecasts that are equally good, each averaged over `overlap` steps, so that they resemble."""
    shocks = np.random.default_rng(seed).normal(size=(3, windows + overlap - 1))
    misses = np.abs(shocks[:2] + shocks[2])
    mean = np.ones(overlap) / overlap
    return np.convolve(misses[0], mean, "valid"), np.convolve(misses[1], mean, "valid")


@pytest.mark.parametrize(("windows", "overlap"), [(200, 1), (500, 24)])
def test_false_alarms_are_as_rare_as_promised(windows: int, overlap: int) -> None:
    pairs = [equals(windows, overlap, seed) for seed in range(PAIRS)]
    alarms = np.mean([diebold_mariano(rule - model, overlap) < 0.05 for model, rule in pairs])
    assert 0.03 <= alarms <= 0.07
    found = [luck(model, rule, overlap) for model, rule in pairs]
    outside = np.mean([not one.low <= 0 <= one.high for one in found])
    assert 0.03 <= outside <= 0.07


def test_without_overlap_it_is_nearly_the_test_of_student() -> None:
    from scipy.stats import ttest_1samp

    difference = np.random.default_rng(5).normal(0.1, 1, 800)
    assert diebold_mariano(difference, 1) == pytest.approx(ttest_1samp(difference, 0).pvalue, abs=0.02)


@pytest.mark.parametrize(("factor", "words"), [(0.8, "is gone"), (1.25, "no bad luck")])
def test_a_clear_difference_is_more_than_luck(factor: float, words: str) -> None:
    model, rule = equals(600, 6, 3)
    found = luck(model * factor, rule, 6)
    assert found.sure
    assert found.low <= found.gain <= found.high
    assert (found.gain > 0) is (factor < 1)
    assert words in found.sentence("the last value")
    assert "the last value" in found.sentence("the last value")


def test_what_may_be_luck_is_called_that() -> None:
    model, rule = equals(300, 1, 4)
    assert "may be luck" in luck(model, rule, 1).sentence("the last value")


@pytest.mark.parametrize(
    ("model", "rule", "overlap"),
    [
        (np.ones(5), np.ones(5), 1),
        (np.ones(100), np.zeros(100), 1),
        (np.arange(100.0), np.arange(100.0), 1),
        (np.full(100, np.nan), np.ones(100), 1),
        (np.arange(100.0), np.ones(100), 30),
    ],
)
def test_what_cannot_be_told_says_why(model: np.ndarray, rule: np.ndarray, overlap: int) -> None:
    found = luck(model, rule, overlap)
    assert isinstance(found, Luck)
    assert np.isnan([found.gain, found.low, found.high, found.p]).all()
    assert not found.sure
    assert found.sentence("the last value") == found.reason != ""
