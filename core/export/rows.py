"""Predictions as a long table: one line per predicted value, with the row and time it is for.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.spacing import MONTH
from core.examples.spec import Windows
from core.examples.windows import target_offsets

__all__ = ["COLUMNS", "actual_at", "long_table", "number_of", "time_of"]

COLUMNS = ("time", "row", "target", "step", "predicted", "actual")


def long_table(
    dataset: Dataset, windows: Windows, now: NDArray[np.int64], values: NDArray[np.floating]
) -> pd.DataFrame:
    """`now` (W,) and predictions (W, H, C) → W·H·C lines, by window, then step, then target.

    `time` and `row` are those of the predicted value; `row` counts the rows of the file from 0
    and goes on behind its last. `step` counts the predicted rows from 1. `actual` is NaN where
    the answer is not known.
    """
    w, h, c = values.shape
    rows = now[:, None] + target_offsets(windows)
    answers = actual_at(dataset, rows)
    table = {
        "time": np.repeat(time_of(dataset, rows).ravel(), c) if dataset.time is not None else None,
        "row": np.repeat(number_of(dataset, rows).ravel(), c),
        "target": pd.Categorical.from_codes(np.tile(np.arange(c), w * h), pd.Index(dataset.target_names)),
        "step": np.tile(np.repeat(np.arange(1, h + 1), c), w),
        "predicted": values.reshape(-1).astype(np.float64),
        "actual": answers.reshape(-1),
    }
    return pd.DataFrame(table)


def actual_at(dataset: Dataset, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """(…, C) the targets in their own units at rows (…); NaN behind the last row."""
    known = rows < len(dataset)
    answers = dataset.values[:, list(dataset.targets)][np.where(known, rows, 0)]
    answers[~known] = np.nan
    return answers


def number_of(dataset: Dataset, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row's number in the file, counted from 0 and on behind the last."""
    n = len(dataset)
    beyond = rows - (n - 1)
    return np.where(beyond > 0, dataset.row.max(initial=-1) + beyond, dataset.row[np.minimum(rows, n - 1)])


def time_of(dataset: Dataset, rows: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """The time of rows (…); behind the last row it goes on at the usual spacing, by the calendar
    where rows are months or years. Raises ValueError for a dataset without times."""
    if dataset.time is None:
        raise ValueError("A dataset without times has no time of a row.")
    n = len(dataset)
    times = dataset.time[np.minimum(rows, n - 1)]
    beyond = rows - (n - 1)
    if (beyond > 0).any():
        coming = _coming(dataset.time, dataset.spacing, int(beyond.max()))
        times = np.where(beyond > 0, coming[np.maximum(beyond, 1) - 1], times)
    return times


def _coming(time: NDArray[np.datetime64], spacing: float | None, count: int) -> NDArray[np.datetime64]:
    """(count,) the times behind the last one; NaT where no spacing is known."""
    if spacing is None:
        return np.full(count, np.datetime64("NaT"), dtype=time.dtype)
    months = round(spacing / MONTH)
    if months and math.isclose(spacing, months * MONTH):
        last, ends = pd.Timestamp(time[-1]), pd.DatetimeIndex(time[-4:]).is_month_end.all()
        later = [last + pd.DateOffset(months=months * k) for k in range(1, count + 1)]
        moments = [moment + pd.offsets.MonthEnd(0) for moment in later] if ends else later
        return np.array(moments, dtype=time.dtype)
    steps = np.arange(1, count + 1) * np.timedelta64(round(spacing * 1e9), "ns")
    return (time[-1] + steps).astype(time.dtype)
