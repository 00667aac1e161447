"""Stretches in which nothing changes, longer than the series itself would explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.spec import record

MOST = 200  # stretches worth naming one by one
_SHORTEST = 6
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


def zeros(columns: Mapping[str, NDArray[np.float64]]) -> tuple[Stretch, ...]:
    """Runs of exactly 0 in columns that are hardly ever 0 otherwise; equal spans are put together."""
    together: dict[tuple[int, int], list[str]] = {}
    for name, values in columns.items():
        zero = values == 0
        total = int(zero.sum())
        if total < _SHORTEST or total > 0.2 * len(values):
            continue
        first, length = runs(zero[1:] != zero[:-1])
        long = zero[first] & (length >= max(2 * _SHORTEST, 0.5 * total))
        for at, rows in zip(first[long], length[long], strict=True):
            if total - rows < 0.01 * len(values):
                together.setdefault((int(at), int(at + rows - 1)), []).append(name)
    found = [Stretch(columns=tuple(names), first=a, last=b) for (a, b), names in together.items()]
    return tuple(sorted(found, key=lambda stretch: stretch.first))


def stuck(columns: Mapping[str, NDArray[np.float64]], apart_from: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Runs of one value, other than 0, in single columns, not inside those already named."""
    found: list[Stretch] = []
    for name, values in columns.items():
        first, length = runs(values[1:] != values[:-1])
        worth = (values[first] != 0) & (length >= 4 * _SHORTEST)
        found += [s for s in _unusual((name,), first, length, worth) if not any(_inside(s, o) for o in apart_from)]
    return tuple(found)


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


def _inside(inner: Stretch, outer: Stretch) -> bool:
    return inner.first <= outer.last and outer.first <= inner.last and set(inner.columns) <= set(outer.columns)
