"""What if: a column of one window as it was and as it is changed, and what is said to both.

Letters: `T` timesteps, `H` horizon, `K` classes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import text_width
from core.charts.predictions import Line, dates
from core.charts.theme import figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT, CURVE, ROW = 400, 220, 30


@record
class Changed:
    """`was` and `now` (T,) are the changed column; `before`, `after` and `actual` (H,) the answers, None of classes."""

    was: Line
    now: Line
    unit: str
    before: Line | None = None
    after: Line | None = None
    actual: Line | None = None
    answer_unit: str = ""


def changed(view: Changed, *, dark: bool) -> go.Figure:
    """Above what is read, below what is said; the changed cells stand out in orange with open dots."""
    colours = palette(dark)
    both = view.before is not None
    chart = figure(dark, HEIGHT if both else CURVE, l=62, r=14, t=26, b=40)
    hover = f"%{{x}}: %{{y:.4~g}}{unit_suffix(view.unit)}<extra></extra>"
    _add(chart, view.was, colours.ink, "solid", hover, "was")
    differs = view.was.y != view.now.y
    beside = np.convolve(differs, [1, 1, 1], mode="same") > 0 if len(differs) > 2 else differs
    touched = Line(x=view.now.x, y=np.where(beside, view.now.y, np.nan))
    _add(chart, touched, colours.warning, "6px,3px", hover, "now")
    chart.update_layout(
        yaxis={"domain": [0.55 if both else 0.0, 1.0], "ticksuffix": unit_suffix(view.unit), "nticks": 4,
               "tickformat": "~g"},
        xaxis={"nticks": 6, "anchor": "y2" if both else "y", **dates(view.was.x)},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"color": colours.ink},
                "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    if both:
        _answers(chart, view, dark=dark)
    return chart


def _answers(chart: go.Figure, view: Changed, *, dark: bool) -> None:
    colours, of = palette(dark), unit_suffix(view.answer_unit)
    hover = f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>"
    for line, colour, dash, key in (
        (view.actual, colours.ink, "2px,3px", "actual"),
        (view.before, colours.baseline, "6px,4px", "before"),
        (view.after, colours.predicted, "solid", "after"),
    ):
        if line is not None:
            _add(chart, line, colour, dash, hover, key, yaxis="y2")
    chart.update_layout(yaxis2={"domain": [0.0, 0.42], "anchor": "x", "ticksuffix": of, "nticks": 4, "ticks": "",
                                "tickformat": "~g", "gridcolor": colours.grid, "fixedrange": True, "zeroline": False,
                                "ticklabelstandoff": 6})  # fmt: skip


def _add(chart: go.Figure, line: Line, colour: str, dash: str, hover: str, key: str, **more: object) -> None:
    few = len(line.y) <= 60
    chart.add_scatter(x=line.x, y=line.y, mode="lines+markers" if few else "lines", marker={"size": 5},
                      line={"color": colour, "width": 2, "dash": dash}, name=say(f"charts.explain.{key}"),
                      hovertemplate=hover, **more)  # fmt: skip


def probabilities(words: Sequence[str], before: Array, after: Array, *, dark: bool) -> go.Figure:
    """(K,) of each class: an outline as it was, full as it is now."""
    colours = palette(dark)
    chart = figure(dark, ROW * len(words) + 16, l=round(22 + max(map(text_width, words))), r=110, t=8, b=8)
    chart.update_xaxes(range=[0, 1], visible=False)
    chart.update_yaxes(range=[len(words) - 0.5, -0.5], visible=False)
    for k, word in enumerate(words):
        chart.add_shape(type="rect", x0=0, x1=float(after[k]), y0=k - 0.3, y1=k + 0.3, fillcolor=colours.predicted,
                        line_width=0)  # fmt: skip
        chart.add_shape(type="rect", x0=0, x1=float(before[k]), y0=k - 0.3, y1=k + 0.3,
                        line={"color": colours.ink, "width": 1.5, "dash": "4px,3px"})  # fmt: skip
        look = {"y": k, "showarrow": False, "font_color": colours.ink}
        chart.add_annotation(x=0, text=safe(word), xanchor="right", xshift=-10, **look)
        told = say("charts.explain.share", before=f"{100 * before[k]:.0f}", after=f"{100 * after[k]:.0f}")
        chart.add_annotation(x=1, text=told, xanchor="left", xshift=8, **look)
    chart.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return chart
