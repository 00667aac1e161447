"""How far a forecast may be off: conformal intervals from validation residuals, and whether they hold on other rows.

Residuals are actual − predicted, of one target, one step ahead. Letters: `n` calibration residuals, `w` forecasts.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Floats = NDArray[np.float64]

LEVELS = (0.8, 0.9, 0.95)
RATE = 0.02
"""How fast adaptive intervals follow: γ of Gibbs and Candès, per forecast."""
KEPT = 2_000
"""Residuals an adaptive interval rests on, the newest."""


@record
class Interval:
    """What is added to a prediction: `low` and `high` (w,) or numbers, in the target's unit."""

    low: Floats
    high: Floats

    def holds(self, residual: Floats) -> NDArray[np.bool_]:
        """(w,) whether what happened lies within."""
        return np.asarray((residual >= self.low) & (residual <= self.high))


def fewest(level: float) -> int:
    """Calibration residuals below which no such interval can be promised: one must be able to lie beyond each end."""
    return math.ceil(2 / (1 - level) - 1e-9) - 1


def split_conformal(calibration: Floats, level: float) -> Interval:
    """One interval for every forecast, each end beyond all but (1 − level)/2 of the n residuals (n,).

    Vovk, Gammerman and Shafer 2005, each end by itself so that a leaning model gets a leaning interval: the
    ⌈(n + 1)(1 + level)/2⌉-th smallest residual, and its mirror. Where residuals of both parts are alike, `level` of
    the answers lie within. Raises ValueError for fewer residuals than `fewest`.
    """
    n, ordered = len(calibration), np.sort(calibration)
    if n < fewest(level):
        raise ValueError(f"An interval that holds {level:.0%} takes {fewest(level)} residuals. Received: {n}")
    place = math.ceil((n + 1) * (1 + level) / 2 - 1e-9) - 1
    return Interval(low=ordered[n - 1 - place], high=ordered[place])


def adaptive_conformal(calibration: Floats, residual: Floats, ahead: int, level: float) -> Interval:
    """Intervals (w,) that widen after misses and narrow again: adaptive conformal inference.

    Gibbs and Candès 2021: the share left out moves by γ (share − miss) with every answer, and the residuals behind
    the interval are always the newest `KEPT`. An answer is known `ahead` forecasts later. Each end by itself.
    """
    high = _one_end(calibration, residual, ahead, (1 - level) / 2)
    return Interval(low=-_one_end(-calibration, -residual, ahead, (1 - level) / 2), high=high)


def _one_end(calibration: Floats, residual: Floats, ahead: int, wanted: float) -> Floats:
    """(w,) what all but a share of residuals stay below; `wanted` is that share in the long run."""
    known = deque(calibration[-KEPT:].tolist())
    ordered, left_out = sorted(known), wanted
    values, ends = residual.tolist(), np.empty(len(residual))
    for t in range(len(values)):
        if t >= ahead:
            seen = values[t - ahead]
            left_out += RATE * (wanted - (seen > ends[t - ahead]))
            known.append(seen)
            insort(ordered, seen)
            if len(known) > KEPT:
                del ordered[bisect_left(ordered, known.popleft())]
        place = math.ceil((len(ordered) + 1) * (1 - left_out)) - 1
        ends[t] = ordered[min(max(place, 0), len(ordered) - 1)]
    return ends
