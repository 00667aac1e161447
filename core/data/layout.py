"""Where the rows of a file start and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.data.dialect import kind_of, reader_of, split, usual_width
from core.data.names import column_names, visible
from core.data.spec import Reading
from core.errors import DataError
from core.findings import Finding, Severity
from core.spec import record
from core.text import count

NAMELESS = "column"  # part of saved experiments, so the same in every language


@record
class Layout:
    """`first` counts the lines before the first row of data; `unnamed` columns got a number for a name."""

    names: tuple[str, ...]
    first: int
    unnamed: tuple[str, ...]
    notes: tuple[Finding, ...]


def body(head: Sequence[str], reading: Reading) -> list[list[str]]:
    """The rows of data among the first lines."""
    rows = split(head[reading.skip :], reading.separator, reading.quote)
    return rows[1:] if reading.header else rows


def layout(head: Sequence[str], reading: Reading) -> Layout:
    """Names and place of the rows. Raises DataError when the names do not fit the rows."""
    lines = head[reading.skip :]
    rows = body(head, reading)
    if not rows:
        raise DataError("header_only" if reading.header and lines else "empty")
    width = usual_width(rows)
    if not reading.header:
        note = Finding(severity=Severity.INFO, key="no_header", values={"count": count(width, "column")})
        names = column_names([], width, NAMELESS)
        return Layout(names=names, first=reading.skip, unnamed=(), notes=(note,))
    reader = reader_of(lines, reading.separator, reading.quote)
    header = next(row for row in reader if row)
    first = reading.skip + reader.line_num
    header[0] = re.sub(r"^\s*(#+\s+|##+|//)", "", header[0])  # names in a comment line
    header, notes = _fit(header, rows, width, reading.skip)
    names = column_names(header, width, NAMELESS)
    labelled = any(note.key == "extra_field" for note in notes)
    unnamed = tuple(name for name, cell in zip(names, header, strict=True) if not visible(cell))[labelled:]
    return Layout(names=names, first=first, unnamed=unnamed, notes=(*notes, *_renamed(header, names)))


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


def _renamed(header: Sequence[str], names: Sequence[str]) -> tuple[Finding, ...]:
    """A visible note on every name that is not as it stands in the file."""
    notes = []
    repeated = [name for cell, name in zip(header, names, strict=True) if visible(cell) not in ("", name)]
    cleaned = [
        name
        for cell, name in zip(header, names, strict=True)
        if visible(cell) and visible(cell) != " ".join(cell.split())
    ]
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
