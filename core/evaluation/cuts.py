"""How forecasts are cut into slices: by hour, weekday, month, level, class, series or stretch without a gap.

Letters: `n` forecasts of one target, one step ahead, `K` slices.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.spacing import DAY, MONTH
from core.data.words import when
from core.spec import record
from core.text import amount, figure, say

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BANDS = 5
MOST_SEGMENTS = 50


@record
class Cut:
    """Which of `names` (K,) each forecast belongs to: `code` (n,), none of them empty.

    `reason` says why there are no slices to compare, where there are none.
    """

    key: str
    code: Whole
    names: tuple[str, ...]
    reason: str = ""


def cuts(dataset: Dataset, row: Whole, actual: Floats, unit: str) -> tuple[Cut, ...]:
    """All ways of cutting the forecasts of the rows (n,) that make at least two slices, or say why not.

    `actual` (n,) is what happened there, of classes their places.
    """
    over_time = () if dataset.time is None else by_calendar(dataset.time[row], dataset.spacing)
    level = by_class(dataset.classes, actual) if dataset.classes else by_level(actual, unit)
    stretches = (by_segment(dataset, row),)
    return tuple(cut for cut in (*over_time, level, *stretches) if len(cut.names) > 1 or cut.reason)


def by_calendar(time: NDArray[np.datetime64], spacing: float | None) -> tuple[Cut, ...]:
    """By hour of day, weekday and month of times (n,), where rows are close enough to tell them apart."""
    days = time.astype("datetime64[D]")
    hour = (time.astype("datetime64[h]") - days).astype(np.int64)
    weekday = (days.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    month = time.astype("datetime64[M]").astype(np.int64) % 12
    hours = tuple(f"{one:02d}:00" for one in range(24))
    every = spacing or 1.0
    found = []
    for key, place, names, longest in (
        ("hour", hour, hours, 0.51 * DAY),
        ("weekday", weekday, tuple(say("slices.weekdays").split()), 1.01 * DAY),
        ("month", month, tuple(say("slices.months").split()), 1.05 * MONTH),
    ):
        if every <= longest:
            found.append(_of_those_there(key, place, names))
    return tuple(found)


def by_level(actual: Floats, unit: str) -> Cut:
    """Into fifths by what happened, from the lowest to the highest; fewer where values repeat."""
    edges = np.unique(np.quantile(actual, np.linspace(0, 1, BANDS + 1)))
    if len(edges) < 2:
        reason = say("slices.constant", value=amount(float(actual[0]), unit))
        return Cut(key="level", code=np.zeros(len(actual), np.int64), names=(), reason=reason)
    code = np.clip(np.searchsorted(edges, actual, side="right") - 1, 0, len(edges) - 2)
    names = tuple(say("slices.band", low=figure(low), high=figure(high)) for low, high in pairwise(edges.tolist()))
    return _of_those_there("level", code, names)


def by_class(words: tuple[str, ...], actual: Floats) -> Cut:
    """By the class that it was."""
    return _of_those_there("class", actual.astype(np.int64), words)


def by_series(dataset: Dataset, row: Whole) -> Cut:
    """By the series each row belongs to."""
    return _of_those_there("series", dataset.series[row].astype(np.int64), dataset.series_names)


def by_segment(dataset: Dataset, row: Whole) -> Cut:
    """By stretch without a gap, called after its first row; nothing of very many, or of several series."""
    first, code = np.unique(dataset.segment[row], return_inverse=True)
    if len(first) > MOST_SEGMENTS or np.ptp(dataset.series[row]) > 0:
        return Cut(key="segment", code=code, names=())
    starts = np.searchsorted(dataset.segment, first)
    if dataset.time is None:
        names = tuple(say("data.row_number", row=f"{dataset.row[start] + 1:,}") for start in starts)
    else:
        names = tuple(when(dataset.time[start], dataset.spacing) for start in starts)
    return Cut(key="segment", code=code, names=names)


def _of_those_there(key: str, code: Whole, names: tuple[str, ...]) -> Cut:
    """Without the slices that no forecast belongs to."""
    there, own = np.unique(code, return_inverse=True)
    return Cut(key=key, code=own, names=tuple(names[one] for one in there))
