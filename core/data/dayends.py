"""Files in which midnight carries the date of the day it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.data.clock import ISO, parse_times

_ALL_BUT_FEW = 0.9
_DAY = np.timedelta64(1, "D")


def with_day_ends(cells: Sequence[str], format: str) -> str:
    """The pattern with `%k` for `%H` when 0:00 follows the evening of its own date, the usual step later.

    `cells` are sampled in the order of the file, oldest or newest first.

    >>> with_day_ends(["1/5/2020 12:00", "1/5/2020 0:00", "2/5/2020 12:00", "2/5/2020 0:00"], "%d/%m/%Y %H:%M")
    '%d/%m/%Y %k:%M'
    """
    ending = _with_k(cells, format)
    if ending is None:
        return format
    time = parse_times(cells, format)
    time = time[~np.isnat(time)]
    if np.sum(np.diff(time) < np.timedelta64(0)) > np.sum(np.diff(time) > np.timedelta64(0)):
        time = time[::-1]
    steps = np.diff(time)
    rising = steps[steps > np.timedelta64(0)]
    midnight = np.flatnonzero(time[1:] == time[1:].astype("datetime64[D]")) + 1
    if len(midnight) < 2 or not len(rising):
        return format
    from_evening = time[midnight] + _DAY - time[midnight - 1]
    ends = (from_evening == np.median(rising.astype(np.int64)).astype("timedelta64[ns]")) & (from_evening < _DAY)
    return ending if float(np.mean(ends)) >= _ALL_BUT_FEW else format


def _with_k(cells: Sequence[str], format: str) -> str | None:
    """The pattern with `%k`; None when it has no hour from 0 to 23."""
    if format != ISO:
        return format.replace("%H", "%k") if "%H" in format else None
    found = re.fullmatch(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d(:\d\d)?", next((cell for cell in cells if cell), ""))
    return f"%Y-%m-%d{found[1]}%k:%M{':%S' if found[2] else ''}" if found else None
