"""From a file on disk to a Table: recognise how it is written, then read it once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from core.data.cells import columns_of, joined_cells
from core.data.clock import whole_column_format
from core.data.contents import Contents, contents
from core.data.dialect import SEPARATORS, dialect, split
from core.data.layout import body, layout, names_note
from core.data.parsing import parse
from core.data.spec import Reading
from core.data.table import Table
from core.data.timecolumn import time_columns
from core.errors import DataError
from core.findings import Finding, Severity

LIMIT = 200_000_000
MOST_COLUMNS = 2_000
MOST_CELLS = 40_000_000  # a million rows of forty columns: 320 MB as numbers
HEAD = 2_097_152
RAW_LINES = 20
SAMPLED = 100_000  # cells looked at to recognise how the rest is written


def recognise(path: Path, *, limit: int = LIMIT) -> Reading:
    """How this file is written. Raises DataError when it cannot be used, with the reason."""
    whole = contents(path, limit=limit)
    head, elsewhere = _sample(path, whole)
    found = dialect(head, elsewhere)
    reading = Reading(
        encoding=whole.encoding,
        separator=found.separator,
        decimal=found.decimal,
        thousands=found.thousands,
        quote=found.quote,
        skip=found.skip,
        header=found.header,
    )
    place = layout(head, reading)
    rows = [*body(head, reading), *split(elsewhere, reading.separator, reading.quote)]
    rows = [row for row in rows if len(row) == len(place.names)]
    time, formats = time_columns({name: [row[at] for row in rows] for at, name in enumerate(place.names)})
    if not time:
        return reading
    format = formats[0]
    if len(formats) > 1:
        table = parse(path, reading, place.names, place.first, whole.quotes, only=time)
        format, _ = whole_column_format(_joined(table, time), formats)
    return reading.but(time=time, time_format=format)


def read(path: Path, reading: Reading, *, limit: int = LIMIT) -> Table:
    """The table, in file order, nothing mended. Raises DataError, also when `reading` does not fit."""
    whole = contents(path, limit=limit)
    head, _ = _sample(path, whole, reading.encoding)
    place = layout(head, reading)
    unknown = [name for name in reading.time if name not in place.names]
    if unknown:
        raise DataError("time_column_missing", column=", ".join(unknown), columns=", ".join(place.names[:12]))
    parsed = parse(path, reading, place.names, place.first, whole.quotes)
    if not parsed.num_rows:
        raise DataError("header_only")
    columns = columns_of(parsed, reading, place.first, place.unnamed)
    del parsed
    pa.default_memory_pool().release_unused()  # else a file of 94 MB keeps 200 MB after it is gone
    nameless = [name for name in place.unnamed if name in columns.kinds]
    unnamed = (names_note("names_blank", nameless),) if nameless else ()
    return Table(
        frame=columns.frame,
        time=columns.time,
        kinds=columns.kinds,
        reading=reading,
        raw=tuple(line.rstrip("\r\n")[:2_000] for line in head[:RAW_LINES]),
        sha256=whole.sha256,
        bytes=whole.bytes,
        notes=(*_encoding_note(whole, reading), *place.notes, *unnamed, *columns.notes),
    )


def _sample(path: Path, whole: Contents, encoding: str | None = None) -> tuple[list[str], list[str]]:
    """(the first lines, whole lines from the middle and the end)."""
    try:
        with path.open(encoding=encoding or whole.encoding, newline=None) as file:
            text = file.read(HEAD)
            more = bool(file.read(1))
    except (UnicodeError, LookupError) as error:
        raise DataError("encoding_does_not_fit", encoding=encoding) from error
    head = text.split("\n")
    width = _median_width(head[:50])
    _refuse_too_large(width, whole.lines)
    head = head[:-1] if more or not head[-1] else head
    if not any(line.strip() for line in head):
        raise DataError("line_too_long", line="1", limit="1 MB") if more else DataError("empty")
    elsewhere = []
    if more and not whole.encoding.startswith(("utf-16", "utf-32")):
        for start in (whole.bytes // 2, max(0, whole.bytes - 32_768)):
            with path.open("rb") as file:
                file.seek(start)
                block = file.read(32_768).decode(whole.encoding, "replace")
            elsewhere += block.replace("\r\n", "\n").split("\n")[1:-1]
    return head[: min(1_000, max(RAW_LINES, SAMPLED // width))], elsewhere


def _median_width(lines: Sequence[str]) -> int:
    """About how many cells a line has, whatever separates them."""
    widths = sorted(max(line.count(separator) for separator in SEPARATORS) + 1 for line in lines)
    return widths[len(widths) // 2]


def _refuse_too_large(width: int, lines: int) -> None:
    """Before anything is parsed: a small file can hold a million columns."""
    if width > MOST_COLUMNS:
        raise DataError("too_many_columns", columns=f"{width:,}", limit=f"{MOST_COLUMNS:,}")
    if width * lines > MOST_CELLS:
        raise DataError("too_many_cells", cells=f"{width * lines:,}", limit=f"{MOST_CELLS:,}")


def _joined(table: pa.Table, time: Sequence[str]) -> pd.Series:
    return joined_cells([table.column(name) for name in time])


def _encoding_note(whole: Contents, reading: Reading) -> tuple[Finding, ...]:
    if not whole.foreign_line or reading.encoding.startswith("utf"):
        return ()
    values = {"encoding": reading.encoding, "line": f"{whole.foreign_line:,}"}
    return (Finding(severity=Severity.INFO, key="encoding_guessed", values=values),)
