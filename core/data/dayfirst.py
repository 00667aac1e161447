"""Which of several patterns a column follows: day before month, or month before day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.data.clock import parse_times

_CLEARLY = 0.2  # share of odd steps
_NEAR = 0.11  # of the usual step: months have 28 to 31 days
_ENOUGH = 24  # steps of which none is odd


def whole_column_format(cells: Sequence[str] | pd.Series, formats: Sequence[str]) -> tuple[str, bool]:
    """(the pattern that reads most of the column, whether the column left no doubt).

    Of two that read everything, the one with the more regular spacing is taken: with day and
    month swapped a daily series jumps. About equal again: the doubt is told.
    """
    if len(formats) == 1:
        return formats[0], True
    scores = {format: _score(cells, format) for format in formats}
    best = max(formats, key=lambda format: (scores[format][0], -scores[format][1]))
    read, odd, steps = scores[best]
    others = [scores[format] for format in formats if format != best]
    return best, all(
        read > other_read or other_odd - odd > _CLEARLY or (odd == 0 < other_odd and steps >= _ENOUGH)
        for other_read, other_odd, _ in others
    )


def swapped(format: str) -> str | None:
    """The pattern with day and month the other way round; None when it tells them apart by itself."""
    year = format.find("%Y") if "%Y" in format else format.find("%y")
    day, month = format.find("%d"), format.find("%m")
    if min(day, month) < 0 or year < min(day, month):
        return None
    return format.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")


def _score(cells: Sequence[str] | pd.Series, format: str) -> tuple[float, float, int]:
    """(share that can be read, share of steps that are not the usual one, number of steps)."""
    time = parse_times(cells, format)
    known = time[~np.isnat(time)]
    steps = np.abs(np.diff(known).astype(np.int64))
    steps = steps[steps > 0]  # rows of several series share their time
    odd = float(np.mean(np.abs(steps - np.median(steps)) > _NEAR * np.median(steps))) if len(steps) else 0.0
    return round(len(known) / max(len(time), 1), 4), odd, len(steps)
