"""How much of what the columns vary by each component keeps, and all of them up to each."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.theme import Marks, figure, palette
from core.text import say

MOST = 30
"""Components drawn; those behind them keep next to nothing."""


def elbow(shares: NDArray[np.float64], kept: int | None, dark: bool) -> go.Figure:
    """Bars for the shares (P,) of the components, the first `kept` filled, and a line for their sum.

    A dashed line stands behind the last one kept; `kept` is None where the columns themselves are read.
    """
    colours = palette(dark)
    shown = 100 * np.nan_to_num(shares)[:MOST]
    sums = 100 * np.cumsum(np.nan_to_num(shares))[:MOST]
    numbers = np.arange(1, len(shown) + 1)
    chart = figure(dark, 260, l=52, r=16, t=16, b=44)
    every = -(-len(shown) // 15)
    chart.update_xaxes(range=(0.4, len(shown) + 0.6), tickvals=numbers[::every], title_font_size=13,
                       title={"text": say("charts.elbow.component"), "standoff": 8})  # fmt: skip
    ticks, labels = labelled_numbers(0, 100, " %")
    chart.update_yaxes(range=(0, 106), tickvals=ticks, ticktext=labels)
    filled = [colours.train if kept is not None and n <= kept else colours.train_band for n in numbers]
    outline = {"color": filled, "line": {"color": colours.train, "width": 1}}
    chart.add_bar(x=numbers, y=shown, width=0.72, marker=outline,
                  hovertemplate=say("charts.elbow.own") + "<extra></extra>")  # fmt: skip
    chart.add_scatter(x=numbers, y=sums, mode="lines+markers", line={"color": colours.ink, "width": 2},
                      marker={"size": 6, "color": colours.ink},
                      hovertemplate=say("charts.elbow.together") + "<extra></extra>")  # fmt: skip
    if kept is not None and kept < len(shown):
        marks = Marks()
        marks.line(kept + 0.5, 0, kept + 0.5, 1, colours.muted, 1.5)
        right = kept + 0.5 < 0.6 * len(shown)
        marks.text(kept + 0.5, 0.3, say("charts.elbow.kept"), colours.ink, "left" if right else "right",
                   xshift=8 if right else -8)  # fmt: skip
        marks.onto(chart)
    return chart
