"""Forecasts that need no network, on exactly the model's windows: what a model has to beat.

Letters: `N` rows, `W` windows, `T` timesteps, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.ridge import FIT_WORK, affordable, fit_ridge
from core.examples.prepare import Located
from core.examples.windows import input_offsets, target_offsets
from core.spec import record
from core.text import say, spacing_word, span

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
Predict = Callable[[Rows], Array]
"""Rows that are *now* (W,) → predictions (W, H, C) in the targets' own units."""


@record
class Fit:
    """A baseline ready to predict; if it learned, from how many of the training windows.

    `timesteps` are those it reads, the newest of the window.
    """

    predict: Predict
    fitted_on: int = 0
    fitted_of: int = 0
    timesteps: int = 0

    @property
    def sampled(self) -> bool:
        return self.fitted_on < self.fitted_of


def answers(prepared: Located) -> Array:
    """(N, C) the targets in their own units."""
    return prepared.dataset.values[:, list(prepared.dataset.targets)]


def actual(prepared: Located, now: Rows) -> Array:
    """(W, H, C) what really happened."""
    return answers(prepared)[now[:, None] + target_offsets(prepared.windows)]


def known(prepared: Located) -> Array:
    """(N, C) the newest value of each target that may be used when a row is *now*.

    A missing cell repeats the newest value of its segment, before the first one the training
    mean stands in. With delay 0 the row's own value is the answer, so the row before it counts.
    """
    values, segment = answers(prepared), prepared.dataset.segment
    starts = np.concatenate([[True], np.diff(segment) != 0])
    if prepared.windows.delay == 0:
        values = np.concatenate([np.full((1, values.shape[1]), np.nan), values[:-1]])
        values[starts] = np.nan
    rows = np.arange(len(values))[:, None]
    newest = np.maximum.accumulate(np.where(np.isfinite(values), rows, -1), axis=0)
    begin = np.maximum.accumulate(np.where(starts, rows[:, 0], 0))[:, None]
    filled = np.take_along_axis(values, np.maximum(newest, 0), axis=0)
    return np.where(newest >= begin, filled, prepared.fitted.arrays["mean"][list(prepared.dataset.targets)])


def last_value(prepared: Located, work: float = FIT_WORK) -> Fit:
    """Every answer is the newest value known."""
    past, horizon = known(prepared), prepared.windows.horizon
    return Fit(predict=lambda now: np.repeat(past[now][:, None], horizon, axis=1))


def seasonal(prepared: Located, work: float = FIT_WORK) -> Fit:
    """The value one season before the target, or as many seasons as it takes not to pass *now*.

    Without a season the season is one row. Where that row is missing, or before the start of
    its segment, the last value stands in.
    """
    values, past, segment = answers(prepared), known(prepared), prepared.dataset.segment
    offsets, newest = target_offsets(prepared.windows), -1 if prepared.windows.delay == 0 else 0
    season = prepared.dataset.season or 1
    back = offsets - season * np.maximum(1, -(-(offsets - newest) // season))

    def predict(now: Rows) -> Array:
        rows = now[:, None] + back
        inside = np.maximum(rows, 0)
        usable = (rows >= 0) & (segment[inside] == segment[now][:, None])
        found = np.where(usable[..., None], values[inside], np.nan)
        return np.where(np.isfinite(found), found, past[now][:, None])

    return Fit(predict=predict)


def ridge(prepared: Located, work: float = FIT_WORK) -> Fit:
    """A straight line through each target's own past minus its last value; see `core.evaluation.ridge`.

    `work` bounds the fit: beyond it a sample of the training windows is used, and of a long
    lookback only as many of the newest timesteps as that sample can teach.
    """
    at = list(prepared.dataset.targets)
    mean, deviation = prepared.fitted.arrays["mean"][at], prepared.fitted.arrays["deviation"][at]
    deviation = np.where(deviation > 0, deviation, 1.0)
    past, target = (known(prepared) - mean) / deviation, (answers(prepared) - mean) / deviation
    training, ahead = prepared.placement.of(0), target_offsets(prepared.windows)
    most, timesteps = affordable(work, len(training) * len(at), prepared.windows.timesteps, len(ahead))
    sample, read = spread(training, max(1, most // len(at))), input_offsets(prepared.windows)[-timesteps:]
    line = fit_ridge(
        (
            (past[block[:, None] + read], target[block[:, None] + ahead])
            for block in blocks(sample, (len(read) + len(ahead)) * len(at))
        ),
        timesteps=len(read),
        horizon=len(ahead),
    )
    return Fit(
        predict=lambda now: line.predict(past[now[:, None] + read]) * deviation + mean,
        fitted_on=len(sample),
        fitted_of=len(training),
        timesteps=timesteps,
    )


BASELINES: Mapping[str, Callable[[Located, float], Fit]] = {
    "last_value": last_value,
    "seasonal": seasonal,
    "ridge": ridge,
}
"""A new baseline is one entry here and its sentences `baselines.<key>` in the text file."""

LEARNING = ("ridge",)
"""Baselines that need a training part."""


def spread(rows: Rows, most: int) -> Rows:
    """At most `most` of the rows, in order; drawn at random, since every n-th might always be midnight."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(np.random.default_rng(0).choice(len(rows), most, replace=False))]


def blocks(rows: Rows, cells_per_row: int, room: int = 1_000_000) -> Iterator[Rows]:
    """The rows in pieces of at most `room` cells."""
    size = max(1, room // max(1, cells_per_row))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def label(key: str, dataset: Dataset) -> str:
    """A baseline's short name beside a bar: `Last value`, `Same hour, a day earlier`."""
    return say(f"baselines.{_variant(key, dataset)}.label", **_season_words(dataset))


def phrase(key: str, dataset: Dataset) -> str:
    """A baseline inside a sentence: `the last value`, `the same hour, a day earlier`."""
    return say(f"baselines.{_variant(key, dataset)}.phrase", **_season_words(dataset))


def _variant(key: str, dataset: Dataset) -> str:
    if key != "seasonal" or (dataset.season and dataset.spacing):
        return key
    return "seasonal_rows" if dataset.season else "seasonal_unknown"


def _season_words(dataset: Dataset) -> dict[str, str]:
    """`row`, what one row is called, and `ago`, the season as a person says it: a day, a year, 3 weeks."""
    row = spacing_word(dataset.spacing, 1)
    ago = span(dataset.season or 1, dataset.spacing)
    ago = {"24 hours": "1 day", "7 days": "1 week", "12 months": "1 year"}.get(ago, ago)
    if ago.startswith("1 "):
        ago = ("an " if ago == "1 hour" else "a ") + ago[2:]
    return {"row": say("baselines.time") if row == "row" else row, "ago": ago}
