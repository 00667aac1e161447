"""Which rows learn and which judge: a part for every row.

Letters: `N` rows, `S` series.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.fills import runs
from core.errors import SettingsError
from core.examples.drawn import drawn_parts, named_parts
from core.examples.spec import SplitSpec
from core.examples.windows import AFTER_PARTS, BETWEEN_PARTS, known_ends

PARTS = ("train", "validation", "test")

Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]


def part_of_row(dataset: Dataset, split: SplitSpec) -> NDArray[np.int8]:
    """(N,) 0 train, 1 validation, 2 test, −1 kept as distance, −2 before the first part, after the last, or in none.

    Raises what `borders_by_series` raises, and SettingsError for parts that no column names.
    """
    if split.by == "random":
        return drawn_parts(dataset, [float(cut) for cut in split.cuts], split.seed)
    if split.by == "column":
        return named_parts(dataset, split.seed)
    if split.by == "all":
        return np.zeros(len(dataset), np.int8)
    starts, lengths = runs(dataset.series)
    place = np.arange(len(dataset)) - np.repeat(starts, lengths)
    validation, test, end = np.repeat(borders_by_series(dataset, split), lengths, axis=0).T
    parts = np.where(place < validation, 0, np.where(place < test, 1, 2)).astype(np.int8)
    for border in (validation, test):
        parts[(place >= border) & (place < border + split.gap)] = BETWEEN_PARTS
    parts[(place >= end) | (place < np.repeat(_first_rows(dataset, split), lengths))] = AFTER_PARTS
    return parts


def rows_of(part_of_row: NDArray[np.int8], part: int) -> slice | NDArray[np.bool_]:
    """The rows of a part, as a slice where they stand in one block: that reads them without a copy."""
    here: NDArray[np.bool_] = part_of_row == part
    first, end = int(here.argmax()), len(here) - int(here[::-1].argmax())
    return slice(first, end) if here.any() and here[first:end].all() else here


def parts_if_it_fits(dataset: Dataset, split: SplitSpec) -> NDArray[np.int8] | None:
    """`part_of_row`; None where the split does not fit these rows."""
    try:
        return part_of_row(dataset, split)
    except SettingsError:
        return None


def borders_by_series(dataset: Dataset, split: SplitSpec) -> Rows:
    """(S, 3) per series, counted from its own first row: the first of validation, the first of test, the end of test.

    Series are cut at the same times, where there are times and the split wants it, or each by itself. Shares are
    those of the rows up to the last with a measured target: what is only planned judges nobody. A series
    that is shorter than the row counts asked for has no rows in the last parts. Raises SettingsError for a
    cut by time without times or with rows out of order, and when more rows are asked for than any series has;
    ValueError for parts that are not in order.
    """
    if split.by in ("random", "column", "all"):
        raise ValueError(f"Parts by {split.by} have no borders.")
    starts, lengths = runs(dataset.series)
    if split.by == "rows":
        return _by_counts(lengths, split)
    if split.by == "date":
        if dataset.time is None:
            raise SettingsError("split_needs_time")
        dates = [np.datetime64(str(cut), "ns") for cut in (*split.cuts, *([split.until] if split.until else []))]
        ends = [] if split.until else [lengths]
        return np.column_stack([_older(dataset, dataset.time, starts, date) for date in dates] + ends)
    shares = np.cumsum([float(cut) for cut in split.cuts])
    shares[shares > 1 - 1e-9] = 1
    measured = known_ends(dataset)[starts] - starts
    if split.per == "series" or dataset.time is None or len(starts) == 1:
        cuts = np.rint(measured[:, None] * shares).astype(np.int64)
    else:
        times = _cuts(dataset, dataset.time, shares)
        cuts = np.column_stack([_older(dataset, dataset.time, starts, time) for time in times])
    cuts[:, shares == 1] = lengths[:, None]
    return cuts


def _first_rows(dataset: Dataset, split: SplitSpec) -> Rows:
    """(S,) how many rows at the start of each series come before the stretch that is used."""
    starts, lengths = runs(dataset.series)
    if isinstance(split.since, str) and dataset.time is not None:
        return _older(dataset, dataset.time, starts, np.datetime64(split.since, "ns"))
    return np.minimum(int(split.since or 0), lengths)


def _by_counts(lengths: Rows, split: SplitSpec) -> Rows:
    counts = int(split.since or 0) + np.cumsum([int(cut) for cut in split.cuts])
    if counts[-1] > lengths.max():
        raise SettingsError("split_beyond_rows", wanted=int(counts[-1]), rows=int(lengths.max()))
    return np.minimum(counts, lengths[:, None])


def _cuts(dataset: Dataset, time: Times, shares: NDArray[np.float64]) -> Times:
    """The times at which all series are cut, so that the shares hold over all measured rows."""
    ordered = np.sort(time[np.arange(len(time)) < known_ends(dataset)])
    if not len(ordered):  # nothing is measured: every row is yet to come
        return np.repeat(time.min(), len(shares))
    return np.append(ordered, ordered[-1:] + 1)[np.rint(len(ordered) * shares).astype(np.int64)]


def _older(dataset: Dataset, time: Times, starts: Rows, cut: np.datetime64) -> Rows:
    """(S,) how many rows of each series are older than a time."""
    if np.any((time[1:] < time[:-1]) & (dataset.series[1:] == dataset.series[:-1])):
        raise SettingsError("split_needs_order")
    return np.add.reduceat(time < cut, starts, dtype=np.int64)
