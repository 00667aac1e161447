"""Files with several series below each other: which columns tell them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.across import EXAMPLE
from core.data.spec import Reading
from core.data.table import Table
from core.data.timeline import COUNT

_SHARED = 0.3  # share of the rows that have the time of another one
_ONE_EACH = 0.99  # share of the rows that are alone with their series and time
_FEWEST = 3  # rows of a series, on average
_LOOKED_AT = 100_000  # rows at first
_MOST_PAIRED = 6
_NAMED = re.compile(
    r"\b(id|ids|uid|code|name|key|series|station|store|shop|item|sku|product|symbol|ticker|stock|sensor|device|machine|"
    r"meter|household|house|building|room|site|city|country|region|state|area|zone|location|place|group|family|customer|"
    r"account|line|well|pump|patient|subject|종목|지점|역|이름|코드|ort|land|stadt|filiale|artikel|anlage|gerät)\b"
    r"|(_|\b)id$|^id(_|\b)|\Bid$",
    re.IGNORECASE,
)


def series_column(table: Table) -> tuple[str, ...]:
    """The columns that tell which series a row belongs to, one or two; none when the rows are one series.

    With times: rows that share their time are told apart by these columns, and nearly none is left
    that has series and time in common with another. Without times: blocks of rows below each other,
    and a column that starts counting anew with each. Where rows were read as whole examples it is those.
    """
    if table.reading.across:
        return (EXAMPLE,)
    if table.time is None:
        return _stacked(table)
    known = np.flatnonzero(~np.isnat(table.time))
    rows = known[:_LOOKED_AT]
    time = _numbered(table.time[rows])
    if len(rows) < 2 * _FEWEST or int(time.max()) + 1 > (1 - _SHARED) * len(rows):
        return ()
    codes = {name: code for name in _candidates(table) if (code := _codes(table, name, rows, time)) is not None}
    for chosen in (*((name,) for name in codes), *combinations(list(codes)[:_MOST_PAIRED], 2)):
        if _one_each(time, [codes[name] for name in chosen]):
            return chosen if len(rows) == len(known) or _holds(table, known, chosen) else ()
    return ()


def names_series(name: str) -> bool:
    """`id`, `store`, `sensor`: whether a column is called like one that tells series apart."""
    return bool(_NAMED.search(name))


def _candidates(table: Table) -> list[str]:
    """Columns of words and of whole numbers that repeat; those called like an id first."""
    names = [
        name
        for name, kind in table.kinds.items()
        if name not in table.reading.time and kind in ("text", "number") and _repeats(table, name)
    ]
    return sorted(names, key=lambda name: (not _NAMED.search(name), table.kinds[name] != "text", names.index(name)))


def _repeats(table: Table, name: str) -> bool:
    """Whether a column may name series: words, or whole numbers called so; measured numbers tell nothing apart."""
    if table.kinds[name] == "number":
        values = table.column(name)[:2_000]
        known = values[np.isfinite(values)]
        return bool(_NAMED.search(name)) and bool((known == known.round()).all())
    return table.frame[name].nunique() > 1


def _codes(table: Table, name: str, rows: NDArray[np.int64], time: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """(n,) the series of each of these rows, None when there are too many of them or some rows have none."""
    codes = _numbered(table.frame[name].iloc[rows])
    kinds, most = int(codes.max()) + 1, int(np.bincount(time).max())  # rows that share a time
    too_many = kinds > len(rows) / _FEWEST or (table.kinds[name] == "number" and kinds > 4 * most)
    return None if too_many or kinds < 2 or (codes < 0).any() else codes


def _one_each(time: NDArray[np.int64], codes: Sequence[NDArray[np.int64]]) -> bool:
    """Whether nearly every row is alone with its time and series, and a series has rows enough."""
    series = np.zeros(len(time), np.int64)
    for code in codes:
        series = series * (int(code.max()) + 1) + code
    key = time * (int(series.max()) + 1) + series
    return len(np.unique(series)) * _FEWEST <= len(time) and len(np.unique(key)) >= _ONE_EACH * len(time)


def _holds(table: Table, rows: NDArray[np.int64], columns: Sequence[str]) -> bool:
    codes = [_numbered(table.frame[name].iloc[rows]) for name in columns]
    return _one_each(_numbered(table.time[rows]), codes) if table.time is not None else False


def _numbered(cells: pd.Series | NDArray[np.datetime64]) -> NDArray[np.int64]:
    """(n,) equal cells have equal numbers from 0 on, empty ones −1."""
    return pd.factorize(pd.Series(cells))[0].astype(np.int64)


def with_timeline(table: Table, start: str, every: str) -> Reading:
    """How a table without a time is read when its rows begin at `start`, `every` apart.

    Of several series below each other each begins there: the column that counts their rows tells the time.
    """
    found = _blocks(table) if table.time is None else None
    if found is None:
        return table.reading.but(start=start, every=every)
    return table.reading.but(time=(found[1],), time_format=COUNT, start=start, every=every)


def _stacked(table: Table) -> tuple[str, ...]:
    found = _blocks(table)
    return (found[0],) if found else ()


def _blocks(table: Table) -> tuple[str, str] | None:
    """A column whose equal cells stand together in blocks, and one that counts within each block."""
    for name in _candidates(table):
        codes = _numbered(table.frame[name])
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        if codes.max(initial=0) + 1 != len(starts) or len(starts) < 2 or len(codes) < 4 * _FEWEST * len(starts):
            continue
        for other in table.numbers:
            if other != name and counts_anew(table.column(other), starts):
                return name, other
    return None


def counts_anew(values: NDArray[np.float64], starts: NDArray[np.int64]) -> bool:
    """Whether a column grows by one from row to row and starts again with each block."""
    steps = np.diff(values)
    inside = np.ones(len(steps), bool)
    inside[starts[1:] - 1] = False
    return bool((steps[inside] == 1).all() and (steps[~inside] <= 0).all())
