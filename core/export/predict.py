"""Predictions for a new file, by NumPy alone: no TensorFlow, never all windows at once.

Letters: `W` windows, `T` timesteps, `F` inputs, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.spec import DataSpec
from core.data.table import ColumnKind, Table
from core.errors import DataError
from core.evaluation.predicting import blocks, way_of
from core.examples.fitting import Fitted, in_own_units, levels_in_own_units
from core.examples.gather import input_matrix, read_from
from core.examples.prepare import ready
from core.examples.spec import FittingSpec, Windows
from core.examples.windows import needed_rows, place
from core.experiment import Experiment
from core.export.read_for import read_for
from core.export.rows import long_table, long_table_with_ends
from core.models.forward import forward
from core.models.layers import Weights
from core.models.plan import Node

__all__ = ["Model", "fitting_table", "new_dataset", "predict_chunks", "predict_new", "usable_rows"]


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


def predict_new(model: Model, source: Path | Table | Sequence[Path]) -> pd.DataFrame:
    """Every prediction a file (or as many as the model learned from) allows, a line each: time, row, target, step,
    predicted, actual; of several series also which, of quantiles the lowest and the highest.

    For each row whose past is complete, the targets behind the last row included; `actual` is NaN
    where the answer is not known. Raises DataError, which names the columns that are not there.
    """
    return pd.concat(predict_chunks(model, source), ignore_index=True)


def predict_chunks(model: Model, source: Path | Table | Sequence[Path]) -> Iterator[pd.DataFrame]:
    """The same lines, a few thousand windows at a time."""
    whole, windows = model.experiment, model.experiment.examples
    data = without_split(whole.data)
    dataset = new_dataset(read_for(data, source), data, windows, whole.fitting, model.fitted)
    now = usable_rows(dataset, windows)
    inputs = read_from(input_matrix(dataset, model.fitted), dataset, windows, now)
    answer, way = partial(forward, model.nodes, model.weights), way_of(whole.model.head)
    for block in blocks(inputs, windows.timesteps):
        some = inputs.of(block)
        said = way(answer, some, windows.horizon).astype(np.float64)
        if whole.task.quantiles:
            yield long_table_with_ends(dataset, windows, some.rows, levels_in_own_units(model.fitted, dataset, said))
        else:
            yield long_table(dataset, windows, some.rows, in_own_units(model.fitted, dataset, said))


def new_dataset(table: Table, data: DataSpec, windows: Windows, fitting: FittingSpec, fitted: Fitted) -> Dataset:
    """The rows of a file that is not the one learned from, prepared as that was."""
    return ready(arrange(fitting_table(table, data), data), windows, fitting, fitted)


def without_split(data: DataSpec) -> DataSpec:
    """The same without the column that says which part a row belongs to: a new file needs none."""
    return data.but(columns=tuple(column for column in data.columns if "split" not in column.roles))


def fitting_table(table: Table, data: DataSpec) -> Table:
    """The table with every column the model asks for. Raises DataError naming those it lacks.

    A target that is not an input is only needed to compare with; where it lacks it is unknown.
    """
    missing = [name for name in _asked(data) if name not in table.kinds]
    if missing:
        present = ", ".join(list(table.kinds)[:12])
        raise DataError("predict_columns_missing", columns=", ".join(missing), present=present)
    known = table.kinds if data.classes else table.numbers
    unknown = [name for name in data.targets if name not in known and name not in data.inputs]
    if not unknown:
        return table
    kind: ColumnKind = "text" if data.classes else "number"
    frame = table.frame.assign(**dict.fromkeys(unknown, np.full(len(table), None if data.classes else np.nan)))
    return replace(table, frame=frame, kinds={**table.kinds, **dict.fromkeys(unknown, kind)})


def _asked(data: DataSpec) -> tuple[str, ...]:
    """The columns a model cannot do without."""
    return (*data.inputs, *data.categories, *data.series)


def usable_rows(dataset: Dataset, windows: Windows) -> NDArray[np.int64]:
    """(W,) rows whose past is complete and whose targets cross no gap; answers need not be known.

    Raises DataError when there is none, with the rows it takes.
    """
    rows = np.zeros(len(dataset), dtype=np.int8)
    asked = replace(dataset, targets=dataset.inputs[:1])
    here = windows.but(delay=0, horizon=1, stride=1)
    now = place(asked, here, rows).now if len(dataset) >= needed_rows(here) else np.empty(0, np.int64)
    end = np.searchsorted(dataset.series, dataset.series[now], side="right")
    last = np.minimum(now + windows.delay + windows.horizon, end) - 1
    now = now[dataset.segment[last] == dataset.segment[now]]
    if not len(now):
        raise DataError("predict_no_window", needed=needed_rows(here), rows=len(dataset))
    return now
