"""What errors cost: a price for each unit too much and too little, and the shift that makes them cheapest.

Letters: `n` test forecasts of one target, one step ahead, `v` validation forecasts, `S` shifts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingsError
from core.evaluation.rivals import Rival
from core.evaluation.slices import block_length, difference
from core.spec import record
from core.text import figure

Floats = NDArray[np.float64]

FEWEST = 20
"""Validation forecasts below which no shift is learned."""
_SHIFTS = 81


@record
class Prices:
    """What one unit too much costs (`over`), and one too little (`under`); `currency` is the user's own word.

    Raises SettingsError for a price of nothing or less: with one of them free, the cheapest forecast is endless.
    """

    over: float
    under: float
    currency: str = ""

    def __post_init__(self) -> None:
        if not (0 < self.over < math.inf and 0 < self.under < math.inf):
            raise SettingsError("price_not_positive", over=figure(self.over), under=figure(self.under))

    @property
    def critical(self) -> float:
        """The critical ratio under / (under + over): how often a forecast should not be exceeded."""
        return self.under / (self.under + self.over)


def costs(said: Floats, actual: Floats, prices: Prices) -> Floats:
    """(n,) what each forecast cost."""
    much = said - actual
    return np.where(much > 0, prices.over * much, -prices.under * much)


def best_shift(residuals: Floats, prices: Prices) -> float:
    """What to add to every forecast so that forecasts with these residuals (v,), actual − predicted, cost least.

    The quantile of the residuals at the critical ratio, as the newsvendor orders (Arrow, Harris and Marschak,
    Optimal Inventory Policy, Econometrica 19, 1951). NaN for fewer than `FEWEST`.
    """
    if len(residuals) < FEWEST:
        return math.nan
    return float(np.quantile(residuals, prices.critical, method="inverted_cdf"))


def by_shift(residuals: Floats, shifts: Floats, prices: Prices) -> Floats:
    """(S,) the mean cost of forecasts with these residuals, for each shift added to all of them."""
    ordered = np.sort(residuals)
    below = np.searchsorted(ordered, shifts, side="right")
    until = np.concatenate([[0.0], np.cumsum(ordered)])
    much = below * shifts - until[below]
    little = until[-1] - until[below] - (len(ordered) - below) * shifts
    return np.asarray((prices.over * much + prices.under * little) / len(ordered))


def shifts_around(residuals: Floats, shift: float) -> Floats:
    """(S,) shifts to draw: those between which nearly all residuals lie, the best one among them."""
    low, high = np.quantile(residuals, (0.01, 0.99))
    return np.unique(np.append(np.linspace(min(low, shift), max(high, shift), _SHIFTS), shift))


@record
class Bill:
    """What one rival cost on the test rows as it is, and with its own best shift, learned on validation rows."""

    total: float
    each: float
    shift: float
    shifted: float
    shifted_each: float


def bill(rival: Rival, prices: Prices) -> Bill:
    """The shifted costs are NaN where validation forecasts are too few."""
    shift, n = best_shift(rival.validation, prices), len(rival.test)
    total = float(_of(rival.test, prices).sum())
    shifted = float(_of(rival.test - shift, prices).sum()) if math.isfinite(shift) else math.nan
    return Bill(total=total, each=total / n, shift=shift, shifted=shifted, shifted_each=shifted / n)


@record
class Saving:
    """How much less the model cost than a rule, in total; in 19 of 20 cases between `low` and `high` (NaN: unknown)."""

    total: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it is more than chance."""
        return self.low > 0 or self.high < 0


def saving(model: Rival, rule: Rival, prices: Prices, overlap: int, season: int) -> Saving:
    """`overlap` and `season` as `block_length` takes them."""
    less = _of(rule.test, prices) - _of(model.test, prices)
    length = block_length(less, overlap, season)
    total = float(less.sum())
    wide = difference(np.add.reduceat(less, np.arange(0, len(less), length)))
    return Saving(total=total, low=total - wide, high=total + wide)


def _of(residuals: Floats, prices: Prices) -> Floats:
    return costs(-residuals, np.zeros(len(residuals)), prices)
