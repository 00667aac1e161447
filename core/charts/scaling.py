"""What scaling does to a column: its values before and after, part by part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.theme import Marks, figure, palette
from core.text import say

BINS = 26


def histogram(parts: Sequence[NDArray[np.float64]], title: str, dark: bool) -> go.Figure:
    """Shares of the values of training (bars), validation (line) and test (dashed line).

    `parts` are the finite values of each. `title` stands under the axis.
    """
    colours = palette(dark)
    chart = figure(dark, 232, l=44, r=8, t=8, b=48)
    edges = bin_edges(parts)
    shares = [_shares(values, edges) for values in parts]
    top = max((float(share.max()) for share in shares if len(share)), default=1.0) or 1.0
    ticks, labels = labelled_numbers(0, top * 100, " %", most=5)
    chart.update_yaxes(range=(0, top * 1.08), tickvals=[tick / 100 for tick in ticks], ticktext=labels)
    at, names = labelled_numbers(float(edges[0]), float(edges[-1]), most=6)
    chart.update_xaxes(tickvals=at, ticktext=names, range=(edges[0], edges[-1]), title={"text": title, "standoff": 8},
                       title_font_size=13)  # fmt: skip
    chart.add_bar(x=(edges[:-1] + edges[1:]) / 2, y=shares[0], width=np.diff(edges) * 0.94, marker_line_width=0,
                  marker_color=colours.train, opacity=0.45, hoverinfo="skip")  # fmt: skip
    for share, colour, dash in ((shares[1], colours.validation, "solid"), (shares[2], colours.test, "5px,3px")):
        x, y = np.repeat(edges, 2)[1:-1], np.repeat(share, 2)
        chart.add_scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 2.2, "dash": dash}, hoverinfo="skip")
    return chart


def bin_edges(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Equal bins over all parts; one unit wide when every value is the same."""
    known = np.concatenate(list(parts))
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if not high > low:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, BINS + 1)


def _shares(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(values):
        return np.zeros(len(edges) - 1)
    return np.histogram(values, edges)[0] / len(values)


def legend(dark: bool) -> go.Figure:
    """What bar, line and dashed line stand for."""
    colours = palette(dark)
    chart = figure(dark, 26, l=0, r=0, t=0, b=0)
    chart.update_xaxes(visible=False, range=(0, 800))
    chart.update_yaxes(visible=False, range=(0, 1))
    marks = Marks()
    marks.shape(type="rect", x0=2, x1=24, y0=0.32, y1=0.68, fillcolor=colours.train, opacity=0.45, line={"width": 0})
    for x, colour, dash in ((92, colours.validation, "solid"), (210, colours.test, "5px,3px")):
        line = {"color": colour, "width": 2.2, "dash": dash}
        marks.shape(type="line", x0=x, x1=x + 22, y0=0.5, y1=0.5, line=line)
    for x, part in ((30, "train"), (120, "validation"), (238, "test")):
        marks.text(x, 0.5, say(f"parts.{part}"), colours.ink, "left")
    marks.onto(chart)
    return chart
