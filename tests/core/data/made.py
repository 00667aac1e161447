"""Tables made from arrays, for tests that need no file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.spec import Column, DataSpec, Reading, Source
from core.data.steps import Step
from core.data.table import Table


def made(time=None, **columns) -> Table:
    """A table of columns of numbers and of words; `time` (N,) becomes the column `time`."""
    words = {name for name, values in columns.items() if np.asarray(values).dtype.kind in "OU"}
    frame = pd.DataFrame({n: np.asarray(v, object if n in words else float) for n, v in columns.items()})
    changes = {name: "text" if name in words else "number" for name in columns}
    kinds = {n: "constant" if kind == "number" and frame[n].nunique() == 1 else kind for n, kind in changes.items()}
    if time is not None:
        time = np.asarray(time, "datetime64[ns]")
        frame.insert(0, "time", time)
        kinds = {"time": "time", **kinds}
    reading = Reading(time=("time",) if time is not None else ())
    return Table(frame=frame, time=time, kinds=kinds, reading=reading, raw=(), sha256="0" * 64, bytes=0)


def spec(*steps: Step, columns=("y",), season=None) -> DataSpec:
    """The first column is predicted from its own past and the others."""
    chosen = [Column(name=name, roles=("input",) if at else ("input", "target")) for at, name in enumerate(columns)]
    return DataSpec(sources=(Source(name="made.csv"),), columns=tuple(chosen), steps=steps, season=season)


def hours(*offsets: float) -> np.ndarray:
    """Times that many hours after the start of 2020."""
    return np.datetime64("2020-01-01", "ns") + (np.asarray(offsets) * 3.6e12).astype("timedelta64[ns]")
