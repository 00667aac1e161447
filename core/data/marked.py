"""The first lines of a file as they stand, with what each sign was taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Literal

from core.data.dialect import MISSING
from core.data.names import visible
from core.data.spec import Reading
from core.data.table import Table
from core.spec import record

What = Literal["skipped", "name", "time", "missing", "separator", "cell"]


@record
class Piece:
    """Some letters of a line, and what they are."""

    text: str
    what: What


@record
class Line:
    """`number` counts from 1; the pieces' texts together are the line."""

    number: int
    pieces: tuple[Piece, ...]


def marked(table: Table, lines: int) -> tuple[Line, ...]:
    """The first `lines` raw lines, each sign in exactly one piece."""
    reading, found = table.reading, []
    names: list[list[str]] = []
    open_quote = False
    for number, text in enumerate(table.raw[:lines], start=1):
        if not open_quote and _is_skipped(number, text, reading):
            found.append(Line(number=number, pieces=(Piece(text=text, what="skipped"),) if text else ()))
            continue
        in_names = len(names) < reading.header
        cells, still_open = _cut(text, reading, open_quote)
        time = _time_places(names, table.kinds, reading.time)
        found.append(Line(number=number, pieces=_pieces(cells, time, open_quote, in_names)))
        if in_names and not still_open:
            names.append(cells[::2])
        open_quote = still_open
    return tuple(found)


def _is_skipped(number: int, text: str, reading: Reading) -> bool:
    comment = bool(reading.comment) and text.lstrip().startswith(reading.comment)
    return number <= reading.skip or comment or not text.strip()


def _cut(text: str, reading: Reading, open_quote: bool) -> tuple[list[str], bool]:
    """(cells and separators in turn, whether a quote is still open at the end of the line)."""
    mark = r"[ \t]+" if reading.separator == " " else re.escape(reading.separator)
    parts, start, inside = [], 0, open_quote
    for found in re.finditer(f"{re.escape(reading.quote)}|{mark}" if reading.quote else mark, text):
        if reading.quote and found[0] == reading.quote:
            inside = not inside
        elif not inside:
            parts += [text[start : found.start()], found[0]]
            start = found.end()
    return [*parts, text[start:]], inside


def _time_places(names: Sequence[Sequence[str]], kinds: Mapping[str, str], time: Sequence[str]) -> frozenset[int]:
    """Which cells of a row are its time: by the lines of names, else by the order of the columns."""
    joined = [" ".join(cells) for cells in zip_longest(*names, fillvalue="")]
    wanted = {name.casefold() for name in time}
    named = {i for i, name in enumerate(joined) if visible(_bare(name)).casefold() in wanted}
    return frozenset(named or {i for i, name in enumerate(kinds) if name in time})


def _pieces(cells: Sequence[str], places: frozenset[int], continued: bool, names: bool) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for i, text in enumerate(cells):
        what: What = "separator" if i % 2 else "name" if names else _what(text, i // 2 in places)
        if continued and i == 0:
            what = "name" if names else "cell"
        if text or what == "missing":
            pieces.append(Piece(text=text, what=what))
    return tuple(pieces)


def _what(cell: str, is_time: bool) -> What:
    if _bare(cell).casefold() in MISSING:
        return "missing"
    return "time" if is_time else "cell"


def _bare(cell: str) -> str:
    return cell.strip().strip("\"'").strip()
