"""Statistical tests on residuals, each with its null hypothesis, statistic, p-value and one sentence.

A new test is one entry in `TESTS` and its sentences `residual_tests.<key>`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.correlogram import correlogram
from core.evaluation.residuals import FEWEST, Residuals
from core.spec import record
from core.text import say

Floats = NDArray[np.float64]
Outcome = tuple[float, float]
"""A statistic and its p-value."""

MOST = 5_000
"""Residuals a test looks at, the newest: beyond, the slow ones take seconds and the p-values say no more."""

LEVEL = 0.05


@record
class Result:
    """What one test says. `p` is NaN where it cannot be computed, and `reason` then says why."""

    key: str
    statistic: float
    p: float
    wants_rejection: bool = False
    reason: str = ""

    @property
    def rejected(self) -> bool:
        """Whether the null hypothesis is given up, at 5 %."""
        return bool(self.p < LEVEL)

    @property
    def good(self) -> bool:
        """Whether it is as it should be after a model that has learned all there is to learn."""
        return bool(np.isfinite(self.p)) and self.rejected == self.wants_rejection

    @property
    def sentence(self) -> str:
        """What it means in words."""
        if self.reason:
            return self.reason
        return say(f"residual_tests.{self.key}.{'rejected' if self.rejected else 'kept'}")


@record
class _Test:
    key: str
    run: Callable[[Residuals], Outcome]
    wants_rejection: bool = False


def ljung_box(left: Residuals) -> Outcome:
    """Ljung and Box 1978: n(n + 2) Σ r²ₖ / (n − k) over the first lags, against χ²."""
    from scipy.stats import chi2

    n = len(left)
    lags = max(1, min(20, n // 5))
    r = correlogram(left.even, lags).correlation[1:]
    statistic = n * (n + 2) * float(np.sum(r**2 / (n - np.arange(1, len(r) + 1))))
    return statistic, float(chi2.sf(statistic, len(r)))


def adf(left: Residuals) -> Outcome:
    """Dickey and Fuller's test, augmented, the lags chosen by AIC."""
    from statsmodels.tsa.stattools import adfuller

    statistic, p = adfuller(left.value)[:2]
    return float(statistic), float(p)


def kpss(left: Residuals) -> Outcome:
    """Kwiatkowski, Phillips, Schmidt and Shin 1992, around a level. Its p-value is only known from 0.01 to 0.1."""
    from statsmodels.tsa.stattools import kpss as test

    statistic, p = test(left.value, regression="c", nlags="auto")[:2]
    return float(statistic), float(p)


def shapiro_wilk(left: Residuals) -> Outcome:
    from scipy.stats import shapiro

    found = shapiro(left.value)
    return float(found.statistic), float(found.pvalue)


def goldfeld_quandt(left: Residuals) -> Outcome:
    """Goldfeld and Quandt 1965: residuals of the lowest against those of the highest predictions, both sides."""
    from statsmodels.stats.diagnostic import het_goldfeldquandt

    x = np.column_stack([np.ones(len(left)), left.predicted])
    statistic, p = het_goldfeldquandt(left.value, x, idx=1, drop=0.2, alternative="two-sided")[:2]
    return float(statistic), float(p)


TESTS: Mapping[str, _Test] = {
    test.key: test
    for test in (
        _Test(key="ljung_box", run=ljung_box),
        _Test(key="adf", run=adf, wants_rejection=True),
        _Test(key="kpss", run=kpss),
        _Test(key="shapiro_wilk", run=shapiro_wilk),
        _Test(key="goldfeld_quandt", run=goldfeld_quandt),
    )
}


def run_tests(left: Residuals) -> tuple[Result, ...]:
    """Every test, on the newest residuals that have no row in common."""
    apart = left.apart
    newest = Residuals(
        row=apart.row[-MOST:], value=apart.value[-MOST:], predicted=apart.predicted[-MOST:], ahead=apart.ahead
    )
    return tuple(_result(test, newest) for test in TESTS.values())


def _result(test: _Test, left: Residuals) -> Result:
    reason = _impossible(test.key, left)
    if reason:
        return Result(key=test.key, statistic=np.nan, p=np.nan, wants_rejection=test.wants_rejection, reason=reason)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a p beyond the table of KPSS, and announcements of statsmodels
        statistic, p = test.run(left)
    return Result(key=test.key, statistic=statistic, p=p, wants_rejection=test.wants_rejection)


def _impossible(key: str, left: Residuals) -> str:
    """Why a test has nothing to work on; empty where it has."""
    if len(left) < FEWEST:
        return say("residual_tests.too_few", found=len(left), needed=FEWEST)
    if np.ptp(left.value) <= 1e-12 * max(1.0, float(np.abs(left.value).max())):
        return say("residual_tests.constant")
    if key == "goldfeld_quandt" and np.ptp(left.predicted) == 0:
        return say("residual_tests.flat")
    return ""
