"""Text of a Plotly figure as text of SVG: lines, bold, slanted and coloured words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from core.charts.axes import text_width
from core.report.svg.ink import attributes, paint, px

__all__ = ["label", "lines", "wide"]

_TAG = re.compile(r"(</?(?:b|i|span)(?:\s+style='color:\s*([^']*)')?>)")
_BREAK = re.compile(r"<br\s*/?>")
LINE = 1.3
"""From line to line, in heights of a letter."""
SMALLER = 0.93
"""Labels are placed for Source Sans; where a reader has not got it, another one is a little wider."""


def lines(text: str) -> list[str]:
    return _BREAK.split(text)


def wide(text: str, size: float) -> float:
    """About so many pixels."""
    return max(text_width(html.unescape(_TAG.sub("", line))) for line in lines(text)) * size / 13


def label(text: str, at: tuple[float, float], font: dict[str, Any], anchor: str = "middle", up: str = "middle") -> str:
    """A text `at` (x, y): its `anchor` (start, middle, end) lies at x, its top, middle or bottom (`up`) at y."""
    x, y = at
    size, said = SMALLER * float(font["size"]), lines(text)
    tall = LINE * size * len(said)
    first = y + {"top": 0.0, "middle": -tall / 2, "bottom": -tall}[up] + 0.98 * size
    rows = (
        f"<tspan{attributes(x=px(x), y=px(first + i * LINE * size))}>{''.join(_words(line))}</tspan>"
        for i, line in enumerate(said)
    )
    look = attributes(text_anchor=anchor, font_size=px(size), **paint(font["color"]))
    return f"<text{look}>{''.join(rows)}</text>"


def _words(line: str) -> Iterator[str]:
    """Words with the marks that Plotly knows; all else is text. Every tag that is opened is closed."""
    open_tags = 0
    parts = _TAG.split(line)
    for text, tag, colour in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], None], strict=True):
        yield html.escape(html.unescape(text))
        if tag.startswith("</"):
            if open_tags:
                open_tags -= 1
                yield "</tspan>"
        elif tag:
            open_tags += 1
            look = paint(colour) if colour else {}
            look |= {"font-weight": "700"} if tag == "<b>" else {"font-style": "italic"} if tag == "<i>" else {}
            yield f"<tspan{attributes(**look)}>"
    yield "</tspan>" * open_tags
