"""How many examples of each class learn and how many judge: one bar for each part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import text_width
from core.charts.sheet import Sheet
from core.charts.theme import class_look, figure, palette, part_colours, safe
from core.examples.split import PARTS
from core.spec import record
from core.text import say

ROW = 46


@record
class ClassParts:
    """`counts` (3, K): examples of each class in train, validation and test; K is 1 where numbers are predicted."""

    words: tuple[str, ...]
    counts: NDArray[np.int64]


def class_parts(view: ClassParts, *, dark: bool) -> go.Figure:
    """A bar for each part, as long as it has examples, cut into its classes; the part's colour at its foot."""
    colours = palette(dark)
    chart = figure(dark, ROW * len(PARTS) + 30, l=96, r=64, t=26 if view.words else 6, b=4)
    totals = view.counts.sum(axis=1)
    chart.update_xaxes(range=(0, float(totals.max()) or 1.0), visible=False)
    chart.update_yaxes(range=(len(PARTS) - 0.5, -0.5), visible=False)
    for place in range(view.counts.shape[1]):
        colour = class_look(place, dark)[0] if view.words else colours.curve
        chart.add_bar(
            y=list(range(len(PARTS))), x=view.counts[:, place], orientation="h", width=0.5,
            marker={"color": colour, "opacity": 0.85, "line": {"color": colours.ground, "width": 1.5},
                    "pattern": {"shape": PATTERNS[place % len(PATTERNS)], "fgcolor": colours.ground, "size": 6,
                                "solidity": 0.2, "fillmode": "overlay"}},
            text=_inside(view, place), textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": "#FFFFFF", "size": 12}, hovertext=_hover(view, place), hoverinfo="text",
        )  # fmt: skip
    sheet = Sheet()
    for row, (part, (line, _)) in enumerate(zip(PARTS, part_colours(colours), strict=True)):
        look = {"y": row, "showarrow": False}
        sheet.add_annotation(x=0, xanchor="right", xshift=-16, **look, font_color=colours.ink,
                             text=f"<b>{say(f'pages.window.parts.{part}')}</b>")  # fmt: skip
        sheet.add_annotation(x=int(totals[row]), xanchor="left", xshift=8, text=f"{totals[row]:,}", **look)
        sheet.add_shape(type="rect", xref="paper", x0=-0.012, x1=-0.005, y0=row - 0.25, y1=row + 0.25, fillcolor=line,
                        line_width=0)  # fmt: skip
    chart.update_layout(barmode="stack")
    _legend(sheet, view.words, dark)
    sheet.onto(chart)
    return chart


PATTERNS = ("", "/", "\\", "x", "-", "|", "+")
"""Beside the colours, so that they can be told apart without them."""


def alt(view: ClassParts) -> str:
    """The bars in one sentence."""
    totals = view.counts.sum(axis=1).tolist()
    return say("pages.window.parts.alt", train=totals[0], validation=totals[1], test=totals[2])


def _inside(view: ClassParts, place: int) -> list[str]:
    """The count, where the piece is long enough for it."""
    longest = max(1, int(view.counts.sum(axis=1).max()))
    return [f"{n:,}" if n / longest * 700 > text_width(f"{n:,}") + 10 else "" for n in view.counts[:, place].tolist()]


def _hover(view: ClassParts, place: int) -> Sequence[str]:
    word = safe(view.words[place]) if view.words else say("charts.class_parts.examples")
    return [f"{word}: {n:,}" for n in view.counts[:, place].tolist()]


def _legend(sheet: Sheet, words: Sequence[str], dark: bool) -> None:
    left, colours = 0.0, palette(dark)
    for place, word in enumerate(words):
        wide = text_width(word) + 30
        last = left + wide > 600
        text = say("charts.together.more", more=len(words) - place) if last else safe(word)
        sheet.add_annotation(x=0, xref="paper", xshift=round(left) + (0 if last else 14), y=1, yref="paper", yshift=14,
                             xanchor="left", text=text, showarrow=False, font_color=colours.ink)  # fmt: skip
        if last:
            return
        sheet.add_annotation(x=0, xref="paper", xshift=round(left), y=1, yref="paper", yshift=14, xanchor="left",
                             text="■", showarrow=False,
                             font={"color": class_look(place, dark)[0], "size": 15})  # fmt: skip
        left += wide
