"""Which rows of a file a model has learned from, when only the model is known.

Letters: `N` rows, `K` columns.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.report import NEW
from core.examples.fitting import Fitted
from core.examples.learned import transform
from core.examples.spec import FittingSpec, LinearFill, SplitSpec
from core.examples.split import parts_if_it_fits
from core.examples.windows import example_ends

__all__ = ["examples_before", "parts_of_file", "training_rows"]

CLOSE = 1e-9
MOST_WORK = 100_000_000
"""Rows times examples of a file in which the examples learned from are looked for: some seconds."""

Floats = NDArray[np.float64]


def parts_of_file(dataset: Dataset, split: SplitSpec, fitting: FittingSpec, fitted: Fitted) -> NDArray[np.int8]:
    """(N,) the old parts where this is the file learned from; in any other, learned (0) or new (3).

    `dataset` is as `arrange` gave it.
    """
    parts = parts_if_it_fits(dataset, split)
    if parts is not None and _are_those(transform(dataset, fitting, fitted, parts), parts == 0, fitted):
        return parts
    if split.by in ("random", "column"):
        learned = examples_before(dataset, transform(dataset, fitting, fitted), split, fitted)
        if learned.any():
            return np.where(learned, 0, NEW).astype(np.int8)
    looking_ahead = {name for step in fitting.working if isinstance(step, LinearFill) for name in step.columns}
    learned = training_rows(transform(dataset, fitting, fitted), fitted, looking_ahead)
    return np.where(learned, 0, NEW).astype(np.int8)


def examples_before(dataset: Dataset, prepared: Dataset, split: SplitSpec, fitted: Fitted) -> NDArray[np.bool_]:
    """(N,) the rows learned from, of a file to whose end whole examples were added since; none of any other.

    Which examples were drawn hangs on how many there were, so every number below the present one is tried.
    `prepared` has the rows of `dataset` with everything learned applied.
    """
    learned = np.zeros(len(dataset), bool)
    ends = np.flatnonzero(example_ends(dataset)) + 1
    for end in ends[:-1][::-1] if len(ends) * len(dataset) <= MOST_WORK else ():
        parts = parts_if_it_fits(_first_rows(dataset, end), split)
        if parts is not None and _are_those(_first_rows(prepared, end), parts == 0, fitted):
            learned[:end] = parts == 0
            break
    return learned


def training_rows(
    dataset: Dataset, fitted: Fitted, doubtful: set[str] | frozenset[str] = frozenset()
) -> NDArray[np.bool_]:
    """(N,) the oldest rows that have exactly the mean and deviation the model learned; none where no rows have.

    So a file grown at its end is recognised and one with other rows is not. Of several series the rows
    up to one time count. Columns that are `doubtful`, since the rows behind the last one have a say in them,
    are asked only when there is no other.
    """
    order = _oldest_first(dataset)
    asked = [i for i, name in enumerate(dataset.names) if name not in doubtful] or list(range(len(dataset.names)))
    mean, deviation = (fitted.arrays[name][asked] for name in ("mean", "deviation"))
    means, deviations = _running(dataset.values[order][:, asked], mean)
    found = np.flatnonzero(_close(means, deviations, mean, deviation)) if (deviation > 0).any() else np.empty(0, int)
    learned = np.zeros(len(dataset), bool)
    if len(found):
        learned[order[: found[-1] + 1]] = True
    return learned


def _are_those(dataset: Dataset, training: NDArray[np.bool_], fitted: Fitted) -> bool:
    """Whether the rows `training` (N,) are those learned from."""
    mean, deviation = fitted.arrays["mean"], fitted.arrays["deviation"]
    if not training.any() or not (deviation > 0).any():
        return False
    means, deviations = _running(dataset.values[training], mean)
    return bool(_close(means[-1:], deviations[-1:], mean, deviation)[0])


def _first_rows(dataset: Dataset, rows: int) -> Dataset:
    """The dataset as it was when only these rows were there; without words, which nothing here asks for."""
    return replace(
        dataset,
        values=dataset.values[:rows],
        time=None if dataset.time is None else dataset.time[:rows],
        series=dataset.series[:rows],
        segment=dataset.segment[:rows],
        row=dataset.row[:rows],
        texts={},
        filled=None if dataset.filled is None else dataset.filled[:rows],
        clipped=None if dataset.clipped is None else dataset.clipped[:rows],
        given=None if dataset.given is None else dataset.given[:rows],
    )


def _oldest_first(dataset: Dataset) -> NDArray[np.int64]:
    """(N,) rows in order; those of several series in order of time."""
    if dataset.time is None or len(dataset.series_names) == 1:
        return np.arange(len(dataset))
    return np.asarray(np.argsort(dataset.time, kind="stable"), np.int64)


def _close(means: Floats, deviations: Floats, mean: Floats, deviation: Floats) -> NDArray[np.bool_]:
    """(N,) where every column agrees, to 1e-9 of its deviation."""
    width = np.where(deviation > 0, deviation, np.maximum(np.abs(mean), 1.0))
    close = np.abs(means - mean) <= CLOSE * width
    close &= np.abs(deviations - deviation) <= np.where(deviation > 0, CLOSE, np.sqrt(CLOSE)) * width
    return np.asarray(close.all(axis=1))


def _running(values: Floats, around: Floats) -> tuple[Floats, Floats]:
    """(N, K) mean and deviation of the rows up to each; missing cells left out, NaN before the first."""
    there = np.isfinite(values)
    away = np.where(there, values - around, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        cells = np.cumsum(there, axis=0)
        shift = np.cumsum(away, axis=0) / cells
        spread = np.cumsum(away**2, axis=0) / cells - shift**2
    return shift + around, np.sqrt(np.maximum(spread, 0.0))
