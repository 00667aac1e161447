"""Parsed columns become numbers, texts and the time of each row; whatever was odd is noted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.dialect import MISSING
from core.data.notes import Notes
from core.data.numbers import cells_to_numbers, words_to_truth
from core.data.rowtime import time_of_rows
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
    time = time_of_rows(parsed, reading, notes)
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
        return _number(name, pc.cast(column, pa.float64(), safe=False).to_numpy(), notes)
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
