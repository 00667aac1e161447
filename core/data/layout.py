"""Where the rows of a file start and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.data.dialect import BLANKS, is_blank, kind_of, reader_of, split, uncommented, usual_width
from core.data.marks import marks
from core.data.names import column_names, hides_letters, joined_names, uncommented_name, visible
from core.data.spec import Reading
from core.errors import DataError
from core.findings import Finding, Severity
from core.spec import record
from core.text import count

_OFTEN_SHORT = 0.1  # share of the rows; fewer are mistakes
MOST_COLUMNS = 2_000
MOST_CELLS = 40_000_000  # a million rows of forty columns: 320 MB as numbers
NAMELESS = "column"  # part of saved experiments, so the same in every language


@record
class Layout:
    """`first` counts the lines before the first row of data; `unnamed` columns got a number for a name.

    `header` are the cells of the lines of names as they stand; `short` rows lack cells at their end.
    """

    names: tuple[str, ...]
    first: int
    unnamed: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    short: bool
    notes: tuple[Finding, ...]


def table_lines(head: Sequence[str], reading: Reading) -> list[str]:
    """The first lines from the names on, comments blanked; names may themselves stand in a comment."""
    lines = list(head[reading.skip :])
    plain = list(uncommented(lines, reading.comment))
    if reading.comment and lines and plain[0] != lines[0]:
        width = usual_width(split(plain, reading.separator, reading.quote))
        if [len(row) for row in split(lines[:1], reading.separator, reading.quote)] == [width]:
            plain[0] = lines[0]
    return plain


def body(head: Sequence[str], reading: Reading) -> list[list[str]]:
    """The rows of data among the first lines."""
    return split(table_lines(head, reading), reading.separator, reading.quote)[reading.header :]


def layout(head: Sequence[str], reading: Reading) -> Layout:
    """Names and place of the rows. Raises DataError when the names do not fit the rows."""
    lines = table_lines(head, reading)
    rows = body(head, reading)
    if not rows:
        raise DataError("header_only" if reading.header and any(line.strip() for line in lines) else "empty")
    width = usual_width(rows)
    doubt = _doubt(rows, reading)
    if width > MOST_COLUMNS:
        raise DataError("too_many_columns", columns=f"{width:,}", limit=f"{MOST_COLUMNS:,}")
    if not reading.header:
        note = Finding(severity=Severity.INFO, key="no_header", values={"count": count(width, "column")})
        names = column_names([], width, NAMELESS)
        return Layout(names=names, first=reading.skip, unnamed=(), header=(), short=False, notes=(note, *doubt))
    header, first = _header(lines, reading, width)
    joined = joined_names(*header) if reading.header == 2 else header[0]
    short = _rows_are_short(rows, len(joined))
    whole = width < len(joined) and any(joined[width:]) and any(len(row) == len(joined) for row in rows)
    width = len(joined) if short or whole else width
    fitted, notes = _fit(joined, rows, width, reading.skip)
    names = column_names(fitted, width, NAMELESS)
    labelled = len(fitted) > len(joined) and any(note.key == "extra_field" for note in notes)
    return Layout(
        names=names,
        first=reading.skip + first,
        unnamed=tuple(name for name, cell in zip(names, fitted, strict=True) if not visible(cell))[labelled:],
        header=tuple(tuple(cell.strip() for cell in line) for line in header),
        short=short,
        notes=(*notes, *_renamed(fitted, names), *doubt),
    )


def _header(lines: Sequence[str], reading: Reading, width: int) -> tuple[list[list[str]], int]:
    """(the cells of the lines of names, how many lines there are up to their end)."""
    reader = reader_of(lines, reading.separator, reading.quote)
    header: list[list[str]] = []
    while len(header) < reading.header and (row := next(reader, None)) is not None:
        header += [] if is_blank(row) else [[uncommented_name(row[0]), *row[1:]]]
    last = reader.line_num
    if reading.separator == BLANKS and len(header) == 1 and len(header[0]) > width:  # names of several words
        line = next(line for line in lines if line.strip())
        wide = re.split(r"\s{2,}|\t", uncommented_name(line.strip()))
        header = [wide] if len(wide) == width else header
    return header, last


def _rows_are_short(rows: Sequence[Sequence[str]], names: int) -> bool:
    """Whether rows end early, each where it likes, as an export does that leaves out what is empty at the end."""
    widths = Counter(len(row) for row in rows)
    short = len(rows) - widths[names]
    return len(widths) > 1 and max(widths) <= names and short >= max(2, _OFTEN_SHORT * len(rows))


def _fit(
    header: list[str], rows: Sequence[Sequence[str]], width: int, skip: int
) -> tuple[list[str], tuple[Finding, ...]]:
    """The header with as many cells as the rows.

    One name too few is how R writes row labels, and how a stray separator shifts every name by one
    column: taken as labels only when the first column looks like labels.
    """
    missing = width - len(header)
    same = [row for row in rows if len(row) == width]
    if missing == 0:
        return header, ()
    if missing < 0 and not any(cell.strip() for cell in header[width:]):
        return header[:width], ()
    if missing > 0 and not any(cell for row in same for cell in row[len(header) :]):
        return header + [""] * missing, ()
    if missing == 1 and _labels([row[0] for row in same]):
        note = Finding(
            severity=Severity.WARNING,
            key="extra_field",
            values={"names": str(len(header)), "cells": str(width), "first": header[0], "column": f"{NAMELESS} 1"},
        )
        return ["", *header], (note,)
    raise DataError("header_mismatch", line=f"{skip + 1:,}", names=count(len(header), "name"), cells=str(width))


def _labels(cells: Sequence[str]) -> bool:
    """Row labels: counted numbers, texts or times."""
    if all(cell.isdigit() for cell in cells):
        numbers = [int(cell) for cell in cells]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
    return all(kind_of(cell) in ("text", "time") for cell in cells)


def _doubt(rows: Sequence[Sequence[str]], reading: Reading) -> tuple[Finding, ...]:
    """Told when nothing in the file says whether `1,000` is one or a thousand."""
    found = marks((cell for row in rows for cell in row), reading.separator)
    if not found.doubtful or (found.decimal, found.thousands) != (reading.decimal, reading.thousands):
        return ()
    mark = "," if "," in found.doubtful else "."
    key = "decimal_assumed" if reading.decimal == mark else "thousands_assumed"
    return (Finding(severity=Severity.WARNING, key=key, values={"example": found.doubtful[:40]}),)


def _renamed(header: Sequence[str], names: Sequence[str]) -> tuple[Finding, ...]:
    """A visible note on every name that is not as it stands in the file."""
    notes = []
    repeated = [name for cell, name in zip(header, names, strict=True) if visible(cell) not in ("", name)]
    cleaned = [name for cell, name in zip(header, names, strict=True) if visible(cell) and hides_letters(cell)]
    if repeated:
        notes.append(names_note("names_repeated", repeated))
    if cleaned:
        notes.append(names_note("names_cleaned", cleaned))
    return tuple(notes)


def names_note(key: str, names: Sequence[str]) -> Finding:
    """A finding on names that are not as they stand in the file."""
    return Finding(
        severity=Severity.INFO,
        key=key,
        values={"count": count(len(names), "column"), "names": ", ".join(names[:5])},
        columns=tuple(names),
    )
