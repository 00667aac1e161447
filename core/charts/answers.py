"""Examples side by side, each with what it was and what was predicted for it, from the smallest to the largest."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import figure, palette, unit_suffix
from core.spec import record
from core.text import say

HEIGHT = 320
MOST = 400
"""Examples side by side; of more, every n-th."""


@record
class Answers:
    """`actual` and `predicted` (W,) of W examples, `names` (W,) what they are called."""

    actual: NDArray[np.float64]
    predicted: NDArray[np.float64]
    names: tuple[str, ...]
    unit: str


def answers(view: Answers, *, dark: bool) -> go.Figure:
    """Ink dots for what was, open blue ones for what was predicted, a thin line between the two."""
    colours = palette(dark)
    order = ordered(view)
    actual, predicted = view.actual[order], view.predicted[order]
    x = np.arange(1, len(order) + 1)
    chart = figure(dark, HEIGHT, l=56, r=12, t=10, b=36)
    gaps_x = [v for i in x.tolist() for v in (i, i, None)]
    gaps_y = [v for a, p in zip(actual.tolist(), predicted.tolist(), strict=True) for v in (a, p, None)]
    chart.add_scatter(x=gaps_x, y=gaps_y, mode="lines", hoverinfo="skip", line={"color": colours.faint, "width": 1.2})
    names = [view.names[i] for i in order.tolist()]
    size = 8 if len(order) <= 80 else 5
    blue = {"color": colours.ground, "size": size, "line": {"color": colours.predicted, "width": 1.8}}
    for key, values, marker in (
        ("actual", actual, {"color": colours.ink, "size": size}),
        ("predicted", predicted, blue),
    ):
        hover = say(f"charts.answers.{key}", value=f"%{{y:.4~g}}{unit_suffix(view.unit)}")
        chart.add_scatter(x=x, y=values, mode="markers", marker=marker, text=names,
                          hovertemplate=f"%{{text}}<br>{hover}<extra></extra>")  # fmt: skip
    chart.update_yaxes(ticksuffix=unit_suffix(view.unit), nticks=6)
    chart.update_xaxes(showticklabels=False, range=(0, len(order) + 1),
                       title={"text": say("charts.answers.axis"), "standoff": 4, "font_size": 12})  # fmt: skip
    return chart


def ordered(view: Answers) -> NDArray[np.int64]:
    """Places of the examples shown, from the smallest actual value to the largest."""
    known = np.flatnonzero(np.isfinite(view.actual) & np.isfinite(view.predicted))
    order = known[np.argsort(view.actual[known], kind="stable")]
    return order[:: -(-len(order) // MOST)] if len(order) > MOST else order
