"""The heart of the window page: brackets, dots and *now* on the user's own curve.

The horizontal axis counts rows, so that brackets are exact whatever the calendar does; its
labels are times.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, moment, text_width
from core.charts.theme import Marks, Palette, figure, palette, safe, unit_suffix
from core.charts.thin import thinned
from core.charts.window_brackets import WIDTH, long_brackets, now_line, short_brackets
from core.charts.window_scene import Scene
from core.text import say, span

Trace = dict[str, Any]

HEIGHT = 296
CURVE_TOP, CURVE_LOW = 0.86, 0.20  # of the plot's height
MOST_DOTS = 600


def picture(scene: Scene, dark: bool) -> go.Figure:
    """The curve around now with its four brackets, the rows read and the rows predicted."""
    colours = palette(dark)
    low, high, ticks, labels = _vertical(scene)
    left = max(44, int(max(map(text_width, labels))) + 18)
    chart = figure(dark, HEIGHT, l=left, r=8, t=2, b=30)
    x = (scene.first - 0.5, scene.first + len(scene.values) - 0.5)
    marks = Marks()
    _bands(marks, scene, colours)
    long_brackets(marks, scene, colours, x)
    short_brackets(marks, scene, colours, x)
    at, names = now_line(marks, scene, colours, x)
    marks.onto(chart)
    chart.update_xaxes(range=x, tickvals=at, ticktext=names, ticklabelstandoff=4)
    chart.update_yaxes(range=(low, high), tickvals=ticks, ticktext=labels)
    chart.add_traces([*_curves(scene, colours), *_dots(scene, colours, low + (high - low) * 0.19)])
    return chart


def alt(scene: Scene, column: str) -> str:
    """The picture in one sentence, for a screen reader."""
    w, spacing = scene.windows, scene.spacing
    return say(
        "pages.window.picture.alt",
        column=column,
        now=scene.now_in_words,
        timesteps=w.timesteps,
        lookback=span(w.lookback, spacing),
        step=span(w.step, spacing),
        horizon=span(w.horizon, spacing),
        delay=span(w.delay, spacing),
    )


def _vertical(scene: Scene) -> tuple[float, float, list[float], list[str]]:
    """Axis range that leaves room above and below the curve for brackets, and its ticks."""
    known = scene.values[np.isfinite(scene.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    low, high = low - air, high + air
    per_share = (high - low) / (CURVE_TOP - CURVE_LOW)
    ticks, labels = labelled_numbers(low, high, unit_suffix(scene.unit) if len(scene.unit) <= 6 else "")
    return low - per_share * CURVE_LOW, high + per_share * (1 - CURVE_TOP), ticks, labels


def _bands(marks: Marks, scene: Scene, colours: Palette) -> None:
    edges = (
        (scene.now - scene.windows.lookback, scene.now, colours.band),
        (scene.targets[0] - 0.5, scene.targets[-1] + 0.5, colours.predicted_band),
    )
    for begin, end, colour in edges:
        marks.shape(type="rect", x0=begin, x1=end, y0=0, y1=CURVE_TOP, fillcolor=colour, line={"width": 0},
                    layer="below")  # fmt: skip


def _curves(scene: Scene, colours: Palette) -> list[Trace]:
    """The whole scene faint, what may be known in ink, what is asked for in blue."""
    rows = scene.rows
    inside = (rows >= scene.now - scene.windows.lookback) & (rows <= scene.now)
    asked = (rows >= scene.targets[0]) & (rows <= scene.targets[-1])
    traces = []
    for chosen, colour, width in (
        (np.ones(len(rows), dtype=bool), colours.faint, 1.3),
        (inside, colours.ink if scene.reads else colours.muted, 1.4),
        (asked, colours.predicted, 1.4),
    ):
        values, at = scene.values[chosen], rows[chosen]
        keep = thinned(values)
        look = {"mode": "lines", "line": {"color": colour, "width": width}, "hoverinfo": "skip"}
        traces.append({"type": "scatter", "x": at[keep], "y": values[keep], **look})
    return traces


def _dots(scene: Scene, colours: Palette, floor: float) -> list[Trace]:
    """Filled: read. Open: predicted. Where this column is not read, the rows read lie on the floor."""
    inputs, targets = _few(scene.inputs), _few(scene.targets)
    seen = scene.at(inputs) if scene.reads else np.full(len(inputs), floor)
    full = {"size": _size(scene, scene.windows.step, 8), "color": colours.ink}
    edge = {"color": colours.predicted, "width": 1.7}
    hollow = {"size": _size(scene, 1, 7.5), "color": colours.ground, "line": edge}
    return [
        {"type": "scatter", "mode": "markers", "x": at, "y": y, "cliponaxis": False, "marker": marker,
         "text": _hover(scene, at), "hoverinfo": "text"}
        for at, y, marker in ((inputs, seen, full), (targets, scene.at(targets), hollow))
    ]  # fmt: skip


def _few(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Beyond `MOST_DOTS` dots touch anyway: every n-th, the newest kept."""
    return rows[::-1][:: -(-len(rows) // MOST_DOTS)][::-1]


def _size(scene: Scene, apart: int, most: float) -> float:
    """Dots shrink until they touch, never below 3 px."""
    return float(max(3.0, min(most, apart * WIDTH / len(scene.values) * 1.1)))


def _hover(scene: Scene, rows: NDArray[np.int64]) -> list[str]:
    texts = []
    for row, value in zip(rows.tolist(), scene.at(rows).tolist(), strict=True):
        inside = scene.time is not None and 0 <= row - scene.first < len(scene.values)
        when = moment(scene.time[row - scene.first], scene.spacing) if inside and scene.time is not None else f"{row:,}"
        texts.append(f"{when}<br>{value:,.4g} {safe(scene.unit)}".rstrip())
    return texts
