"""A table in figures: size, spacing, season, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.grouping import in_order, series_of
from core.data.hints import is_code, is_id, is_plan, period_of
from core.data.season import find_season
from core.data.sentinels import without_marks
from core.data.series import series_column
from core.data.spacing import regular_share, usual_spacing
from core.data.table import Table
from core.spec import record

_TELLING = ("target", "y", "ot", "value", "close", "price", "sales", "demand")


@record
class Profile:
    """`missing` counts empty cells per column, times that could not be read included.

    `spacing` is the usual number of seconds from row to row, `regular` whether every step in order
    of time is that long. `start` and `end` are the earliest and latest time, ISO 8601. `season` is
    of `target`, the column most likely to be predicted. `numbers` are the columns a model can use.
    `series` are the columns that tell several series apart; spacing and season are then those within one.
    """

    rows: int
    missing: Mapping[str, int]
    spacing: float | None
    regular: bool
    start: str | None
    end: str | None
    season: int | None
    numbers: tuple[str, ...]
    target: str | None
    series: tuple[str, ...] = ()


def profile(table: Table, target: str | None = None) -> Profile:
    """`target` is the column to look for a season in; by default the likely one."""
    target = target or likely_target(table)
    missing = {name: int(table.frame[name].isna().sum()) for name in table.kinds}
    ids = series_column(table)
    rows, series = _in_order(table, ids)
    spacing, regular, start, end = None, False, None, None
    if table.time is not None:
        known = table.time[rows]
        spacing = usual_spacing(known, series)
        regular = len(rows) == len(table) and _none_repeated(known, series)
        regular = regular and regular_share(known, spacing, series) == 1.0
        if len(known):
            start, end = (np.datetime_as_string(edge, unit="s") for edge in (known.min(), known.max()))
    return Profile(
        rows=len(table),
        missing=missing,
        spacing=spacing,
        regular=regular,
        start=start,
        end=end,
        season=None if target is None else _season(table, target, rows, series, spacing),
        numbers=table.numbers,
        target=target,
        series=ids,
    )


def retargeted(about: Profile, table: Table, target: str) -> Profile:
    """The figures of the same table, with the season of another column."""
    season = _season(table, target, *_in_order(table, about.series), about.spacing)
    return replace(about, target=target, season=season)


def _in_order(table: Table, ids: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The rows whose time is known by series and time, and the series of each."""
    series = series_of([table.frame[name] for name in ids])[0] if ids else np.zeros(len(table), np.int32)
    time = np.zeros(len(table), np.int8) if table.time is None else table.time
    rows = np.arange(len(table)) if table.time is None else np.flatnonzero(~np.isnat(table.time))
    order = in_order(series[rows], time[rows])
    rows = rows if order is None else rows[order]
    return rows, series[rows]


def _season(
    table: Table, target: str, rows: NDArray[np.int64], series: NDArray[np.int32], spacing: float | None
) -> int | None:
    values = without_marks(table.column(target))[rows]
    return find_season(values[_longest(series)], spacing)


def _none_repeated(time: NDArray[np.datetime64], series: NDArray[np.int32]) -> bool:
    return not bool(((time[1:] == time[:-1]) & (series[1:] == series[:-1])).any())


def _longest(series: NDArray[np.int32]) -> slice:
    """Where the series with the most rows stands, of rows in order of series."""
    if not len(series):
        return slice(0)
    first = np.flatnonzero(np.diff(series, prepend=series[0] - 1))
    length = np.diff(np.append(first, len(series)))
    at = int(np.argmax(length))
    return slice(int(first[at]), int(first[at] + length[at]))


def likely_target(table: Table) -> str | None:
    """A column with a telling name, else the last that changes and measures something; None when none is a number.

    Of joined files it is one of the first, if that has any.
    """
    own = [name for name in table.numbers if name not in table.added] or list(table.numbers)
    changing = [name for name in own if table.kinds[name] == "number"] or own
    named = [name for name in changing if name.casefold() in _TELLING]
    measured = (name for name in reversed(changing) if not _hardly_measured(name, table.column(name)))
    return next(reversed(named), None) or next(measured, next(reversed(changing), None))


def _hardly_measured(name: str, values: NDArray[np.float64]) -> bool:
    """Numbers that only name or count something, plans, places on a circle, columns that are nearly empty or rest."""
    known = float(np.mean(np.isfinite(values)))
    if known * len(values) > 1 and float(np.mean(values == np.nanmedian(values))) > 0.5:
        return True  # hours of rain: nearly always none
    odd = is_plan(name) or is_id(name, values) or is_code(name, values) or period_of(name, values) is not None
    return odd or known < 0.5
