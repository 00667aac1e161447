"""Rows at even steps, for pictures of the past: a place for every row, also for those that are missing.

`N` rows, `M` places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import rows_apart
from core.spec import record

Floats = NDArray[np.float64]
_MOST = 4  # places for one row, on average
_STEADY = 0.03  # how far the mean step may be from the usual one


@record
class Even:
    """`at` (N,) ascending from 0: where each row stands among the M places.

    `spacing` is the number of seconds from place to place; None when rows tell no time, or when places
    do not follow the clock (trading days: the next row is often three days later).
    """

    at: NDArray[np.int64]
    spacing: float | None

    def of(self, values: Floats) -> Floats:
        """(N,) values at their places: (M,), NaN where no row stands."""
        if not len(self.at):
            return np.empty(0)
        spread = np.full(int(self.at[-1]) + 1, np.nan)
        spread[self.at] = values
        return spread


def even(time: NDArray[np.datetime64] | None, segment: NDArray[np.int32], spacing: float | None, hole: int) -> Even:
    """A place for each of N rows: one place is one `spacing`.

    Rows of a segment follow each other; between segments lie as many empty places as rows are missing
    in time, but at most `hole`: nothing that looks back less than that sees across a longer one.
    """
    steps = np.ones(max(0, len(segment) - 1), np.int64)
    broken = np.flatnonzero(np.diff(segment))
    room = max(1, min(hole, (_MOST - 1) * len(segment) // max(1, len(broken))))
    steps[broken] = room + 1
    clock = None
    if time is not None and spacing:
        apart = rows_apart(np.diff(time.astype("datetime64[ns]").astype(np.int64)).astype(np.int64), spacing)
        steps[broken] = np.clip(np.round(apart[broken]), 2, room + 1).astype(np.int64)
        within = np.delete(apart, broken)
        clock = spacing if len(within) and abs(float(within.mean()) - 1) <= _STEADY else None
    return Even(at=np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)[: len(segment)], spacing=clock)


def moving_mean(values: Floats, rows: int) -> Floats:
    """(M,) centred mean of the known values among `rows` rows, shorter at the ends; NaN where none is known.

    Of an even number the extra row is an older one.
    """
    known = np.isfinite(values)
    level = float(values[known].mean()) if known.any() else 0.0  # sums near 0 keep their digits
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values - level, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    at = np.arange(len(values))
    low = np.maximum(at - rows // 2, 0)
    high = np.minimum(at - rows // 2 + rows, len(values))
    with np.errstate(invalid="ignore"):
        mean: Floats = (total[high] - total[low]) / (count[high] - count[low]) + level
    return mean


def bridged(values: Floats) -> Floats:
    """Missing values on a straight line between their neighbours; at the ends the nearest known value."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known) or len(known) == len(values):
        return values
    line: Floats = np.interp(np.arange(len(values)), known, values[known])
    return line
