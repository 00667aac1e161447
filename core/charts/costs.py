"""What errors cost when every forecast is moved by the same amount.

Letters: `S` shifts.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.theme import Palette, figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 280


@record
class Shifted:
    """Mean costs (S,) on validation and test rows for each of `shifts` (S,), and the one that was chosen."""

    shifts: Array
    validation: Array
    test: Array
    chosen: float
    unit: str
    currency: str


def shift_chart(view: Shifted, *, dark: bool) -> go.Figure:
    """Two valleys: where the shift was learned and where it was tried; a dot at the one chosen."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=64, r=12, t=34, b=44)
    of, money = unit_suffix(view.unit), unit_suffix(view.currency)
    at = int(np.searchsorted(view.shifts, view.chosen))
    for part, costs, dash in (("validation", view.validation, "6px,3px"), ("test", view.test, "solid")):
        colour = getattr(colours, part)
        hover = say("charts.costs.hover", shift="%{x:+.3~g}" + of, cost="%{y:.3~g}" + money)
        chart.add_scatter(x=view.shifts, y=costs, mode="lines", line={"color": colour, "width": 2, "dash": dash},
                          name=say(f"charts.costs.{part}"), hovertemplate=hover)  # fmt: skip
        dot = {"size": 9, "color": colour if part == "test" else colours.ground, "line": {"color": colour, "width": 2}}
        chart.add_scatter(x=[view.shifts[at]], y=[costs[at]], mode="markers", marker=dot, showlegend=False,
                          hovertemplate=hover + "<extra></extra>")  # fmt: skip
    chart.add_vline(x=0, line={"color": colours.ink, "width": 1})
    _axes(chart, view, colours)
    return chart


def _axes(chart: go.Figure, view: Shifted, colours: Palette) -> None:
    ticks, labels = labelled_numbers(float(view.shifts[0]), float(view.shifts[-1]), most=5)
    signed = [f"+{label}" if tick > 0 else label for tick, label in zip(ticks, labels, strict=True)]
    words = say("charts.costs.shift")
    named = {"text": f"{words}, {safe(view.unit)}" if view.unit else words, "standoff": 6, "font_size": 12}
    chart.update_xaxes(tickvals=ticks, ticktext=signed, title=named)
    chart.update_yaxes(ticksuffix=unit_suffix(view.currency), nticks=5)
    legend = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom", "font_color": colours.ink}
    chart.update_layout(showlegend=True, legend=legend)
