"""A real example for the first and the last box of the picture of a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.charts.diagram_boxes import Example
from core.data.dataset import Dataset
from core.examples.gather import materialise
from core.examples.prepare import Prepared
from core.examples.reduction import feature_names
from core.examples.spec import Windows
from core.examples.windows import input_offsets, own_timesteps, target_offsets

__all__ = ["an_example", "read_of"]


def an_example(prepared: Prepared) -> Example:
    """The middle one of the validation part, in its own units; of classes the answer says which of them it is."""
    dataset, windows = prepared.dataset, prepared.windows
    asked = prepared.placement.of(1)
    now = asked[len(asked) // 2]
    ahead = dataset.values[now + target_offsets(windows), dataset.targets[0]]
    if dataset.classes:
        ahead = np.eye(len(dataset.classes))[ahead[-1].astype(int)]
    if dataset.components:
        given = prepared.examples.inputs
        read = materialise(given.of(np.flatnonzero(given.rows == now)), np.nan)[0].T.astype(np.float64)
    else:
        read = np.array([read_of(dataset, windows, now[None], column)[0] for column in dataset.inputs])
    return Example(inputs=dict(zip(feature_names(dataset), read, strict=True)), answer=ahead)


def read_of(data: Dataset, windows: Windows, now: NDArray[np.int64], column: int) -> NDArray[np.float64]:
    """(E, T) what examples read of a column, in its own unit; NaN where one that is filled up has nothing."""
    rows = now[:, None] + input_offsets(windows)
    values = data.values[np.maximum(rows, 0), column]
    if windows.padded:
        filling = windows.timesteps - own_timesteps(data, windows, now)
        values[np.arange(windows.timesteps) < filling[:, None]] = np.nan
    return np.asarray(values, np.float64)
