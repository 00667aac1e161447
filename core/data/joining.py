"""Several files become one table: their rows of one time, or the rows that stand at one place, side by side.

Letters: N rows of a file, M rows of the table they become.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.grouping import series_of
from core.data.spacing import usual_spacing
from core.data.spec import Join, Source
from core.data.table import ColumnKind, Table
from core.data.words import lasting
from core.errors import DataError

__all__ = ["join", "matched"]

Rows = NDArray[np.int64]
APART = 1.5
"""How many times as long the steps of one file may be before its rows count as differently spaced."""


def join(tables: Sequence[Table], sources: Sequence[Source], how: Join) -> Table:
    """The rows that all files have, in the order of the first; its columns, then those that the others add.

    `Source.columns` says which. One that is not there is left out: whoever asks for it tells so. Rows have the time
    of the first file that tells one. Raises DataError where no rows go together.
    """
    rows = matched(tables, sources, how)
    added = {name for source in sources[1:] for _, name in source.columns}
    named = [[(name, name) for name in tables[0].kinds if name not in added]]
    named += [[pair for pair in s.columns if pair[0] in t.kinds] for s, t in zip(sources[1:], tables[1:], strict=True)]
    frames, kinds = [], dict[str, ColumnKind]()
    for table, at, pairs in zip(tables, rows, named, strict=True):
        own, called = [name for name, _ in pairs], [name for _, name in pairs]
        frame = table.frame[own].iloc[at].reset_index(drop=True).set_axis(called, axis=1)
        kinds |= {new: _kind(table.kinds[old], frame[new]) for old, new in pairs}
        frames.append(frame)
    times = (table.time[at] for table, at in zip(tables, rows, strict=True) if table.time is not None)
    return replace(tables[0], frame=pd.concat(frames, axis=1), time=next(times, None), kinds=kinds)


def matched(tables: Sequence[Table], sources: Sequence[Source], how: Join) -> list[Rows]:
    """For every file (M,) the rows that are used, in the order of the first file. Raises DataError."""
    if how.how == "time":
        return _by_time(tables, sources, how.ids)
    rows = [len(table) for table in tables]
    fewest = min(rows)
    if how.how == "row" and fewest < max(rows):
        counts = [f"{source.name}: {n:,}" for source, n in zip(sources, rows, strict=True)]
        raise DataError("join_rows_differ", counts=", ".join(counts), fewest=f"{fewest:,}")
    return [np.arange(n - fewest, n) if how.how == "last" else np.arange(fewest) for n in rows]


def _by_time(tables: Sequence[Table], sources: Sequence[Source], ids: Sequence[str]) -> list[Rows]:
    """Of rows of a later file with the same time (and ids) the first one counts."""
    if absent := [source.name for source, table in zip(sources, tables, strict=True) if table.time is None]:
        raise DataError("join_no_time", files=", ".join(absent))
    keys = _keys(tables, ids)
    common = ~np.isnat(_times(tables[0]))
    places = []
    for key, table in zip(keys[1:], tables[1:], strict=True):
        firsts = np.flatnonzero(~key.duplicated() & ~np.isnat(_times(table)))
        found = key[firsts].get_indexer(keys[0])
        common &= found >= 0
        places.append(np.append(firsts, -1)[found])
    rows = np.flatnonzero(common)
    _refuse_other_spacing(tables, sources, len(rows))
    if not len(rows):
        spans = [f"{source.name}: {_span(table)}" for source, table in zip(sources, tables, strict=True)]
        raise DataError("join_no_common_time", spans=", ".join(spans))
    return [rows, *(place[rows] for place in places)]


def _keys(tables: Sequence[Table], ids: Sequence[str]) -> list[pd.Index]:
    """For every file (N,) what tells its rows apart: the time, behind the series where there are several."""
    times = [pd.DatetimeIndex(_times(table)) for table in tables]
    if not ids:
        return list(times)
    names = [np.array(known, object)[label] for label, known in (_series(table, ids) for table in tables)]
    codes, _ = pd.factorize(np.concatenate(names))
    parts = np.split(codes, np.cumsum([len(table) for table in tables])[:-1])
    return [pd.MultiIndex.from_arrays([part, time]) for part, time in zip(parts, times, strict=True)]


def _series(table: Table, ids: Sequence[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    if absent := [name for name in ids if name not in table.kinds]:
        raise DataError("columns_missing", columns=", ".join(absent), present=", ".join(list(table.kinds)[:12]))
    return series_of([table.frame[name] for name in ids])


def _times(table: Table) -> NDArray[np.datetime64]:
    """(N,) of a file that tells the time."""
    assert table.time is not None
    return table.time


def _span(table: Table) -> str:
    """`2024-01-01T00:00 – 2024-02-01T00:00`."""
    known = _times(table)[~np.isnat(_times(table))]
    return (
        " – ".join(np.datetime_as_string(edge, unit="m") for edge in (known.min(), known.max())) if len(known) else "–"
    )


def _refuse_other_spacing(tables: Sequence[Table], sources: Sequence[Source], together: int) -> None:
    """Rows an hour apart beside rows a day apart: most of the finer file would be lost without a word."""
    steps = [usual_spacing(_times(table)[~np.isnat(_times(table))]) for table in tables]
    known = [step for step in steps if step]
    if known and max(known) >= APART * min(known) and together < max(map(len, tables)) * 0.9:
        told = [f"{s.name}: {lasting(step)}" for s, step in zip(sources, steps, strict=True) if step]
        raise DataError("join_spacing", spacings=", ".join(told))


def _kind(kind: ColumnKind, column: pd.Series) -> ColumnKind:
    """What a column of numbers is in the rows that are left of it."""
    if kind not in ("number", "constant"):
        return kind
    known = column.dropna()
    if known.empty:
        return "empty"
    return "constant" if known.min() == known.max() else "number"
