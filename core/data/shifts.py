"""Columns that hold values of other rows of the target: shifted copies, and sums over rows around their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data import likeness as like
from core.data.compared import Sample, in_units, same, straight

Floats = NDArray[np.float64]

_LONGEST = 1_000  # rows
_ROWS, _REACH = 4_000, 6  # newest rows looked at; rows to either side
_ENOUGH = 20 * _REACH  # whole stretches below which nothing is said
_NEARLY = 0.1  # share left open that is worth a closer look


def shift_of(sample: Sample, target: str, name: str) -> int:
    """Rows by which the column runs ahead of the target (negative: behind), 0 when it does neither."""
    wanted, other = sample.newest[target], sample.newest[name]
    shift = like.shift_between(wanted, other, _LONGEST)
    if not shift or _as_shifted(wanted, wanted, shift):
        return 0  # a target that repeats itself exactly is like everything that repeats with it
    return shift if _as_shifted(wanted, other, shift) else 0


def _as_shifted(wanted: Floats, other: Floats, shift: int) -> bool:
    """Whether `other[t]` tells `wanted[t + shift]`."""
    ahead, behind = max(shift, 0), max(-shift, 0)
    one, two = wanted[ahead : len(wanted) - behind], other[behind : len(other) - ahead]
    whole = like.complete([one, two])
    one, two, rows = one[whole], two[whole], np.flatnonzero(whole)
    if len(one) < like.FEWEST or np.ptp(one) == 0 or np.ptp(two) == 0:
        return False
    return same(one, two) or in_units(straight(one, two, rows))


def from_later_rows(sample: Sample, target: str, names: Sequence[str]) -> list[str]:
    """Columns that are a weighted sum of a few target rows around their own, later ones among them."""
    return [name for name in _nearly(sample, target, names) if _from_later_rows(sample, target, name)]


def _nearly(sample: Sample, target: str, names: Sequence[str]) -> list[str]:
    """Columns that the target's rows around their own explain nearly, by one least squares for all."""
    around = _around(sample.newest[target])
    whole = np.isfinite(around).all(axis=1)
    if whole.sum() < _ENOUGH or not names:
        return []
    others = [_middle(sample.newest[name])[whole] for name in names]
    filled = np.column_stack(
        [np.where(np.isfinite(o), o, np.nanmean(o) if np.isfinite(o).any() else 0) for o in others]
    )
    design, filled = around[whole] - around[whole].mean(axis=0), filled - filled.mean(axis=0)
    left = filled - design @ like.factors(design, filled)
    spread = (filled**2).sum(axis=0)
    near = (spread > 0) & ((left**2).sum(axis=0) < _NEARLY * spread)
    return [name for name, worth in zip(names, near, strict=True) if worth]


def _from_later_rows(sample: Sample, target: str, name: str) -> bool:
    """Whether the column is a weighted sum of a few target rows around its own, later ones among them."""
    around, middle = _around(sample.newest[target]), _middle(sample.newest[name])
    whole = np.isfinite(around).all(axis=1) & np.isfinite(middle)
    if whole.sum() < _ENOUGH or np.ptp(middle[whole]) == 0:
        return False
    around, middle, rows = around[whole], middle[whole], np.flatnonzero(whole)
    factors = like.linear(middle, around)
    rounded = np.linalg.norm(factors[:-1]) * like.resolution(sample.newest[target][-_ROWS:])
    grain = np.hypot(like.resolution(middle), rounded) / np.sqrt(12)
    found = like.likeness(middle, around @ factors[:-1] + factors[-1], float(grain), rows)
    later = np.abs(factors[_REACH + 1 : -1]).max()
    return bool(found and found.within(1e-4, 1e-4) and later > 0.2 * np.abs(factors[:-1]).max())


def _around(values: Floats) -> Floats:
    """(n, 2 reach + 1) each of the newest rows with those to either side; none where there are too few."""
    newest = values[-_ROWS:]
    if len(newest) <= 2 * _REACH:
        return np.empty((0, 2 * _REACH + 1))
    return np.lib.stride_tricks.sliding_window_view(newest, 2 * _REACH + 1)


def _middle(values: Floats) -> Floats:
    """(n,) the same rows by themselves."""
    return values[-_ROWS:][_REACH:-_REACH]
