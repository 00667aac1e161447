"""What the answers would be if one column were smaller or larger.

Letters: `Q` values of the column.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 300


@record
class Answered:
    """`mean` (Q,) of the answers where the column holds `values` (Q,); 80 % lie between `low` and `high`."""

    values: Array
    mean: Array
    low: Array
    high: Array
    column: str
    unit: str
    answer_unit: str


def answered(view: Answered, *, dark: bool) -> go.Figure:
    """A line with dots in a band."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=62, r=14, t=10, b=48)
    of = unit_suffix(view.answer_unit)
    edge = {"color": "rgba(0,0,0,0)", "width": 0}
    chart.add_scatter(x=view.values, y=view.low, mode="lines", line=edge, hoverinfo="skip")
    chart.add_scatter(x=view.values, y=view.high, mode="lines", line=edge, fill="tonexty",
                      fillcolor=colours.predicted_band, hoverinfo="skip")  # fmt: skip
    hover = say("charts.explain.response", value=f"%{{x:.4~g}}{unit_suffix(view.unit)}", answer=f"%{{y:.4~g}}{of}")
    hover += "<extra></extra>"
    chart.add_scatter(x=view.values, y=view.mean, mode="lines+markers", marker={"size": 5},
                      line={"color": colours.predicted, "width": 2.5}, hovertemplate=hover)  # fmt: skip
    title = safe(f"{view.column} ({view.unit})" if view.unit else view.column)
    chart.update_xaxes(nticks=6, title={"text": title, "standoff": 8}, tickformat="~g")
    chart.update_yaxes(ticksuffix=of, nticks=5, tickformat="~g")
    return chart
