"""What arranging gives: rows in order, every column a number, categories still in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from core.data.steps import CalendarPart
from core.spec import record


@record
class Dataset:
    """N rows × K columns, ready to be cut into windows.

    `values` (N, K) float64, NaN where missing; `time` (N,) datetime64[ns] or None;
    `series` (N,) which id a row belongs to (split and baseline per series), a place in `series_names`;
    `segment` (N,) also broken by gaps: no example crosses a segment. Both start at 0 and never
    decrease. `inputs` and `targets` are indices into `names`; inputs that are also targets come
    first among the inputs, in the order of `targets`; `ahead` are those of `inputs` whose values at the predicted
    rows are known beforehand.
    `spacing` is the usual number of seconds from row to row, None without a time.
    `row` (N,) is each row's number in the file as it was read, counted from 0; of rows put together
    the first one's, of a row put in that of the one before it.
    `texts` (N,) by name: the inputs that are still words, None where missing; `core.examples.learned` makes
    numbers of them. `texts_ahead` are those known beforehand. `filled` (N, C) marks the targets' cells that
    were filled in, `clipped` (N, C) those that were cut off; None when none was.
    `calendar` tells, for each calendar part known beforehand, the place of its sine in `names`; its cosine
    follows. `flags` are the columns of 0 and 1 that words became. `classes` are the words that the target's
    places stand for, in order; empty where a number is predicted. `given` (N,) is the part a column of the file
    names for each row (0 train, 1 validation, 2 test, −2 none of them), None without such a column.
    `components` is how many principal components a network reads instead of the inputs that are neither predicted
    nor known beforehand (`core.examples.reduction`), None where it reads the inputs themselves.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    values: NDArray[np.float64]
    time: NDArray[np.datetime64] | None
    series: NDArray[np.int32]
    segment: NDArray[np.int32]
    row: NDArray[np.int64]
    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    spacing: float | None
    season: int | None
    series_names: tuple[str, ...] = ("",)
    ahead: tuple[int, ...] = ()
    texts: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    texts_ahead: tuple[str, ...] = ()
    filled: NDArray[np.bool_] | None = None
    clipped: NDArray[np.bool_] | None = None
    calendar: tuple[tuple[CalendarPart, int], ...] = ()
    flags: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    given: NDArray[np.int8] | None = None
    components: int | None = None

    @property
    def input_names(self) -> tuple[str, ...]:
        return tuple(self.names[i] for i in self.inputs)

    @property
    def target_names(self) -> tuple[str, ...]:
        return tuple(self.names[i] for i in self.targets)

    @property
    def target_units(self) -> tuple[str, ...]:
        return tuple(self.units[i] for i in self.targets)

    @property
    def anchored(self) -> bool:
        """Whether every target's own past is among the inputs, which an anchored head needs."""
        return set(self.targets) <= set(self.inputs)

    def rows_of(self, series: int) -> slice:
        """The rows of one series; they lie together."""
        first, end = np.searchsorted(self.series, [series, series + 1])
        return slice(int(first), int(end))

    def of_series(self, series: int) -> Dataset:
        """The rows of one series alone, as views: its first row is row 0, its first segment segment 0."""
        rows = self.rows_of(series)
        return replace(
            self,
            values=self.values[rows],
            time=None if self.time is None else self.time[rows],
            series=np.zeros(rows.stop - rows.start, np.int32),
            segment=self.segment[rows] - self.segment[rows][:1],
            row=self.row[rows],
            series_names=(self.series_names[series],),
            texts={name: cells[rows] for name, cells in self.texts.items()},
            filled=None if self.filled is None else self.filled[rows],
            clipped=None if self.clipped is None else self.clipped[rows],
            given=None if self.given is None else self.given[rows],
        )

    def __len__(self) -> int:
        return len(self.values)
