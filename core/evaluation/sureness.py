"""The intervals of a judged model: learned on validation rows, measured on others.

Letters: `w` forecasts, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.evaluation.intervals import Interval, adaptive_conformal, fewest, split_conformal
from core.evaluation.residuals import Residuals
from core.spec import record

Floats = NDArray[np.float64]
NEAR = 0.02
"""Held and promised shares this close are called equal."""


@record
class Sureness:
    """`interval` of each of `residuals` (w,), which share of them it `held`, and what was promised (`level`)."""

    interval: Interval
    residuals: Residuals
    level: float

    @property
    def held(self) -> float:
        return float(self.interval.holds(self.residuals.value).mean())

    @property
    def kept(self) -> str:
        """`as_promised`, `fewer` or `more`."""
        off = self.held - self.level
        return "as_promised" if abs(off) <= NEAR else "fewer" if off < 0 else "more"


def sureness(calibration: Residuals, judged: Residuals, level: float, adaptive: bool) -> Sureness | None:
    """Intervals from the residuals of one part, measured on another; None where those are too few."""
    if len(calibration) < fewest(level) or not len(judged):
        return None
    if adaptive:
        late = int(np.searchsorted(judged.row, judged.row[0] + judged.ahead))  # forecasts made before one is answered
        found = adaptive_conformal(calibration.value, judged.value, max(1, late), level)
    else:
        fixed = split_conformal(calibration.value, level)
        found = Interval(low=np.full(len(judged), fixed.low), high=np.full(len(judged), fixed.high))
    return Sureness(interval=found, residuals=judged, level=level)


def fan(of_step: Callable[[int], Residuals], values: Floats, level: float) -> tuple[Floats, Floats] | None:
    """(low, high) (H,) around a forecast `values` (H,), each step by its own residuals; None where they are too few."""
    ends = [of_step(step).value for step in range(len(values))]
    if any(len(value) < fewest(level) for value in ends):
        return None
    found = [split_conformal(value, level) for value in ends]
    return values + [float(one.low) for one in found], values + [float(one.high) for one in found]
