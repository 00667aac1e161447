"""How far apart in time the rows are, and where rows are missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MONTH = 2_629_746.0  # seconds of a mean month: a twelfth of the mean Gregorian year
DAY = 86_400.0


def usual_spacing(time: NDArray[np.datetime64]) -> float | None:
    """Seconds from row to row that occur most often, None for fewer than two different times.

    `time` (N,) without NaT, in any order. Rows on the same day of each month (or the last one) are
    whole months apart: a month, a quarter and a year count as multiples of the mean month.
    """
    steps = _steps(time)
    if not len(steps):
        return None
    if months := _months_apart(time, steps):
        return months * MONTH
    values, counts = np.unique(steps, return_counts=True)
    usual = values[np.argmax(counts)]
    if counts.max() < 0.2 * len(steps):
        usual = np.median(steps)  # irregular: no step is usual
    return float(usual) / 1e9


def regular_share(time: NDArray[np.datetime64], spacing: float | None) -> float:
    """The share of steps that are the usual one; NaN without a spacing."""
    steps = _steps(time)
    if spacing is None or not len(steps):
        return float("nan")
    return float(np.mean(np.abs(rows_apart(steps, spacing) - 1) < 0.05))


def missing_before(time: NDArray[np.datetime64], spacing: float | None) -> NDArray[np.bool_]:
    """(N,) true where at least one row is missing before this one, or time runs backwards.

    Rows closer together than usual are no gap. Without a spacing nothing is missing.
    """
    broken = np.zeros(len(time), bool)
    if spacing is None or len(time) < 2:
        return broken
    steps = np.diff(time.astype("datetime64[ns]").astype(np.int64)).astype(np.int64)
    broken[1:] = (rows_apart(steps, spacing) > 1.5) | (steps < 0)
    return broken


def rows_apart(steps: NDArray[np.int64], spacing: float) -> NDArray[np.float64]:
    """Steps in nanoseconds as numbers of rows; a month's step is one whatever its days."""
    rows: NDArray[np.float64] = steps / (spacing * 1e9)
    if spacing >= MONTH * 0.99:
        near = np.round(rows)
        rows = np.where(np.abs(rows - near) < 0.11, near, rows)  # 28 to 31 days are one month
    return rows


def _steps(time: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Positive steps in nanoseconds between neighbouring different times."""
    whole = time.astype("datetime64[ns]").astype(np.int64)
    steps = np.diff(whole).astype(np.int64)
    if len(steps) and (steps < 0).any():
        steps = np.diff(np.sort(whole)).astype(np.int64)
    positive: NDArray[np.int64] = steps[steps > 0]
    return positive


def _months_apart(time: NDArray[np.datetime64], steps: NDArray[np.int64]) -> int:
    """The usual number of whole months between rows, 0 when rows do not follow the months."""
    if np.median(steps) < 27.5 * DAY * 1e9:
        return 0
    ordered = np.sort(time.astype("datetime64[D]"))
    months = ordered.astype("datetime64[M]")
    first = (ordered - months).astype(int)
    last = ((months + 1).astype("datetime64[D]") - ordered).astype(int)
    if not (_nearly_all(first == first[0]) or _nearly_all(last == 1)):
        return 0
    apart = np.diff(months.astype(int))
    values, counts = np.unique(apart[apart > 0], return_counts=True)
    return int(values[np.argmax(counts)]) if len(values) else 0


def _nearly_all(same: NDArray[np.bool_]) -> bool:
    return float(np.mean(same)) > 0.95
