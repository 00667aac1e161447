"""Which timesteps of one window its answer is made of: gradient × input.

Letters: `S` stretches, `G` columns, `R` rows of a window, `K` columns of the dataset.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.evaluation.explain.asked import Array, Asked, stretches, usual
from core.evaluation.explain.columns import Column
from core.spec import record

__all__ = ["MOST_STRETCHES", "Parts", "parts_of"]

MOST_STRETCHES = 60
NUMBERS_AT_ONCE = 4_000_000
STEP = 0.02
"""How far a cell goes towards its usual value and away from it: far enough for the network's seven digits."""


@record
class Parts:
    """What each stretch (S,) and each column (G,) adds to the answer `said`, compared with what usually stands there.

    In the target's unit, of classes in probability. `usual` is the answer to a window of usual values.
    """

    by_stretch: Array
    by_column: Array
    stretches: list[slice]
    said: float
    usual: float


def parts_of(asked: Asked, columns: Sequence[Column], step: int, c: int, looked_at: Column | None = None) -> Parts:
    """Of the first window of `asked` and one answer: `step` ahead (from 0), target or class `c`.

    Gradient × (input − usual), summed over the cells of a stretch or of a column; `looked_at` limits the stretches to
    one column. A sum of this kind is the slope along one direction, and is measured there by a central difference:
    two answers for each part instead of two for each cell.
    """
    window, ordinary = asked.values[0], usual(asked)
    away = np.zeros_like(window)
    read = list(asked.prepared.dataset.inputs)
    away[:, read] = (window - ordinary)[:, read]
    away[~np.isfinite(away)] = 0.0  # rows between the timesteps may be missing
    pieces = stretches(len(asked.offsets), MOST_STRETCHES)
    within = looked_at.places if looked_at else tuple(read)
    parts = [(asked.rows(piece), within) for piece in pieces]
    parts += [(slice(None), column.places) for column in columns]
    slopes = _slopes(asked, away, parts, step, c)
    ends = asked.said(np.stack([window, np.where(np.isfinite(window), ordinary, window)]))[:, step, c]
    return Parts(
        by_stretch=slopes[: len(pieces)],
        by_column=slopes[len(pieces) :],
        stretches=pieces,
        said=float(ends[0]),
        usual=float(ends[1]),
    )


def _slopes(asked: Asked, away: Array, parts: Sequence[tuple[slice, Sequence[int]]], step: int, c: int) -> Array:
    """How fast the answer changes when the cells of each part (rows, columns) go `away` (R, K) from what is usual."""
    window, found = asked.values[0], np.empty(len(parts))
    block = max(1, NUMBERS_AT_ONCE // (2 * window.size))
    for first in range(0, len(parts), block):
        some = parts[first : first + block]
        moved = np.repeat(np.stack([window, window])[:, None], len(some), axis=1)
        for d, (rows, columns) in enumerate(some):
            towards = STEP * away[rows][:, list(columns)]
            for side, sign in enumerate((1, -1)):
                moved[side, d][rows, list(columns)] += sign * towards
        up, down = asked.said(moved.reshape(-1, *window.shape))[:, step, c].reshape(2, -1)
        found[first : first + block] = (up - down) / (2 * STEP)
    return found
