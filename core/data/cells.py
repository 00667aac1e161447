"""Parsed columns become numbers, texts and the time of each row; whatever was odd is noted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.clock import ISO, parse_times
from core.data.dayfirst import whole_column_format
from core.data.dialect import MISSING
from core.data.notes import Notes
from core.data.numbers import cells_to_numbers, words_to_truth
from core.data.spec import Reading
from core.data.table import ColumnKind
from core.findings import Finding
from core.spec import record

LARGEST = 1e30  # networks compute in single precision, and errors are squared there
EXACT = 2.0**53
_ENOUGH = 0.8  # share of the filled cells that must be numbers for a column of numbers


@record
class Columns:
    frame: pd.DataFrame
    time: NDArray[np.datetime64] | None
    kinds: Mapping[str, ColumnKind]
    notes: tuple[Finding, ...]


def columns_of(parsed: pa.Table, reading: Reading, notes: Notes) -> Columns:
    """Every column as numbers, texts or times; `notes` collects what was odd."""
    time = _time(parsed, reading, notes) if reading.time else None
    series: dict[str, object] = {}
    kinds: dict[str, ColumnKind] = {}
    for name in parsed.column_names:
        column = parsed.column(name)
        if name in reading.time:
            alone = len(reading.time) == 1
            kinds[name], series[name] = "time", time if alone else column.to_pandas()
        else:
            kinds[name], series[name] = _column(name, column, reading, notes)
    return Columns(frame=pd.DataFrame(series, copy=False), time=time, kinds=kinds, notes=notes.findings)


def joined_cells(columns: Sequence[pa.ChunkedArray]) -> pd.Series:
    """Cells of several columns joined by a space, row by row."""
    texts = [pc.utf8_trim_whitespace(pc.fill_null(column, "")) for column in columns]
    return pc.binary_join_element_wise(*texts, " ").to_pandas() if len(texts) > 1 else texts[0].to_pandas()


def _column(name: str, column: pa.ChunkedArray, reading: Reading, notes: Notes) -> tuple[ColumnKind, object]:
    kind = column.type
    if pa.types.is_null(kind):
        return "empty", np.full(len(column), np.nan)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "time", pc.cast(column, pa.timestamp("us")).to_pandas()
    if pa.types.is_boolean(kind):
        notes.true_false.append(name)
        column, kind = pc.cast(column, pa.int8()), pa.int8()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        values = pc.cast(column, pa.float64(), safe=False).to_numpy()
        return _number(name, values, notes)
    return _text(name, pc.cast(column, pa.string()), reading, notes)


def _text(name: str, column: pa.ChunkedArray, reading: Reading, notes: Notes) -> tuple[ColumnKind, object]:
    """A column that is not all plain numbers: numbers in people's writing, or texts."""
    values, blank, neither, signs = cells_to_numbers(column, reading.decimal, reading.thousands, tuple(MISSING))
    filled = len(blank) - int(blank.sum())
    if filled == 0:
        return "empty", np.full(len(column), np.nan)
    if filled - int(neither.sum()) >= _ENOUGH * filled:
        if neither.any():
            notes.not_numbers(name, np.flatnonzero(neither), column)
        if signs:
            notes.signs(name, signs)
        return _number(name, values, notes)
    text = pc.utf8_trim_whitespace(column)
    if (truth := words_to_truth(text, tuple(MISSING))) is not None:
        notes.true_false.append(name)
        return _number(name, truth, notes)
    return "text", pc.if_else(pc.equal(text, ""), None, text).to_pandas()


def _number(name: str, values: NDArray[np.float64], notes: Notes) -> tuple[ColumnKind, NDArray[np.float64]]:
    endless = np.abs(values) > LARGEST
    if endless.any():
        notes.infinite(name, np.flatnonzero(endless))
        values = np.where(endless, np.nan, values)
    if not len(values) or np.isnan(values).all():
        return "empty", values
    low, high = np.nanmin(values), np.nanmax(values)
    if max(-low, high) >= EXACT:
        notes.beyond_precision.append(name)
    return ("constant" if low == high else "number"), values


def _time(parsed: pa.Table, reading: Reading, notes: Notes) -> NDArray[np.datetime64]:
    cells = joined_cells([parsed.column(name) for name in reading.time])
    time = parse_times(cells, reading.time_format)
    lost = np.isnat(time)
    if lost.any():
        notes.times_unreadable(" ".join(reading.time), np.flatnonzero(lost), cells)
    if reading.time_format == ISO and re.search(r"\d(Z|[+-]\d{2}:?\d{2})$", str(cells.iloc[0])):
        notes.time_zone(reading.time)
    _note_doubt(cells, time, reading, notes)
    return time


def _note_doubt(cells: pd.Series, time: NDArray[np.datetime64], reading: Reading, notes: Notes) -> None:
    """Tells when day and month could be the other way round: no day beyond 12 and no odd step."""
    format = reading.time_format
    if "%d" not in format or "%m" not in format or format.index("%Y" if "%Y" in format else "%y") == 0:
        return
    days = (time.astype("datetime64[D]") - time.astype("datetime64[M]")).astype(int)
    if (days[~np.isnat(time)] >= 12).any():
        return
    swapped = format.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    best, certain = whole_column_format(cells, (format, swapped))
    if not certain or best != format:
        notes.ambiguous_dates(reading.time, format, str(cells.iloc[0]))
