"""Examples as indices into one matrix: windows are never copied out.

Letters: `M` matrix rows, `F` columns, `W` windows, `T` positions of one example, `K` classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.examples.fitting import Fitted, scale, scaled_blocks
from core.examples.reduction import beside, components_of, features, replaced
from core.examples.spec import Windows
from core.examples.windows import Placement, input_offsets, own_timesteps, target_offsets
from core.spec import record

PADDING = -1e9
"""Stands in every feature of a timestep that a padded example does not have; no scaled value comes near it."""


@record
class Gather:
    """Example w, position t is `matrix[rows[w] + offsets[t]]`.

    Of padded examples `lengths` says how many of the newest positions there are; before them stands `PADDING`.
    """

    matrix: NDArray[np.float32]  # (M, F)
    rows: NDArray[np.int64]  # (W,)
    offsets: NDArray[np.int64]  # (T,)
    lengths: NDArray[np.int64] | None = None  # (W,)

    def of(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Gather:
        """The same matrix, fewer examples."""
        return Gather(
            matrix=self.matrix,
            rows=self.rows[which],
            offsets=self.offsets,
            lengths=None if self.lengths is None else self.lengths[which],
        )

    def __len__(self) -> int:
        return len(self.rows)


@record
class Examples:
    """Inputs, targets, and the part of each example (W,): 0, 1, 2.

    A network with several inputs reads columns of the one matrix. `counts` (W, positions of the targets, 1) is what
    each answer counts while learning; None: all alike.
    """

    inputs: Gather
    targets: Gather
    part: NDArray[np.int8]
    counts: Gather | None = None

    def of(self, part: int) -> Examples:
        """The examples of one part, in order of their rows."""
        which = self.part == part
        return Examples(
            inputs=self.inputs.of(which),
            targets=self.targets.of(which),
            part=self.part[which],
            counts=None if self.counts is None else self.counts.of(which),
        )

    def __len__(self) -> int:
        return len(self.part)


def materialise(gather: Gather, padding: float = PADDING) -> NDArray[np.float32]:
    """(W, T, F), copied: for a batch, a picture or a test, not for training. `padding` stands where nothing is."""
    rows = gather.rows[:, None] + gather.offsets
    if gather.lengths is None:
        return gather.matrix[rows]
    copied = gather.matrix[np.maximum(rows, 0)]
    copied[np.arange(len(gather.offsets)) < len(gather.offsets) - gather.lengths[:, None]] = padding
    return copied


def class_weights(targets: Gather, classes: int, counts: Gather | None = None) -> NDArray[np.float32]:
    """(K,) what an answer counts while learning: the rarer its class among these answers, the more.

    scikit-learn's `compute_class_weight("balanced")` over the classes that occur; all answers together count
    as they would without weights. Answers that do not count (`Examples.counts`) are left out.
    """
    codes, found = targets.matrix[:, 0], np.zeros(classes)
    for offset in targets.offsets:
        asked = targets.rows + offset
        if counts is not None:
            asked = asked[counts.matrix[counts.rows + offset, 0] > 0]
        found += np.bincount(codes[asked].astype(np.int64), minlength=classes)
    return (found.sum() / (np.count_nonzero(found) * np.maximum(found, 1))).astype(np.float32)


def gather_examples(dataset: Dataset, placement: Placement, windows: Windows, fitted: Fitted) -> Examples:
    """Scaled float32 matrices of inputs (N, F) and targets (N, C), with the rows of every example."""
    return Examples(
        inputs=read_from(input_matrix(dataset, fitted), dataset, windows, placement.now),
        targets=Gather(
            matrix=_scaled(dataset, dataset.targets, fitted), rows=placement.now, offsets=target_offsets(windows)
        ),
        part=placement.part,
    )


def read_from(matrix: NDArray[np.float32], dataset: Dataset, windows: Windows, now: NDArray[np.int64]) -> Gather:
    """What windows read of the scaled inputs `matrix` (N, F) at rows that are *now* (W,)."""
    lengths = own_timesteps(dataset, windows, now) if windows.padded else None
    return Gather(matrix=matrix, rows=now, offsets=input_offsets(windows), lengths=lengths)


def input_matrix(dataset: Dataset, fitted: Fitted) -> NDArray[np.float32]:
    """(N, F) as the network sees the inputs, components behind what stays as it is."""
    if dataset.components is None:
        return _scaled(dataset, dataset.inputs, fitted)
    own, first = beside(dataset), 0
    matrix = np.empty((len(dataset), features(dataset)), np.float32)
    matrix[:, : len(own)] = _scaled(dataset, own, fitted)
    for block in scaled_blocks(fitted, dataset, replaced(dataset)):
        matrix[first : first + len(block), len(own) :] = components_of(block, fitted.arrays)
        first += len(block)
    return matrix


def _scaled(dataset: Dataset, columns: tuple[int, ...], fitted: Fitted) -> NDArray[np.float32]:
    scaled = np.empty((len(columns), len(dataset)), np.float32)  # column by column, as the values lie
    for k, i in enumerate(columns):
        scaled[k] = scale(fitted, dataset.values[:, i : i + 1], dataset.names[i : i + 1])[:, 0]
    return np.ascontiguousarray(scaled.T)
