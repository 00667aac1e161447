"""Principal components: fewer numbers that keep most of what the scaled inputs vary by.

Each component is a weighted sum of columns, the first along the direction in which the training rows vary most,
every later one along what those before it left (Pearson 1901; Hotelling 1933), as scikit-learn's `PCA` finds them.
Columns that are predicted stay beside them, since an answer starts from the target's newest value; so do those
known beforehand, which tell of other rows than the rest.

Letters: `N` rows, `P` columns that are replaced, `k` components, `F` numbers a network reads at one timestep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.spec import record
from core.text import count, say

Array = NDArray[np.float64]

FEWEST = 2
"""Columns below which there is nothing to put together."""

ROWS_AT_ONCE = 65_536


@record
class Spread:
    """How scaled training rows vary: `center` (P,), `axes` (P, P) of length 1, one a line, `variance` (P,) along
    each, the largest first."""

    center: Array
    axes: Array
    variance: Array

    @property
    def shares(self) -> Array:
        """(P,) the share of all variance along each axis; NaN where nothing varies."""
        total = self.variance.sum()
        return self.variance / total if total > 0 else np.full(len(self.variance), np.nan)


def replaced(dataset: Dataset) -> tuple[int, ...]:
    """The columns that components stand for, as places in `names`: none where there are fewer than two."""
    columns = tuple(i for i in dataset.inputs if i not in dataset.targets and i not in dataset.ahead)
    return columns if len(columns) >= FEWEST else ()


def beside(dataset: Dataset) -> tuple[int, ...]:
    """The inputs a network reads as they are, targets first."""
    gone = replaced(dataset) if dataset.components is not None else ()
    return tuple(i for i in dataset.inputs if i not in gone)


def features(dataset: Dataset) -> int:
    """F: the inputs as they are, and the components behind them."""
    return len(beside(dataset)) + (dataset.components or 0)


def feature_names(dataset: Dataset) -> tuple[str, ...]:
    """(F,) what a network reads, in its order: names of columns, then `component 1`, `component 2` …"""
    components = range(1, (dataset.components or 0) + 1)
    return (*(dataset.names[i] for i in beside(dataset)), *(say("components.name", n=n) for n in components))


def components_in_words(wanted: float) -> str:
    """`at most 5 components`, `as many components as keep 95 % of the variance`."""
    if wanted >= 1:
        return say("components.at_most", components=count(int(wanted), "component"))
    return say("components.share", share=f"{100 * wanted:.4g}")


def spread_of(blocks: Iterable[Array]) -> Spread | None:
    """Of scaled rows (b, P), block by block; rows with a missing cell are left out. None without a complete row.

    The blocks are put together as Chan, Golub and LeVeque do (1983), so no more than one is in memory. The
    largest weight of an axis is above zero, which makes it the only one.
    """
    rows, center, products = 0, np.zeros(1), np.zeros((1, 1))
    for block in blocks:
        known = block[np.isfinite(block).all(axis=1)]
        if not len(known):
            continue
        own = known.mean(axis=0)
        moved, both = own - center, rows + len(known)
        products = products + (known - own).T @ (known - own) + np.outer(moved, moved) * (rows * len(known) / both)
        center, rows = center + moved * (len(known) / both), both
    if not rows:
        return None
    variance, axes = np.linalg.eigh(products / rows)
    axes = axes[:, ::-1].T
    largest = np.abs(axes).argmax(axis=1)
    signs = np.where(axes[np.arange(len(axes)), largest] < 0, -1.0, 1.0)
    return Spread(center=center, axes=axes * signs[:, None], variance=np.maximum(variance[::-1], 0.0))


def how_many(shares: Array, wanted: float) -> int:
    """Components for `wanted`: so many, at most all, or the fewest that keep that share of the variance.

    >>> how_many(np.array([0.7, 0.2, 0.1]), 0.9), how_many(np.array([0.7, 0.2, 0.1]), 8)
    (2, 3)
    """
    if wanted >= 1:
        return min(int(wanted), len(shares))
    fewer = int(np.count_nonzero(np.cumsum(np.nan_to_num(shares)) < wanted - 1e-12))
    return min(fewer + 1, len(shares))


def elbow_at(shares: Array) -> int:
    """The component from which on each adds little: where the sum of the shares is farthest above a straight line
    from its first to its last point (Satopää et al., "Finding a kneedle in a haystack", 2011).

    >>> elbow_at(np.array([0.6, 0.3, 0.04, 0.03, 0.03]))
    2
    """
    kept = np.cumsum(np.nan_to_num(shares))
    return int(np.argmax(kept - np.linspace(kept[0], kept[-1], len(kept)))) + 1


def learned_from(spread: Spread, wanted: float) -> Mapping[str, Array]:
    """What is kept for later rows: `components/center` (P,) and `components/axes` (k, P)."""
    k = how_many(spread.shares, wanted)
    return {"components/center": spread.center, "components/axes": spread.axes[:k].copy()}


def components_of(rows: Array, learned: Mapping[str, Array]) -> Array:
    """Scaled rows (b, P) → components (b, k); NaN where a cell is missing."""
    return np.asarray((rows - learned["components/center"]) @ learned["components/axes"].T)
