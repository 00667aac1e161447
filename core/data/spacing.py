"""How far apart in time the rows are, and where rows are missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MONTH = 2_629_746.0  # seconds of a mean month: a twelfth of the mean Gregorian year
DAY = 86_400.0


def usual_spacing(time: NDArray[np.datetime64], series: NDArray[np.int32] | None = None) -> float | None:
    """Seconds from row to row that occur most often, None for fewer than two different times.

    `time` (N,) without NaT, in any order; `series` (N,), where there are several, keeps the step from
    one to the next out. Rows on the same day of each month (or the last one) are
    whole months apart: a month, a quarter and a year count as multiples of the mean month.
    """
    ordered, same = _in_order(time, series)
    steps = _steps(ordered, same)
    if not len(steps):
        return None
    if months := _months_apart(ordered, same, steps):
        return months * MONTH
    values, counts = np.unique(steps, return_counts=True)
    usual = values[np.argmax(counts)]
    if counts.max() < 0.2 * len(steps):
        usual = np.median(steps)  # irregular: no step is usual
    return float(usual) / 1e9


def regular_share(
    time: NDArray[np.datetime64], spacing: float | None, series: NDArray[np.int32] | None = None
) -> float:
    """The share of steps (within a series) that are the usual one; NaN without a spacing."""
    steps = _steps(*_in_order(time, series))
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


def _in_order(
    time: NDArray[np.datetime64], series: NDArray[np.int32] | None = None
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Times (N,) by series and time, and (N−1,) whether a row and the next are of one series."""
    same = np.ones(max(len(time) - 1, 0), bool) if series is None else series[1:] == series[:-1]
    apart = series is not None and bool(np.any(series[1:] < series[:-1]))
    if apart or np.any((time[1:] < time[:-1]) & same):
        order = np.argsort(time, kind="stable") if series is None else np.lexsort((time, series))
        return _in_order(time[order], None if series is None else series[order])
    return time, same


def _steps(ordered: NDArray[np.datetime64], same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positive steps in nanoseconds between neighbouring different times of one series."""
    steps = np.diff(ordered.astype("datetime64[ns]").astype(np.int64)).astype(np.int64)
    positive: NDArray[np.int64] = steps[same & (steps > 0)]
    return positive


def _months_apart(ordered: NDArray[np.datetime64], same: NDArray[np.bool_], steps: NDArray[np.int64]) -> int:
    """The usual number of whole months between rows, 0 when rows do not follow the months."""
    if np.median(steps) < 27.5 * DAY * 1e9:
        return 0
    days = ordered.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    first = (days - months).astype(int)
    last = ((months + 1).astype("datetime64[D]") - days).astype(int)
    if not (_nearly_all(first == first[0]) or _nearly_all(last == 1)):
        return 0
    apart = np.diff(months.astype(int))
    values, counts = np.unique(apart[same & (apart > 0)], return_counts=True)
    return int(values[np.argmax(counts)]) if len(values) else 0


def _nearly_all(same: NDArray[np.bool_]) -> bool:
    return float(np.mean(same)) > 0.95
