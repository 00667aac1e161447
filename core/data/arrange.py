"""From a table to rows in order, by steps that look at no row but their own and older ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.spacing import missing_before, usual_spacing
from core.data.spec import Blank, Calendar, DataSpec, Duplicates, ForwardFill, Gaps, Sentinels, Sort, Step
from core.data.table import Table
from core.errors import DataError
from core.spec import record

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]


@record
class _Rows:
    """What the steps hand on: (N,) arrays and (N, K) values of the columns in use."""

    names: tuple[str, ...]
    values: Floats
    time: Times | None
    segment: NDArray[np.int32]
    row: NDArray[np.int64]

    def take(self, which: NDArray[np.int64]) -> _Rows:
        return _Rows(
            names=self.names,
            values=self.values[which],
            time=None if self.time is None else self.time[which],
            segment=self.segment[which],
            row=self.row[which],
        )

    def but(self, **changes: object) -> _Rows:
        return _Rows(**{**self.__dict__, **changes})


def arrange(table: Table, data: DataSpec) -> Dataset:
    """The steps of `data`, in the order they stand there. Rows whose time is unreadable are left out.

    Raises DataError when a column is not there or holds no numbers.
    """
    rows = _columns_in_use(table, data)
    for step in data.steps:
        rows = _apply(step, rows)
    if not len(rows.row):
        raise DataError("no_rows_left")
    names, file = rows.names, len(data.columns)
    inputs = tuple(names.index(name) for name in data.inputs) + tuple(range(file, len(names)))
    return Dataset(
        names=names,
        units=tuple(column.unit for column in data.columns) + ("",) * (len(names) - file),
        values=rows.values,
        time=rows.time,
        series=np.zeros(len(rows.row), np.int32),
        segment=rows.segment,
        row=rows.row,
        inputs=inputs,
        targets=tuple(names.index(name) for name in data.targets),
        spacing=None if rows.time is None else usual_spacing(rows.time),
        season=data.season,
    )


def _columns_in_use(table: Table, data: DataSpec) -> _Rows:
    names = tuple(column.name for column in data.columns)
    absent = [name for name in names if name not in table.kinds]
    if absent:
        raise DataError("columns_missing", columns=", ".join(absent), present=", ".join(list(table.kinds)[:12]))
    useless = [name for name in names if name not in table.numbers]
    if useless:
        raise DataError("columns_not_numeric", columns=", ".join(useless))
    values = np.column_stack([table.column(name) for name in names])
    row = np.arange(len(table), dtype=np.int64)
    rows = _Rows(names=names, values=values, time=table.time, segment=np.zeros(len(row), np.int32), row=row)
    unknown = np.isnat(table.time) if table.time is not None else np.zeros(0, bool)
    return rows.take(np.flatnonzero(~unknown)) if unknown.any() else rows


def _apply(step: Step, rows: _Rows) -> _Rows:
    match step:
        case Sort() if rows.time is not None:
            return rows.take(np.argsort(rows.time, kind="stable"))
        case Duplicates() if rows.time is not None:
            return _without_duplicates(rows, rows.time, step.keep)
        case Gaps() if rows.time is not None and step.how == "break":
            return rows.but(segment=segments(rows.time, usual_spacing(rows.time)))
        case ForwardFill():
            filled = forward_fill(rows.values, rows.segment, _at(rows, step.columns), step.limit)
            return rows.but(values=filled)
        case Sentinels():
            return rows.but(values=blank_values(rows.values, _at(rows, step.columns), step.values))
        case Blank() if rows.time is not None:
            return rows.but(values=blank_times(rows.values, rows.time, _at(rows, step.columns), step.spans))
        case Calendar():
            return _with_calendar(rows, step)
        case _:  # a step about time does nothing to rows without a time
            return rows


def _at(rows: _Rows, columns: tuple[str, ...]) -> list[int]:
    """Places of the columns of a step; a column that is not in use needs no mending."""
    return [rows.names.index(name) for name in columns if name in rows.names]


def _without_duplicates(rows: _Rows, time: Times, keep: str) -> _Rows:
    """The rows that stay keep their order; a mean stands where the first of its rows stood."""
    _, first, group = np.unique(time, return_index=True, return_inverse=True)
    if len(first) == len(time):
        return rows
    if keep == "last":
        newest = np.zeros(len(first), np.int64)
        np.maximum.at(newest, group, np.arange(len(time)))
        return rows.take(np.sort(newest))
    order = np.argsort(first)
    kept = rows.take(first[order])
    if keep == "first":
        return kept
    means = pd.DataFrame(rows.values).groupby(group).mean().to_numpy(np.float64)
    return kept.but(values=means[order])


def _with_calendar(rows: _Rows, step: Calendar) -> _Rows:
    if rows.time is None:
        raise DataError("calendar_needs_time")
    names, waves = list(rows.names), [rows.values]
    for part in step.parts:
        turn = 2 * np.pi * calendar_share(rows.time, part)
        waves += [np.sin(turn)[:, None], np.cos(turn)[:, None]]
        names += [f"{part} (sine)", f"{part} (cosine)"]
    return rows.but(names=tuple(names), values=np.hstack(waves))


def segments(time: Times, spacing: float | None) -> NDArray[np.int32]:
    """(N,) counted from 0, one more after every gap."""
    return np.cumsum(missing_before(time, spacing)).astype(np.int32)


def calendar_share(time: Times, part: str) -> Floats:
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


def forward_fill(values: Floats, segment: NDArray[np.int32], columns: list[int], limit: int) -> Floats:
    """Missing cells of `columns` repeat the newest known one, at most `limit` rows old, within a segment."""
    filled = values.copy()
    at = np.arange(len(values))
    start = np.concatenate([[True], segment[1:] != segment[:-1]]) if len(segment) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(start, at, 0))
    for column in columns:
        known = np.isfinite(values[:, column])
        newest = np.maximum.accumulate(np.where(known, at, -1))
        usable = ~known & (newest >= first) & (at - newest <= limit)
        filled[usable, column] = values[newest[usable], column]
    return filled


def blank_values(values: Floats, columns: list[int], marks: tuple[float, ...]) -> Floats:
    """Cells of `columns` that equal one of `marks` become missing."""
    cleaned = values.copy()
    for column in columns:
        cleaned[np.isin(values[:, column], marks), column] = np.nan
    return cleaned


def blank_times(values: Floats, time: Times, columns: list[int], spans: tuple[tuple[str, str], ...]) -> Floats:
    """Cells of `columns` within the spans (both ends included) become missing."""
    cleaned = values.copy()
    within = np.zeros(len(values), bool)
    for start, end in spans:
        within |= (time >= np.datetime64(start)) & (time <= np.datetime64(end))
    for column in columns:
        cleaned[within, column] = np.nan
    return cleaned
