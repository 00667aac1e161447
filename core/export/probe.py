"""What a preparation leads to, found by preparing three made-up rows: names, order, roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec, Reading
from core.data.table import ColumnKind, Table
from core.examples.fitting import Fitted
from core.examples.learned import transform
from core.examples.spec import AnyLearned, Clip, FittingSpec, UsualFill

__all__ = ["arranged", "learned_shapes", "probe"]

ROWS = 3
Words = Mapping[str, tuple[str, ...]]


def arranged(data: DataSpec) -> Dataset:
    """What `data` makes of three hourly rows of ones; words are still words. Raises what `arrange` raises."""
    kinds: dict[str, ColumnKind] = {c.name: "number" if _word(c) is None else "text" for c in data.columns}
    cells = {c.name: np.ones(ROWS) if (word := _word(c)) is None else np.full(ROWS, word, object) for c in data.columns}
    time = np.datetime64("2000-01-01", "ns") + np.arange(ROWS) * np.timedelta64(1, "h")
    table = Table(
        frame=pd.DataFrame(cells),
        time=time.astype("datetime64[ns]"),
        kinds=kinds,
        reading=Reading(),
        raw=(),
        sha256="",
        bytes=0,
    )
    return arrange(table, data)


def _word(column: Column) -> str | None:
    """What a cell of a column of words may be; None for a column of numbers."""
    if column.classes:
        return column.classes[0]
    if "split" in column.roles:
        return "train"
    return "word" if column.category or set(column.roles) == {"series"} else None


def probe(data: DataSpec, fitting: FittingSpec, words: Words, components: int | None = None) -> Dataset:
    """The same as the network sees them: `words` are those the categories turned out to have.

    `components` are as many as were learned, None where none were. Raises what `arrange` raises.
    """
    dataset = arranged(data)
    nothing = {name: np.broadcast_to(0.0, shape) for name, shape in learned_shapes(dataset, fitting).items()}
    dataset = transform(dataset, fitting, Fitted(columns=(), scalers=(), arrays=nothing, words=words))
    return replace(dataset, components=components)


def learned_shapes(dataset: Dataset, fitting: FittingSpec) -> dict[str, tuple[int, ...]]:
    """The shape of every array that `core.examples.learned.learn` gives for these columns, whatever the rows."""
    shapes: dict[str, tuple[int, ...]] = {}
    for i, step in enumerate(fitting.learned):
        if step.on:
            n = sum(name in dataset.names for name in step.columns)
            shapes |= {f"learned/{i}/{name}": shape for name, shape in _shapes_of(step, n).items()}
    return shapes


def _shapes_of(step: AnyLearned, n: int) -> dict[str, tuple[int, ...]]:
    """Of one step on n columns in use."""
    match step:
        case Clip():
            return {"low": (n,), "high": (n,)}
        case UsualFill() if step.how == "season":
            return {"profile": (n, step.season or 1), "spacing": (), "origin": ()}
        case UsualFill():
            return {"value": (n,)}
        case _:
            return {}
