"""A line over some rows of a file, broken where rows or segments are missing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.charts.predictions import Line
from core.charts.thin import thinned
from core.data.dataset import Dataset

__all__ = ["line_over", "places_of"]


def places_of(data: Dataset) -> NDArray[Any]:
    """(N,) times, or row numbers of the file where there is no time."""
    return data.row if data.time is None else data.time


def line_over(data: Dataset, rows: NDArray[np.int64], values: NDArray[np.float64], every: int) -> Line:
    """`values` (n,) at dataset rows (n,), ascending and usually `every` apart; thinned to what fits the screen."""
    keep = thinned(values)
    rows, values = rows[keep], values[keep]
    if len(keep) and len(rows) > 1:
        segment = data.segment[rows]
        gap = np.flatnonzero((np.diff(segment) != 0) | ((np.diff(rows) > every) & (np.diff(keep) == 1)))
        values = np.insert(values, gap + 1, np.nan)
        rows = np.insert(rows, gap + 1, rows[gap])
    return Line(x=places_of(data)[rows], y=values)
