"""From a file on disk to a Table: recognise how it is written, then read it once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.data.across import stand_up
from core.data.cells import Columns, columns_of
from core.data.contents import Contents, opened
from core.data.dayends import with_day_ends
from core.data.dayfirst import whole_column_format
from core.data.dialect import SEPARATORS, split
from core.data.layout import MOST_CELLS, MOST_COLUMNS, Layout, body, layout, names_note
from core.data.notes import Notes
from core.data.parsing import parse
from core.data.places import Places
from core.data.recognising import dialect
from core.data.rows import rows_of_data, without_stray_columns
from core.data.rowtime import joined_cells
from core.data.spec import Reading
from core.data.table import Table
from core.data.timecolumn import time_columns
from core.data.turning import TIME, turn
from core.errors import DataError
from core.findings import Finding, Severity

LIMIT = 200_000_000
HEAD = 2_097_152
TAIL = 32_768
RAW_LINES = 20
MOST_HASHED = 1_000
SAMPLED = 100_000  # cells looked at to recognise how the rest is written


def recognise(path: Path, *, limit: int = LIMIT) -> Reading:
    """How this file is written. Raises DataError when it cannot be used, with the reason."""
    with opened(path, limit=limit) as file:
        head, elsewhere = _sample(file)
        reading = dialect(head, elsewhere, _hashed(file))
        reading = reading.but(member=file.member, encoding=file.encoding)
        return _with_time(file, reading, head, elsewhere)


def corrected(path: Path, reading: Reading, *, look: bool = False, limit: int = LIMIT) -> Reading:
    """A reading put right by hand: where its time column is gone with the change, or with `look`, it is looked for.

    Another encoding or separator gives the columns other names. Raises DataError.
    """
    with opened(path, limit=limit, reading=reading) as file:
        head, elsewhere = _sample(file)
        there = set(reading.time) <= set(layout(head, reading).names)
        stands = reading.turned or bool(reading.across)  # there names and examples tell what time would
        return reading if stands or (there and not look) else _with_time(file, reading, head, elsewhere)


def read(path: Path, reading: Reading, *, limit: int = LIMIT) -> Table:
    """The table, in file order, nothing mended. Raises DataError, also when `reading` does not fit."""
    with opened(path, limit=limit, reading=reading) as file:
        head, elsewhere = _sample(file)
        place = layout(head, reading)
        whole = reading.turned or bool(reading.across)
        unknown = [name for name in reading.time if name not in place.names and not whole]
        was_turned = unknown == [TIME]  # it was read turned round before
        if unknown and not was_turned:
            raise DataError("time_column_missing", column=", ".join(unknown), columns=", ".join(place.names[:12]))
        told = _with_time(file, reading, head, elsewhere) if was_turned else reading
        columns, became = _columns(file, told, place, [*head, *elsewhere])
        pa.default_memory_pool().release_unused()  # else a file of 94 MB keeps 200 MB after it is gone
        nameless = [name for name in place.unnamed if name in columns.kinds]
        unnamed = (names_note("names_blank", nameless),) if nameless else ()
        return Table(
            frame=columns.frame,
            time=columns.time,
            kinds=columns.kinds,
            reading=became,
            raw=tuple(line.rstrip("\r\n")[:2_000] for line in head[:RAW_LINES]),
            sha256=file.sha256,
            bytes=file.bytes,
            notes=(*_file_notes(file, became), *place.notes, *unnamed, *columns.notes),
        )


def _with_time(file: Contents, reading: Reading, head: Sequence[str], elsewhere: Sequence[str]) -> Reading:
    """`reading` with the columns that tell the time, and how it is written there."""
    place = layout(head, reading)
    rows = [*body(head, reading), *split(elsewhere, reading.separator, reading.quote, reading.comment)]
    rows = [row for row in rows if len(row) == len(place.names)]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(place.names)}
    time, formats = time_columns(columns)
    if not time:
        return reading.but(time=(), time_format="")
    format = formats[0]
    if len(formats) > 1:
        parsed = parse(file, reading, place, [*head, *elsewhere], texts=time, only=True)
        format, _ = whole_column_format(joined_cells([parsed.table.column(name) for name in time]), formats)
    cells = [" ".join(parts) for parts in zip(*(columns[name] for name in time), strict=True)]
    return reading.but(time=time, time_format=with_day_ends(cells, format))


def _columns(file: Contents, reading: Reading, place: Layout, sample: Sequence[str]) -> tuple[Columns, Reading]:
    """The columns, and the reading as it became: turned round, the time has other columns than in the file."""
    other = stand_up if reading.across else turn if reading.turned else None
    texts = place.names if other else reading.time
    parsed = parse(file, reading, place, sample, texts=texts)
    table = parsed.table
    if not table.num_rows:
        raise DataError("header_only")
    places = Places(path=file.path, reading=reading, first=place.first, kept=np.arange(table.num_rows))
    notes = Notes(places)
    notes.lines_left(parsed.comments, parsed.evened)
    del parsed
    table = rows_of_data(table, place.header, reading, notes)
    table = without_stray_columns(table, place.unnamed, notes)
    if other is None:
        return columns_of(table, reading, notes), reading
    turned = other(table, reading)
    notes.keep(turned.row)
    return columns_of(turned.table, turned.reading, notes), turned.reading


def _sample(file: Contents) -> tuple[list[str], list[str]]:
    """(the first lines, whole lines from the middle and the end)."""
    with file.path.open(encoding="utf-8-sig", newline=None) as lines:
        text = lines.read(HEAD)
        more = bool(lines.read(1))
    head = text.split("\n")
    width = _median_width(head[:50])
    _refuse_too_large(width, file.lines)
    head = head[:-1] if more or not head[-1] else head
    if not any(line.strip() for line in head):
        raise DataError("line_too_long", line="1", limit="1 MB") if more else DataError("empty")
    elsewhere = []
    if more:
        size = file.path.stat().st_size
        for start in (size // 2, max(0, size - TAIL)):
            with file.path.open("rb") as plain:
                plain.seek(start)
                block = plain.read(TAIL).decode("utf-8", "replace")
            elsewhere += block.replace("\r\n", "\n").split("\n")[1:-1]
    return head[: min(1_000, max(RAW_LINES, SAMPLED // width))], elsewhere


def _hashed(file: Contents) -> list[str]:
    """Lines anywhere in the file that start with `#`, which may be comments."""
    if not file.hashes:
        return []
    with file.path.open(encoding="utf-8-sig") as lines:
        return list(islice((line for line in lines if line.startswith("#")), MOST_HASHED))


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


def _file_notes(file: Contents, reading: Reading) -> tuple[Finding, ...]:
    """What was guessed about the file as a whole."""
    notes = []
    if file.foreign_line and not reading.encoding.startswith("utf"):
        values: dict[str, object] = {"encoding": reading.encoding, "line": f"{file.foreign_line:,}"}
        notes.append(Finding(severity=Severity.INFO, key="encoding_guessed", values=values))
    if len(file.members) > 1:
        others = [name for name in file.members if name != file.member]
        values = {"member": file.member, "others": ", ".join(others[:5]), "count": str(len(file.members))}
        notes.append(Finding(severity=Severity.INFO, key="several_members", values=values))
    return tuple(notes)
