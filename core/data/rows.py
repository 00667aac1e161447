"""Rows and columns that hold no data: names that stand again, totals, nothing but separators."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.notes import Notes
from core.data.spec import Reading

_TOTAL = (
    r"(?i)^\W*(grand\s+|sub\s?-?)?(total|totals|totale|sum|summe|gesamt|gesamtsumme|insgesamt|zwischensumme|somme|suma|"
    r"average|mean|mittelwert|durchschnitt|moyenne|promedio|media|합계|총계|소계|총합|평균|合計|总计|合计|平均|"
    r"итого|всего|среднее)(?:[\s:.()\-]+[\pL\d]{0,12}\)?)?$"
)
_MOST_TOTALS = 0.05  # share of the rows; more often it is a word like any other


def rows_of_data(parsed: pa.Table, header: Sequence[Sequence[str]], reading: Reading, notes: Notes) -> pa.Table:
    """The rows that are data; what goes is told."""
    for repeats in _repeated_headers(parsed, header):
        notes.repeated_header(np.flatnonzero(repeats))
        parsed = _without(parsed, repeats, notes)
    last = _last_filled(parsed)
    if last < parsed.num_rows:
        notes.empty_rows(parsed.num_rows - last)
        parsed = _without(parsed, np.arange(parsed.num_rows) >= last, notes)
    totals = _totals(parsed, reading)
    if totals.any():
        notes.totals_row(np.flatnonzero(totals), _first_word(parsed, int(np.argmax(totals))))
        parsed = _without(parsed, totals, notes)
    return parsed


def _without(parsed: pa.Table, gone: NDArray[np.bool_], notes: Notes) -> pa.Table:
    notes.keep(~gone)
    return parsed.filter(pa.array(~gone))


def _repeated_headers(parsed: pa.Table, header: Sequence[Sequence[str]]) -> list[NDArray[np.bool_]]:
    """(N,) rows that repeat a line of names, as when files are glued together; nothing when there is none."""
    texts = [at for at, field in enumerate(parsed.schema) if pa.types.is_string(field.type)]
    if not header or len(texts) < min(2, parsed.num_columns) or not parsed.num_rows:
        return []
    repeats = np.zeros(parsed.num_rows, bool)
    for line in header:
        same = np.ones(parsed.num_rows, bool)
        for at in texts:
            name = line[at] if at < len(line) else ""
            same &= pc.equal(pc.utf8_trim_whitespace(pc.fill_null(parsed.column(at), "")), name).to_numpy()
        repeats |= same if any(line[at] for at in texts if at < len(line)) else False
    return [repeats] if repeats.any() else []


def _last_filled(parsed: pa.Table) -> int:
    """How many rows there are up to the last that holds anything."""
    last = parsed.num_rows
    while last > 0 and all(_is_blank(parsed.column(at)[last - 1].as_py()) for at in range(parsed.num_columns)):
        last -= 1
    return last


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _totals(parsed: pa.Table, reading: Reading) -> NDArray[np.bool_]:
    """(N,) rows that say `Total` instead of a time, or in the first column when they have no time.

    A word that names many rows, such as the group `Total` of a statistic, is data.
    """
    timed = [name for name in reading.time if name in parsed.column_names]
    totals, untimed = np.zeros(parsed.num_rows, bool), np.ones(parsed.num_rows, bool)
    for name in timed:
        totals |= _says_total(parsed.column(name))
        untimed &= pc.equal(pc.utf8_trim_whitespace(pc.fill_null(parsed.column(name), "")), "").to_numpy()
    if untimed.any():
        totals |= _says_total(parsed.column(0)) & untimed
    often = totals.sum() > max(3, _MOST_TOTALS * parsed.num_rows)
    return np.zeros(parsed.num_rows, bool) if often else totals


def _says_total(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    if not pa.types.is_string(column.type):
        return np.zeros(len(column), bool)
    return pc.fill_null(pc.match_substring_regex(column, _TOTAL), False).to_numpy()


def _first_word(parsed: pa.Table, row: int) -> str:
    cells = (parsed.column(at)[row].as_py() for at in range(parsed.num_columns))
    return next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "").strip()


def without_stray_columns(parsed: pa.Table, unnamed: Sequence[str], notes: Notes) -> pa.Table:
    """Columns with neither a name nor a value come from separators at the end of every line."""
    stray = [name for name in unnamed if pa.types.is_null(parsed.column(name).type)]
    if stray:
        notes.stray_columns(len(stray))
    return parsed.drop_columns(stray) if stray else parsed
