"""A window that suits the data before anybody has chosen one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.grouping import series_of
from core.data.spec import DataSpec
from core.data.table import Table
from core.examples.spec import Windows

MOST_TIMESTEPS = 30
"""Enough to see a shape in, few enough for a recurrent network to be quick."""

NEARLY_ALL, ABSURDLY = 0.95, 4
"""An example that is so many times as long as nearly all others are is read by its end."""


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


def whole_examples(table: Table, data: DataSpec) -> Windows | None:
    """Windows that read whole examples, where the data are laid out so; None where rows are to be cut into windows.

    They are when the file was read across; when what is predicted is no input and the same in all rows of each
    series; and when it is no input and neither time nor series order the rows: then every row is one. As many
    timesteps are read as the longest has; where the lengths differ, shorter ones are filled up.
    """
    if set(data.targets) & {column.name for column in data.columns if "input" in column.roles}:
        return None
    if not data.series:
        return Windows(whole=True, lookback=1, delay=0) if table.time is None else None
    series, names = series_of([table.frame[name] for name in data.series])
    constant = all(_same_within(table, name, series) for name in data.targets)
    if len(names) < 2 or not (table.reading.across or constant):
        return None
    lengths = np.sort(np.bincount(series))
    longest, usual = int(lengths[-1]), int(lengths[int(NEARLY_ALL * len(lengths))])
    lookback = usual if longest > ABSURDLY * usual else longest
    return Windows(whole=True, lookback=lookback, delay=0, padded=bool(lengths[0] < lookback))


def _same_within(table: Table, name: str, series: NDArray[np.int32]) -> bool:
    """Whether a column holds one value in all rows (N,) of each series."""
    pairs = np.unique(np.column_stack([series, table.frame[name].factorize()[0]]), axis=0)
    return len(pairs) == int(series.max(initial=-1)) + 1


def usual_length(label: NDArray[np.int32]) -> int:
    """The length of the run of equal labels that half of the rows (N,) lie in, or in a longer one.

    >>> usual_length(np.array([0, 1, 2, 2, 2, 2], np.int32))
    4
    """
    lengths = np.sort(np.bincount(label))[::-1]
    return int(lengths[np.searchsorted(np.cumsum(lengths), len(label) / 2)])
