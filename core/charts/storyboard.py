"""One forecast that went wrong: what the model saw, what it said and what happened.

Letters: `n` rows seen, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.predictions import Line, dates, place
from core.charts.theme import figure, palette, unit_suffix
from core.charts.thin import thinned
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 300
_FEW = 60


@record
class Scenes:
    """`seen` are the rows up to now, `actual`, `predicted` and `nothing` (the simple rule) the answers (H,).

    `made_up` are rows that were filled in.
    """

    seen: Line
    actual: Line
    predicted: Line
    nothing: Line
    made_up: Line
    unit: str
    rule: str


def scene_chart(view: Scenes, *, dark: bool) -> go.Figure:
    """Ink for what was, blue for what was said, dashed grey for doing nothing; a line where now was."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=58, r=12, t=34, b=40)
    of = unit_suffix(view.unit)
    dots = len(view.actual.y) <= _FEW
    kept = thinned(view.seen.y)
    ink, blue = {"color": colours.ink, "width": 1.6}, {"color": colours.predicted, "width": 2}
    grey = {"color": colours.baseline, "width": 1.5, "dash": "6px,4px"}
    seen = {"x": np.asarray(view.seen.x)[kept], "y": view.seen.y[kept], "mode": "lines", "line": ink}
    chart.add_scatter(**seen, name=say("charts.storyboard.seen"), showlegend=False, hovertemplate="%{y:.4~g}" + of)
    look = "lines+markers" if dots else "lines"
    for line, style, name in (
        (view.nothing, grey, view.rule),
        (view.actual, ink | {"width": 2.2}, say("charts.storyboard.actual")),
        (view.predicted, blue, say("charts.storyboard.predicted")),
    ):
        mode = "markers+lines" if style is grey and len(line.y) == 1 else "lines" if style is grey else look
        chart.add_scatter(x=line.x, y=line.y, mode=mode, line=style, marker={"size": 6}, name=name,
                          hovertemplate="%{y:.4~g}" + of)  # fmt: skip
    ring = {"size": 8, "color": "rgba(0,0,0,0)", "line": {"color": colours.warning, "width": 2}}
    if len(view.made_up.y):
        chart.add_scatter(x=view.made_up.x, y=view.made_up.y, mode="markers", marker=ring,
                          name=say("charts.storyboard.made_up"), hovertemplate="%{y:.4~g}" + of)  # fmt: skip
    _now(chart, view.seen.x, colours.band, colours.muted)
    legend = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom", "font_color": colours.ink}
    chart.update_layout(showlegend=True, legend=legend, hovermode="x unified")
    chart.update_yaxes(ticksuffix=of, nticks=5)
    chart.update_xaxes(nticks=5, **dates(view.seen.x))
    return chart


def _now(chart: go.Figure, x: Sequence[object] | NDArray[np.generic], band: str, ink: str) -> None:
    """The rows the model saw on a band, and a line at the newest."""
    chart.add_shape(
        type="rect", x0=place(x[0]), x1=place(x[-1]), y0=0, y1=1, yref="paper", fillcolor=band, line_width=0,
        layer="below",
    )  # fmt: skip
    chart.add_shape(type="line", x0=place(x[-1]), x1=place(x[-1]), y0=0, y1=1, yref="paper",
                    line={"color": ink, "width": 1})  # fmt: skip
    chart.add_annotation(x=place(x[-1]), y=0, yref="paper", yanchor="bottom", xanchor="right", xshift=-4,
                         text=say("charts.storyboard.now"), showarrow=False, font_color=ink)  # fmt: skip
