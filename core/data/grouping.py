"""Rows put in order, told apart, and put together: series, equal times, periods of one length.

Letters: `N` rows, `K` columns, `G` groups. Rows of a series stand together, labels never fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.onward import months_of
from core.data.spacing import missing_before

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]
Labels = NDArray[np.int32]

MONDAY = np.datetime64("1969-12-29", "ns")
"""Periods are counted from a Monday, so that weeks begin there."""


def codes_of(cells: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """(N,) places in the words, in order of appearance, −1 for an empty cell; and the words.

    A number is written without a fraction it does not have, a time as ISO 8601.

    >>> codes_of(pd.Series([2.0, None, 0.5]))[1].tolist()
    ['2', '0.5']
    """
    codes, found = pd.factorize(cells)
    words = pd.Series([_word(cell) for cell in found], dtype=object)
    places, named = pd.factorize(words.where(words != ""))  # cells that differ by blanks alone are one word
    return np.append(places, -1)[codes], np.asarray(named, dtype=object)


def places_in(words: Iterable[object], classes: Sequence[str]) -> NDArray[np.int64]:
    """(V + 1,) the place of each word among the classes, −1 for another one, and −1 at the end for an empty cell.

    >>> places_in(["no", "yes", "maybe"], ["yes", "no"]).tolist()
    [1, 0, -1, -1]
    """
    return np.array([*(classes.index(str(word)) if word in classes else -1 for word in words), -1], np.int64)


def _word(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, pd.Timestamp) else str(cell).strip()


def series_of(columns: Sequence[pd.Series]) -> tuple[Labels, tuple[str, ...]]:
    """(N,) which series a row belongs to, in order of appearance, and their names.

    Several id columns together name one, joined by " / "; an empty cell is a name too.
    """
    label = np.zeros(len(columns[0]), np.int64)
    words: list[NDArray[np.object_]] = []
    parts: list[NDArray[np.int64]] = []
    for column in columns:
        codes, found = codes_of(column)
        words.append(np.append(found, ""))
        parts.append(codes)
        label = pd.factorize(label * (len(found) + 1) + codes + 1)[0]
    _, first = np.unique(label, return_index=True)
    names = (" / ".join(found[codes[row]] for found, codes in zip(words, parts, strict=True)) for row in first)
    return label.astype(np.int32), tuple(names)


def in_order(label: Labels, key: NDArray[Any]) -> Rows | None:
    """(N,) rows by label, then key (stable); None where they stand so already."""
    same = label[1:] == label[:-1]
    if np.all((label[1:] > label[:-1]) | (same & (key[1:] >= key[:-1]))):
        return None
    return np.lexsort((key, label)).astype(np.int64)


def starts_of(label: Labels, key: NDArray[Any]) -> Rows:
    """(G,) where, of rows in order, a new pair of label and key begins."""
    fresh = np.ones(len(label), bool)
    fresh[1:] = (label[1:] != label[:-1]) | (key[1:] != key[:-1])
    return np.flatnonzero(fresh)


def together(values: Floats, starts: Rows, how: str) -> Floats:
    """(G, K) mean, sum or last of the known cells of each group of neighbouring rows; NaN where none is known."""
    known = ~np.isnan(values)
    if how == "last":
        newest = np.maximum.reduceat(np.where(known, np.arange(len(values))[:, None], -1), starts, axis=0)
        return np.where(newest >= 0, np.take_along_axis(values, np.maximum(newest, 0), axis=0), np.nan)
    count = np.add.reduceat(known, starts, axis=0, dtype=np.int64)
    total = np.add.reduceat(np.where(known, values, 0.0), starts, axis=0)
    return np.where(count > 0, total / np.maximum(count, 1) if how == "mean" else total, np.nan)


def segments(time: Times, spacing: float | None, label: Labels) -> Labels:
    """(N,) counted from 0, one more after every gap and wherever `label` changes."""
    broken = missing_before(time, spacing)
    broken[1:] |= label[1:] != label[:-1]
    return np.cumsum(broken).astype(np.int32)


def period_of(time: Times, every: float) -> NDArray[np.int64]:
    """(N,) which period of `every` seconds, or whole months, a time lies in."""
    if months := months_of(every):
        return time.astype("datetime64[M]").astype(np.int64) // months
    whole: NDArray[np.int64] = (time.astype("datetime64[ns]") - MONDAY).astype(np.int64)
    return whole // round(every * 1e9)


def start_of(period: NDArray[np.int64], every: float) -> Times:
    """(G,) the time a period begins."""
    if months := months_of(every):
        first: Times = (period * months).astype("datetime64[M]").astype("datetime64[ns]")
        return first
    return MONDAY + (period * round(every * 1e9)).astype("timedelta64[ns]")


def stretched(label: Labels, period: NDArray[np.int64]) -> Rows:
    """(G,) the place of each (label, period), in order, when the periods in between get one too.

    >>> stretched(np.array([0, 0, 1], np.int32), np.array([5, 8, 2])).tolist()
    [0, 3, 4]
    """
    apart = np.where(label[1:] == label[:-1], np.diff(period), 1)
    return np.concatenate([[0], np.cumsum(apart)]).astype(np.int64)
