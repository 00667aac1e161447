"""What stricter and looser limits would find: ROC and precision–recall, one line for each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.charts.axes import text_width
from core.charts.spread import spread
from core.charts.theme import class_look, figure, palette, safe
from core.spec import record
from core.text import say

HEIGHT = 310
MOST_NAMED = 8
LABEL = 16  # px from label to label


@record
class Rates:
    """`lines` are (x, y) points by class, shares from 0 to 1; `looks` their places among all classes.

    `chance` (x, y) is what guessing would give, `axes` name x and y.
    """

    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]
    looks: Mapping[str, int]
    chance: tuple[Sequence[float], Sequence[float]] | None
    axes: tuple[str, str]


def rates(view: Rates, *, dark: bool) -> go.Figure:
    """Both axes from 0 to 100 %, guessing dashed, names beside the lines."""
    colours = palette(dark)
    named = list(view.lines)[:MOST_NAMED] if len(view.lines) > 1 else []
    wide = max(map(text_width, named), default=0)
    chart = figure(dark, HEIGHT, l=56, r=round(min(150, 14 + wide)), t=10, b=44)
    if view.chance:
        chart.add_scatter(x=view.chance[0], y=view.chance[1], mode="lines", hoverinfo="skip",
                          line={"color": colours.baseline, "width": 1.5, "dash": "6px,4px"})  # fmt: skip
    for word, (x, y) in view.lines.items():
        colour, dash = class_look(view.looks[word], dark)
        hover = say("charts.rates.hover", x_name=view.axes[0], y_name=view.axes[1], x="%{x:.0%}", y="%{y:.0%}")
        chart.add_scatter(x=x, y=y, mode="lines", name=safe(word), line={"color": colour, "width": 2.4, "dash": dash},
                          hovertemplate=f"{safe(word)}<br>{hover}<extra></extra>")  # fmt: skip
    share = {"tickformat": ".0%", "range": (-0.01, 1.02), "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    chart.update_xaxes(title={"text": view.axes[0], "standoff": 6, "font_size": 12}, **share)
    chart.update_yaxes(title={"text": view.axes[1], "standoff": 4, "font_size": 12}, **share)
    _names(chart, view, named, dark)
    return chart


def _names(chart: go.Figure, view: Rates, named: Sequence[str], dark: bool) -> None:
    """In the margin, in the order of the lines' middles, pushed apart."""
    inner = HEIGHT - 54
    middles = {word: _middle(*view.lines[word]) for word in named}
    places = [inner * (1 - middles[word]) for word in named]
    for word, y in zip(named, spread(places, LABEL), strict=True):
        chart.add_annotation(x=1, xref="paper", xanchor="left", xshift=8, y=1 - y / inner, yref="paper",
                             showarrow=False, text=f"<b>{safe(word)}</b>",
                             font={"color": class_look(view.looks[word], dark)[0], "size": 12})  # fmt: skip


def _middle(x: Sequence[float], y: Sequence[float]) -> float:
    """Where the line is half way along x."""
    return min(zip(x, y, strict=True), key=lambda point: abs(point[0] - 0.5))[1] if len(x) else 0.5
