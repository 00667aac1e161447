"""What pages share about whole examples: which there are, what each is, what it is called."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.charts.diagram_example import read_of
from core.charts.together import Together, some
from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.text import figure, say
from pages.parts.words import plain

THIRDS = 3
MOST_LINES = 80
"""Examples drawn over each other; of more, some of each kind."""


def is_named(data: Dataset) -> bool:
    """Whether every series is one example; else every row is one."""
    return data.series_names != ("",)


def name_of(data: Dataset, now: int) -> str:
    """`example 12`, `example Gun 3`; `row 12` where every row is one."""
    if is_named(data):
        return say("whole.example", name=data.series_names[data.series[now]])
    return say("whole.row", row=int(data.row[now]) + 1)


def answer_of(data: Dataset, now: int) -> str:
    """What it is, plain: its class, or its number with the unit."""
    value = data.values[now, data.targets[0]]
    if not np.isfinite(value):
        return say("whole.unknown")
    if data.classes:
        return data.classes[int(value)]
    return f"{figure(float(value))} {data.target_units[0]}".rstrip()


def kinds_of(data: Dataset, now: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """(E,) the kind of each example and the words of the kinds: classes, or low, middle and high numbers."""
    values = data.values[now, data.targets[0]]
    if data.classes:
        return np.where(np.isfinite(values), np.nan_to_num(values), -1).astype(np.int64), data.classes
    known = values[np.isfinite(values)]
    if len(known) < THIRDS or known.min() == known.max():
        return np.where(np.isfinite(values), 0, -1), (say("whole.all"),)
    edges = np.quantile(known, [1 / 3, 2 / 3])
    kind = np.where(np.isfinite(values), np.searchsorted(edges, values), -1)
    ends = [known.min(), *edges, known.max()]
    unit = data.target_units[0]
    words = tuple(
        say("whole.between", low=figure(float(a)), high=f"{figure(float(b))} {unit}".rstrip())
        for a, b in pairwise(ends)
    )
    return kind.astype(np.int64), words


def drawn(data: Dataset, windows: Windows, now: NDArray[np.int64], at: int, column: int | None) -> Together:
    """Examples (E,) over each other, the one at a place thick. `column` None: all columns side by side, 0 to 1."""
    kind, kinds = kinds_of(data, now)
    shown = np.unique(np.append(some(kind, MOST_LINES), at))
    values, unit, places = _side_by_side(data, now[shown]), "", tuple(data.input_names)
    if column is not None:
        values = read_of(data, windows, now[shown], column)
        unit, places = data.units[column], ()
    return Together(values=values, kind=kind[shown], kinds=kinds, chosen=int(np.searchsorted(shown, at)),
                    title=name_of(data, int(now[at])), unit=unit, places=places)  # fmt: skip


def _side_by_side(data: Dataset, now: NDArray[np.int64]) -> NDArray[np.float64]:
    """(E, F) each column from its smallest value, 0, to its largest, 1, so that they share one axis."""
    values = data.values[np.ix_(now, list(data.inputs))]
    everything = data.values[:, list(data.inputs)]
    low, high = np.nanmin(everything, axis=0), np.nanmax(everything, axis=0)
    return (values - low) / np.where(high > low, high - low, 1.0)


def escaped(data: Dataset, now: int) -> tuple[str, str]:
    """Name and answer for Markdown."""
    return plain(name_of(data, now)), plain(answer_of(data, now))
