"""A model's answers to all questions, kept beside its run.

Letters: `W` windows, `V` windows beyond the end, `H` horizon, `C` targets (of classes: probabilities), `Q` quantiles.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.examples.windows import Placement
from core.files import write_bytes
from core.spec import record

NAME = "predictions.safetensors"
MOST_BYTES = 200_000_000


@record
class Predictions:
    """`values` (W, H, C) and `future` (V, H, C) in own units; `part` (W,) 0, 1, 2.

    Of classes one probability, that of the second of two, or one for each. In float64, since a target may be a
    million times as large as its spread. `row` (W,) and `future_row` (V,) are the *now* rows in the dataset.
    `every`: of the training part only every n-th window is kept, so that the file stays below 200 MB.
    `apart` (W, H, C), where several networks answer together, is how far they are from that on average; NaN where
    it was not looked at. A network that answers quantiles has them in `levels` (W, H, C, Q) and `future_levels`
    (V, H, C, Q), ascending, whose middle are the values; `crossed` is which share of its answers (W, H, C) came in
    another order and was put into this one.
    """

    part: NDArray[np.int8]
    row: NDArray[np.int64]
    values: NDArray[np.float64]
    future_row: NDArray[np.int64]
    future: NDArray[np.float64]
    every: int = 1
    apart: NDArray[np.float32] | None = None
    levels: NDArray[np.float64] | None = None
    future_levels: NDArray[np.float64] | None = None
    crossed: float | None = None

    def of(self, part: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The *now* rows (w,) and predictions (w, H, C) of one part."""
        which = self.part == part
        return self.row[which], self.values[which]


def choose(
    placement: Placement, cells: int, season: int | None = None, most_bytes: int = MOST_BYTES
) -> tuple[NDArray[np.bool_], int]:
    """Which windows (W,) are worth keeping, and the stride of the training part.

    `cells` is how many numbers are kept of each: H · C, with quantiles H · C · (Q + 1). Validation, test and future are
    always kept in full. The stride shares no factor with the season: every 24th hour would only ever show midnight.
    """
    training = placement.part == 0
    others = int(np.count_nonzero(~training)) + len(placement.future)
    room = max(1, most_bytes // (8 * cells) - others)
    every = max(1, -(-int(np.count_nonzero(training)) // room))
    while every > 1 and math.gcd(every, season or 1) > 1:
        every += 1
    keep = ~training
    keep[np.flatnonzero(training)[::every]] = True
    return keep, every


def save(predictions: Predictions, folder: Path) -> None:
    from safetensors.numpy import save as to_bytes

    arrays = {
        name: np.ascontiguousarray(getattr(predictions, name))
        for name in ("part", "row", "values", "future_row", "future", "apart", "levels", "future_levels")
        if getattr(predictions, name) is not None
    }
    if predictions.crossed is not None:
        arrays["crossed"] = np.array([predictions.crossed])
    write_bytes(folder / NAME, to_bytes({**arrays, "every": np.array([predictions.every], dtype=np.int64)}))


def load(folder: Path) -> Predictions:
    """Raises FileNotFoundError when the run has not been evaluated."""
    from safetensors.numpy import load_file

    arrays = load_file(folder / NAME)
    every, crossed = int(arrays.pop("every")[0]), arrays.pop("crossed", None)
    return Predictions(**arrays, every=every, crossed=None if crossed is None else float(crossed[0]))
