"""What a network is asked while it learns, where that is not every predicted row at once.

Letters: `N` rows, `W` windows, `T` timesteps, `H` horizon, `C` targets.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.examples.gather import Examples, Gather
from core.examples.split import PARTS
from core.examples.windows import Placement

__all__ = ["at_each_timestep", "first_step"]


def first_step(examples: Examples) -> Examples:
    """Only the first of the predicted rows: further ones follow from the network's own answers."""
    return replace(examples, targets=replace(examples.targets, offsets=examples.targets.offsets[:1]))


def at_each_timestep(examples: Examples, placement: Placement) -> Examples:
    """Every timestep is asked for the row that lies as far behind it as the answer behind *now*: targets (W, T, C).

    An answer that no row of the example's own part tells counts 0, and 0 stands for it; the others of a part count
    alike, 1 in the mean. So nothing of another part is learned from, and an epoch's loss is the mean over what
    counts. `counts` holds one number for each row and part; no (W, T) of them is made.
    """
    delay, rows = examples.targets.offsets[0], examples.targets.rows
    matrix, n = examples.targets.matrix, len(examples.targets.matrix)
    offsets = examples.inputs.offsets + delay
    known = np.asarray(np.isfinite(matrix).all(axis=1))
    each = np.stack([known & (placement.part_of_row == part) for part in range(len(PARTS))]).astype(np.float32)
    for part in range(len(PARTS)):
        each[part] *= _to_mean_one(each[part], rows[examples.part == part], offsets)
    first = np.maximum(examples.part, 0).astype(np.int64) * n
    return replace(
        examples,
        targets=Gather(matrix=np.where(known[:, None], matrix, np.float32(0)), rows=rows, offsets=offsets),
        counts=Gather(matrix=each.reshape(-1, 1), rows=first + rows, offsets=offsets),
    )


def _to_mean_one(counted: NDArray[np.float32], rows: NDArray[np.int64], offsets: NDArray[np.int64]) -> np.float32:
    """What rows (N,) that count 1 or 0 are multiplied by, so that all answers of a part count 1 in the mean."""
    answered = sum(int(np.count_nonzero(counted[rows + offset])) for offset in offsets)
    return np.float32(len(rows) * len(offsets) / answered) if answered else np.float32(0)
