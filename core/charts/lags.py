"""Which column, how long before, goes together with the target: a row of colours for each."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.charts.axes import text_width
from core.charts.correlogram import lag_ticks, signed
from core.charts.theme import Marks, figure, palette, safe
from core.data.lags import Together
from core.data.words import lasting
from core.text import count, say

ROW = 30  # pixels
LETTERS = 22
_LEAST = 0.2  # the full colour stands for no less
_NARROW = 360  # pixels of the colours in a narrow window


def lags(found: Together, target: str, season: int | None, spacing: float | None, dark: bool) -> go.Figure:
    """Blue where they rise together, orange where one falls; a dot at the strongest, in words on the right."""
    colours = palette(dark)
    limit = full_colour(found, target)
    names = [safe(_name(name, target)) for name in found.names]
    words = [strongest(found, k, spacing) for k in range(len(names))]
    left = int(max(map(text_width, names))) + 20
    right = int(max(map(text_width, words))) + 16
    chart = figure(dark, ROW * len(names) + 54, l=left, r=right, t=6, b=48)
    at, labels = lag_ticks(int(found.lags[-1]), season, spacing, _NARROW)
    step = int(found.lags[1]) if len(found.lags) > 1 else 1
    chart.update_xaxes(range=(-step / 2, found.lags[-1] + step / 2), tickvals=at, ticktext=labels)
    chart.update_xaxes(title={"text": say("charts.lags.before"), "standoff": 8, "font": {"size": 13}})
    rows = list(range(len(names)))
    chart.update_yaxes(range=(len(names) - 0.5, -0.5), tickvals=rows, ticktext=names, showgrid=False,
                       tickfont={"color": colours.ink})  # fmt: skip
    hover = [[_hover(found, k, j, spacing) for j in range(len(found.lags))] for k in rows]
    known = [[v if np.isfinite(v) else None for v in row] for row in found.correlation.tolist()]
    chart.add_heatmap(
        x=found.lags, y=rows, z=known, zmin=-limit, zmax=limit,
        colorscale=[(0, colours.warning), (0.5, colours.band), (1, colours.predicted)], ygap=6, showscale=False,
        text=hover, hoverinfo="text", hoverongaps=False,
    )  # fmt: skip
    dots = [(found.lags[j], k) for k in rows if (j := found.strongest(k)) is not None]
    dot = {"size": 9, "color": colours.ink, "line": {"color": colours.ground, "width": 1.5}}
    chart.add_scatter(x=[x for x, _ in dots], y=[y for _, y in dots], mode="markers", hoverinfo="skip", marker=dot,
                      cliponaxis=False)  # fmt: skip
    marks = Marks()
    for k, text in enumerate(words):
        marks.text(1, k, text, colours.ink, "left", xref="paper", yref="y", xshift=12)
    marks.onto(chart)
    return chart


def full_colour(found: Together, target: str) -> float:
    """What the strongest colour stands for: the strongest of the other columns."""
    others = [k for k, name in enumerate(found.names) if name != target]
    sizes = np.abs(found.correlation[others])
    known = sizes[np.isfinite(sizes)]
    return max(_LEAST, float(known.max())) if len(known) else 1.0


def strongest(found: Together, column: int, spacing: float | None) -> str:
    """`+0.71, 3 hours before`; `+0.99, the same row`."""
    j = found.strongest(column)
    if j is None:
        return say("charts.lags.never")
    value, lag = signed(float(found.correlation[column, j])), int(found.lags[j])
    if lag == 0:
        return say("charts.lags.same_row", value=value)
    return say("charts.lags.earlier", value=value, time=lasting(lag * spacing) if spacing else count(lag, "row"))


def alt(found: Together, target: str, spacing: float | None) -> str:
    """The strongest of each column, most telling first."""
    each = "; ".join(f"{_name(name, target)} {strongest(found, k, spacing)}" for k, name in enumerate(found.names))
    return say("charts.lags.alt", target=target, each=each)


def _name(name: str, target: str) -> str:
    if name == target:
        return say("charts.lags.own")
    name = " ".join(name.split())
    return name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"


def _hover(found: Together, k: int, j: int, spacing: float | None) -> str:
    lag, value = int(found.lags[j]), float(found.correlation[k, j])
    when = lasting(lag * spacing) if spacing else count(lag, "row")
    return f"{safe(found.names[k])}, {when}: {signed(value)}" if np.isfinite(value) else ""
