"""Which rows learn and which judge: a part for every row.

Letters: `N` rows, `S` series.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.fills import first_of_run
from core.errors import SettingsError
from core.examples.spec import SplitSpec
from core.examples.windows import AFTER_PARTS, BETWEEN_PARTS

PARTS = ("train", "validation", "test")

Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]


def part_of_row(dataset: Dataset, split: SplitSpec) -> NDArray[np.int8]:
    """(N,) 0 train, 1 validation, 2 test, −1 kept as distance, −2 after the last part.

    Raises what `borders_by_series` raises.
    """
    first = first_of_run(dataset.series)
    place = np.arange(len(dataset)) - first
    _, of = np.unique(first, return_inverse=True)
    validation, test, end = borders_by_series(dataset.series, dataset.time, split)[of].T
    parts = np.where(place < validation, 0, np.where(place < test, 1, 2)).astype(np.int8)
    for border in (validation, test):
        parts[(place >= border) & (place < border + split.gap)] = BETWEEN_PARTS
    parts[place >= end] = AFTER_PARTS
    return parts


def borders_by_series(series: NDArray[np.int32], time: Times | None, split: SplitSpec) -> Rows:
    """(S, 3) per series, counted from its own first row: the first of validation, the first of test, the end of test.

    Series are cut at the same times, where there are times and the split wants it, or each by itself. A series
    that is shorter than the row counts asked for has no rows in the last parts. Raises SettingsError for a
    cut by time without times or with rows out of order, and when more rows are asked for than any series has.
    """
    starts = np.unique(first_of_run(series))
    lengths = np.diff(np.append(starts, len(series)))
    if split.by == "rows":
        return _by_counts(lengths, split)
    if split.by == "date":
        if time is None:
            raise SettingsError("split_needs_time")
        cuts = [np.datetime64(str(cut), "ns") for cut in split.cuts]
        return np.column_stack([_older(time, series, starts, cut) for cut in cuts] + [lengths])
    if split.per == "series" or time is None or len(starts) == 1:
        shares = np.minimum(np.cumsum([float(cut) for cut in split.cuts]), 1.0)
        return np.rint(lengths[:, None] * shares).astype(np.int64)
    return np.column_stack(
        [lengths if cut is None else _older(time, series, starts, cut) for cut in _cuts(time, split)]
    )


def borders(rows: int, time: Times | None, split: SplitSpec) -> tuple[int, int, int]:
    """The borders of a single series; see `borders_by_series`."""
    first, second, end = borders_by_series(np.zeros(rows, np.int32), time, split)[0].tolist()
    return first, second, end


def _by_counts(lengths: Rows, split: SplitSpec) -> Rows:
    counts = np.cumsum([int(cut) for cut in split.cuts])
    if counts[-1] > lengths.max():
        raise SettingsError("split_beyond_rows", wanted=int(counts[-1]), rows=int(lengths.max()))
    return np.minimum(counts, lengths[:, None])


def _cuts(time: Times, split: SplitSpec) -> list[np.datetime64 | None]:
    """The times at which all series are cut, so that the shares hold over all rows; None: at the end."""
    ordered = np.sort(time)
    shares = np.minimum(np.cumsum([float(cut) for cut in split.cuts]), 1.0)
    return [ordered[row] if row < len(time) else None for row in np.rint(len(time) * shares).astype(int)]


def _older(time: Times, series: NDArray[np.int32], starts: Rows, cut: np.datetime64) -> Rows:
    """(S,) how many rows of each series are older than a time."""
    if np.any((time[1:] < time[:-1]) & (series[1:] == series[:-1])):
        raise SettingsError("split_needs_order")
    return np.add.reduceat(time < cut, starts, dtype=np.int64)
