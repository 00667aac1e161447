"""How lines become cells, and what a cell looks like."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from core.data.patterns import looks_like_time

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = (",", ";", "\t", "|")
BLANKS = " "  # any run of blanks and tabs
csv.field_size_limit(1 << 28)  # a whole file: a quote that is never closed makes one cell of the rest
# Words that stand for "no value" in a column of numbers; in a column of text they are text.
MISSING = frozenset(
    ("", "?", "-", "--", "---", "–", "—", ".", "..", "...", "*", "na", "n/a", "#n/a", "#na", "nan", "-nan", "null",
     "none", "nil", "missing", "<na>", "n.a.", "nd", "n.d.", "nodata", "no data", "not available", "\\n", "k.a.",
     "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", "-1.#ind", "1.#qnan", "결측", "없음")
)  # fmt: skip
_NUMBER = re.compile(
    r"\(?[+\-−]?\s?[€$£¥₩]?\s?[+\-−]?(\d[\d.,'’_\u00a0\u202f\u2009]*|[.,]\d+|\d{1,3}( \d{3})+(,\d+)?)([eEdD][+\-]?\d+)?"
    r"\s?([%‰€$£¥₩]|[kKMGBT]|Mio\.?|Mrd\.?|mn|bn)?\)?-?"
)
_COMMA_NUMBER = re.compile(r"[+\-−]?\d+,\d+")
_GROUPED_POINTS = re.compile(r"[+\-−]?\d{1,3}(?:\.\d{3})+")

Kind = Literal["missing", "number", "time", "text"]


def split(lines: Iterable[str], separator: str, quote: str, comment: str = "") -> list[list[str]]:
    """Cells of each row, stripped; blank lines and comments are none."""
    rows = reader_of(uncommented(lines, comment), separator, quote)
    return [[cell.strip() for cell in row] for row in rows if not is_blank(row)]


def is_blank(row: Sequence[str]) -> bool:
    """Whether a line holds nothing, not even a separator."""
    return not row or (len(row) == 1 and not row[0].strip())


def uncommented(lines: Iterable[str], comment: str) -> Iterable[str]:
    """Comments as blank lines, so that lines keep their numbers."""
    return (("\n" if line.lstrip().startswith(comment) else line) for line in lines) if comment else lines


def reader_of(lines: Iterable[str], separator: str, quote: str, *, strict: bool = False) -> Reader:
    """The standard library's reader; `quote=""` takes quotes for letters, blanks after a separator are skipped."""
    if separator == BLANKS:
        lines = _single_spaced(lines)
    if not quote:
        return csv.reader(lines, delimiter=separator, quotechar=None, quoting=csv.QUOTE_NONE, skipinitialspace=True)
    return csv.reader(lines, delimiter=separator, quotechar=quote, strict=strict, skipinitialspace=True)


def _single_spaced(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\t", " ").strip() + "\n"


def kind_of(cell: str) -> Kind:
    """What one cell looks like, whatever its decimal mark."""
    if cell.casefold() in MISSING:
        return "missing"
    if _NUMBER.fullmatch(cell) and (cell.count(".") < 2 or _GROUPED_POINTS.match(cell)):
        return "number"
    return "time" if looks_like_time(cell) else "text"


def usual_kind(rows: Sequence[Sequence[str]], at: int) -> Kind | None:
    """The most frequent kind of the filled cells of a column, None when none is filled."""
    kinds = Counter(kind_of(row[at]) for row in rows if at < len(row))
    kinds.pop("missing", None)
    return kinds.most_common(1)[0][0] if kinds else None


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The most frequent number of cells; of equally frequent ones the largest.

    Where only some rows end in separators with nothing between, these make no cells.
    """
    counts = Counter(map(len, rows))
    width = max(counts, key=lambda width: (counts[width], width), default=0)
    filled = max((at + 1 for row in rows if len(row) <= width for at, cell in enumerate(row) if cell), default=0)
    return max((at for at in counts if filled <= at <= width), key=lambda at: (at == filled, at), default=width)


def declared_separator(lines: Sequence[str]) -> str | None:
    """Excel's first line `sep=;` names the separator."""
    found = re.match(r'"?sep=(\\t|.)"?\s*$', lines[0], re.IGNORECASE) if lines else None
    return None if not found else "\t" if found[1] == "\\t" else found[1]


def separator_of(lines: Sequence[str], quote: str) -> str:
    """The separator under which most rows have the same number of clean cells.

    One column of `22,5` below a name without a comma is no two columns. Blanks separate only where nothing
    else does, or where they alone leave numbers and times.
    """
    body = [line.strip() for line in lines[1:] if line.strip()]
    if lines and "," not in lines[0] and body and all(_COMMA_NUMBER.fullmatch(line) for line in body):
        return ";"
    scores = {separator: _score(lines, separator, quote) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: (scores[separator], -SEPARATORS.index(separator)))
    alone = scores[best][1] < 2
    if alone and sum(kind_of(line) in ("number", "time") for line in body) > 0.5 * len(body):
        return best
    same, pure = _purity(lines, BLANKS, quote)
    likely = same >= 0.9 and (pure > 0.6 or (pure >= 0.5 and _names_fit(lines, quote)))
    return BLANKS if likely and (alone or pure > _purity(lines, best, quote)[1] + 0.3) else best


def _names_fit(lines: Sequence[str], quote: str) -> bool:
    rows = split(lines, BLANKS, quote)
    return len(rows[0]) == usual_width(rows[1:])


def _score(lines: Sequence[str], separator: str, quote: str) -> tuple[float, int]:
    rows = split(lines, separator, quote)
    width = usual_width(rows)
    if width < 2:
        return 0.0, 1
    same = [row for row in rows if len(row) == width]
    others = [other for other in SEPARATORS if other != separator]
    cells = [cell for row in same[:100] for cell in row]
    clean = sum(kind_of(cell) != "text" or not any(other in cell for other in others) for cell in cells)
    return round(len(same) / len(rows) * clean / len(cells), 2), width


def _purity(lines: Sequence[str], separator: str, quote: str) -> tuple[float, float]:
    """(share of the rows with the usual number of cells, share of their cells that are numbers or times)."""
    rows = split(lines, separator, quote)[1:]
    width = usual_width(rows)
    same = [row for row in rows if len(row) == width > 1]
    cells = [cell for row in same[:100] for cell in row]
    pure = sum(kind_of(cell) in ("number", "time") for cell in cells)
    return len(same) / max(len(rows), 1), pure / max(len(cells), 1)
