"""What every simple rule is made of: answers, what is known of them, and what a rule gives.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.examples.prepare import Located
from core.examples.windows import target_offsets
from core.spec import record

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
Predict = Callable[[Rows], Array]
"""Rows that are *now* (W,) → predictions (W, H, C) in the targets' own units; of classes (W, H, K) probabilities."""


@record
class Fit:
    """A baseline ready to predict; if it learned, from how many of the training windows.

    `timesteps` are those it reads, the newest of the window.
    """

    predict: Predict
    fitted_on: int = 0
    fitted_of: int = 0
    timesteps: int = 0

    @property
    def sampled(self) -> bool:
        return self.fitted_on < self.fitted_of


def answers(prepared: Located) -> Array:
    """(N, C) the targets in their own units."""
    return prepared.dataset.values[:, list(prepared.dataset.targets)]


def actual(prepared: Located, now: Rows) -> Array:
    """(W, H, C) what really happened; of classes their places."""
    return answers(prepared)[now[:, None] + target_offsets(prepared.windows)]


def known(prepared: Located) -> Array:
    """(N, C) the newest value of each target that may be used when a row is *now*.

    A missing cell repeats the newest value of its segment, before the first one the training
    mean stands in. With delay 0 the row's own value is the answer, so the row before it counts.
    """
    values, segment = answers(prepared), prepared.dataset.segment
    starts = np.concatenate([[True], np.diff(segment) != 0])
    if prepared.windows.delay == 0:
        values = np.concatenate([np.full((1, values.shape[1]), np.nan), values[:-1]])
        values[starts] = np.nan
    rows = np.arange(len(values))[:, None]
    newest = np.maximum.accumulate(np.where(np.isfinite(values), rows, -1), axis=0)
    begin = np.maximum.accumulate(np.where(starts, rows[:, 0], 0))[:, None]
    filled = np.take_along_axis(values, np.maximum(newest, 0), axis=0)
    return np.where(newest >= begin, filled, prepared.fitted.arrays["mean"][list(prepared.dataset.targets)])


def spread(rows: Rows, most: int) -> Rows:
    """At most `most` of the rows, in order; drawn at random, since every n-th might always be midnight."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(np.random.default_rng(0).choice(len(rows), most, replace=False))]


def blocks(rows: Rows, cells_per_row: int, room: int = 1_000_000) -> Iterator[Rows]:
    """The rows in pieces of at most `room` cells."""
    size = max(1, room // max(1, cells_per_row))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
