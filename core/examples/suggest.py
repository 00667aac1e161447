"""A window that suits the series before anybody has chosen one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.examples.spec import Windows

MOST_TIMESTEPS = 30
"""Enough to see a shape in, few enough for a recurrent network to be quick."""


def suggest(dataset: Dataset) -> Windows:
    """Seven seasons back, one season ahead, read at even places of the season.

    A week of hours, a week of half-hours …; shorter when the file is. A season that has no such places
    (365 days) is read at steps of its own. Without a season: 24 rows
    back and the next row. Never more than an eighth of a usual series, so that every part has examples, nor
    more than a third of a usual stretch without a gap.
    """
    most = min(usual_length(dataset.series) // 8, usual_length(dataset.segment) // 3)
    season = dataset.season
    if season is None or season * 2 > most:
        return Windows(lookback=max(1, min(24, most)))
    seasons = max(1, min(7, most // season))
    lookback = seasons * season
    even = (n for n in range(1, season) if season % n == 0 and lookback // n <= MOST_TIMESTEPS)
    step = next(even, -(-lookback // MOST_TIMESTEPS))
    return Windows(lookback=lookback, step=step, horizon=min(season, 96))


def usual_length(label: NDArray[np.int32]) -> int:
    """The length of the run of equal labels that half of the rows (N,) lie in, or in a longer one.

    >>> usual_length(np.array([0, 1, 2, 2, 2, 2], np.int32))
    4
    """
    lengths = np.sort(np.bincount(label))[::-1]
    return int(lengths[np.searchsorted(np.cumsum(lengths), len(label) / 2)])
