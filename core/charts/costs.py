"""What errors cost: the model beside the rules, and when every forecast is moved by the same amount.

Letters: `S` shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.bars import Bar
from core.charts.theme import Palette, figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 280
ROW = 48


@record
class Shifted:
    """Mean costs (S,) on validation and test rows for each of `shifts` (S,), and the one that was chosen."""

    shifts: Array
    validation: Array
    test: Array
    chosen: float
    unit: str
    currency: str


def cost_bars(rows: Sequence[Bar], *, dark: bool) -> go.Figure:
    """One bar for each, its name above it, so that it is long enough on a narrow screen as well."""
    colours = palette(dark)
    chart = figure(dark, ROW * len(rows) + 12, l=2, r=92, t=4, b=4)
    chart.update_xaxes(range=[0, max(row.size for row in rows) or 1.0], visible=False)
    chart.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    chart.update_layout(shapes=[_bar(place, row, colours) for place, row in enumerate(rows)])
    for place, row in enumerate(rows):
        label, words = (f"<b>{safe(text)}</b>" if row.model else safe(text) for text in (row.label, row.words))
        look = {"showarrow": False, "font_color": colours.ink, "xanchor": "left"}
        chart.add_annotation(x=0, y=place - 0.22, text=label, **look)
        chart.add_annotation(x=row.size, y=place + 0.24, text=words, xshift=6, **look)
    chart.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return chart


def _bar(place: int, row: Bar, colours: Palette) -> dict[str, Any]:
    """Filled for the model, a dashed outline for a rule, so that colour is not the only sign."""
    look: dict[str, Any] = {"fillcolor": colours.predicted, "line_width": 0}
    if not row.model:
        look = {"fillcolor": colours.band, "line": {"color": colours.baseline, "width": 1, "dash": "4px,3px"}}
    return {"type": "rect", "x0": 0, "x1": row.size, "y0": place + 0.04, "y1": place + 0.44, **look}


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
