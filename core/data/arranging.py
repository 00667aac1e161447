"""What the steps of arranging hand on: the columns in use, row by row, words as places among words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.grouping import codes_of, in_order, places_in, series_of
from core.data.partnames import parts_named
from core.data.spacing import usual_spacing
from core.data.spec import DataSpec
from core.data.steps import CalendarPart
from core.data.table import Table
from core.errors import DataError
from core.spec import record

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]


@record
class Arranging:
    """What the steps hand on: (N,) arrays and (N, K) values of the columns in use.

    Columns of `words` hold places in their words, so that every step treats them as it treats numbers; a target
    with classes is one of them. `given` is the part that a column of the file names.
    `inputs`, `ahead` and `targets` are names; `filled` (N, C) marks the targets' cells that were missing.
    `values` lie column by column in memory: that is how they are worked on.
    """

    names: tuple[str, ...]
    words: Mapping[str, NDArray[np.object_]]
    values: Floats
    filled: NDArray[np.bool_]
    time: Times | None
    series: NDArray[np.int32]
    series_names: tuple[str, ...]
    segment: NDArray[np.int32]
    row: Rows
    inputs: tuple[str, ...]
    ahead: tuple[str, ...]
    targets: tuple[str, ...]
    calendar: tuple[tuple[CalendarPart, str], ...] = ()
    given: NDArray[np.int8] | None = None

    def take(self, which: Rows) -> Arranging:
        return replace(
            self,
            values=np.take(self.values.T, which, axis=1).T,
            filled=self.filled[which],
            time=None if self.time is None else self.time[which],
            series=self.series[which],
            segment=self.segment[which],
            row=self.row[which],
            given=None if self.given is None else self.given[which],
        )

    def at(self, columns: Sequence[str]) -> list[int]:
        """Places of columns; one that is not in use needs no mending."""
        return [self.names.index(name) for name in columns if name in self.names]


def columns_in_use(table: Table, data: DataSpec) -> Arranging:
    _check(table, data)
    numbers = _numbers(data)
    told = (*data.categories, *(data.targets if data.classes else ()))
    words: dict[str, NDArray[np.object_]] = {}
    values = np.empty((len(table), len(numbers) + len(told)), order="F")
    for at, name in enumerate(numbers):
        values[:, at] = table.column(name)
    for at, name in enumerate(told, start=len(numbers)):
        codes, words[name] = codes_of(table.frame[name])
        if name in data.targets:
            codes, words[name] = places_in(words[name], data.classes)[codes], np.array(data.classes, object)
        values[:, at] = np.where(codes < 0, np.nan, codes)
    row = np.arange(len(table), dtype=np.int64)
    one = np.zeros(len(row), np.int32), ("",)
    series, series_names = series_of([table.frame[name] for name in data.series]) if data.series else one
    rows = Arranging(
        names=(*numbers, *told),
        words=words,
        values=values,
        filled=np.zeros((len(row), len(data.targets)), bool),
        time=table.time,
        series=series,
        series_names=series_names,
        segment=series,
        row=row,
        inputs=(*data.inputs, *data.categories),
        ahead=data.known_future,
        targets=data.targets,
        given=None if data.split is None else parts_named(table.frame[data.split]),
    )
    return _one_after_another(rows)


def _numbers(data: DataSpec) -> list[str]:
    """Columns that are computed with."""
    apart = ({"series"}, {"split"})
    return [c.name for c in data.columns if not c.category and not c.classes and set(c.roles) not in apart]


def _check(table: Table, data: DataSpec) -> None:
    names = [column.name for column in data.columns]
    if absent := [name for name in names if name not in table.kinds]:
        raise DataError("columns_missing", columns=", ".join(absent), present=", ".join(list(table.kinds)[:12]))
    if useless := [name for name in _numbers(data) if name not in table.numbers]:
        raise DataError("columns_not_numeric", columns=", ".join(useless))


def _one_after_another(rows: Arranging) -> Arranging:
    """Without the rows whose time is unknown, and series by series."""
    if rows.time is not None and (unknown := np.isnat(rows.time)).any():
        rows = rows.take(np.flatnonzero(~unknown))
    mixed = in_order(rows.series, np.zeros(len(rows.row), np.int8))
    rows = rows if mixed is None else rows.take(mixed)
    present, place = np.unique(rows.series, return_inverse=True)  # a series may have had no readable time
    names = tuple(rows.series_names[one] for one in present) or rows.series_names
    series = np.asarray(place, np.int32)
    return replace(rows, series=series, segment=series, series_names=names)


def beside(values: Floats, *blocks: Floats) -> Floats:
    """The columns of `values` (N, K) and behind them those of the blocks (N, k), column by column in memory."""
    return np.concatenate([values.T, *(block.T for block in blocks)]).T


def numbers_and_words(rows: Arranging) -> tuple[list[int], list[int]]:
    words = [at for at, name in enumerate(rows.names) if name in rows.words]
    return [at for at in range(len(rows.names)) if at not in words], words


def as_dataset(rows: Arranging, data: DataSpec) -> Dataset:
    """Numbers and the places of classes as columns, words apart."""
    numbers = [at for at, name in enumerate(rows.names) if name not in rows.words or name in rows.targets]
    names = tuple(rows.names[at] for at in numbers)
    units = {column.name: column.unit for column in data.columns}
    texts = {}
    for name, words in rows.words.items():
        if name in rows.targets:
            continue
        codes = np.nan_to_num(rows.values[:, rows.names.index(name)], nan=-1).astype(np.int64)
        texts[name] = np.array([*words, None], object)[codes]
    return Dataset(
        names=names,
        units=tuple(units.get(name, "") for name in names),
        values=rows.values if len(numbers) == len(rows.names) else rows.values.T[numbers].T,
        time=rows.time,
        series=rows.series,
        segment=rows.segment,
        row=rows.row,
        inputs=tuple(names.index(name) for name in rows.inputs if name not in texts),
        targets=tuple(names.index(name) for name in rows.targets),
        spacing=None if rows.time is None else usual_spacing(rows.time, rows.series),
        season=data.season,
        series_names=rows.series_names,
        ahead=tuple(names.index(name) for name in rows.inputs if name in rows.ahead and name not in texts),
        texts=texts,
        texts_ahead=tuple(name for name in texts if name in rows.ahead),
        filled=rows.filled if rows.filled.any() else None,
        calendar=tuple((part, names.index(name)) for part, name in rows.calendar),
        classes=data.classes,
        given=rows.given,
    )
