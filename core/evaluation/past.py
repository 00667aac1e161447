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

    `timesteps` are those it reads, the newest of the window. With a `reason` it cannot answer, and says why.
    """

    predict: Predict
    fitted_on: int = 0
    fitted_of: int = 0
    timesteps: int = 0
    reason: str = ""

    @property
    def sampled(self) -> bool:
        return self.fitted_on < self.fitted_of

    @classmethod
    def cannot(cls, reason: str) -> Fit:
        """A rule that has no answer here; asked all the same, it is a programmer's mistake: ValueError."""

        def predict(now: Rows) -> Array:
            raise ValueError(f"A rule that cannot answer is not asked. Received: {len(now)} windows; {reason}")

        return cls(predict=predict, reason=reason)


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
    newest = newest_known(prepared)
    found = np.take_along_axis(answers(prepared), np.maximum(newest, 0), axis=0)
    return np.where(newest >= 0, found, prepared.fitted.arrays["mean"][list(prepared.dataset.targets)])


def newest_known(prepared: Located) -> Rows:
    """(N, C) the row of that value; −1 where its segment has none yet."""
    values, segment = answers(prepared), prepared.dataset.segment
    starts, rows = np.concatenate([[True], np.diff(segment) != 0]), np.arange(len(values))
    seen = np.where(np.isfinite(values), rows[:, None], -1)
    if prepared.windows.delay == 0:
        seen = np.concatenate([np.full((1, values.shape[1]), -1), seen[:-1]])
        seen[starts] = -1
    newest = np.maximum.accumulate(seen, axis=0)
    begin = np.maximum.accumulate(np.where(starts, rows, 0))[:, None]
    return np.where(newest >= begin, newest, -1)


def season_back(prepared: Located) -> Rows:
    """(H,) the row one season before each target, or as many seasons as it takes not to pass *now*; relative to now.

    Without a season the season is one row.
    """
    offsets, newest = target_offsets(prepared.windows), -1 if prepared.windows.delay == 0 else 0
    season = prepared.dataset.season or 1
    return np.asarray(offsets - season * np.maximum(1, -(-(offsets - newest) // season)))


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
