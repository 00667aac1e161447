"""How much each column matters: one bar for each, with a line over what the repeats said."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts.axes import text_width
from core.charts.theme import figure, palette, safe
from core.spec import record

ROW = 26  # px
MOST_NAME = 24  # characters of a name that are shown


@record
class Matter:
    """How much worse the error becomes without a column: on average, and the least and most of the repeats."""

    name: str
    size: float
    least: float
    most: float
    words: str


def matters(rows: Sequence[Matter], *, dark: bool) -> go.Figure:
    """In the order given, the first on top. What is not a number, or below nothing, has no bar."""
    colours = palette(dark)
    names = [row.name if len(row.name) <= MOST_NAME else f"{row.name[: MOST_NAME - 1]}…" for row in rows]
    wide = max(text_width(row.words) for row in rows)
    chart = figure(dark, ROW * len(rows) + 20, l=round(22 + max(map(text_width, names))), r=round(wide + 24), t=8, b=8)
    longest = max((row.most for row in rows if row.most == row.most), default=0.0)
    chart.update_xaxes(range=[0, longest if longest > 0 else 1.0], visible=False)
    chart.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    for i, (row, name) in enumerate(zip(rows, names, strict=True)):
        size, least, most = (max(0.0, one) if one == one else 0.0 for one in (row.size, row.least, row.most))
        chart.add_shape(type="rect", x0=0, x1=size, y0=i - 0.28, y1=i + 0.28, fillcolor=colours.predicted,
                        line_width=0)  # fmt: skip
        chart.add_shape(type="line", x0=least, x1=most, y0=i, y1=i, line={"color": colours.ink, "width": 1.5})
        look = {"y": i, "showarrow": False, "font_color": colours.ink}
        chart.add_annotation(x=0, text=safe(name), xanchor="right", xshift=-10, hovertext=safe(row.name), **look)
        chart.add_annotation(x=most, text=safe(row.words), xanchor="left", xshift=8, **look)
    chart.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return chart
