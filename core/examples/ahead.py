"""What is known of the predicted rows beforehand, shown to the model beside its past.

Letters: `N` rows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.calendar import calendar_share, waves
from core.data.dataset import Dataset
from core.data.fills import first_of_run
from core.data.onward import at_month_ends, onward
from core.examples.spec import Windows


def look_ahead(dataset: Dataset, windows: Windows) -> Dataset:
    """Every input known beforehand holds at a row its value `delay + horizon − 1` rows later.

    The newest row a model reads then tells of the last row it predicts, the ones before it of the rows
    before that. Behind the end of a segment nothing is known but the calendar, which goes on at the usual
    spacing.
    """
    rows = windows.delay + windows.horizon - 1
    if not dataset.ahead or rows == 0:
        return dataset
    values = dataset.values.copy(order="K")
    source, last = _later(dataset.segment, rows)
    inside = source <= last
    for column in dataset.ahead:
        values[:, column] = np.where(inside, dataset.values[np.minimum(source, last), column], np.nan)
    if dataset.calendar and dataset.time is not None and dataset.spacing is not None:
        over = ~inside
        time = onward(dataset.time[last[over]], (source - last)[over], dataset.spacing, at_month_ends(dataset.time))
        for part, sine in dataset.calendar:
            values[over, sine : sine + 2] = waves(calendar_share(time, part))
    return replace(dataset, values=values)


def _later(segment: NDArray[np.int32], rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(N,) the row that many rows later, and the last row of each row's segment."""
    n = len(segment)
    last = n - 1 - first_of_run(segment[::-1])[::-1]
    return np.arange(n) + rows, last
