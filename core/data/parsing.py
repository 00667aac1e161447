"""Bytes to an Arrow table by the C++ parser, and the exact line when a row does not fit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.data.contents import Contents
from core.data.dialect import MISSING, reader_of, uncommented
from core.data.layout import Layout
from core.data.mending import Evened, needs_plain_lines, write_even_lines, write_plain_lines
from core.data.spec import Reading
from core.errors import DataError
from core.spec import record

BLOCK = 1 << 21  # bytes parsed at once; a line must fit
NULLS = sorted({form for word in MISSING for form in (word, word.upper(), word.title(), word.capitalize())} | {"NaN"})


@record
class Parsed:
    """All rows as Arrow took them; line numbers of `comments`, and what was done to rows of another length."""

    table: pa.Table
    comments: tuple[int, ...] = ()
    evened: Evened = Evened()


def parse(
    file: Contents, reading: Reading, place: Layout, sample: Sequence[str], *, texts: Sequence[str], only: bool = False
) -> Parsed:
    """All columns, those of `texts` as text, or `only` these. Raises DataError with the line that does not fit."""
    if reading.quote and _quotes(file, reading.quote) % 2:
        _refuse_open_quote(file.path, reading, place.first)
    with TemporaryDirectory() as folder:
        path = file.path
        comments: tuple[int, ...] = ()
        if needs_plain_lines(reading, sample):
            path = Path(folder) / "plain"
            comments = write_plain_lines(file.path, path, reading, place.first)
        try:
            return Parsed(table=_arrow(path, file, reading, place, texts, only), comments=comments)
        except pa.ArrowInvalid:
            even = Path(folder) / "even"
            try:
                evened = write_even_lines(path, even, reading, len(place.names), place.first, short=place.short)
                return Parsed(table=_arrow(even, file, reading, place, texts, only), comments=comments, evened=evened)
            except (pa.ArrowInvalid, csv.Error) as error:
                raise DataError("unreadable", reason=str(error).splitlines()[0][:200]) from error


def _arrow(path: Path, file: Contents, reading: Reading, place: Layout, texts: Sequence[str], only: bool) -> pa.Table:
    """Arrow takes `0x1F` for 31 without a word: where there are such cells, whole numbers are read as text."""
    table = _parsed(path, file, reading, place, texts, texts if only else ())
    whole = [field.name for field in table.schema if pa.types.is_integer(field.type)]
    return _parsed(path, file, reading, place, (*texts, *whole), ()) if file.hexadecimals and whole else table


def _parsed(
    path: Path, file: Contents, reading: Reading, place: Layout, texts: Sequence[str], only: Sequence[str]
) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return arrow_csv.read_csv(
            source,
            read_options=arrow_csv.ReadOptions(column_names=list(place.names), skip_rows=place.first, block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=reading.separator,
                quote_char=reading.quote or False,
                newlines_in_values=bool(reading.quote) and bool(_quotes(file, reading.quote)),
            ),
            convert_options=arrow_csv.ConvertOptions(
                decimal_point=reading.decimal,
                null_values=NULLS,
                column_types={name: pa.string() for name in texts},
                include_columns=list(only) or None,
            ),
        )


def _quotes(file: Contents, quote: str) -> int:
    """How often the quote stands in the whole file."""
    if quote == '"':
        return file.quotes
    with file.path.open("rb") as plain:
        return sum(line.count(quote.encode()) for line in plain)


def _refuse_open_quote(path: Path, reading: Reading, first: int) -> None:
    """A quote that is opened and never closed swallows the rest of the file without a word."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = uncommented(islice(file, first, None), reading.comment)
        reader = reader_of(lines, reading.separator, reading.quote, strict=True)
        line = first
        try:
            for _ in reader:
                line = first + reader.line_num
        except csv.Error as error:
            raise DataError("quote_open", line=f"{line + 1:,}") from error
