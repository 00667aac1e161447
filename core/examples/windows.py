"""Which rows an example reads and predicts. The only place that computes an index.

Letters: `N` rows, `W` windows, `T` timesteps, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.fills import runs
from core.examples.spec import Windows
from core.spec import record

BETWEEN_PARTS, AFTER_PARTS = -1, -2
"""Row numbers of no part: kept as distance between two parts, or left over after the last."""


def input_offsets(windows: Windows) -> NDArray[np.int64]:
    """Rows read, relative to now, oldest first.

    >>> input_offsets(Windows(lookback=6, step=2)).tolist()
    [-4, -2, 0]
    """
    return np.arange(-windows.reach, 1, windows.step, dtype=np.int64)


def target_offsets(windows: Windows) -> NDArray[np.int64]:
    """Rows predicted, relative to now.

    >>> target_offsets(Windows(lookback=6, delay=3, horizon=2)).tolist()
    [3, 4]
    """
    return np.arange(windows.delay, windows.delay + windows.horizon, dtype=np.int64)


def needed_rows(windows: Windows) -> int:
    """The fewest rows that hold one example with its answer."""
    return (0 if windows.padded else windows.reach) + max(1, windows.delay + windows.horizon)


def oldest_rows(dataset: Dataset, windows: Windows) -> NDArray[np.int64]:
    """(N,) the oldest row that each *now* reads, or would; padded examples read none but their own."""
    oldest = np.arange(len(dataset.series), dtype=np.int64) - windows.reach  # a trainer has let go of the values
    return np.maximum(oldest, _bounds(example_of(dataset))[0]) if windows.padded else oldest


def own_timesteps(dataset: Dataset, windows: Windows, now: NDArray[np.int64]) -> NDArray[np.int64]:
    """(W,) how many timesteps are read from each *now* of padded examples: those there are, T at most."""
    return (now - oldest_rows(dataset, windows)[now]) // windows.step + 1


@record
class Placement:
    """Where the examples are. Every row that cannot be *now* is counted under one reason.

    `now` (W,) the newest row each example reads, ascending; `part` (W,) 0 train, 1 validation,
    2 test; `future` (V,) rows whose past is complete and whose targets nobody has measured yet: behind
    the last row of their series, or in its last rows, where no target is known or it was filled in (from
    those nothing is forecast that reads the targets' own past);
    `lost` counts rows by reason: start, end, gap, border, purge, unused, missing. Rows passed
    over by `stride` are not lost. `part_of_row` (N,) as `core.examples.split` gave it.
    Of whole examples only the last row counts: it is *now*, `lost` (an example that is too short: start) or in
    `future` (one whose answer nobody has measured).
    """

    now: NDArray[np.int64]
    part: NDArray[np.int8]
    future: NDArray[np.int64]
    lost: Mapping[str, int]
    part_of_row: NDArray[np.int8]

    def of(self, part: int) -> NDArray[np.int64]:
        """The *now* rows of one part, ascending."""
        return self.now[self.part == part]


def place(dataset: Dataset, windows: Windows, part_of_row: NDArray[np.int8], purge: bool = False) -> Placement:
    """Every usable *now*, its part, and how many rows are lost to which reason.

    A row t is usable when its oldest input is in its segment, all its targets are in one segment
    and one part, and every cell used is finite. With `purge` its oldest input must lie in the
    part of its targets as well. Of whole examples no other than the last row is looked at.
    """
    n = len(dataset)
    t = np.arange(n, dtype=np.int64)
    first, last = t + windows.delay, t + windows.delay + windows.horizon - 1
    begins, ends = _bounds(dataset.segment)
    series_begins, series_ends = _bounds(dataset.series)
    measured_until = t + measured(dataset) if windows.whole else known_ends(dataset)
    safe_first, safe_last = np.minimum(first, n - 1), np.minimum(last, n - 1)
    oldest = oldest_rows(dataset, windows)

    no_past = oldest < begins
    behind_gap = (last >= ends) & (ends != series_ends)  # there the answers are not the next rows
    beyond = (last >= measured_until) & ~behind_gap
    part = part_of_row[safe_first]
    changes = np.concatenate([[0], np.cumsum(part_of_row[1:] != part_of_row[:-1])])
    blank_inputs = _any_blank(_blank(dataset, dataset.inputs), oldest, windows.step)
    blank_targets = np.concatenate([[0], np.cumsum(_blank(dataset, dataset.targets))])
    reasons = {
        "start": no_past & (begins == series_begins),
        "gap": (no_past & (begins != series_begins)) | behind_gap,
        "end": beyond,
        "border": changes[safe_first] != changes[safe_last],
        "unused": part == AFTER_PARTS,
        "purge": (part == BETWEEN_PARTS) | (purge & (part_of_row[np.maximum(oldest, 0)] != part)),
        "missing": blank_inputs | (blank_targets[safe_last + 1] > blank_targets[safe_first]),
    }
    free = example_ends(dataset) if windows.whole else np.ones(n, dtype=bool)
    future = free & beyond & ~no_past & ~blank_inputs
    lost: dict[str, int] = {}
    for reason, hit in reasons.items():
        lost[reason] = int(np.count_nonzero(free & hit))
        free &= ~hit
    now = _every_nth(t[free], windows.stride, dataset.segment[free], part[free])
    stale = (t >= measured_until) & bool(set(dataset.targets) & set(dataset.inputs))  # reads its own past, made up
    return Placement(
        now=now,
        part=part_of_row[now + windows.delay],
        future=t[future & ~stale],
        lost={reason: rows for reason, rows in lost.items() if rows},
        part_of_row=part_of_row,
    )


def _bounds(label: NDArray[np.int32] | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per row: the first row of its run of equal labels, and the row after the run's last."""
    starts, lengths = runs(label)
    return np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)


def known_ends(dataset: Dataset) -> NDArray[np.int64]:
    """(N,) the row after the last one of each row's series with a measured target; its first row where none has one."""
    starts, lengths = runs(dataset.series)
    rows = np.arange(1, len(dataset) + 1)
    ends = np.maximum.reduceat(np.where(measured(dataset), rows, 0), starts)
    return np.repeat(np.maximum(ends, starts), lengths)


def measured(dataset: Dataset) -> NDArray[np.bool_]:
    """(N,) whether any target of a row was measured: it is known, and was not filled in."""
    known = np.isfinite(dataset.values[:, list(dataset.targets)])
    if dataset.filled is not None:
        known &= ~dataset.filled
    return np.asarray(known.any(axis=1))


def example_of(dataset: Dataset) -> NDArray[np.int64]:
    """(N,) which whole example a row belongs to, counted from 0: its series, or itself where no column tells series."""
    apart = dataset.series_names != ("",)
    return dataset.series.astype(np.int64) if apart else np.arange(len(dataset.series), dtype=np.int64)


def example_ends(dataset: Dataset) -> NDArray[np.bool_]:
    """(N,) whether a row is the last of its whole example."""
    return np.append(np.diff(example_of(dataset)) > 0, True)


def lengths_of(dataset: Dataset) -> NDArray[np.int64]:
    """(E,) how many timesteps each whole example has."""
    return np.bincount(example_of(dataset))


def shortest_of(dataset: Dataset, windows: Windows) -> int:
    """How many timesteps are read of every whole example at least."""
    return int(own_timesteps(dataset, windows, np.flatnonzero(example_ends(dataset))).min())


def _blank(dataset: Dataset, columns: tuple[int, ...]) -> NDArray[np.bool_]:
    """(N,) whether a row misses any cell of these columns, without a copy of them all."""
    blank = np.zeros(len(dataset), bool)
    for column in columns:
        blank |= np.isnan(dataset.values[:, column])
    return blank


def _any_blank(blank: NDArray[np.bool_], oldest: NDArray[np.int64], step: int) -> NDArray[np.bool_]:
    """(N,) whether any row is blank that is read from each *now* back to its `oldest`; rows before 0 do not count."""
    if not blank.any():
        return blank
    n = len(blank)
    columns = -(-n // step)
    whole = np.zeros(columns * step, dtype=np.int64)
    whole[:n] = blank
    running = np.cumsum(whole.reshape(columns, step), axis=0).ravel()  # one running count per residue of `step`
    t = np.arange(n, dtype=np.int64)
    before = t - ((t - oldest) // step + 1) * step
    return running[:n] > np.where(before >= 0, running[np.maximum(before, 0)], 0)


def _every_nth(
    now: NDArray[np.int64], stride: int, segment: NDArray[np.int32], part: NDArray[np.int8]
) -> NDArray[np.int64]:
    """Rows a multiple of `stride` after the first of their segment and part."""
    if stride == 1 or not len(now):
        return now
    fresh = np.concatenate([[True], (np.diff(segment) != 0) | (np.diff(part) != 0)])
    first = now[fresh][np.cumsum(fresh) - 1]
    return now[(now - first) % stride == 0]
