"""What a rule that reads the same inputs as the network is given: the inputs of an example, standardised, in one row.

Letters: `W` examples, `T` timesteps, `F` inputs, `P` = T · F.
"""

from __future__ import annotations

import numpy as np

from core.evaluation.past import Array, Rows
from core.examples.prepare import Located
from core.examples.windows import input_offsets, own_timesteps

__all__ = ["few_timesteps", "inputs_of", "width_of"]


def width_of(prepared: Located, columns: list[int]) -> Array:
    """(len(columns),) the training deviation; 1 for a column that never changes."""
    deviation = prepared.fitted.arrays["deviation"][columns]
    return np.where(deviation > 0, deviation, 1.0)


def few_timesteps(prepared: Located, most: int) -> Rows:
    """Which of the T timesteps hold at most `most` cells: the newest of a window, of a whole example some all along."""
    timesteps = prepared.windows.timesteps
    kept = min(timesteps, max(1, most // len(prepared.dataset.inputs)))
    if not prepared.windows.whole:
        return np.arange(timesteps - kept, timesteps)
    return np.linspace(0, timesteps - 1, kept).round().astype(np.int64)


def inputs_of(prepared: Located, now: Rows, timesteps: Rows | None = None) -> Array:
    """(W, P) every input of every timestep asked for, standardised; 0 where a padded example has none."""
    dataset, windows, at = prepared.dataset, prepared.windows, list(prepared.dataset.inputs)
    places = np.arange(windows.timesteps) if timesteps is None else timesteps
    read = input_offsets(windows)[places]
    cells = dataset.values[np.maximum(now[:, None] + read, 0)[..., None], at]
    cells = (cells - prepared.fitted.arrays["mean"][at]) / width_of(prepared, at)
    if windows.padded:
        cells[places < windows.timesteps - own_timesteps(dataset, windows, now)[:, None]] = 0
    return cells.reshape(len(now), -1)
