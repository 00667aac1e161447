"""From a table to rows in order, by steps that look at no row but their own and older ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.arranging import Arranging, as_dataset, beside, columns_in_use, numbers_and_words
from core.data.calendar import calendar_share, waves
from core.data.dataset import Dataset
from core.data.fills import blank_times, blank_values, forward_fill, seasonal_fill
from core.data.grouping import (
    in_order,
    period_of,
    segments,
    start_of,
    starts_of,
    stretched,
    together,
)
from core.data.spacing import usual_spacing
from core.data.spec import DataSpec
from core.data.steps import (
    Blank,
    Calendar,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Sort,
    Step,
)
from core.data.table import Table
from core.errors import DataError

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]

MOST_CELLS = 20_000_000
"""How large a table may become by rows put in between."""


def arrange(table: Table, data: DataSpec) -> Dataset:
    """The steps of `data` that are switched on, in the order they stand there.

    Rows of a series stand together, in the order the series appear. Rows whose time is unreadable
    are left out. Raises DataError when a column is not there or holds no numbers.
    """
    rows = columns_in_use(table, data)
    for step in data.working:
        rows = _apply(step, rows)
    if not len(rows.row):
        raise DataError("no_rows_left")
    return as_dataset(rows, data)


def _apply(step: Step, rows: Arranging) -> Arranging:
    time = rows.time
    match step:
        case Sort() if time is not None:
            order = in_order(rows.series, time)
            return rows if order is None else rows.take(order)
        case Duplicates() if time is not None:
            return _without_duplicates(rows, time, step.keep)
        case Resample() if time is not None and len(time):
            return _resampled(rows, time, step)
        case Gaps() if time is not None and step.how == "break":
            return replace(rows, segment=segments(time, usual_spacing(time, rows.series), rows.segment))
        case Sentinels():
            columns = rows.at([name for name in step.columns if name not in rows.words])
            return replace(rows, values=blank_values(rows.values, columns, step.values))
        case Blank() if time is not None:
            return replace(rows, values=blank_times(rows.values, time, rows.at(step.columns), step.spans))
        case ForwardFill():
            return _filled(rows, forward_fill(rows.values, rows.segment, rows.at(step.columns), step.limit))
        case SeasonalFill():
            at = rows.at(step.columns)
            return _filled(rows, seasonal_fill(rows.values, rows.segment, at, step.season, step.limit))
        case Circular():
            return _with_circular(rows, step)
        case Calendar():
            return _with_calendar(rows, step)
        case _:  # a step about time does nothing to rows without a time
            return rows


def _filled(rows: Arranging, values: Floats) -> Arranging:
    at = rows.at(rows.targets)
    fresh = np.isnan(rows.values[:, at]) & ~np.isnan(values[:, at])
    return replace(rows, values=values, filled=rows.filled | fresh)


def _without_duplicates(rows: Arranging, time: Times, keep: str) -> Arranging:
    """The rows that stay keep their order; a mean stands where the first of its rows stood."""
    order = in_order(rows.series, time)
    sorted_ = rows if order is None else rows.take(order)
    assert sorted_.time is not None
    starts = starts_of(sorted_.series, sorted_.time)
    if len(starts) == len(time):
        return rows
    at = np.arange(len(time)) if order is None else order
    if keep == "last":
        return rows.take(np.sort(at[np.append(starts[1:], len(time)) - 1]))
    first = np.argsort(at[starts], kind="stable")
    if keep == "mean":
        return _put_together(sorted_, starts, "mean").take(first)
    return rows.take(np.sort(at[starts]))


def _put_together(rows: Arranging, starts: Rows, how: str) -> Arranging:
    """Each group of neighbouring rows as its first, with the values of all; of words the first or the last."""
    numbers, words = numbers_and_words(rows)
    values = np.empty((len(starts), len(rows.names)), order="F")
    values[:, numbers] = together(rows.values[:, numbers], starts, how)
    values[:, words] = together(rows.values[:, words], starts, "last")
    filled = np.logical_or.reduceat(rows.filled, starts, axis=0)
    return replace(rows.take(starts), values=values, filled=filled)


def _resampled(rows: Arranging, time: Times, step: Resample) -> Arranging:
    """One row for every period from a segment's first to its last; those without any row are missing."""
    order = in_order(rows.segment, time)
    rows = rows if order is None else rows.take(order)
    assert rows.time is not None
    period = period_of(rows.time, step.every)
    starts = starts_of(rows.segment, period)
    place = stretched(rows.segment[starts], period[starts])
    count = int(place[-1]) + 1
    if count * len(rows.names) > max(MOST_CELLS, rows.values.size):
        raise DataError("resampled_too_long", rows=count, columns=len(rows.names), most=MOST_CELLS)
    known = _put_together(rows, starts, step.how)
    source = np.zeros(count, np.int64)
    source[place] = np.arange(len(place))
    source = np.maximum.accumulate(source)
    between = np.arange(count) - place[source]
    values, filled = known.values[source], known.filled[source]
    values[between > 0], filled[between > 0] = np.nan, False
    return replace(
        known.take(source), values=values, filled=filled, time=start_of(period[starts][source] + between, step.every)
    )


def _with_circular(rows: Arranging, step: Circular) -> Arranging:
    """Sine and cosine instead of the number, which stays where it is predicted."""
    for name in step.columns:
        if name not in rows.inputs or name in rows.words:
            continue
        pair = waves(rows.values[:, rows.names.index(name)] / step.period)
        rows = _with_waves(rows, name, pair, ahead=name in rows.ahead)
        if name not in rows.targets:
            rows = _without(rows, name)
    return rows


def _with_calendar(rows: Arranging, step: Calendar) -> Arranging:
    if rows.time is None:
        raise DataError("calendar_needs_time")
    for part in step.parts:
        rows = _with_waves(rows, part, waves(calendar_share(rows.time, part)), ahead=step.ahead)
        if step.ahead:
            rows = replace(rows, calendar=(*rows.calendar, (part, rows.names[-2])))
    return rows


def _with_waves(rows: Arranging, name: str, pair: Floats, ahead: bool) -> Arranging:
    names = rows.names
    for wave in ("sine", "cosine"):
        names = (*names, free_name(f"{name} ({wave})", names))
    fresh = names[-2:]
    return replace(
        rows,
        names=names,
        values=beside(rows.values, pair),
        inputs=(*rows.inputs, *fresh),
        ahead=(*rows.ahead, *fresh) if ahead else rows.ahead,
    )


def _without(rows: Arranging, name: str) -> Arranging:
    at = rows.names.index(name)
    return replace(
        rows,
        names=tuple(other for other in rows.names if other != name),
        values=np.delete(rows.values, at, axis=1),
        inputs=tuple(other for other in rows.inputs if other != name),
    )


def free_name(name: str, taken: Sequence[str]) -> str:
    """The name, with a number where a column is called so already.

    >>> free_name("hour (sine)", ["hour (sine)"])
    'hour (sine) 2'
    """
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name} {number + 1}"
    return free
