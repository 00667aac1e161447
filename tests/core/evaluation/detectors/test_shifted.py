"""Copies and late forecasts: told from good forecasts of slow series, and from what nobody can do better."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.detectors.copying import copies
from core.evaluation.detectors.lagging import lags_behind
from core.evaluation.detectors.shifts import shifts
from core.examples.spec import SplitSpec, Windows
from core.findings import Severity
from tests.core.evaluation.detectors.made import (
    answered,
    daily,
    evidence,
    examples,
    key_of,
    last,
    nearly,
    of,
    walk,
)

DAY = Windows(lookback=24, horizon=24)
LATER = Windows(lookback=24, step=2, delay=3, horizon=6)


@pytest.mark.parametrize("windows", [Windows(lookback=12), DAY, LATER, Windows(lookback=12, delay=0)])
def test_a_copy_is_found_at_every_horizon_step_and_delay(windows) -> None:
    """Among the windows is one of delay 0, whose newest usable value is that of the row before."""
    newest = (lambda y, now, ahead: last(y, now - 1, ahead)) if windows.delay == 0 else last
    found = copies(of(daily(), newest, windows, season=24))
    assert key_of(found) == "judged_copies"
    assert found.finding.severity is Severity.WARNING
    assert found.finding.remedies[0] == "longer_window"
    assert "more was possible" in found.finding.text


def test_on_a_random_walk_repeating_is_all_one_can_do() -> None:
    told = [key_of(copies(of(walk(seed=seed), last))) for seed in range(20)]
    assert "judged_copies" not in told
    assert told.count("judged_copies_all") >= 19
    assert copies(of(walk(), last)).finding.severity is Severity.INFO


def test_a_good_forecast_of_a_slow_series_is_no_copy_though_it_looks_like_one() -> None:
    slow = np.cumsum(walk()) / 50
    good = of(slow, nearly(0.3))
    pairs = good.pairs(0)
    assert np.corrcoef(pairs.predicted, slow[pairs.now])[0, 1] > 0.99, "a correlation of levels would tell nothing"
    assert copies(good) is None
    assert lags_behind(good) is None


def test_a_constant_lean_does_not_hide_a_copy() -> None:
    leaning = of(daily(), lambda y, now, ahead: last(y, now, ahead) + 5, season=24)
    assert key_of(copies(leaning)) == "judged_copies"


@pytest.mark.parametrize(("share", "found"), [(0.03, True), (0.10, False)])
def test_who_foresees_a_twentieth_of_the_change_copies_no_more(share, found) -> None:
    def mixed(y, now, ahead):
        return (1 - share) * last(y, now, ahead) + share * y[ahead]

    assert (copies(of(walk(3_000), mixed)) is not None) == found


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_the_best_forecast_of_noise_with_memory_is_never_blamed(share) -> None:
    noise, y = np.random.default_rng(4).normal(0, 1, 3_000), np.zeros(3_000)
    for t in range(1, len(y)):
        y[t] = share * y[t - 1] + noise[t]
    best = of(y, lambda y, now, ahead: share * y[now])
    assert key_of(copies(best)) in (None, "judged_copies_all")
    assert lags_behind(best) is None


@pytest.mark.parametrize(("late", "windows"), [(3, Windows(lookback=12)), (3, DAY), (5, LATER)])
def test_a_late_forecast_is_found_with_its_rows(late, windows) -> None:
    values = walk() if windows.horizon == 1 else daily()
    found = lags_behind(of(values, lambda y, now, ahead: y[ahead - late], windows))
    assert found.picture.values["peak"] == late
    assert f"{late} hours" in found.finding.title
    assert found.finding.severity is Severity.WARNING


def test_repeating_the_season_is_not_late() -> None:
    assert lags_behind(of(daily(), lambda y, now, ahead: y[ahead - 24], season=24)) is None
    assert copies(of(daily(), lambda y, now, ahead: y[ahead - 24], season=24)) is None


def test_only_the_copied_target_is_named() -> None:
    both = np.stack([daily(seed=1), daily(seed=2)], axis=1)

    def half(y, now, ahead):
        said = nearly(0.2)(y, now, ahead)
        said[..., 1] = last(y, now, ahead)[..., 1]
        return said

    assert copies(of(both, half, targets=(0, 1), season=24)).finding.columns == ("b",)


def test_no_row_of_another_series_is_compared_with() -> None:
    """The second series begins far above the first: one shared row would change every correlation."""
    low, high = daily(700, seed=1), 1_000 + daily(700, seed=2)
    series = np.repeat([0, 1], 700)
    one = of(np.concatenate([low, high]), last, series=series, season=24, split=SplitSpec(per="series"))
    found = shifts(one, 0)
    pairs = found.pairs
    rows = pairs.now[:, None] + 1 - found.lags
    assert (series[rows] == series[pairs.now][:, None]).all()
    said, earlier = pairs.predicted.copy(), one.prepared.dataset.values[rows, 0]
    for number in (0, 1):
        own = series[pairs.now] == number
        said[own] -= said[own].mean()
        earlier[own] -= earlier[own].mean(axis=0)
    assert found.alike == pytest.approx([np.corrcoef(said, column)[0, 1] for column in earlier.T], abs=1e-9)
    assert key_of(copies(one)) == "judged_copies"


def test_what_cannot_be_told_says_nothing() -> None:
    given = examples(daily(300))
    broken = answered(given, last)
    broken.values[broken.part == 2, 0, 0] = np.nan
    for case in (
        evidence(given, broken),
        of(np.full(300, 7.0), last),
        of(daily(60), last, Windows(lookback=2)),
        of(daily(), lambda y, now, ahead: np.zeros((*ahead.shape, 1))),
    ):
        assert copies(case) is None
        assert lags_behind(case) is None
