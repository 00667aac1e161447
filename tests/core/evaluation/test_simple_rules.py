"""Drift, the moving average and the training mean against plain loops over what is known at *now*."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.baselines import BASELINES
from core.examples.spec import SplitSpec, Windows
from tests.core.evaluation.builders import prepared, wavy

WINDOWS = st.builds(
    Windows,
    lookback=st.integers(1, 20),
    step=st.integers(1, 5),
    delay=st.integers(0, 6),
    horizon=st.integers(1, 30),
)


def holey(gap: int) -> tuple[np.ndarray, np.ndarray]:
    """Values with cells missing at the start, in the middle and before a gap, and the segments."""
    values = wavy()
    values[[0, 1, 40, 41, gap, gap + 1, 300], 0] = np.nan
    return values, np.repeat([0, 1], [gap, 400 - gap]).astype(np.int32)


def known_rows(values: np.ndarray, segment: np.ndarray, t: int, delay: int, c: int) -> list[int]:
    """The rows of the segment of `t` that have a value which may be used at *now*."""
    last = t - 1 if delay == 0 else t
    return [row for row in range(last + 1) if segment[row] == segment[t] and np.isfinite(values[row, c])]


@settings(max_examples=25, deadline=None)
@given(windows=WINDOWS, gap=st.integers(60, 250))
def test_the_drift_is_the_line_through_the_first_and_the_newest_known_value(windows, gap) -> None:
    values, segment = holey(gap)
    case = prepared(values, windows=windows, segment=segment, targets=(0,), inputs=(1,))
    usual = case.fitted.arrays["mean"][0]
    now = case.placement.now[::11]
    said = BASELINES["drift"](case).predict(now)[..., 0]
    for w, t in enumerate(now):
        rows = known_rows(values, segment, t, windows.delay, 0)
        for h in range(windows.horizon):
            wanted = values[rows[-1], 0] if rows else usual
            if len(rows) > 1:
                slope = (values[rows[-1], 0] - values[rows[0], 0]) / (rows[-1] - rows[0])
                wanted += slope * (t + windows.delay + h - rows[-1])
            assert said[w, h] == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(windows=WINDOWS, gap=st.integers(60, 250), season=st.one_of(st.none(), st.integers(2, 40)))
def test_the_moving_average_is_that_of_the_season_or_the_lookback(windows, gap, season) -> None:
    values, segment = holey(gap)
    case = prepared(values, windows=windows, segment=segment, season=season, targets=(0,), inputs=(1,))
    usual = case.fitted.arrays["mean"][0]
    now = case.placement.now[::11]
    said = BASELINES["moving_average"](case).predict(now)[..., 0]
    for w, t in enumerate(now):
        rows = known_rows(values, segment, t, windows.delay, 0)
        last = t - 1 if windows.delay == 0 else t
        newest = [row for row in rows if row > last - (season or windows.lookback)]
        wanted = np.mean(values[newest, 0]) if newest else values[rows[-1], 0] if rows else usual
        assert said[w] == pytest.approx(np.full(windows.horizon, wanted), rel=1e-9, abs=1e-12)


def test_the_training_mean_is_that_of_the_training_rows_of_each_series() -> None:
    values = np.concatenate([wavy(300), 500 + wavy(300, seed=8)])
    values[7, 0] = np.nan
    series = np.repeat([0, 1], 300).astype(np.int32)
    case = prepared(values, series=series, segment=series, inputs=(1,), targets=(0,))
    training = case.placement.part_of_row == 0
    said = BASELINES["training_mean"](case).predict(case.placement.now)
    for one in (0, 1):
        own = values[training & (series == one), 0]
        mine = series[case.placement.now] == one
        assert mine.any()
        assert said[mine] == pytest.approx(np.full(said[mine].shape, np.nanmean(own)), rel=1e-9)


def test_a_rule_that_learns_sees_training_rows_alone() -> None:
    cut = SplitSpec(by="rows", cuts=(200, 100, 100))
    case = prepared(split=cut)
    poisoned = case.dataset.values.copy()
    poisoned[200:] = np.random.default_rng(0).normal(size=(200, 2))
    other, now = prepared(poisoned, split=cut), case.placement.of(0)
    for key, rule in BASELINES.items():
        if rule.learns and "numbers_over_time" in rule.serves:
            assert np.array_equal(rule(case).predict(now), rule(other).predict(now)), key
