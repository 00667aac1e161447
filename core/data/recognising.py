"""How a file is written, from its first lines and some from further down."""

from __future__ import annotations

from collections.abc import Sequence

from core.data.dialect import declared_separator, separator_of, split
from core.data.heading import header_lines, skipped
from core.data.layout import table_lines
from core.data.marks import marks
from core.data.quoting import comment_of, quote_of
from core.data.spec import Reading


def dialect(head: Sequence[str], elsewhere: Sequence[str], hashed: Sequence[str] = ()) -> Reading:
    """Everything but encoding and times; `hashed` are lines of the whole file that start with `#`."""
    quote = quote_of([*head, *elsewhere])
    separator = declared_separator(head) or separator_of(head, quote)
    skip = skipped(head, separator, quote)
    above = sum(line.startswith("#") for line in head[: skip + 1])
    comment = comment_of([*head[skip + 1 :], *elsewhere], separator, quote, hashed[above:])
    reading = Reading(separator=separator, quote=quote, comment=comment, skip=skip)
    rows = split(table_lines(head, reading), separator, quote)
    header = header_lines(rows)
    further = split(elsewhere, separator, quote, comment)
    found = marks((cell for row in [*rows[header:], *further] for cell in row), separator)
    return reading.but(header=header, decimal=found.decimal, thousands=found.thousands)
