"""Times behind the last one: rows go on at their spacing, by the calendar where they are months apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import MONTH

Times = NDArray[np.datetime64]


def months_of(seconds: float) -> int:
    """How many whole months a spacing is, 0 when it follows the clock."""
    months = round(seconds / MONTH)
    return months if months and math.isclose(seconds, months * MONTH) else 0


def onward(time: Times, rows: NDArray[np.int64], spacing: float, ends: bool = False) -> Times:
    """The time `rows` (…) rows after each `time` (…).

    Months keep their day, as far as they have it; with `ends` they are counted by their last day.

    >>> onward(np.array(["2023-01-31"], "datetime64[ns]"), np.array([1]), MONTH).astype("datetime64[D]").tolist()
    [datetime.date(2023, 2, 28)]
    """
    months = months_of(spacing)
    if not months:
        later: Times = time + np.round(rows * spacing * 1e9).astype("timedelta64[ns]")
        return later.astype("datetime64[ns]")
    day, month = time.astype("datetime64[D]"), time.astype("datetime64[M]")
    coming = month + rows * months
    length = (coming + 1).astype("datetime64[D]") - coming.astype("datetime64[D]")
    last = length - np.timedelta64(1, "D")
    within = last if ends else np.minimum(day - month.astype("datetime64[D]"), last)
    moment: Times = (coming.astype("datetime64[D]") + within).astype("datetime64[ns]")
    return moment + (time - day)


def at_month_ends(time: Times) -> bool:
    """Whether nearly all rows (N,) are the last day of their month."""
    tomorrow = time.astype("datetime64[D]") + 1
    return bool(np.mean(tomorrow.astype("datetime64[M]").astype("datetime64[D]") == tomorrow) > 0.95)
