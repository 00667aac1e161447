"""Which column, or which columns together, tell the time of a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from core.data.clock import ISO, column_formats, joined_formats, parse_times

_HINT = re.compile(
    r"date|time|stamp|^ds$|^t$|month|week|^day|year|period|hour|일시|시간|날짜|일자|년월|datum|zeit|fecha|jour",
    re.IGNORECASE,
)
_CALENDAR = ("year", "month", "day", "hour", "minute")
_FROM_DIGITS = ("%Y", "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "unix_s", "unix_ms")


def time_columns(columns: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names, possible patterns of their cells joined by a space); two empty tuples when none tells it.

    `columns` holds sampled cells in file order. Dates come before numbers that could be dates, and
    a telling name before an earlier place.
    """
    found = {name: formats for name, cells in columns.items() if (formats := _formats(name, cells, columns))}
    if found:
        first = next(iter(found))
        best = next((n for n in found if _HINT.search(n) and not _is_digits(found[n])), None)
        best = best or next((n for n in found if not _is_digits(found[n])), first)
        return _with_clock(best, found[best], columns)
    return _calendar_columns(columns)


def _is_digits(formats: Sequence[str]) -> bool:
    return formats[0] in _FROM_DIGITS


def _formats(name: str, cells: Sequence[str], columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    formats = column_formats(cells)
    if not formats or not _is_digits(formats):
        return formats
    time = parse_times([cell for cell in cells if cell], formats[0])
    steps = np.diff(time[~np.isnat(time)]).astype(np.int64)
    one_way = len(steps) > 0 and bool((steps >= 0).all() or (steps <= 0).all())
    if formats[0] == "%Y":
        years = np.diff(time.astype("datetime64[Y]").astype(int))
        return formats if len(years) > 1 and bool((years == years[0]).all()) and years[0] != 0 else ()
    telling = bool(_HINT.search(name)) or name == next(iter(columns))
    return formats if telling and (one_way or bool(_HINT.search(name))) else ()


def _with_clock(
    date: str, formats: tuple[str, ...], columns: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Joins the time of day from the column after the date, or before it, when the date has none."""
    names = list(columns)
    has_clock = any("%H" in f or "%I" in f or f.startswith("unix") for f in formats)
    if formats == (ISO,):
        has_clock = any(":" in cell for cell in columns[date])
    at = names.index(date)
    if not has_clock and at + 1 < len(names):
        clock = names[at + 1]
        together = joined_formats(columns[date], columns[clock])
        if together:
            return (date, clock), together
    return (date,), formats


def _calendar_columns(columns: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`year, month, day, hour` in columns of their own: at least the first two."""
    by_name = {name.casefold(): name for name in columns}
    parts = []
    for part, sign in zip(_CALENDAR, ("%Y", "%m", "%d", "%H", "%M"), strict=True):
        name = by_name.get(part)
        if name is None or not all(cell.isdigit() for cell in columns[name] if cell):
            break
        parts.append((name, sign))
    if len(parts) < 2:
        return (), ()
    return tuple(name for name, _ in parts), (" ".join(sign for _, sign in parts),)
