"""What the rules that look for causes look at: one moment, and what the training rows held.

Letters: `H` horizon, `F` inputs, `m` changes from row to row in the training rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.fills import runs
from core.data.words import place
from core.examples.prepare import Located
from core.examples.windows import input_offsets, target_offsets
from core.spec import record

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@record
class Seen:
    """What the training rows of a series held: the range of each input and of the target, changes, and still stands.

    `low` and `high` (F,); `changes` (m,) absolute ones of the target from row to row, ascending; `still` is the most
    rows in a row with the same value of the target.
    """

    low: Floats
    high: Floats
    target: tuple[float, float]
    changes: Floats
    still: int


@record
class Scene:
    """A moment with all that the rules look at. `read` are the rows the model saw, `answers` (H,) those predicted.

    `predicted` (H,) is what it said; `c` the place of the target, `own` the rows of its series.
    """

    located: Located
    c: int
    own: slice
    now: int
    predicted: Floats
    seen: Seen

    @property
    def dataset(self) -> Dataset:
        return self.located.dataset

    @property
    def truth(self) -> Floats:
        """(N,) the target."""
        return self.dataset.values[:, self.dataset.targets[self.c]]

    @property
    def unit(self) -> str:
        return self.dataset.target_units[self.c]

    @property
    def read(self) -> Rows:
        return self.now + input_offsets(self.located.windows)

    @property
    def answers(self) -> Rows:
        return self.now + target_offsets(self.located.windows)

    def place(self, row: int) -> str:
        """When a row was, or its number in the file."""
        if self.dataset.time is None:
            row = int(self.dataset.row[row])
        return place(row, self.dataset.time, self.dataset.spacing)


def seen_in_training(located: Located, c: int, own: slice) -> Seen:
    """From the training rows of a series, or of all series where it has none."""
    dataset = located.dataset
    training = np.flatnonzero(located.placement.part_of_row == 0)
    inside = training[(training >= own.start) & (training < own.stop)]
    rows = inside if len(inside) > 1 else training
    truth = dataset.values[rows, dataset.targets[c]]
    together = (np.diff(rows) == 1) & (np.diff(dataset.segment[rows]) == 0)
    changes = np.abs(np.diff(truth))[together]
    inputs = [dataset.values[rows, i] for i in dataset.inputs]
    return Seen(
        low=np.array([_end(column, np.nanmin) for column in inputs]),
        high=np.array([_end(column, np.nanmax) for column in inputs]),
        target=(_end(truth, np.nanmin), _end(truth, np.nanmax)),
        changes=np.sort(changes[np.isfinite(changes)]),
        still=int(runs(steady(truth))[1].max(initial=1)),
    )


def steady(values: Floats) -> Rows:
    """(n,) labels that are equal for neighbours with the same known value."""
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]  # a missing value differs from itself
    return np.cumsum(changed)


def _end(values: Floats, which: Callable[[Floats], np.floating]) -> float:
    return float(which(values)) if np.isfinite(values).any() else float("nan")
