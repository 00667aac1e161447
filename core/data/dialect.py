"""How lines become cells: separator, lines to skip, header, decimal mark and thousands mark."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from core.data.clock import looks_like_time
from core.spec import record

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = (",", ";", "\t", "|")
COMMENTS = ("#", "//")
csv.field_size_limit(1 << 28)  # a whole file: a quote that is never closed makes one cell of the rest
# Words that stand for "no value" in a column of numbers; in a column of text they are text.
MISSING = frozenset(
    ("", "?", "-", "--", "---", ".", "..", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "missing", "<na>")
)
_NUMBER = re.compile(r"[+\-−]?(\d[\d.,'\u00a0\u202f]*|[.,]\d+)([eE][+\-]?\d+)?\s?[%€$£]?")
_COMMA_NUMBER = re.compile(r"[+\-−]?\d+,\d+")
_GROUPED = {mark: re.compile(rf"[+\-−]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}

Kind = Literal["missing", "number", "time", "text"]


@record
class Dialect:
    """What the first lines (and some from the middle and the end) say."""

    separator: str
    quote: str
    skip: int
    header: bool
    decimal: Literal[".", ","]
    thousands: str


def dialect(head: Sequence[str], elsewhere: Sequence[str]) -> Dialect:
    """`head` are the first lines as they stand; `elsewhere` whole lines from further down."""
    declared = _declared(head)
    quote = quote_of(head)
    separator = declared or separator_of(head, quote)
    skip = skipped(head, separator, quote)
    rows = split(head[skip:], separator, quote)
    header = has_header(rows)
    body = rows[1:] if header else rows
    decimal, thousands = marks(
        (cell for row in [*body, *split(elsewhere, separator, quote)] for cell in row), separator
    )
    return Dialect(separator=separator, quote=quote, skip=skip, header=header, decimal=decimal, thousands=thousands)


def split(lines: Iterable[str], separator: str, quote: str) -> list[list[str]]:
    """Cells of each non-empty row, stripped."""
    return [[cell.strip() for cell in row] for row in reader_of(lines, separator, quote) if row]


def reader_of(lines: Iterable[str], separator: str, quote: str, *, strict: bool = False) -> Reader:
    """The standard library's reader; `quote=""` takes quotes for letters."""
    if not quote:
        return csv.reader(lines, delimiter=separator, quotechar=None, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator, quotechar=quote, strict=strict)


def kind_of(cell: str) -> Kind:
    """What one cell looks like, whatever its decimal mark."""
    if cell.casefold() in MISSING:
        return "missing"
    if _NUMBER.fullmatch(cell) and (cell.count(".") < 2 or _GROUPED["."].match(cell)):
        return "number"
    return "time" if looks_like_time(cell) else "text"


def quote_of(lines: Sequence[str]) -> str:
    """`"`, or nothing when the quotes stand only inside texts, as in tab separated prose."""
    edges = re.compile(r'(^|[,;\t|])\s*"|"\s*([,;\t|\r\n]|$)')
    quoted = [line for line in lines if '"' in line]
    return '"' if not quoted or any(edges.search(line) for line in quoted) else ""


def separator_of(lines: Sequence[str], quote: str) -> str:
    """The separator under which most rows have the same number of clean cells.

    One column of `22,5` below a name without a comma is no two columns.
    """
    body = [line.strip() for line in lines[1:] if line.strip()]
    if lines and "," not in lines[0] and body and all(_COMMA_NUMBER.fullmatch(line) for line in body):
        return ";"

    def score(separator: str) -> tuple[float, int]:
        rows = split(lines, separator, quote)
        width = usual_width(rows)
        if width < 2:
            return 0.0, 1
        same = [row for row in rows if len(row) == width]
        others = [other for other in SEPARATORS if other != separator]
        cells = [cell for row in same[:100] for cell in row]
        clean = sum(kind_of(cell) != "text" or not any(other in cell for other in others) for cell in cells)
        return round(len(same) / len(rows) * clean / len(cells), 2), width

    return max(SEPARATORS, key=lambda separator: (score(separator), -SEPARATORS.index(separator)))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The most frequent number of cells; of equally frequent ones the largest."""
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def skipped(lines: Sequence[str], separator: str, quote: str) -> int:
    """How many lines stand above the names (or above the first row when there are none).

    Blank lines, comments, titles and `sep=;`. A comment directly above the first row with as many
    cells as the rows holds the names.
    """
    width = usual_width(split(lines, separator, quote))
    names_in_comment = None
    for number, line in enumerate(lines):
        cells = [cell for row in split([line], separator, quote) for cell in row]
        filled = sum(bool(cell) for cell in cells)
        if not filled or line.lower().startswith("sep="):
            continue
        if line.lstrip().startswith(COMMENTS):
            names_in_comment = number if len(cells) == width else None
            continue
        if len(cells) >= width - 1 and (filled > 1 or width < 3):
            numeric = all(kind_of(cell) in ("number", "missing", "time") for cell in cells)
            above = names_in_comment == number - 1 and numeric
            return number - 1 if above and number else number
        names_in_comment = None
    return 0


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds names: it differs in kind from the rows below."""
    if len(rows) < 2:
        return bool(rows) and all(kind_of(cell) in ("text", "missing") for cell in rows[0])
    speaks_for, against = 0, 0
    for at, first in enumerate(rows[0]):
        kinds = Counter(kind_of(row[at]) for row in rows[1:200] if at < len(row))
        kinds.pop("missing", None)
        usual = kinds.most_common(1)[0][0] if kinds else "text"
        if usual == "text" or kind_of(first) == "missing":
            continue
        speaks_for += kind_of(first) != usual
        against += kind_of(first) == usual
    return speaks_for >= against


def marks(cells: Iterable[str], separator: str) -> tuple[Literal[".", ","], str]:
    """(decimal mark, thousands mark) from every number among the cells.

    `1,000` alone could be either: between semicolons, which stand where the comma is the decimal
    mark, it is one, elsewhere a thousand.
    """
    comma_decimal = comma_groups = point_groups = ambiguous = point_decimal = 0
    for cell in cells:
        text = cell.rstrip("%€$£ ")
        if not _NUMBER.fullmatch(text):
            continue
        if "," in text and "." in text:
            last_is_comma = text.rindex(",") > text.rindex(".")
            comma_decimal += last_is_comma
            point_groups += last_is_comma
            comma_groups += not last_is_comma
        elif "," in text:
            grouped = bool(_GROUPED[","].fullmatch(text)) and not text.lstrip("+-−").startswith("0")
            comma_groups += grouped and text.count(",") > 1
            ambiguous += grouped and text.count(",") == 1
            comma_decimal += not grouped and text.count(",") == 1
        elif "." in text:
            point_groups += text.count(".") > 1 and bool(_GROUPED["."].fullmatch(text))
            point_decimal += text.count(".") == 1
    if comma_decimal > comma_groups or (ambiguous and not comma_groups and not point_decimal and separator == ";"):
        return ",", "." if point_groups else ""
    return ".", "," if comma_groups or ambiguous else ""


def _declared(lines: Sequence[str]) -> str | None:
    """Excel's first line `sep=;` names the separator."""
    found = re.match(r"sep=(.)\s*$", lines[0], re.IGNORECASE) if lines else None
    return found[1] if found else None
