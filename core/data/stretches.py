"""Stretches in which nothing changes, longer than the series itself would explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.spec import record

MOST = 200  # stretches worth naming one by one
_SHORTEST = 6
_LOST = 24  # rows in a single column, or at 0, before anybody is told
_RARE = 0.01  # share of the rows
_UNUSUAL = 10  # times the length that one run in a hundred has


@record
class Stretch:
    """Rows `first` to `last`, both included, in which `columns` keep their values."""

    columns: tuple[str, ...]
    first: int
    last: int

    @property
    def rows(self) -> int:
        return self.last - self.first + 1


def runs(changes: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(first row, length) of every run of equal rows; `changes` (N − 1,) is true between different rows.

    >>> runs(np.array([False, True, False, False]))
    (array([0, 2]), array([2, 3]))
    """
    first = np.concatenate([[0], np.flatnonzero(changes) + 1])
    return first, np.diff(np.concatenate([first, [len(changes) + 1]]))


def frozen(columns: Mapping[str, NDArray[np.float64]]) -> tuple[Stretch, ...]:
    """Runs in which all columns (at least two) repeat their values, unusually long for this table."""
    if len(columns) < 2:
        return ()
    changes = np.zeros(len(next(iter(columns.values()))) - 1, bool)
    for values in columns.values():
        changes |= values[1:] != values[:-1]  # a missing cell differs from everything
    first, length = runs(changes)
    return _unusual(tuple(columns), first, length, np.ones(len(first), bool))


def joint_zeros(columns: Mapping[str, NDArray[np.float64]]) -> tuple[Stretch, ...]:
    """Rows in which the same columns (at least two) are all inside a long run of exactly 0, hardly ever 0 otherwise."""
    names = np.array(list(columns))
    lasting = np.column_stack([_in_long_zero(values) for values in columns.values()])  # (N, K)
    first, length = runs((lasting[1:] != lasting[:-1]).any(axis=1))
    found = []
    for at in np.flatnonzero((length >= _LOST) & (lasting[first].sum(axis=1) > 1)):
        which = lasting[first[at]]
        zero = np.all([columns[name] == 0 for name in names[which]], axis=0)
        if int(zero.sum()) - int(length[at]) < _RARE * len(zero):
            last = int(first[at] + length[at] - 1)
            found.append(Stretch(columns=tuple(names[which]), first=int(first[at]), last=last))
    return tuple(found)


def _in_long_zero(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(N,) true inside runs of at least `_LOST` zeros."""
    zero = values == 0
    first, length = runs(zero[1:] != zero[:-1])
    return np.repeat(zero[first] & (length >= _LOST), length)


def stuck(columns: Mapping[str, NDArray[np.float64]], apart_from: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Runs of one value in single columns, not inside those already named; equal spans are put together.

    A column at its highest or lowest value is at the end of its scale (saturated air, no sun), not
    stuck; at 0 it is suspicious only where 0 is rare.
    """
    together: dict[tuple[int, int], list[str]] = {}
    for name, values in columns.items():
        first, length = runs(values[1:] != values[:-1])
        zero = values == 0
        edge = (values == np.nanmin(values)) | (values == np.nanmax(values))
        rare = zero[first] & (zero.sum() - length < _RARE * len(values))
        worth = (length >= _LOST) & (rare | ~(edge | zero)[first])
        for stretch in _unusual((name,), first, length, worth):
            if not any(_overlap(stretch, other) for other in apart_from):
                together.setdefault((stretch.first, stretch.last), []).append(name)
    found = (Stretch(columns=tuple(names), first=a, last=b) for (a, b), names in together.items())
    return tuple(sorted(found, key=lambda stretch: stretch.first))


def _unusual(
    columns: tuple[str, ...], first: NDArray[np.int64], length: NDArray[np.int64], worth: NDArray[np.bool_]
) -> tuple[Stretch, ...]:
    """Too many of them are the nature of the series, not a fault."""
    usual = float(np.quantile(length, 0.99)) if len(length) else 1.0
    if len(length) < 50:
        usual = float(np.median(length)) if len(length) else 1.0
    at = np.flatnonzero((length >= max(_SHORTEST, _UNUSUAL * usual)) & worth)
    if len(at) > MOST:
        return ()
    return tuple(Stretch(columns=columns, first=int(first[i]), last=int(first[i] + length[i] - 1)) for i in at)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.first <= other.last and other.first <= one.last and set(one.columns) <= set(other.columns)
