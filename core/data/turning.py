"""Turning a file with a row per series and times as names of columns into one with a row per series and time.

Letters: `N` rows of the file, `T` columns that are times.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.dialect import MISSING
from core.data.spec import Reading
from core.data.timeline import COUNT
from core.data.wide import Plan, all_numbers, plan
from core.spec import record

SERIES, TIME, VALUE = "series", "time", "value"  # part of saved experiments, so the same in every language


@record
class Turned:
    """`table` has a row per series and time: `series` (or the ids), `time`, `value`. `row` (rows,) is where each
    stood in the file; `reading` tells how its time is written."""

    table: pa.Table
    reading: Reading
    row: NDArray[np.int64]


def turn(parsed: pa.Table, reading: Reading) -> Turned:
    """`parsed` (N rows, all cells as text) with a row per series and time, series after series.

    Cells missing before the first or after the last value of a row are left away: series need not be of
    equal length. Without names that are times, all columns of numbers are taken for them.
    """
    cells = {name: parsed.column(name).slice(0, 1_000).to_pylist() for name in parsed.column_names}
    sample = {name: [(cell or "").strip() for cell in column] for name, column in cells.items()}
    found = plan(sample) or all_numbers(sample)
    rows, wide = parsed.num_rows, len(found.labels)
    index = np.arange(rows * wide).reshape(wide, rows).T.ravel()  # series after series
    values = pa.chunked_array([chunk for name in found.labels for chunk in parsed.column(name).chunks], pa.string())
    values = values.take(pa.array(index))
    kept = np.flatnonzero(_between_first_and_last(values, rows, wide) if found.day is None else np.ones(len(index)))
    row = np.repeat(np.arange(rows), wide)[kept]
    columns = _ids(parsed, found, pa.array(row))
    columns[TIME] = _times(parsed, found, rows).take(pa.array(index[kept]))
    columns[VALUE] = values.take(pa.array(kept))
    return Turned(table=pa.table(columns), reading=_timed(reading, found.format), row=row)


def _ids(parsed: pa.Table, found: Plan, row: pa.Array) -> dict[str, pa.ChunkedArray | pa.Array]:
    if not found.ids and found.day is None:
        return {SERIES: pc.binary_join_element_wise("row", pc.add(row, 1).cast(pa.string()), " ")}
    named = {name if name not in (TIME, VALUE) else f"{name} (2)": name for name in found.ids}
    return {name: parsed.column(original).take(row) for name, original in named.items()}


def _times(parsed: pa.Table, found: Plan, rows: int) -> pa.ChunkedArray:
    """(T · N,) the text of each cell's time, label after label."""
    if found.day is None:
        return pa.chunked_array([pa.repeat(text, rows) for text in found.texts], pa.string())
    day = pc.utf8_trim_whitespace(parsed.column(found.day).combine_chunks())
    return pa.chunked_array([pc.binary_join_element_wise(day, text, " ") for text in found.texts], pa.string())


def _between_first_and_last(values: pa.ChunkedArray, rows: int, wide: int) -> NDArray[np.bool_]:
    """(N · T,) true from the first to the last value of each row of the file."""
    known = filled(values).reshape(rows, wide)
    begun = np.logical_or.accumulate(known, axis=1)
    goes_on = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    return (begun & goes_on).ravel()


def filled(cells: pa.ChunkedArray) -> NDArray[np.bool_]:
    """(n,) whether anything stands in a cell of text that does not mean that nothing is known."""
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(cells, "")))
    known: NDArray[np.bool_] = ~pc.is_in(lower, value_set=pa.array(sorted(MISSING))).to_numpy()
    return known


def _timed(reading: Reading, format: str) -> Reading:
    """Counted steps tell a time only from a start; a pattern that was corrected by hand stays."""
    if format == COUNT and not reading.start:
        return reading.but(time=(), time_format="")
    corrected = reading.time == (TIME,) and bool(reading.time_format) and format != COUNT
    return reading.but(time=(TIME,), time_format=reading.time_format if corrected else format)
