"""The time of every row of a parsed file, and what is worth telling about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.clock import wide_times
from core.data.dayfirst import swapped, whole_column_format
from core.data.namedtimes import UNIX
from core.data.notes import Notes
from core.data.spec import Reading
from core.data.timeline import COUNT, row_times, tells_zone, timeline


def time_of_rows(parsed: pa.Table, reading: Reading, notes: Notes) -> NDArray[np.datetime64] | None:
    """(N,) datetime64[ns], NaT where it could not be read; None when neither a column nor the reading tells it.

    Raises DataError for a zone, a start or a step that nobody knows.
    """
    if not reading.time:
        return timeline(parsed.num_rows, reading.start, reading.every) if reading.start or reading.every else None
    cells = joined_cells([parsed.column(name) for name in reading.time])
    format = reading.time_format
    time = row_times(cells, format, reading.zone, reading.start, reading.every)
    _note_lost(cells, time, reading, notes)
    if reading.zone:
        notes.winter_time(reading.time, reading.zone)
    elif format not in UNIX and tells_zone(cells, format):
        notes.time_zone(reading.time)
    if "%k" in format:
        notes.midnight_ends_day(reading.time)
    _note_doubt(cells, time, reading, notes)
    return time


def joined_cells(columns: Sequence[pa.ChunkedArray]) -> pd.Series:
    """Cells of several columns joined by a space, row by row."""
    texts = [pc.utf8_trim_whitespace(pc.fill_null(column, "")) for column in columns]
    return pc.binary_join_element_wise(*texts, " ").to_pandas() if len(texts) > 1 else texts[0].to_pandas()


def _note_lost(cells: pd.Series, time: NDArray[np.datetime64], reading: Reading, notes: Notes) -> None:
    """Cells that are no time, apart from times before 1678 or after 2262."""
    lost = np.flatnonzero(np.isnat(time))
    if not len(lost):
        return
    read = reading.time_format != COUNT and ~np.isnat(wide_times(cells.iloc[lost], reading.time_format))
    beyond = lost[np.broadcast_to(read, lost.shape)]
    for key, rows in (("times_beyond", beyond), ("times_unreadable", np.setdiff1d(lost, beyond))):
        if len(rows):
            notes.times_lost(key, " ".join(reading.time), rows, str(cells.iloc[rows[0]]))


def _note_doubt(cells: pd.Series, time: NDArray[np.datetime64], reading: Reading, notes: Notes) -> None:
    """Tells when day and month could be the other way round: no day beyond 12 and no odd step."""
    other = swapped(reading.time_format)
    days = (time.astype("datetime64[D]") - time.astype("datetime64[M]")).astype(int)
    if other is None or (days[~np.isnat(time)] >= 12).any():
        return
    best, certain = whole_column_format(cells, (reading.time_format, other))
    if not certain or best != reading.time_format:
        notes.ambiguous_dates(reading.time, reading.time_format, str(cells.iloc[0]))
