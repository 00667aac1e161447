"""A network's answers to the examples, in own units and in blocks.

Letters: `W` windows, `T` timesteps, `F` inputs, `H` horizon, `C` targets (of classes: probabilities).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.evaluation.predictions import Predictions
from core.examples.fitting import in_own_units
from core.examples.gather import Gather, materialise
from core.examples.prepare import Prepared

Floats = NDArray[np.float32]
Answer = Callable[[Floats], Floats]
"""A network: scaled inputs (W, T, F) → scaled answers (W, H, C)."""

NUMBERS_AT_ONCE = 4_000_000
"""Input numbers gathered for one call of the network: 16 MB in float32."""


def predict(prepared: Prepared, answer: Answer, which: NDArray[np.bool_], every: int = 1) -> Predictions:
    """The answers to the windows `which` (W,) and to those whose targets lie behind the last row.

    `every` is only noted: the stride at which `which` takes the training part.
    """
    inputs = prepared.examples.inputs.of(which)
    values, future = (answers(prepared, asked, answer) for asked in (inputs, prepared.future))
    return Predictions(
        part=prepared.placement.part[which],
        row=inputs.rows,
        values=values,
        future_row=prepared.placement.future,
        future=future if len(future) else np.empty((0, *values.shape[1:])),
        every=every,
    )


def answers(prepared: Prepared, inputs: Gather, answer: Answer) -> NDArray[np.float64]:
    """(W, H, C) in own units; without a single window C is that of the targets."""
    targets, columns = prepared.examples.targets, len(prepared.dataset.targets)
    out = np.empty((len(inputs), len(targets.offsets), columns))
    at_once = max(1, min(1_024, NUMBERS_AT_ONCE // (len(inputs.offsets) * inputs.matrix.shape[1])))
    for first in range(0, len(inputs), at_once):
        block = slice(first, first + at_once)
        said = answer(materialise(inputs.of(block))).astype(np.float64)
        if not first and said.shape[2] != columns:  # the network knows how many classes it tells apart
            out = np.empty((len(inputs), *said.shape[1:]))
        out[block] = in_own_units(prepared.fitted, prepared.dataset, said)
    return out
