"""Forecasts that carry a line on or say an average: drift, the moving average, and the mean of the training rows.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

import numpy as np

from core.data.fills import runs
from core.evaluation.past import Array, Fit, Rows, answers, known, newest_known
from core.examples.prepare import Located
from core.examples.windows import target_offsets

__all__ = ["drift", "moving_average", "training_mean"]


def drift(prepared: Located, work: float) -> Fit:
    """The line through the first and the newest value known of the stretch of rows that *now* lies in, carried on.

    The drift method of Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed., 5.2), drawn anew at
    every *now* from what is known there. Where there is only one value the line is flat.
    """
    values, past, newest, first = answers(prepared), known(prepared), newest_known(prepared), _first_known(prepared)
    ahead = target_offsets(prepared.windows)

    def predict(now: Rows) -> Array:
        last, begin = newest[now], first[now]
        start = np.take_along_axis(values, np.maximum(begin, 0), axis=0)
        lies = (begin >= 0) & (last > begin)
        slope = np.where(lies, (past[now] - np.where(lies, start, 0.0)) / np.maximum(last - begin, 1), 0.0)
        return past[now][:, None] + slope[:, None] * (now[:, None, None] + ahead[:, None] - last[:, None])

    return Fit(predict=predict)


def _first_known(prepared: Located) -> Rows:
    """(N, C) the first row with a value in the segment of each row; −1 where it has none."""
    values, (starts, lengths) = answers(prepared), runs(prepared.dataset.segment)
    rows = np.where(np.isfinite(values), np.arange(len(values))[:, None], len(values))
    first = np.minimum.reduceat(rows, starts, axis=0)
    return np.repeat(np.where(first < len(values), first, -1), lengths, axis=0)


def moving_average(prepared: Located, work: float) -> Fit:
    """The mean of the newest season, of the lookback where no season is known; of what is known of it.

    Rows of another segment do not count. Where nothing of it is known, the last value stands in.
    """
    values, past, horizon = answers(prepared), known(prepared), prepared.windows.horizon
    centre = prepared.fitted.arrays["mean"][list(prepared.dataset.targets)]
    there = np.isfinite(values)
    running = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(np.where(there, values - centre, 0.0), axis=0)])
    counted = np.concatenate([np.zeros((1, values.shape[1]), np.int64), np.cumsum(there, axis=0)])
    starts, lengths = runs(prepared.dataset.segment)
    segment_begins, most = np.repeat(starts, lengths), prepared.dataset.season or prepared.windows.lookback

    def predict(now: Rows) -> Array:
        end = now + (prepared.windows.delay > 0)  # with delay 0 the row's own value is the answer
        begin = np.minimum(np.maximum(end - most, segment_begins[now]), end)
        cells = counted[end] - counted[begin]
        mean = (running[end] - running[begin]) / np.maximum(cells, 1) + centre
        return np.repeat(np.where(cells > 0, mean, past[now])[:, None], horizon, axis=1)

    return Fit(predict=predict)


def training_mean(prepared: Located, work: float) -> Fit:
    """Every answer is the mean of the training rows of its series; of all series where it has none."""
    values, series = answers(prepared), prepared.dataset.series
    overall = prepared.fitted.arrays["mean"][list(prepared.dataset.targets)]
    counts = int(series.max()) + 1
    usual = np.empty((counts, values.shape[1]))
    for c, column in enumerate(values.T):
        used = (prepared.placement.part_of_row == 0) & np.isfinite(column)
        cells = np.bincount(series[used], minlength=counts)
        sums = np.bincount(series[used], weights=column[used] - overall[c], minlength=counts)
        usual[:, c] = overall[c] + sums / np.maximum(cells, 1)
    horizon = prepared.windows.horizon
    return Fit(predict=lambda now: np.repeat(usual[series[now]][:, None], horizon, axis=1))
