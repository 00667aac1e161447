"""How far back a model looks: what is lost when a stretch of every window is hidden.

Letters: `S` stretches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import figure, palette, unit_suffix
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 260
TICKS = 4


@record
class Back:
    """`lost` (S,) by stretch, oldest first; `middle` (S,) is its place in timesteps.

    `ago` (S,) says how long ago it lies, `ticks` (S,) how long ago its newest timestep was.
    """

    lost: Array
    middle: Array
    ago: Sequence[str]
    ticks: Sequence[str]
    unit: str


def back(view: Back, *, dark: bool) -> go.Figure:
    """Stairs from long ago on the left to the newest timestep on the right."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=62, r=26, t=10, b=32)
    of = unit_suffix(view.unit)
    width = np.diff(view.middle).max() if len(view.middle) > 1 else 1.0
    chart.add_bar(
        x=view.middle,
        y=view.lost,
        width=abs(float(width)),
        marker={"color": colours.predicted, "line": {"width": 1, "color": colours.ground}},
        customdata=list(view.ago),
        hovertemplate=say("charts.explain.lost", ago="%{customdata}", lost=f"%{{y:+.3~g}}{of}") + "<extra></extra>",
    )
    chart.add_hline(y=0, line={"color": colours.baseline, "width": 1})
    shown = np.unique(np.linspace(0, len(view.ago) - 1, min(TICKS, len(view.ago))).round().astype(int))
    chart.update_xaxes(tickvals=view.middle[shown], ticktext=[view.ticks[i] for i in shown], tickangle=0)
    chart.update_yaxes(ticksuffix=of, nticks=5, tickformat="~g")
    return chart
