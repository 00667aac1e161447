"""Missing and far-off cells, mended by what training rows know: plain functions of one column.

Letters: `N` rows, `n` training cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.fills import first_of_run
from core.data.onward import months_of

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def clip_limits(known: Floats, reach: float) -> tuple[float, float]:
    """The lowest and the highest value that is no outlier, from finite training cells (n,)."""
    low, high = np.percentile(known, (25, 75))
    return float(low - reach * (high - low)), float(high + reach * (high - low))


def clip(column: Floats, low: float, high: float, how: str) -> Floats | None:
    """(N,) cells beyond the limits cut off there, or missing; None where there are none."""
    beyond = (column < low) | (column > high)
    if not beyond.any():
        return None
    return np.where(beyond, np.nan, column) if how == "missing" else np.clip(column, low, high)


def linear_fill(column: Floats, label: Rows, limit: int) -> Floats:
    """(N,) missing cells on the line between their known neighbours, in runs of at most `limit`.

    `label` (N,) changes at every border that no line may cross.
    """
    missing = np.flatnonzero(np.isnan(column))
    begins = np.diff(missing, prepend=-2) > 1
    run = np.cumsum(begins) - 1
    before = (missing[begins] - 1)[run]  # the known neighbours of each run of missing cells
    after = (missing[np.diff(missing, append=len(column) + 1) > 1] + 1)[run]
    inner = (before >= 0) & (after < len(column)) & (after - before - 1 <= limit)
    left, right, rows = before[inner], after[inner], missing[inner]
    filled = column.copy()
    inside = label[left] == label[right]  # labels come in one run each
    left, right, rows = left[inside], right[inside], rows[inside]
    share = (rows - left) / (right - left)
    filled[rows] = column[left] * (1 - share) + column[right] * share
    return filled


def runs_of(*labels: NDArray[np.integer]) -> Rows:
    """(N,) counted from 0, one more wherever any of the labels (N,) changes."""
    changes = np.zeros(len(labels[0]), bool)
    for label in labels:
        changes[1:] |= label[1:] != label[:-1]
    return np.cumsum(changes, dtype=np.int64)


def seasonal_means(known: Floats, place: Rows, season: int) -> Floats:
    """(season,) mean of the training cells (n,) at each place in the season; the mean of all where there is none."""
    count = np.bincount(place, minlength=season)
    total = np.bincount(place, weights=known, minlength=season)
    return np.where(count > 0, total / np.maximum(count, 1), known.mean())


def place_in_season(
    time: NDArray[np.datetime64] | None, series: NDArray[np.int32], season: int, spacing: float, origin: float
) -> Rows:
    """(N,) which place of the season a row has, 0 to season − 1.

    Counted in rows of `spacing` seconds (whole months by the calendar) from `origin` (seconds since 1970), so
    that another file of the same source falls into step; without a time, or with a spacing of 0, from the first row
    of the series.
    """
    if time is None or spacing == 0:
        return (np.arange(len(series)) - first_of_run(series)) % season
    if months := months_of(spacing):
        return time.astype("datetime64[M]").astype(np.int64) // months % season
    whole = time.astype("datetime64[ns]").astype(np.int64) / 1e9
    place: Rows = np.floor((whole - origin) / spacing + 0.5).astype(np.int64)
    return place % season
