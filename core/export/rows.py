"""Predictions as a long table: one line per predicted value, with the row and time it is for.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets, `K` classes, `Q` quantiles.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.onward import at_month_ends, months_of, onward
from core.evaluation.class_scores import each_class
from core.examples.spec import Windows
from core.examples.windows import target_offsets

__all__ = ["COLUMNS", "actual_at", "long_table", "long_table_with_ends", "number_of", "time_of"]

COLUMNS = ("time", "row", "target", "step", "predicted", "actual")

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def long_table(dataset: Dataset, windows: Windows, now: Rows, values: NDArray[np.floating]) -> pd.DataFrame:
    """`now` (W,) and predictions (W, H, C) → a line for each predicted value, by window, then step, then target.

    `time` and `row` are those of the predicted value; `row` counts the rows of the file from 0
    and goes on behind its last. `step` counts the predicted rows from 1. `actual` is NaN where
    the answer is not known. Of several series the first column, `series`, tells which. Of whole examples
    there is only `example`, its name or the number of its row from 1. Of classes `values` (W, H, 1 | K) are
    probabilities: `predicted` and `actual` are words, and `probability of …` follows for each.
    """
    w, h, c = len(values), values.shape[1], len(dataset.targets)
    rows = now[:, None] + target_offsets(windows)
    targets = pd.Categorical.from_codes(np.tile(np.arange(c), w * h), pd.Index(dataset.target_names))
    table: dict[str, object]
    if windows.whole:
        table = {"example": _example_of(dataset, np.repeat(now, c)), "target": targets}
    else:
        table = {
            "time": np.repeat(time_of(dataset, rows, now[:, None]).ravel(), c) if dataset.time is not None else None,
            "row": np.repeat(number_of(dataset, rows, now[:, None]).ravel(), c),
            "target": targets,
            "step": np.tile(np.repeat(np.arange(1, h + 1), c), w),
        }
        if len(dataset.series_names) > 1:
            which = np.repeat(dataset.series[now], h * c)
            table = {"series": pd.Categorical.from_codes(which, pd.Index(dataset.series_names)), **table}
    actual = actual_at(dataset, rows, now[:, None]).reshape(-1)
    if dataset.classes:
        table |= _in_words(dataset.classes, values.reshape(w * h, -1).astype(np.float64), actual)
    else:
        table |= {"predicted": values.reshape(-1).astype(np.float64), "actual": actual}
    return pd.DataFrame(table)


def long_table_with_ends(dataset: Dataset, windows: Windows, now: Rows, levels: NDArray[np.floating]) -> pd.DataFrame:
    """The same of quantiles (W, H, C, Q), ascending: the middle one is predicted; the outermost follow."""
    table = long_table(dataset, windows, now, levels[..., levels.shape[3] // 2])
    return table.assign(**{"lower end": levels[..., 0].reshape(-1), "upper end": levels[..., -1].reshape(-1)})


def _example_of(dataset: Dataset, which: Rows) -> pd.Series:
    """(n,) the name of the example each row is of; without names the number of the row in the file, from 1."""
    if dataset.series_names == ("",):
        return pd.Series(dataset.row[which] + 1)
    return pd.Series(pd.Categorical.from_codes(dataset.series[which], pd.Index(dataset.series_names)))


def _in_words(classes: tuple[str, ...], answers: Floats, actual: NDArray[np.float64]) -> dict[str, object]:
    """Answers (n, 1 | K) and places of the actual classes (n,), NaN for an unknown one, as columns."""
    shares = each_class(answers)
    codes = np.where(np.isnan(actual), -1, actual).astype(np.int64)
    return {
        "predicted": pd.Categorical.from_codes(shares.argmax(axis=1), pd.Index(classes)),
        "actual": pd.Categorical.from_codes(codes, pd.Index(classes)),
        **{f"probability of {word}": shares[:, k] for k, word in enumerate(classes)},
    }


def actual_at(dataset: Dataset, rows: Rows, now: Rows) -> Floats:
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
