"""Baselines against slow loops, and the promise that they only read what is known at *now*."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from core.evaluation.baselines import BASELINES, baselines_for, label, phrase
from core.evaluation.past import actual, known, spread
from core.evaluation.ridge import ENOUGH, READING, affordable
from core.examples.spec import SplitSpec, Windows
from core.examples.windows import input_offsets, target_offsets
from tests.core.evaluation.builders import prepared, wavy
from tests.core.examples.builders import dataset

WINDOWS = st.builds(
    Windows,
    lookback=st.integers(1, 20),
    step=st.integers(1, 5),
    delay=st.integers(0, 6),
    horizon=st.integers(1, 30),
)


@settings(max_examples=40, deadline=None)
@given(windows=WINDOWS, season=st.one_of(st.none(), st.integers(2, 40)), gap=st.integers(60, 250))
def test_the_seasonal_rule_equals_a_plain_loop(windows, season, gap) -> None:
    segment = np.repeat([0, 1], [gap, 400 - gap]).astype(np.int32)
    case = prepared(windows=windows, season=season, segment=segment)
    values, now = case.dataset.values, case.placement.now[::7]
    said = BASELINES["seasonal"](case, 1e9).predict(now)
    past = known(case)
    newest_allowed = -1 if windows.delay == 0 else 0
    for w, t in enumerate(now):
        for h in range(windows.horizon):
            row = t + windows.delay + h
            while row > t + newest_allowed:
                row -= season or 1
            if row == t + windows.delay + h:
                row -= season or 1
            usable = row >= 0 and segment[row] == segment[t]
            wanted = values[row] if usable else past[t]
            assert said[w, h].tolist() == wanted.tolist()


@settings(max_examples=30, deadline=None)
@given(windows=WINDOWS)
def test_the_last_value_is_the_row_that_is_now(windows) -> None:
    case = prepared(windows=windows)
    now = case.placement.now
    newest = now if windows.delay else np.maximum(now - 1, 0)
    said = BASELINES["last_value"](case, 1e9).predict(now)
    wanted = np.repeat(case.dataset.values[newest][:, None], windows.horizon, axis=1)
    usable = (now > 0) | (windows.delay > 0)
    assert np.array_equal(said[usable], wanted[usable])


def test_with_delay_0_the_answer_itself_is_not_known() -> None:
    case = prepared(windows=Windows(lookback=4, delay=0, horizon=1))
    t = case.placement.now
    assert np.array_equal(BASELINES["last_value"](case, 1e9).predict(t)[:, 0], case.dataset.values[t - 1])


@pytest.mark.parametrize("key", [key for key, rule in BASELINES.items() if "numbers_over_time" in rule.serves])
def test_no_baseline_reads_a_row_after_now(key) -> None:
    case = prepared()
    now = case.placement.of(2)[:1]
    poisoned = case.dataset.values.copy()
    poisoned[now[0] + 1 :] = 1e9
    other = prepared(poisoned)
    assert np.array_equal(BASELINES[key](case, 1e9).predict(now), BASELINES[key](other, 1e9).predict(now))


def test_ridge_equals_scikit_learn_on_training_windows_minus_their_last_value() -> None:
    case = prepared()
    mean, deviation = case.fitted.arrays["mean"], case.fitted.arrays["deviation"]
    z = (case.dataset.values - mean) / deviation
    read, ahead = input_offsets(case.windows), target_offsets(case.windows)
    x, y = [], []
    for c in range(2):
        for t in case.placement.of(0):
            x.append(z[t + read, c] - z[t, c])
            y.append(z[t + ahead, c] - z[t, c])
    line = Ridge(alpha=10.0).fit(np.array(x), np.array(y))
    now = case.placement.of(2)
    said = BASELINES["ridge"](case, 1e12).predict(now)
    for c in range(2):
        change = line.predict(np.array([z[t + read, c] - z[t, c] for t in now]))
        wanted = (change + z[now, c][:, None]) * deviation[c] + mean[c]
        assert np.allclose(said[..., c], wanted, rtol=1e-8)


def test_ridge_learns_from_training_windows_alone() -> None:
    case = prepared(split=SplitSpec(by="rows", cuts=(200, 100, 100)))
    poisoned = case.dataset.values.copy()
    poisoned[200:] = np.random.default_rng(0).normal(size=(200, 2))
    other = prepared(poisoned, split=SplitSpec(by="rows", cuts=(200, 100, 100)))
    now = case.placement.of(0)
    assert np.array_equal(BASELINES["ridge"](case, 1e12).predict(now), BASELINES["ridge"](other, 1e12).predict(now))


def test_a_bounded_fit_tells_how_many_windows_it_used() -> None:
    case = prepared()
    cost = (4 + 5) * (2.0 * 4 + READING)
    fit = BASELINES["ridge"](case, cost * 100)
    assert (fit.fitted_on, fit.fitted_of, fit.timesteps) == (50, len(case.placement.of(0)), 4)
    assert fit.sampled
    assert not BASELINES["ridge"](case, 1e12).sampled
    rows = np.arange(1000)
    drawn = spread(rows, 100)
    assert len(drawn) == len(set(drawn.tolist())) == 100
    assert np.all(np.diff(drawn) > 0)
    assert len(set((drawn % 24).tolist())) > 15, "every hour of the day has its turn"


@settings(max_examples=60, deadline=None)
@given(
    work=st.floats(1e3, 1e12),
    examples=st.integers(1, 10**6),
    timesteps=st.integers(1, 1500),
    horizon=st.integers(1, 99),
)
def test_a_bounded_fit_has_enough_examples_for_what_it_reads(work, examples, timesteps, horizon) -> None:
    used, reads = affordable(work, examples, timesteps, horizon)
    assert 1 <= used <= examples
    assert 1 <= reads <= timesteps
    spent = used * (reads + horizon) * (2 * reads + READING)
    assert spent <= work or (used == 1 and reads == 1)
    if used < examples and reads > 1:
        assert used >= ENOUGH * reads


def test_a_target_that_is_no_input_and_has_holes_still_has_a_last_value() -> None:
    values = wavy()
    values[[5, 6, 7, 200, 201], 0] = np.nan
    case = prepared(values, targets=(0,), inputs=(1,), segment=np.repeat([0, 1], [201, 199]).astype(np.int32))
    past = known(case)[:, 0]
    assert past[[5, 6, 7]].tolist() == [values[4, 0]] * 3
    assert past[200] == values[199, 0]
    assert past[201] == case.fitted.arrays["mean"][0], "a new segment does not know the old one"
    for rule in baselines_for(case).values():
        assert np.isfinite(rule(case, 1e12).predict(case.placement.now)).all()


def test_a_constant_target_is_predicted_exactly() -> None:
    case = prepared(np.full((300, 2), 4.0))
    for rule in baselines_for(case).values():
        assert np.allclose(rule(case, 1e12).predict(case.placement.now), actual(case, case.placement.now))


def test_the_seasonal_rule_is_named_by_its_season() -> None:
    def named(season: int | None, spacing: float | None) -> str:
        data = dataset(np.arange(50.0), season=season, spacing=spacing)
        assert phrase("seasonal", data).startswith("the ")
        return label("seasonal", data)

    assert named(24, 3600.0) == "Same hour, a day earlier"
    assert named(48, 3600.0) == "Same hour, 2 days earlier"
    assert named(144, 600.0) == "Same time, a day earlier"
    assert named(7, 86_400.0) == "Same day, a week earlier"
    assert named(12, 2_629_746.0) == "Same month, a year earlier"
    assert named(12, None) == "The value 12 rows earlier"
    assert named(None, 3600.0) == "Seasonal (none known)"
