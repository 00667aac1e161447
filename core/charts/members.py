"""Several networks beside what they answer together: a bar for each error, a line for the error of the average."""

from __future__ import annotations

import plotly.graph_objects as go

from core.charts.theme import figure, palette, unit_suffix
from core.spec import record
from core.text import say

HEIGHT = 210


@record
class Alone:
    """The error of each network (M,) and of all together, in `unit`; NaN is not drawn."""

    alone: tuple[float, ...]
    together: float
    unit: str


def members_chart(view: Alone, *, dark: bool) -> go.Figure:
    """Shorter is better; the line is what averaging makes of them."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=12, t=26, b=30)
    numbers = list(range(1, len(view.alone) + 1))
    of = unit_suffix(view.unit)
    chart.add_bar(
        x=numbers,
        y=list(view.alone),
        width=0.6,
        marker={"color": colours.band, "line": {"color": colours.baseline, "width": 1}},
        hovertemplate=say("charts.members.hover", x="%{x}", y="%{y:.4~g}") + of + "<extra></extra>",
        showlegend=False,
    )
    if view.together == view.together:
        chart.add_shape(
            type="line", x0=0, x1=1, xref="x domain", y0=view.together, y1=view.together,
            line={"color": colours.predicted, "width": 2},
        )  # fmt: skip
        chart.add_annotation(
            x=1, xref="x domain", xanchor="right", y=1, yref="y domain", yanchor="bottom", showarrow=False,
            text=f"<b>{say('charts.members.together')}</b>", font_color=colours.predicted,
        )  # fmt: skip
    chart.update_xaxes(tickvals=numbers, title=say("charts.members.network"), showgrid=False)
    chart.update_yaxes(ticksuffix=of, nticks=4, rangemode="tozero")
    return chart
