"""A model's error beside those of the simple rules, as bars: shorter is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from core.charts.sheet import Sheet
from core.charts.theme import Palette, figure, palette, safe
from core.spec import record

ROW = 28  # px


@record
class Bar:
    """`size` is the error in the unit shown, `words` says it: `±1.50 °C`. `pinned`: another model."""

    label: str
    size: float
    words: str
    model: bool = False
    pinned: bool = False


def bars(rows: Sequence[Bar], *, dark: bool) -> go.Figure:
    """One row for each bar, in the order given. A bar whose size is not a number shows its words only."""
    colours = palette(dark)
    widest = max(len(row.label) for row in rows)
    chart = figure(dark, ROW * len(rows) + 16, l=min(260, 24 + 7 * widest), r=100, t=8, b=8)
    sizes = [row.size for row in rows if row.size == row.size]
    chart.update_xaxes(range=[0, max(sizes, default=1.0) or 1.0], visible=False)
    chart.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    sheet = Sheet()
    for i, row in enumerate(rows):
        length = row.size if row.size == row.size else 0.0
        sheet.add_shape(**_bar(i, length, row, colours))
        weight = "<b>{}</b>" if row.model else "{}"
        look = {"y": i, "showarrow": False, "font_color": colours.ink}
        sheet.add_annotation(x=0, text=weight.format(safe(row.label)), xanchor="right", xshift=-10, **look)
        sheet.add_annotation(x=length, text=weight.format(safe(row.words)), xanchor="left", xshift=8, **look)
    sheet.onto(chart)
    chart.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    return chart


def _bar(i: int, length: float, row: Bar, colours: Palette) -> dict[str, Any]:
    """Filled for the model, with a solid outline for another one, a dashed one for a rule: not by colour alone."""
    dashed = {"color": colours.baseline, "width": 1, "dash": "4px,3px"}
    look: dict[str, Any] = {"fillcolor": colours.band, "line": dashed}
    if row.model:
        look = {"fillcolor": colours.predicted, "line_width": 0}
    elif row.pinned:
        look = {"fillcolor": colours.predicted_band, "line": {"color": colours.predicted, "width": 1}}
    return {"type": "rect", "x0": 0, "x1": length, "y0": i - 0.3, "y1": i + 0.3, **look}
