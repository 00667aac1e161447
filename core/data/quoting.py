"""Which sign holds the cells of a file together, and which lines are comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.data.dialect import BLANKS, MISSING, SEPARATORS, split, usual_kind, usual_width

COMMENTS = ("#", "//", "%", "!")
_CELL = r"(^|[{0}])\s*{1}(?:[^{1}]|{1}{1})*{1}\s*(?=[{0}]|$)"
_EDGE = re.compile(r'(^|[,;\t|])\s*"|"\s*([,;\t|]|$)')


def quote_of(lines: Sequence[str]) -> str:
    """`"`, `'`, or nothing when quotes stand only inside texts, as in tab separated prose.

    Lines whose quotes all hold whole cells speak for a quote, lines where some are left over against it.
    """
    separators = "".join(SEPARATORS) if any(mark in line for line in lines for mark in SEPARATORS) else BLANKS
    quoted = [line for line in lines if '"' in line]
    if not quoted:
        cell = re.compile(_CELL.format(separators, "'"))
        return "'" if sum(bool(cell.search(line)) for line in lines) > 0.5 * len(lines) else '"'
    cell = re.compile(_CELL.format(separators, '"'))
    whole = sum('"' not in cell.sub("", line) for line in quoted)
    if whole:
        return '"' if whole >= 0.5 * len(quoted) or _holds_lines(quoted) else ""
    return '"' if any(_EDGE.search(line) for line in quoted) and _holds_lines(quoted) else ""


def _holds_lines(quoted: Sequence[str]) -> bool:
    """Whether quotes open in one line and close in a later one, again and again."""
    odd = [line for line in quoted if line.count('"') % 2]
    opening = sum(bool(re.search(r'(^|[,;\t|])\s*"[^"]*$', line)) for line in odd)
    closing = sum(bool(re.search(r'^[^"]*"\s*([,;\t|]|$)', line)) for line in odd)
    return opening > 0 and opening + closing >= 0.8 * len(odd)


def comment_of(below: Sequence[str], separator: str, quote: str, hashed: Sequence[str] = ()) -> str:
    """The sign that starts comments among or below the rows, "" when there are none.

    `below` are lines that follow the line of names, `hashed` lines of the whole file there that start with `#`.
    A row that starts with such a sign, as a text or Excel's `#N/A` may, is no comment.
    """
    for sign in COMMENTS:
        marked = [line for line in below if line.lstrip().startswith(sign)]
        rows = split([line for line in below if line not in set(marked)], separator, quote)
        if sign == "#":
            marked = list(dict.fromkeys((*marked, *hashed)))
        cells = split(marked, separator, quote)
        often = len(marked) > max(0.5 * len(below), len(hashed))
        if not cells or often or any(row[0].casefold() in MISSING for row in cells):
            continue
        width = usual_width(rows)
        if usual_kind(rows[:200], 0) in ("number", "time") or all(len(row) != width for row in cells):
            return sign
    return ""
