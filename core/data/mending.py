"""Lines that a fast parser cannot take are written anew: comments, runs of blanks, uneven ends.

Every line keeps its number, so that what is said about a line is true of the upload.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.data.dialect import BLANKS, is_blank, kind_of, reader_of
from core.data.spec import Reading
from core.errors import DataError
from core.spec import record

if TYPE_CHECKING:
    from _csv import Writer

MOST_BELOW = 50  # lines below the table, such as its source
_WORD = re.compile(r"[^\W\d_]{2}")
_BLANKS = re.compile(r"[ \t]+")


@record
class Evened:
    """Line numbers of what was done: blank lines, cells without a value cut off or added, lines below the table."""

    blank: tuple[int, ...] = ()
    cut: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    example: str = ""


def needs_plain_lines(reading: Reading, lines: Sequence[str]) -> bool:
    """Whether the parser would stumble over comments, runs of blanks, or a blank before a quote."""
    spaced = f"{reading.separator} {reading.quote}"
    return bool(reading.comment) or reading.separator == BLANKS or (
        bool(reading.quote) and any(spaced in line for line in lines)
    )  # fmt: skip


def write_plain_lines(source: Path, target: Path, reading: Reading, first: int) -> tuple[int, ...]:
    """The file from line `first` on without comments, with one blank between cells and none before a quote.

    Gives the numbers of the lines that were comments.
    """
    gap = re.compile(rf"{re.escape(reading.separator)}[ \t]+(?={re.escape(reading.quote or ' ')})")
    comments: list[int] = []
    with source.open(encoding="utf-8-sig", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        out.writelines(islice(file, first))
        for number, line in enumerate(file, start=first + 1):
            if reading.comment and line.lstrip().startswith(reading.comment):
                comments.append(number)
                out.write("\n")
            elif reading.separator == BLANKS:
                out.write(_single_spaced(line, reading.quote))
            else:
                out.write(gap.sub(reading.separator, line) if reading.quote else line)
    return tuple(comments)


def _single_spaced(line: str, quote: str) -> str:
    """One blank between cells; blanks inside quotes stay."""
    if not quote or quote not in line:
        return " ".join(line.split()) + "\n"
    if "  " not in line and "\t" not in line:
        return line.strip() + "\n"
    parts = line.strip().split(quote)
    return quote.join(part if at % 2 else _BLANKS.sub(" ", part) for at, part in enumerate(parts)) + "\n"


def write_even_lines(source: Path, target: Path, reading: Reading, width: int, first: int, *, short: bool) -> Evened:
    """Rows with `width` cells each. Raises DataError with the first line that cannot be one.

    Cells without a value at the end of a row are cut off; with `short` they are added where they lack. Lines of
    words below the last row, such as the source of the table, are left away.
    """
    blank: list[int] = []
    cut: list[int] = []
    added: list[int] = []
    below: list[tuple[int, list[str]]] = []
    with source.open(encoding="utf-8-sig", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        out.writelines(islice(file, first))
        writer = _writer(out, reading)
        for line, row in _numbered(file, reading, first):
            if is_blank(row):
                out.write("\n")
                blank.append(line)
                continue
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                cut.append(line)
                row = row[:width]
            elif short and len(row) < width:
                added.append(line)
                row = row + [""] * (width - len(row))
            if len(row) != width or below:
                below.append((line, row))
                if len(below) > MOST_BELOW or not _is_below(row):
                    raise _ragged(below[0], width)
            else:
                writer.writerow(row)
    example = " ".join(cell.strip() for cell in below[0][1]).strip() if below else ""
    lines = tuple(line for line, _ in below)
    return Evened(blank=tuple(blank), cut=tuple(cut), added=tuple(added), below=lines, example=example)


def _numbered(file: TextIO, reading: Reading, first: int) -> Iterator[tuple[int, list[str]]]:
    """(number of the line a row starts in, its cells)."""
    reader = reader_of(file, reading.separator, reading.quote)
    line = first + 1
    for row in reader:
        yield line, row
        line = first + reader.line_num + 1


def _is_below(row: Sequence[str]) -> bool:
    """Whether a line is a sentence below a table: words at its start, and no further cell is a number or a time."""
    kinds = [kind_of(cell.strip()) for cell in row[1:]]
    return bool(_WORD.search(row[0])) and kind_of(row[0].strip()) != "number" and not {"number", "time"} & set(kinds)


def _writer(out: TextIO, reading: Reading) -> Writer:
    if not reading.quote:
        return csv.writer(out, delimiter=reading.separator, quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    return csv.writer(out, delimiter=reading.separator, quotechar=reading.quote, lineterminator="\n")


def _ragged(at: tuple[int, list[str]], width: int) -> DataError:
    line, row = at
    return DataError("ragged", line=f"{line:,}", cells=str(len(row)), usual=str(width))
