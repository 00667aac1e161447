"""Predictions as a long table: one line per predicted value, with the row and time it is for.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.onward import at_month_ends, months_of, onward
from core.examples.spec import Windows
from core.examples.windows import target_offsets

__all__ = ["COLUMNS", "actual_at", "long_table", "number_of", "time_of"]

COLUMNS = ("time", "row", "target", "step", "predicted", "actual")

Rows = NDArray[np.int64]


def long_table(dataset: Dataset, windows: Windows, now: Rows, values: NDArray[np.floating]) -> pd.DataFrame:
    """`now` (W,) and predictions (W, H, C) → W·H·C lines, by window, then step, then target.

    `time` and `row` are those of the predicted value; `row` counts the rows of the file from 0
    and goes on behind its last. `step` counts the predicted rows from 1. `actual` is NaN where
    the answer is not known. Of several series the first column, `series`, tells which.
    """
    w, h, c = values.shape
    rows = now[:, None] + target_offsets(windows)
    table: dict[str, object] = {
        "time": np.repeat(time_of(dataset, rows, now[:, None]).ravel(), c) if dataset.time is not None else None,
        "row": np.repeat(number_of(dataset, rows, now[:, None]).ravel(), c),
        "target": pd.Categorical.from_codes(np.tile(np.arange(c), w * h), pd.Index(dataset.target_names)),
        "step": np.tile(np.repeat(np.arange(1, h + 1), c), w),
        "predicted": values.reshape(-1).astype(np.float64),
        "actual": actual_at(dataset, rows, now[:, None]).reshape(-1),
    }
    if len(dataset.series_names) > 1:
        which = np.repeat(dataset.series[now], h * c)
        table = {"series": pd.Categorical.from_codes(which, pd.Index(dataset.series_names)), **table}
    return pd.DataFrame(table)


def actual_at(dataset: Dataset, rows: Rows, now: Rows) -> NDArray[np.float64]:
    """(…, C) the targets in their own units at rows (…); NaN behind the last row of the series of `now` (…)."""
    known = rows <= _last(dataset, now)
    answers = dataset.values[:, list(dataset.targets)][np.where(known, rows, 0)]
    answers[~known] = np.nan
    return answers


def number_of(dataset: Dataset, rows: Rows, now: Rows) -> Rows:
    """Each row's number in the file, counted from 0; behind the last of its series on behind the last of the file."""
    last = _last(dataset, now)
    beyond = rows - last
    return np.where(beyond > 0, dataset.row.max(initial=-1) + beyond, dataset.row[np.minimum(rows, last)])


def time_of(dataset: Dataset, rows: Rows, now: Rows) -> NDArray[np.datetime64]:
    """The time of rows (…) in the series of `now` (…).

    Behind the last row it goes on at the usual spacing, by the calendar where rows are months or
    years; without a spacing it is NaT there. Raises ValueError for a dataset without times.
    """
    if dataset.time is None:
        raise ValueError("A dataset without times has no time of a row.")
    last = _last(dataset, now)
    times, beyond = dataset.time[np.minimum(rows, last)], rows - last
    if not (beyond > 0).any():
        return times
    if dataset.spacing is None:
        return np.where(beyond > 0, np.datetime64("NaT"), times)
    ends = bool(months_of(dataset.spacing)) and at_month_ends(dataset.time)
    return np.where(beyond > 0, onward(times, np.maximum(beyond, 0), dataset.spacing, ends), times)


def _last(dataset: Dataset, now: Rows) -> Rows:
    """The last row of the series that `now` (…) lies in."""
    return np.asarray(np.searchsorted(dataset.series, dataset.series[now], side="right") - 1, np.int64)
