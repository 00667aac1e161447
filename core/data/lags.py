"""Which column, how long before, goes together with the target.

`N` rows, `n` of them looked at, `K` columns, `L` lags.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Floats = NDArray[np.float64]
ROWS = 4_000  # rows whose past is looked at
MOST = 24  # columns shown
STEPS = 48  # lags shown, beside lag 0
_LEAST = 8  # pairs below which a correlation says nothing
_FEW = 500  # rows looked at to choose among many columns
_ROUNDING = 1e-24  # of the squared values: what varies less is rounding

Cells = Callable[[NDArray[np.int64]], Floats]
"""The values (n, K) of all columns at n rows."""


@record
class Together:
    """`correlation` (K, L): of each column `lags` rows earlier with the target, NaN where it cannot be computed.

    The columns that go together with the target most come first. `rows` of `of` were looked at.
    """

    names: tuple[str, ...]
    lags: NDArray[np.int64]
    correlation: Floats
    rows: int
    of: int

    def strongest(self, column: int) -> int | None:
        """The place among `lags` where the k-th column goes together with the target most; None when nowhere."""
        sizes = np.abs(self.correlation[column])
        return int(np.nanargmax(sizes)) if np.isfinite(sizes).any() else None


def together(
    cells: Cells, names: Sequence[str], target: str, segment: NDArray[np.int32], longest: int, *, seed: int
) -> Together:
    """Correlations (Pearson) of the columns `names` with `target`, 0 to `longest` rows before.

    Of more than `ROWS` rows a sample drawn with `seed` is looked at. The target is one of them:
    its own past; lag 0 of itself is NaN. No pair crosses a segment.
    """
    lags, rows = some_lags(longest), _sample(segment, ROWS, seed)
    own = list(names).index(target)
    correlation = _lagged(cells, own, rows, segment, lags)
    correlation[own, 0] = np.nan
    order = np.argsort(-_strength(correlation), kind="stable")
    return Together(
        names=tuple(names[i] for i in order), lags=lags, correlation=correlation[order], rows=len(rows), of=len(segment)
    )


def promising(
    cells: Cells, names: Sequence[str], target: str, segment: NDArray[np.int32], longest: int, *, seed: int
) -> tuple[str, ...]:
    """The target and the columns that go together with it most, `MOST` in all, in their order.

    Chosen by a few rows and lags.
    """
    if len(names) <= MOST:
        return tuple(names)
    few, lags = _sample(segment, _FEW, seed), some_lags(longest)[:: STEPS // 4]
    own = list(names).index(target)
    strength = _strength(_lagged(cells, own, few, segment, lags))
    strength[own] = np.inf
    best = np.argsort(-strength, kind="stable")[:MOST]
    return tuple(names[i] for i in np.sort(best))


def changes(cells: Cells, segment: NDArray[np.int32]) -> Cells:
    """The same columns as their changes from the row before, NaN in the first row of a segment.

    Two columns that both climb go together whatever else they do; their changes do not.
    """

    def changed(rows: NDArray[np.int64]) -> Floats:
        before = np.maximum(rows - 1, 0)
        first = (rows == 0) | (segment[before] != segment[rows])
        return np.where(first[:, None], np.nan, cells(rows) - cells(before))

    return changed


def some_lags(longest: int) -> NDArray[np.int64]:
    """0 to `longest`, evenly thinned to about `STEPS`; the step divides `longest` where it can."""
    step = -(-longest // STEPS)
    even = next((s for s in range(step, 2 * step) if longest % s == 0), step)
    return np.arange(0, longest + 1, even, dtype=np.int64)


def _sample(segment: NDArray[np.int32], rows: int, seed: int) -> NDArray[np.int64]:
    if len(segment) <= rows:
        return np.arange(len(segment), dtype=np.int64)
    return np.sort(np.random.default_rng(seed).choice(len(segment), rows, replace=False)).astype(np.int64)


def _lagged(
    cells: Cells, target: int, rows: NDArray[np.int64], segment: NDArray[np.int32], lags: NDArray[np.int64]
) -> Floats:
    """(K, L) with the target's values at `rows`; `target` is its place among the columns."""
    now = cells(rows)[:, target]
    found = []
    for lag in lags.tolist():
        before = rows - lag
        inside = (before >= 0) & (segment[np.maximum(before, 0)] == segment[rows])
        found.append(_correlations(cells(before[inside]), now[inside]))
    return np.column_stack(found)


def _correlations(x: Floats, y: Floats) -> Floats:
    """(K,) Pearson's of each column of (n, K) `x` with (n,) `y`, of the pairs in which both are known.

    NaN for too few pairs, and when one of both never changes.
    """
    both = np.isfinite(x) & np.isfinite(y)[:, None]
    pairs = both.sum(axis=0)
    enough = pairs >= _LEAST
    left, right = (_centred(values, both, pairs) for values in (x, np.broadcast_to(y[:, None], x.shape)))
    together, size = (_products(*pair) for pair in ((left, right), (left, left)))
    size = np.sqrt(size * _products(right, right))
    return np.divide(together, size, out=np.full(x.shape[1], np.nan), where=enough & (size > 0))


def _products(left: Floats, right: Floats) -> Floats:
    """(K,) sums of products down the columns."""
    return np.einsum("nk,nk->k", left, right)


def _centred(values: Floats, known: NDArray[np.bool_], count: NDArray[np.int64]) -> Floats:
    """(n, K) known values minus the mean of their column, 0 elsewhere, and where a column never changes."""
    whole = np.where(known, values, 0.0)
    mean = np.einsum("nk->k", whole) / np.maximum(count, 1)
    centred = np.where(known, whole - mean, 0.0)
    varies = _products(centred, centred) > _ROUNDING * _products(whole, whole)
    return centred * varies


def _strength(correlation: Floats) -> Floats:
    """(K,) the largest size in each row, 0 where there is none."""
    sizes: Floats = np.where(np.isfinite(correlation), np.abs(correlation), 0.0).max(axis=1)
    return sizes
