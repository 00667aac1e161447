"""From a network's answers to forecasts: whatever its head, in own units and in blocks.

Letters: `W` windows, `T` timesteps, `F` inputs, `H` horizon, `C` targets (of classes: probabilities), `Q` quantiles, of
which the middle one is the forecast; one where a network answers none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.evaluation.predictions import Predictions
from core.examples.fitting import in_own_units
from core.examples.gather import Gather, materialise
from core.examples.prepare import Prepared
from core.models.spec import Head

Floats = NDArray[np.float32]
Answer = Callable[[Floats], Floats]
"""A network: scaled inputs (W, T, F) → scaled answers (W, H, C) or (W, H, Q·C), or at every timestep (W, T, C)."""

Way = Callable[[Answer, Gather, int], Floats]
"""How answers become scaled forecasts (W, H, C) of these examples, so many steps H ahead."""

NUMBERS_AT_ONCE = 4_000_000
"""Input numbers gathered for one call of the network: 16 MB in float32."""


def at_once(answer: Answer, inputs: Gather, horizon: int) -> Floats:
    """The network answers all steps itself."""
    return answer(materialise(inputs))


def at_newest(answer: Answer, inputs: Gather, horizon: int) -> Floats:
    """It answers at every timestep, and the newest one's answer is the forecast."""
    return answer(materialise(inputs))[:, -1:]


def from_own_answers(answer: Answer, inputs: Gather, horizon: int) -> Floats:
    """It answers one step, which then stands behind the past as if it had been measured, and is asked again.

    An answer is the next row that is read, column for column. With each step other rows are read, so every one
    between the oldest and the newest is needed; where one of those is missing the one before it stands in.
    """
    said = np.empty((len(inputs), horizon, inputs.matrix.shape[1]), np.float32)
    for block in blocks(inputs, int(-inputs.offsets[0]) + horizon):
        rows = _past(inputs.of(block), horizon)
        for step in range(-horizon, 0):
            rows[:, step] = answer(rows[:, inputs.offsets + step - 1])[:, 0]
        said[block] = rows[:, -horizon:]
    return said


def _past(inputs: Gather, ahead: int) -> Floats:
    """(W, reach + 1 + ahead, F) every row from the oldest that is read to *now*, with room for answers behind it."""
    reach = int(-inputs.offsets[0])
    rows = np.empty((len(inputs), reach + 1 + ahead, inputs.matrix.shape[1]), np.float32)
    rows[:, : reach + 1] = inputs.matrix[inputs.rows[:, None] + np.arange(-reach, 1)]
    for row in range(1, reach + 1):
        missing = np.isnan(rows[:, row])
        rows[:, row][missing] = rows[:, row - 1][missing]
    return rows


def way_of(head: Head) -> Way:
    """How the answers of a network with this head become forecasts."""
    if head.kind == "each_timestep":
        return at_newest
    return from_own_answers if head.ahead == "recursive" else at_once


def predict(
    prepared: Prepared, answer: Answer, which: NDArray[np.bool_], every: int = 1, way: Way = at_once
) -> Predictions:
    """The answers to the windows `which` (W,) and to those whose targets lie behind the last row.

    `every` is only noted: the stride at which `which` takes the training part.
    """
    inputs = prepared.examples.inputs.of(which)
    said, ahead = (answers(prepared, asked, answer, way, levels=True) for asked in (inputs, prepared.future))
    said = said if len(said) else said[..., None]  # nobody was asked, so nobody told of levels
    ahead = ahead if len(ahead) else np.empty((0, *said.shape[1:]))
    several = said.shape[3] > 1
    levels, future_levels = (np.sort(one, axis=3) if several else one for one in (said, ahead))
    return Predictions(
        part=prepared.placement.part[which],
        row=inputs.rows,
        values=levels[..., levels.shape[3] // 2],
        future_row=prepared.placement.future,
        future=future_levels[..., levels.shape[3] // 2],
        every=every,
        levels=levels if several else None,
        future_levels=future_levels if several else None,
        crossed=float(np.mean(np.any(np.diff(said, axis=3) < 0, axis=3))) if several else None,
    )


def answers(
    prepared: Prepared, inputs: Gather, answer: Answer, way: Way = at_once, levels: bool = False
) -> NDArray[np.float64]:
    """(W, H, C) in own units; without a single window C is that of the targets. With `levels` (W, H, C, Q), as said."""
    horizon, columns = prepared.windows.horizon, len(prepared.dataset.targets)
    out = np.empty((len(inputs), horizon, columns))
    for block in blocks(inputs, len(inputs.offsets)):
        said = way(answer, inputs.of(block), horizon).astype(np.float64)
        own = in_own_units(prepared.fitted, prepared.dataset, said, levels)
        if not block.start and own.shape[1:] != out.shape[1:]:  # the network knows how many classes it tells apart
            out = np.empty((len(inputs), *own.shape[1:]))
        out[block] = own
    return out


def answered_levels(prepared: Prepared, inputs: Gather, answer: Answer, way: Way = at_once) -> NDArray[np.float64]:
    """(W, H, C, Q) in own units, ascending, of at least one window."""
    return np.sort(answers(prepared, inputs, answer, way, levels=True), axis=3)


def blocks(inputs: Gather, rows: int) -> Iterator[slice]:
    """The examples in pieces that fit into memory, where each takes so many rows."""
    size = max(1, min(1_024, NUMBERS_AT_ONCE // (rows * inputs.matrix.shape[1])))
    for first in range(0, len(inputs), size):
        yield slice(first, first + size)
