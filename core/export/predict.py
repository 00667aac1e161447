"""Predictions for a new file, by NumPy alone: no TensorFlow, never all windows at once.

Letters: `W` windows, `T` timesteps, `F` inputs, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.reading import read, recognise
from core.data.spec import DataSpec
from core.data.table import Table
from core.errors import DataError
from core.examples.fitting import Fitted, unscale
from core.examples.gather import Gather, input_matrix, materialise
from core.examples.spec import Windows
from core.examples.windows import input_offsets, needed_rows, place
from core.experiment import Experiment
from core.export.rows import long_table
from core.models.forward import forward
from core.models.layers import Weights
from core.models.plan import Node

__all__ = ["Model", "fitting_table", "predict_chunks", "predict_new", "read_for", "usable_rows"]

NUMBERS_AT_ONCE = 2_000_000
"""How many input numbers are gathered at once: 8 MB in float32."""


class Model(Protocol):
    """What predicting needs; a `Bundle` is one."""

    @property
    def experiment(self) -> Experiment: ...
    @property
    def fitted(self) -> Fitted: ...
    @property
    def nodes(self) -> tuple[Node, ...]: ...
    @property
    def weights(self) -> Weights: ...


def predict_new(model: Model, source: Path | Table) -> pd.DataFrame:
    """Every prediction a file allows: time, row, target, step, predicted, actual.

    For each row whose past is complete, the targets behind the last row included; `actual` is NaN
    where the answer is not known. Raises DataError, which names the columns that are not there.
    """
    return pd.concat(predict_chunks(model, source), ignore_index=True)


def predict_chunks(model: Model, source: Path | Table) -> Iterator[pd.DataFrame]:
    """The same lines, a few thousand windows at a time."""
    data, windows = model.experiment.data, model.experiment.examples
    dataset = arrange(fitting_table(read_for(data, source), data), data)
    now = usable_rows(dataset, windows)
    inputs = Gather(matrix=input_matrix(dataset, model.fitted), rows=now, offsets=input_offsets(windows))
    at_once = max(1, NUMBERS_AT_ONCE // (windows.timesteps * len(dataset.inputs)))
    for first in range(0, len(now), at_once):
        some = inputs.of(slice(first, first + at_once))
        scaled = forward(model.nodes, model.weights, {"main": materialise(some)})
        values = unscale(model.fitted, scaled.astype(np.float64), dataset.target_names)
        yield long_table(dataset, windows, some.rows, values)


def read_for(data: DataSpec, source: Path | Table) -> Table:
    """The table of a new file, read as it is written and with the time the model was made with.

    A file recognised otherwise is not forced into the old form: its marks may differ, its names
    may not.
    """
    if isinstance(source, Table):
        return source
    reading, known = recognise(source), data.sources[0].reading
    table = read(source, reading)
    if known.time and known.time != reading.time and set(known.time) <= set(table.kinds):
        return read(source, reading.but(time=known.time, time_format=known.time_format))
    return table


def fitting_table(table: Table, data: DataSpec) -> Table:
    """The table with every column the model asks for. Raises DataError naming the inputs it lacks.

    A target that is not an input is only needed to compare with; where it lacks it is unknown.
    """
    missing = [name for name in data.inputs if name not in table.kinds]
    if missing:
        present = ", ".join(list(table.kinds)[:12])
        raise DataError("predict_columns_missing", columns=", ".join(missing), present=present)
    unknown = [name for name in data.targets if name not in table.numbers and name not in data.inputs]
    if not unknown:
        return table
    frame = table.frame.assign(**dict.fromkeys(unknown, np.nan))
    return replace(table, frame=frame, kinds={**table.kinds, **dict.fromkeys(unknown, "number")})


def usable_rows(dataset: Dataset, windows: Windows) -> NDArray[np.int64]:
    """(W,) rows whose past is complete and whose targets cross no gap; answers need not be known.

    Raises DataError when there is none, with the rows it takes.
    """
    rows = np.zeros(len(dataset), dtype=np.int8)
    asked = replace(dataset, targets=dataset.inputs[:1])
    here = Windows(lookback=windows.lookback, step=windows.step, delay=0, horizon=1, stride=1)
    now = place(asked, here, rows).now if len(dataset) >= needed_rows(here) else np.empty(0, np.int64)
    last = now + windows.delay + windows.horizon - 1
    inside = last < len(dataset)
    crossing = dataset.segment[np.minimum(last, len(dataset) - 1)] != dataset.segment[now]
    now = now[~(inside & crossing)]
    if not len(now):
        raise DataError("predict_no_window", needed=windows.reach + 1, rows=len(dataset))
    return now
