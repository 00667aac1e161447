"""The rows around *now* that the picture of the window page draws, and which of them are read and asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.charts.axes import moment
from core.examples.spec import Windows
from core.examples.windows import input_offsets, target_offsets
from core.spec import record
from core.text import say

Array = NDArray[np.float64]


@record
class Scene:
    """The rows around *now* that are drawn.

    `values` (V,) one column in its own unit, `time` (V,) or None; `first` is the dataset row of
    the first one, `now` a dataset row. `reads`: whether the model reads this very column.
    """

    values: Array
    time: NDArray[np.datetime64] | None
    first: int
    now: int
    windows: Windows
    unit: str
    spacing: float | None
    reads: bool = True

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.first + np.arange(len(self.values), dtype=np.int64)

    @property
    def inputs(self) -> NDArray[np.int64]:
        return self.now + input_offsets(self.windows)

    @property
    def targets(self) -> NDArray[np.int64]:
        return self.now + target_offsets(self.windows)

    def at(self, rows: NDArray[np.int64]) -> Array:
        """Values at dataset rows; NaN outside the scene."""
        inside = (rows >= self.first) & (rows < self.first + len(self.values))
        found = np.full(len(rows), np.nan)
        found[inside] = self.values[rows[inside] - self.first]
        return found

    @property
    def now_in_words(self) -> str:
        """Its time, or its row."""
        if self.time is not None:
            return moment(self.time[self.now - self.first], self.spacing)
        return say("pages.window.picture.row", row=self.now)


def scene_rows(now: int, windows: Windows, rows: int) -> tuple[int, int]:
    """First row drawn and the row after the last: the window with an eighth of air on both sides."""
    span_rows = windows.lookback + windows.delay + windows.horizon
    air = max(3, span_rows // 8)
    return max(0, now - windows.lookback - air), min(rows, now + windows.delay + windows.horizon + air)
