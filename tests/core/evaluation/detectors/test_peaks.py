"""Peaks that are missed, told from the shortfall that no forecast can avoid."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.detectors.peaks import fails_at_peaks
from core.examples.spec import SplitSpec, Windows
from tests.core.evaluation.detectors.made import answered, daily, evidence, examples, key_of, nearly, of

CAP = 2.2


@pytest.mark.parametrize("windows", [Windows(lookback=12), Windows(lookback=24, step=3, delay=2, horizon=24)])
def test_a_ceiling_over_the_predictions_is_found(windows) -> None:
    found = fails_at_peaks(of(daily(3_000, noise=0.2), lambda y, n, a: np.minimum(nearly(0.05)(y, n, a), CAP), windows))
    assert key_of(found) == "judged_peaks"
    assert "highest" in found.finding.title
    assert np.argmax(found.picture.values["error"]) == 9
    low = of(daily(3_000, noise=0.2), lambda y, n, a: np.maximum(nearly(0.05)(y, n, a), -CAP))
    assert "lowest" in fails_at_peaks(low).finding.title


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_the_best_forecast_falls_short_of_extremes_too_and_is_not_blamed(share) -> None:
    """Actual = what can be foreseen + noise: given an extreme, every honest forecast lies below it."""
    rng = np.random.default_rng(7)
    foreseen = np.sqrt(share) * rng.normal(0, 1, 8_000)
    values = foreseen + np.sqrt(1 - share) * rng.normal(0, 1, 8_000)
    case = of(values, lambda y, now, ahead: foreseen[ahead][..., None])
    came, said, _ = case.every(0)
    high = came >= np.quantile(came, 0.95)
    assert (said[high] < came[high]).mean() > 0.55, "falling short alone would blame it"
    assert fails_at_peaks(case) is None


@pytest.mark.parametrize(("cap", "found"), [(2.2, True), (3.1, False)])
def test_a_ceiling_that_hardly_touches_is_none(cap, found) -> None:
    case = of(daily(3_000, noise=0.2), lambda y, n, a: np.minimum(nearly(0.5)(y, n, a), cap))
    assert (fails_at_peaks(case) is not None) == found


def test_a_peak_is_high_within_its_own_series() -> None:
    """The small series is clipped at its peaks, which lie far below those of the large one."""
    values, series = np.concatenate([daily(2_000), 40 + daily(2_000)]), np.repeat([0, 1], 2_000)

    def clipped(y, now, ahead):
        base = np.where(series[ahead] == 0, 0.0, 40.0)[..., None]
        return base + np.minimum(nearly(0.05)(y, now, ahead) - base, CAP)

    case = of(values, clipped, series=series, split=SplitSpec(per="series"))
    assert key_of(fails_at_peaks(case)) == "judged_peaks"


def test_what_cannot_be_told_says_nothing() -> None:
    given = examples(daily(800))
    broken = answered(given, nearly(0.1))
    broken.values[broken.part == 2, 0, 0] = np.nan
    assert fails_at_peaks(evidence(given, broken)) is None
    assert fails_at_peaks(of(np.full(900, 3.0), nearly(0.1))) is None
    assert fails_at_peaks(of(daily(100), lambda y, n, a: np.minimum(y[a], CAP), Windows(lookback=2))) is None
