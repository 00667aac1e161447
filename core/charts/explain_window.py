"""Which timesteps of one window its answer is made of: the window's own curve, and under it what each part adds.

Letters: `T` timesteps, `S` stretches, `H` horizon.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.predictions import Line, dates
from core.charts.theme import figure, palette, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 380


@record
class Made:
    """`read` (T,) is a column of the window; `adds` (S,) what each stretch adds to the answer, at its middle.

    `actual` and `predicted` (H,) are drawn where the answer is in the unit of the curve, else None.
    """

    read: Line
    adds: Line
    width: float
    actual: Line | None
    predicted: Line | None
    unit: str
    answer_unit: str


def made(view: Made, *, dark: bool) -> go.Figure:
    """Bars that raise the answer are full and point up, those that lower it are hatched and point down."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=62, r=14, t=10, b=40)
    _curve(chart, view, dark=dark)
    of = unit_suffix(view.answer_unit)
    raises = view.adds.y >= 0
    chart.add_bar(
        x=view.adds.x,
        y=view.adds.y,
        yaxis="y2",
        width=view.width,
        marker={
            "color": np.where(raises, colours.predicted, colours.warning).tolist(),
            "pattern": {"shape": np.where(raises, "", "/").tolist(), "size": 5, "solidity": 0.55},
            "line": {"width": 0},
        },
        hovertemplate=f"%{{x}}: %{{y:+.3~g}}{of}<extra></extra>",
    )
    chart.update_layout(
        yaxis={"domain": [0.5, 1.0], "ticksuffix": unit_suffix(view.unit), "nticks": 4, "tickformat": "~g"},
        yaxis2={"domain": [0.0, 0.4], "anchor": "x", "ticksuffix": of, "nticks": 4, "tickformat": "+~g", "ticks": "",
                "zeroline": True, "zerolinecolor": colours.baseline, "gridcolor": colours.grid, "fixedrange": True,
                "ticklabelstandoff": 6},
        xaxis={"anchor": "y2", "nticks": 6, **dates(view.read.x)},
    )  # fmt: skip
    return chart


def _curve(chart: go.Figure, view: Made, *, dark: bool) -> None:
    colours, of = palette(dark), unit_suffix(view.unit)
    hover = f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>"
    dots = "lines+markers" if len(view.read.y) <= 60 else "lines"
    chart.add_scatter(x=view.read.x, y=view.read.y, mode=dots, marker={"size": 4},
                      line={"color": colours.ink, "width": 1.6}, hovertemplate=hover)  # fmt: skip
    for line, colour, dash, key in (
        (view.actual, colours.ink, "2px,3px", "actual"),
        (view.predicted, colours.predicted, "solid", "predicted"),
    ):
        if line is not None:
            chart.add_scatter(x=line.x, y=line.y, mode="lines+markers", marker={"size": 5},
                              line={"color": colour, "width": 2, "dash": dash},
                              hovertemplate=f"{say(f'charts.explain.{key}')} {hover}")  # fmt: skip
