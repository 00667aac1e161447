"""Bytes to an Arrow table by the C++ parser, and the exact line when a row does not fit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.data.dialect import MISSING, reader_of
from core.data.spec import Reading
from core.errors import DataError

BLOCK = 1 << 21  # bytes parsed at once; a line must fit
NULLS = sorted({form for word in MISSING for form in (word, word.upper(), word.title(), word.capitalize())} | {"NaN"})


def parse(
    path: Path, reading: Reading, names: Sequence[str], first: int, quotes: int, *, only: Sequence[str] = ()
) -> pa.Table:
    """All columns (or `only` these), time columns as text. Raises DataError with the line that does not fit.

    `first` counts the lines before the first row, `quotes` the `"` in the whole file.
    """
    if reading.quote and quotes % 2:
        _refuse_open_quote(path, reading, first)
    try:
        return arrow_csv.read_csv(
            pa.memory_map(str(path)),
            read_options=arrow_csv.ReadOptions(column_names=list(names), skip_rows=first, block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=reading.separator,
                quote_char=reading.quote or False,
                newlines_in_values=bool(reading.quote and quotes),
            ),
            convert_options=arrow_csv.ConvertOptions(
                decimal_point=reading.decimal,
                null_values=NULLS,
                column_types={name: pa.string() for name in reading.time or only},
                include_columns=list(only) or None,
            ),
        )
    except pa.ArrowInvalid as error:
        _refuse_ragged(path, reading, len(names), first)
        raise DataError("unreadable", reason=str(error).splitlines()[0][:200]) from error


def _refuse_ragged(path: Path, reading: Reading, width: int, first: int) -> None:
    """Reads again, slowly, up to the first row with another number of cells."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = reader_of(islice(file, first, None), reading.separator, reading.quote)
        for row in reader:
            if row and len(row) != width:
                line = f"{first + reader.line_num:,}"
                raise DataError("ragged", line=line, cells=str(len(row)), usual=str(width))


def _refuse_open_quote(path: Path, reading: Reading, first: int) -> None:
    """A quote that is opened and never closed swallows the rest of the file without a word."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = reader_of(islice(file, first, None), reading.separator, reading.quote, strict=True)
        line = first
        try:
            for _ in reader:
                line = first + reader.line_num
        except csv.Error as error:
            raise DataError("quote_open", line=f"{line + 1:,}") from error
