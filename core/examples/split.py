"""Which rows learn and which judge: a part for every row."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.spec import SplitSpec
from core.examples.windows import AFTER_PARTS, BETWEEN_PARTS

PARTS = ("train", "validation", "test")


def part_of_row(dataset: Dataset, split: SplitSpec) -> NDArray[np.int8]:
    """(N,) 0 train, 1 validation, 2 test, −1 kept as distance, −2 after the last part.

    Parts are cut in every series by itself; dates are the same for all. Raises SettingsError for
    a split by date without times or with rows out of order, and when the rows asked for are more than there are.
    """
    parts = np.empty(len(dataset), dtype=np.int8)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(dataset.series)) + 1, [len(dataset)]])
    for begin, end in itertools.pairwise(edges.tolist()):
        time = None if dataset.time is None else dataset.time[begin:end]
        parts[begin:end] = _parts_of_one(end - begin, time, split)
    return parts


def borders(rows: int, time: NDArray[np.datetime64] | None, split: SplitSpec) -> tuple[int, int, int]:
    """The first row of validation, the first of test, and the row after the last of test."""
    if split.by == "date":
        if time is None:
            raise SettingsError("split_needs_time")
        if np.any(time[1:] < time[:-1]):
            raise SettingsError("split_needs_order")
        first, second = (int(np.searchsorted(time, np.datetime64(str(cut), "ns"))) for cut in split.cuts)
        return first, second, rows
    if split.by == "rows":
        counts = [int(cut) for cut in split.cuts]
        if sum(counts) > rows:
            raise SettingsError("split_beyond_rows", wanted=sum(counts), rows=rows)
    else:
        shares = np.cumsum([float(cut) for cut in split.cuts])
        ends = [round(rows * min(1.0, share)) for share in shares]
        counts = [ends[0], ends[1] - ends[0], ends[2] - ends[1]]
    return counts[0], counts[0] + counts[1], sum(counts)


def _parts_of_one(rows: int, time: NDArray[np.datetime64] | None, split: SplitSpec) -> NDArray[np.int8]:
    validation, test, end = borders(rows, time, split)
    parts = np.zeros(rows, dtype=np.int8)
    parts[validation:test], parts[test:end], parts[end:] = 1, 2, AFTER_PARTS
    for border in (validation, test):
        parts[border : border + split.gap][parts[border : border + split.gap] >= 0] = BETWEEN_PARTS
    return parts
