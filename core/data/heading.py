"""What stands above the rows: lines to skip, lines of names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.data.dialect import kind_of, split, usual_kind, usual_width
from core.data.names import is_unit
from core.data.quoting import COMMENTS

_LOOKED_AT = 200  # rows


def skipped(lines: Sequence[str], separator: str, quote: str) -> int:
    """How many lines stand above the names (or above the first row when there are none).

    Blank lines, comments, titles, `station,Berlin` and `sep=;`. A comment directly above the first row with as
    many cells as the rows holds the names.
    """
    rows = [row for row in split(lines, separator, quote) if not row[0].startswith(COMMENTS[:2])]
    width = usual_width(rows)
    names_in_comment = None
    for number, line in enumerate(lines):
        cells = next(iter(split([line], separator, quote)), [])
        filled = [cell for cell in cells if cell]
        if not filled or line.lower().lstrip('"').startswith("sep="):
            continue
        if line.lstrip().startswith(COMMENTS[:2]):
            names_in_comment = number if len(cells) == width else None
            continue
        is_row = len(cells) >= width - 1 and (len(filled) > 1 or width < 3 or not cells[0])
        if is_row and not _is_title(rows, cells, width):
            numeric = all(kind_of(cell) in ("number", "missing", "time") for cell in cells)
            above = names_in_comment == number - 1 and numeric
            return number - 1 if above and number else number
        names_in_comment = None
    return 0


def _is_title(rows: Sequence[Sequence[str]], line: Sequence[str], width: int) -> bool:
    """A line of few words, such as `station,Berlin,,`, above a line that has a word for every column."""
    words = [cell for cell in line if cell]
    pair = width > 2 and bool(line[0]) and not any(line[2:])
    if kind_of(words[0]) != "text" or (len(line) == width and len(words) * 3 >= width and not pair):
        return False
    first = rows.index(line) if line in rows else 0
    rows = rows[first : first + 30]
    for below, row in enumerate(rows[1:], start=2):
        if len(row) >= width and row[0] and sum(map(bool, row)) > len(words) and all(kind_of(c) == "text" for c in row):
            return any(usual_kind(rows[below:], at) in ("number", "time") for at in range(width))
    return False


def header_lines(rows: Sequence[Sequence[str]]) -> int:
    """How many lines of names the first rows are: none, one, or two."""
    if not has_header(rows):
        return 0
    return 2 if len(rows) > 2 and rows[1] != rows[0] and _has_second_line(rows) else 1


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds names: it differs in kind from the rows below."""
    if len(rows) < 2:
        return bool(rows) and all(kind_of(cell) in ("text", "missing") for cell in rows[0])
    below = [row for row in rows[1:_LOOKED_AT] if row != rows[0]]
    speaks_for, against = 0, 0
    for at, first in enumerate(rows[0]):
        usual = usual_kind(below, at) or "text"
        if kind_of(first) == "missing":
            continue
        if usual == "text":  # a name hardly stands again among the words below it
            against += any(at < len(row) and row[at] == first for row in below)
        else:
            speaks_for += kind_of(first) != usual
            against += kind_of(first) == usual
    return speaks_for >= against or (_counts_up(rows[0]) and not any(map(_counts_up, below[:20])))


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether all but the first cells are whole numbers in equal steps, such as the years 1990, 1991, 1992."""
    numbers = [int(cell) for cell in cells if cell.isdigit() and len(cell) < 10]
    steps = {b - a for a, b in pairwise(numbers)}
    enough = 2 if all(1_500 < number < 2_200 for number in numbers) else 3
    return len(numbers) >= enough and len(numbers) >= len(cells) - 5 and len(steps) == 1 and steps != {0}


def _has_second_line(rows: Sequence[Sequence[str]]) -> bool:
    """Whether words or units stand in the second row where numbers stand below."""
    second, below = rows[1], rows[2:_LOOKED_AT]
    words = []
    for at, cell in enumerate(second):
        usual = usual_kind(below, at)
        if usual in (None, "text"):
            continue
        kind = kind_of(cell)
        if kind in ("number", "time"):
            return False
        words += [cell] if kind == "text" else []
    return len(words) > 1 or any(is_unit(word.strip("[](){}")) for word in words)
