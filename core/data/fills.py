"""Cells that become missing, and missing cells that take an older value. No row looks at a later one.

Letters: `N` rows, `K` columns. Every function returns a new array, laid out in memory as the one it was given.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def blank_values(values: Floats, columns: list[int], marks: tuple[float, ...]) -> Floats:
    """Cells of `columns` that equal one of `marks` become missing."""
    cleaned = values.copy(order="K")
    for column in columns:
        cleaned[np.isin(values[:, column], marks), column] = np.nan
    return cleaned


def blank_times(
    values: Floats, time: NDArray[np.datetime64], columns: list[int], spans: tuple[tuple[str, str], ...]
) -> Floats:
    """Cells of `columns` within the spans (both ends included) become missing."""
    cleaned = values.copy(order="K")
    within = np.zeros(len(values), bool)
    for start, end in spans:
        within |= (time >= np.datetime64(start)) & (time <= np.datetime64(end))
    for column in columns:
        cleaned[within, column] = np.nan
    return cleaned


def forward_fill(values: Floats, segment: NDArray[np.int32], columns: list[int], limit: int) -> Floats:
    """Missing cells of `columns` repeat the newest known one, at most `limit` rows old, within a segment."""
    filled, first = values.copy(order="K"), first_of_run(segment)
    for column in columns:
        missing = np.flatnonzero(np.isnan(values[:, column]))
        if not len(missing):
            continue
        begins = np.diff(missing, prepend=-2) > 1
        newest = (missing[begins] - 1)[np.cumsum(begins) - 1]  # the row before each run of missing cells
        usable = (newest >= first[missing]) & (missing - newest <= limit)
        filled[missing[usable], column] = values[newest[usable], column]
    return filled


def seasonal_fill(values: Floats, segment: NDArray[np.int32], columns: list[int], season: int, limit: int) -> Floats:
    """Missing cells of `columns` repeat the one a season (rows) ago, filled or not, within a segment.

    Of a run of missing cells the first `limit` are filled; whether it ends later is not known yet.
    """
    filled = values.copy(order="K")
    at, first = np.arange(len(values)), first_of_run(segment)
    for column in columns if season < len(values) else ():
        known = ~np.isnan(values[:, column])
        if known.all():
            continue
        newest = np.maximum(np.maximum.accumulate(np.where(known, at, -1)), first - 1)
        open_ = ~known & (at - newest <= limit)
        source = _newest_in_turn(np.where(open_, -1, at), season)
        usable = open_ & (source >= first)
        filled[usable, column] = values[source[usable], column]
    return filled


def runs(label: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of every run of equal labels (N,), and the length of each.

    >>> [array.tolist() for array in runs(np.array([0, 0, 1, 1, 1]))]
    [[0, 2], [2, 3]]
    """
    fresh = np.ones(len(label), bool)
    fresh[1:] = label[1:] != label[:-1]
    starts = np.flatnonzero(fresh)
    return starts, np.diff(np.append(starts, len(label)))


def first_of_run(label: NDArray[np.integer]) -> NDArray[np.int64]:
    """(N,) the first row of each row's run of equal labels.

    >>> first_of_run(np.array([0, 0, 1, 1, 1])).tolist()
    [0, 0, 2, 2, 2]
    """
    return np.repeat(*runs(label))


def _newest_in_turn(rows: NDArray[np.int64], season: int) -> NDArray[np.int64]:
    """(N,) the newest entry above −1 among this row and those whole seasons before it."""
    turns = -(-len(rows) // season)
    padded = np.full(turns * season, -1, np.int64)
    padded[: len(rows)] = rows
    newest: NDArray[np.int64] = np.maximum.accumulate(padded.reshape(turns, season), axis=0)
    return newest.ravel()[: len(rows)]
