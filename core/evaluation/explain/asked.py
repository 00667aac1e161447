"""Windows whose cells may be changed, and what the network says to them then.

Letters: `W` windows, `R` rows of a window, `K` columns of the dataset, `T` timesteps, `H` horizon, `C` targets (of
classes: probabilities).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.evaluation.class_scores import each_class
from core.evaluation.past import actual, spread
from core.evaluation.predicting import Answer, Way, answers, from_own_answers
from core.examples.gather import Gather, input_matrix
from core.examples.prepare import Prepared
from core.examples.windows import input_offsets, own_timesteps
from core.spec import record

__all__ = ["Asked", "asked_at", "errors", "some_of", "stretches", "usual"]

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

MOST = 1_000
"""Windows a question is put to: with more, the answer hardly changes and takes longer."""

MOST_NUMBERS = 20_000_000
"""Cells of them all: 160 MB. Of long windows with many columns fewer are taken, `FEW` at least."""

FEW = 100


@record
class Asked:
    """Windows in the columns' own units: changed there, they are scaled and asked as any other.

    `values` (W, R, K) are the rows that are read, oldest first: the timesteps, or every row back to the oldest where
    the network goes on from its own answers. `offsets` (T,) say where the timesteps lie, relative to the last row.
    """

    prepared: Prepared
    answer: Answer
    way: Way
    now: Rows
    values: Array
    offsets: Rows
    lengths: Rows | None = None

    def said(self, values: Array) -> Array:
        """(V, H, C) forecasts in own units for these cells (V, R, K): as many windows as there are, or many of one."""
        windows, rows, columns = values.shape
        cells = replace(self.prepared.dataset, values=values.reshape(-1, columns))
        inputs = Gather(
            matrix=input_matrix(cells, self.prepared.fitted),
            rows=np.arange(windows) * rows + rows - 1,
            offsets=self.offsets,
            lengths=None if self.lengths is None else np.broadcast_to(self.lengths, windows),
        )
        found = answers(self.prepared, inputs, self.answer, self.way)
        return each_class(found) if self.prepared.dataset.classes else found

    def rows(self, timesteps: slice) -> slice:
        """The rows of some timesteps, those in between with the timestep after them."""
        last = self.values.shape[1] - 1
        first = 0 if timesteps.start == 0 else int(self.offsets[timesteps.start - 1]) + last + 1
        return slice(first, int(self.offsets[timesteps.stop - 1]) + last + 1)

    def __len__(self) -> int:
        return len(self.now)


def asked_at(prepared: Prepared, answer: Answer, way: Way, now: Rows) -> Asked:
    """The windows that are read from these rows (W,)."""
    windows, offsets = prepared.windows, input_offsets(prepared.windows)
    read = np.arange(-windows.reach, 1) if way is from_own_answers else offsets
    if way is not from_own_answers:
        offsets = np.arange(1 - len(read), 1)
    return Asked(
        prepared=prepared,
        answer=answer,
        way=way,
        now=now,
        values=prepared.dataset.values[np.maximum(now[:, None] + read, 0)],
        offsets=offsets,
        lengths=own_timesteps(prepared.dataset, windows, now) if windows.padded else None,
    )


def some_of(prepared: Prepared, part: int, most: int = MOST) -> Rows:
    """(W,) *now* rows of a part; of many, some drawn at random, always the same."""
    cells = (prepared.windows.reach + 1) * len(prepared.dataset.names)
    return spread(prepared.placement.of(part), max(FEW, min(most, MOST_NUMBERS // cells)))


def usual(asked: Asked) -> Array:
    """(R, K) what usually stands in each cell of a window: the column's mean over the training rows.

    Whole examples begin together, so of them it is the mean of the training examples at each timestep.
    """
    prepared = asked.prepared
    mean = prepared.fitted.arrays["mean"]
    if not prepared.windows.whole:
        return np.broadcast_to(mean, asked.values.shape[1:]).astype(np.float64)
    training = asked_at(prepared, asked.answer, asked.way, some_of(prepared, 0))
    values, steps = training.values, training.values.shape[1]
    if training.lengths is None:
        return np.asarray(values.mean(axis=0))
    real = np.arange(steps) >= steps - training.lengths[:, None]
    total = np.where(real[..., None], values, 0.0).sum(axis=0)
    return np.asarray(np.where(real.any(axis=0)[:, None], total / np.maximum(real.sum(axis=0), 1)[:, None], mean))


def errors(asked: Asked, said: Array) -> Array:
    """(C,) the mean absolute error of each target in its unit, or (1,) the share of answers that are wrong."""
    truth = actual(asked.prepared, asked.now)
    if asked.prepared.dataset.classes:
        return np.atleast_1d((said.argmax(axis=-1) != truth[..., 0]).mean())
    with np.errstate(invalid="ignore", over="ignore"):  # a network that ran away says inf
        return np.asarray(np.abs(said - truth).mean(axis=(0, 1)))


def stretches(timesteps: int, most: int) -> list[slice]:
    """The timesteps in at most so many stretches of one length, the newest ones whole.

    >>> [(one.start, one.stop) for one in stretches(7, 3)]
    [(0, 1), (1, 4), (4, 7)]
    """
    size = -(-timesteps // most)
    ends = range(timesteps, 0, -size)
    return [slice(max(0, end - size), end) for end in ends][::-1]
