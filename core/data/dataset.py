"""What arranging gives: rows in order, every column a number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.spec import record


@record
class Dataset:
    """N rows × K columns, ready to be cut into windows.

    `values` (N, K) float64, NaN where missing; `time` (N,) datetime64[ns] or None;
    `series` (N,) which id a row belongs to (split, scale and baseline per series);
    `segment` (N,) also broken by gaps: no example crosses a segment. Both start at 0 and never
    decrease. `inputs` and `targets` are indices into `names`; inputs that are also targets come
    first among the inputs, in the order of `targets`.
    `spacing` is the usual number of seconds from row to row, None without a time.
    `row` (N,) is each row's number in the file as it was read, counted from 0.
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

    def __len__(self) -> int:
        return len(self.values)
