"""What goes round: the clock, the week, the year, and columns such as degrees, as sine and cosine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def waves(share: Floats) -> Floats:
    """(N, 2) sine and cosine of how much (N,) of a turn has passed."""
    turn = 2 * np.pi * share
    return np.column_stack([np.sin(turn), np.cos(turn)])


def calendar_share(time: NDArray[np.datetime64], part: str) -> Floats:
    """(N,) in [0, 1): how much of the day, week, year in months, or year in days has passed.

    `hour` is the time of day to the second, `weekday` starts on Monday, `month` counts whole
    months, `year` is the place in the year to the second.
    """
    days = time.astype("datetime64[D]")
    of_day = (time - days) / np.timedelta64(1, "D")
    if part == "hour":
        return np.asarray(of_day, np.float64)
    if part == "weekday":
        return (days.astype(np.int64) + 3) % 7 / 7  # 1 January 1970 was a Thursday
    years = time.astype("datetime64[Y]")
    if part == "month":
        return (time.astype("datetime64[M]") - years.astype("datetime64[M]")).astype(np.int64) / 12
    length = (years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")
    return np.asarray(((days - years.astype("datetime64[D]")).astype(np.int64) + of_day) / length.astype(np.int64))
