"""Days, weeks and years as seasons: which one a length is, and when it began."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.data.spacing import DAY, MONTH

Cycle = Literal["day", "week", "year"]
_LENGTHS: tuple[tuple[Cycle, float], ...] = (("day", DAY), ("week", 7 * DAY), ("year", 12 * MONTH))
_NEAR = 0.01


def cycle_of(seconds: float) -> Cycle | None:
    """The day, week or year that lasts this long, within one in a hundred."""
    return next((name for name, length in _LENGTHS if abs(seconds - length) <= _NEAR * length), None)


def seconds_into(time: np.datetime64, cycle: Cycle) -> float:
    """Since midnight, Monday or the first of January before `time`."""
    day = time.astype("datetime64[D]")
    begin = day
    if cycle == "week":
        begin = day - (day.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    elif cycle == "year":
        begin = time.astype("datetime64[Y]").astype("datetime64[D]")
    return float((time - begin) / np.timedelta64(1, "s"))
