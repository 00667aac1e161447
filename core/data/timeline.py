"""The time of every row: read from cells, moved to winter time, or counted from a start."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.clock import EARLIEST, LATEST, parse_times, text_column
from core.data.zones import utc_to_winter_time, winter_time
from core.errors import DataError

COUNT = "count"
"""The pattern of a column that counts rows from `start`, such as 0, 1, 2: one step is `every`."""
_TOLD_ZONE = re.compile(r":\d\d(?:[.,]\d+)?\s?(?:Z|[+-]\d\d:?\d\d|[A-Z]{3,4})$")
_MONTHS = {"MS": 1, "ME": 1, "M": 1, "QS": 3, "QE": 3, "Q": 3, "YS": 12, "YE": 12, "Y": 12, "A": 12}
_DAYS = {"D": 1, "W": 7}


def row_times(
    cells: Sequence[str] | pd.Series, format: str, zone: str = "", start: str = "", every: str = ""
) -> NDArray[np.datetime64]:
    """(N,) datetime64[ns] of cells in the order of the file; NaT where a cell cannot be read.

    With a `zone` the cells are clocks on the wall there (or moments that tell their own zone) and become its
    winter time. Raises DataError for a zone, start or step nobody knows, ValueError for a pattern that is none.
    """
    if format == COUNT:
        numbers = pd.to_numeric(text_column(cells).to_pandas(), errors="coerce").to_numpy(np.float64)
        return counted_times(numbers, start, every)
    time = parse_times(cells, format)
    if not zone:
        return time
    return utc_to_winter_time(time, zone) if tells_zone(cells, format) else winter_time(time, zone)


def tells_zone(cells: Sequence[str] | pd.Series, format: str) -> bool:
    """Whether the times are moments of the world and no clocks on the wall: they carry a zone or count seconds."""
    if format.startswith("unix") or "%z" in format:
        return True
    first = next((str(cell).strip() for cell in cells if isinstance(cell, str) and cell.strip()), "")
    return format == "" and bool(_TOLD_ZONE.search(first))


def timeline(rows: int, start: str, every: str) -> NDArray[np.datetime64]:
    """(rows,) datetime64[ns]: `start`, and one step of `every` further for each row.

    `every` is a pandas frequency. Months, quarters and years keep the day of the start (the last day of shorter
    months), weeks its weekday; "B" skips Saturdays and Sundays. Raises DataError for a start or step nobody
    knows, and when the last row would lie outside 1678 to 2262.
    """
    return counted_times(np.arange(rows, dtype=np.float64), start, every)


def counted_times(numbers: NDArray[np.float64], start: str, every: str) -> NDArray[np.datetime64]:
    """(N,) datetime64[ns] of rows that are `numbers` steps behind `start`; NaT where a number is missing.

    Parts of a step are kept where a step has a fixed length, else rounded to whole steps.
    """
    first, known = _moment(start), np.isfinite(numbers)
    steps = np.where(known, numbers, 0.0)
    count, unit = _parts(every)
    if unit == "B":
        later = np.busday_offset(
            first.astype("datetime64[D]"), np.round(steps).astype(np.int64) * count, roll="forward"
        )
        time = later.astype("datetime64[us]") + (first - first.astype("datetime64[D]"))
    elif unit in _MONTHS:
        time = _months_later(first, np.round(steps).astype(np.int64) * count * _MONTHS[unit], unit.endswith("E"))
    else:
        length = _microseconds_of(every, count, unit)
        if float(np.abs(steps).max(initial=0)) * length > 2e19:
            raise DataError("timeline_too_long", start=start, every=every)
        time = first + np.round(steps * length).astype(np.int64).astype("timedelta64[us]")
    if len(time) and (time.min() < EARLIEST or time.max() > LATEST):
        raise DataError("timeline_too_long", start=start, every=every)
    return np.where(known, time.astype("datetime64[ns]"), np.datetime64("NaT"))


def _moment(start: str) -> np.datetime64:
    try:
        moment = np.datetime64(pd.Timestamp(start).tz_localize(None), "us")
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError("start_unreadable", start=start) from error
    if np.isnat(moment):
        raise DataError("start_unreadable", start=start)
    return moment


def _parts(every: str) -> tuple[int, str]:
    """`15min` → (15, "min"), `W-SUN` → (1, "W")."""
    found = re.fullmatch(r"(\d{0,6})\s*([A-Za-z]+)(?:-[A-Za-z]{3})?", every)
    if not found or found[1] == "0":
        raise DataError("every_unreadable", every=every)
    return int(found[1] or 1), found[2]


def _microseconds_of(every: str, count: int, unit: str) -> float:
    if unit in _DAYS:
        return count * _DAYS[unit] * 86_400e6
    try:
        length = pd.Timedelta(count, unit).total_seconds() * 1e6  # type: ignore[arg-type]
    except (ValueError, OverflowError) as error:
        raise DataError("every_unreadable", every=every) from error
    if length <= 0:
        raise DataError("every_unreadable", every=every)
    return length


def _months_later(first: np.datetime64, months: NDArray[np.int64], ends: bool) -> NDArray[np.datetime64]:
    """The same day of later months: the last one where a month has fewer days, always the last for `ends`."""
    if float(np.abs(months).max(initial=0)) > 120_000:
        months = np.clip(months, -120_000, 120_000)  # ten thousand years: told as too long by whoever asks
    month = first.astype("datetime64[M]") + months
    last = ((month + 1).astype("datetime64[D]") - np.timedelta64(1, "D")).astype("datetime64[D]")
    day = first.astype("datetime64[D]") - first.astype("datetime64[M]").astype("datetime64[D]")
    days = last if ends else np.minimum(month.astype("datetime64[D]") + day, last)
    return days.astype("datetime64[us]") + (first - first.astype("datetime64[D]"))
