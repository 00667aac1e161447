"""The stock that a demand forecast leads to: how fast it turns, and what keeping it costs.

Letters: `n` forecasts of one target, one step ahead, in order: one for each period.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.data.fills import runs
from core.errors import SettingsError
from core.spec import record
from core.text import figure

Floats = NDArray[np.float64]

YEAR = 31_556_952.0
"""Seconds of a mean Gregorian year."""


@record
class Stock:
    """Over all periods: units sold and demanded, and the average stock.

    The course's business view (E5) asks for stock turnover and average stock cost. Turnover is what is sold over the
    average stock, a period's average stock the mean of its opening and closing one, and its cost the average stock
    times what it costs to keep one unit for a period (Silver, Pyke and Thomas, Inventory and Production Management
    in Supply Chains, 4th edition, 2017; both in units, since one price cancels in the ratio).
    """

    sold: float
    demanded: float
    average: float
    periods: int

    @property
    def turnover(self) -> float:
        """How many times the average stock was sold over all periods; NaN where there never was any."""
        return self.sold / self.average if self.average > 0 else math.nan

    @property
    def served(self) -> float:
        """The share of the demand that was met; NaN without any demand."""
        return self.sold / self.demanded if self.demanded > 0 else math.nan

    def turnover_a_year(self, spacing: float) -> float:
        """… in a year, where a period takes `spacing` seconds."""
        return self.turnover * YEAR / (self.periods * spacing)

    def cost(self, keeping: float) -> float:
        """What the average stock costs per period, where keeping one unit costs `keeping`."""
        return self.average * keeping


def stock(said: Floats, demand: Floats, segment: NDArray[np.int32]) -> Stock:
    """Every period opens with what was forecast (n,), or with what was left if that is more; then demand (n,) is met.

    What is not met is lost; after a gap (another `segment` (n,)) nothing is left. Raises SettingsError for a
    negative demand. A negative forecast orders nothing.
    """
    if demand.min() < 0:
        raise SettingsError("demand_negative", lowest=figure(float(demand.min())))
    opening = np.empty(len(said))
    for start, length in zip(*runs(segment), strict=True):
        where = slice(start, start + length)
        opening[where] = _opening(np.maximum(said[where], 0.0), demand[where])
    closing = np.maximum(opening - demand, 0.0)
    return Stock(
        sold=float((opening - closing).sum()),
        demanded=float(demand.sum()),
        average=float(((opening + closing) / 2).mean()),
        periods=len(said),
    )


def _opening(wanted: Floats, demand: Floats) -> Floats:
    """Stock at the beginning of each period, the larger of what is wanted and what is left.

    o(t) = max(s(t), o(t−1) − d(t−1)) is a running maximum once all demand before t is added on both sides.
    """
    before = np.concatenate([[0.0], np.cumsum(demand)[:-1]])
    return np.asarray(np.maximum.accumulate(wanted + before) - before)
