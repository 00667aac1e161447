"""Left to itself: the error that compounds, and one stretch as it would go on.

Letters: `N` steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.predictions import Line, dates
from core.charts.theme import figure, palette, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 300


@record
class Compounding:
    """Mean absolute errors (N,) by steps ahead: from its own answers, always one step, and repeating the start."""

    steps: Sequence[str]
    free: Array
    one: Array
    still: Array
    unit: str


def compounding(view: Compounding, *, dark: bool) -> go.Figure:
    """Three lines, each dashed its own way, their names above."""
    colours, of = palette(dark), unit_suffix(view.unit)
    chart = figure(dark, HEIGHT, l=62, r=34, t=40, b=40)
    lines = (("still", view.still, colours.baseline, "6px,4px"), ("one", view.one, colours.ink, "2px,3px"),
             ("free", view.free, colours.predicted, "solid"))  # fmt: skip
    x = np.arange(1, len(view.free) + 1)
    for key, errors, colour, dash in lines:
        name = say(f"charts.explain.{key}")
        hover = f"{name}, %{{customdata}}: ±%{{y:.3~g}}{of}<extra></extra>"
        chart.add_scatter(x=x, y=errors, mode="lines", name=name, line={"color": colour, "width": 2.2, "dash": dash},
                          customdata=list(view.steps), hovertemplate=hover)  # fmt: skip
    chart.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"color": colours.ink},
                "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    shown = np.unique(np.linspace(0, len(x) - 1, min(3, len(x))).round().astype(int))
    chart.update_xaxes(tickvals=x[shown], ticktext=[view.steps[i] for i in shown], ticklabelstandoff=8, tickangle=0)
    chart.update_yaxes(ticksuffix=of, nticks=5, rangemode="tozero", tickformat="~g")
    return chart


@record
class Going:
    """The past of one start, what happened behind it, and what was said of it."""

    past: Line
    actual: Line
    said: Line
    unit: str


def going(view: Going, *, dark: bool) -> go.Figure:
    """Ink as far as it is known, dotted what happened, blue what was said."""
    colours, of = palette(dark), unit_suffix(view.unit)
    chart = figure(dark, HEIGHT, l=62, r=14, t=10, b=40)
    for line, colour, dash, width in (
        (view.past, colours.ink, "solid", 1.6),
        (view.actual, colours.ink, "2px,3px", 1.6),
        (view.said, colours.predicted, "solid", 2.2),
    ):
        chart.add_scatter(x=line.x, y=line.y, mode="lines", line={"color": colour, "width": width, "dash": dash},
                          hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>")  # fmt: skip
    chart.update_yaxes(ticksuffix=of, nticks=5, tickformat="~g")
    chart.update_xaxes(nticks=5, **dates(view.past.x))
    return chart
