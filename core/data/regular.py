"""Which even spacing suits rows that come unevenly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import DAY

_ROUND = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, DAY, 7 * DAY,
)  # fmt: skip
_FULL = 0.75  # share of the new rows that at least one old row falls into
_HOLE = 24  # rows in a row without any are a hole, whatever the spacing


def suitable_spacing(time: NDArray[np.datetime64], usual: float) -> float:
    """Seconds from row to row at which hardly any row stays empty: `usual`, or the next round length that does.

    `time` (N,) in order. Long holes do not count: they stay holes.
    """
    seconds = (time - time[0]) / np.timedelta64(1, "s")
    wider = [float(length) for length in _ROUND if length > usual]
    return next((length for length in (usual, *wider) if _filled(seconds, length) >= _FULL), usual)


def _filled(seconds: NDArray[np.float64], length: float) -> float:
    places = np.unique(np.floor(seconds / length))
    steps = np.diff(places)
    steps = steps[steps <= _HOLE]
    return len(steps) / float(steps.sum()) if len(steps) else 0.0
