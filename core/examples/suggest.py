"""A window that suits the series before anybody has chosen one."""

from __future__ import annotations

from core.data.dataset import Dataset
from core.examples.spec import Windows

MOST_TIMESTEPS = 30
"""Enough to see a shape in, few enough for a recurrent network to be quick."""


def suggest(dataset: Dataset) -> Windows:
    """Seven seasons back, one season ahead, read at even places of the season.

    A week of hours, a week of half-hours …; shorter when the file is. A season that has no such places
    (365 days) is read at steps of its own. Without a season: 24 rows
    back and the next row. Never more than an eighth of the rows, so that every part has examples.
    """
    rows = len(dataset)
    season = dataset.season
    if season is None or season * 2 > rows // 8:
        return Windows(lookback=max(1, min(24, rows // 8)))
    seasons = max(1, min(7, rows // 8 // season))
    lookback = seasons * season
    even = (n for n in range(1, season) if season % n == 0 and lookback // n <= MOST_TIMESTEPS)
    step = next(even, -(-lookback // MOST_TIMESTEPS))
    return Windows(lookback=lookback, step=step, horizon=min(season, 96))
