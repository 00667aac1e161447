"""How far a forecast may be off: a band around what was predicted, and a fan around what is ahead.

Letters: `n` rows shown, `P` predictions, `H` horizon.
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
class Banded:
    """`actual` (n,) and `predicted` (P,) with `low` and `high` (P,) around it; `missed` are actual ones outside."""

    actual: Line
    predicted: Line
    low: Array
    high: Array
    missed: Line
    unit: str


def banded(view: Banded, *, dark: bool) -> go.Figure:
    """Ink over blue in a light band; what lies outside wears a ring."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=10, t=10, b=40)
    of = unit_suffix(view.unit)
    _band(chart, view.predicted.x, view.low, view.high, colours.predicted_band)
    thin, ink = {"color": colours.predicted, "width": 1.6}, {"color": colours.ink, "width": 1.6}
    chart.add_scatter(x=view.predicted.x, y=view.predicted.y, mode="lines", line=thin, hoverinfo="skip")
    chart.add_scatter(x=view.actual.x, y=view.actual.y, mode="lines", line=ink,
                      hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>")  # fmt: skip
    ring = {"size": 8, "color": "rgba(0,0,0,0)", "line": {"color": colours.warning, "width": 2}}
    outside = say("charts.sure.missed", value=f"%{{y:.4~g}}{of}") + "<extra></extra>"
    chart.add_scatter(x=view.missed.x, y=view.missed.y, mode="markers", marker=ring, hovertemplate=outside)
    chart.update_yaxes(ticksuffix=of, nticks=5)
    chart.update_xaxes(nticks=5, **dates(view.actual.x))
    return chart


@record
class Fan:
    """The last rows known, what is predicted after them (H,), and (low, high) (H,) by level, the widest first."""

    past: Line
    future: Line
    bands: Sequence[tuple[float, Array, Array]]
    unit: str


def fan(view: Fan, *, dark: bool) -> go.Figure:
    """Bands that open with the distance; the wider, the fainter."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=10, t=10, b=40)
    of = unit_suffix(view.unit)
    for level, low, high in view.bands:
        shade = _faint(colours.predicted, 0.18)
        _band(chart, view.future.x, low, high, shade, say("charts.sure.band", share=f"{100 * level:.0f} %"))
    chart.add_scatter(x=view.past.x, y=view.past.y, mode="lines", line={"color": colours.ink, "width": 1.6},
                      hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>")  # fmt: skip
    chart.add_scatter(x=view.future.x, y=view.future.y, mode="lines", line={"color": colours.predicted, "width": 2},
                      hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>")  # fmt: skip
    chart.update_yaxes(ticksuffix=of, nticks=5)
    chart.update_xaxes(nticks=5, **dates(view.past.x))
    return chart


def _band(
    chart: go.Figure, x: Sequence[object] | NDArray[np.generic], low: Array, high: Array, fill: str, name: str = ""
) -> None:
    edge = {"color": "rgba(0,0,0,0)", "width": 0}
    chart.add_scatter(x=x, y=low, mode="lines", line=edge, hoverinfo="skip")
    hover = "text" if name else "skip"
    chart.add_scatter(x=x, y=high, mode="lines", line=edge, fill="tonexty", fillcolor=fill, text=name, hoverinfo=hover)


def _faint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
