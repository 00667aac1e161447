"""The first examples under each other: every row shifts what is read and what is answered."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import Marks, figure, palette
from core.examples.spec import Windows
from core.examples.windows import input_offsets, target_offsets
from core.text import count, say

MOST_DOTS = 200
ROW = "%{x:,}<extra></extra>"


def staircase(now: NDArray[np.int64], windows: Windows, dark: bool) -> go.Figure:
    """One line per example: `now` (W,) dataset rows of the newest row each reads."""
    colours = palette(dark)
    inputs, targets = input_offsets(windows), target_offsets(windows)
    chart = figure(dark, 34 + 22 * len(now), l=86, r=10, t=28, b=4)
    first, last = int(now[0] + inputs[0]), int(now[-1] + max(targets[-1], 0))
    air = max(1.0, (last - first) * 0.012)
    chart.update_xaxes(range=(first - air, last + air), showticklabels=False)
    chart.update_yaxes(
        range=(len(now) - 0.5, -0.5), showgrid=False, tickvals=list(range(len(now))),
        ticktext=[f"{row:,}  " for row in now.tolist()], tickfont={"color": colours.ink},
    )  # fmt: skip
    pixel = 740 / (last - first + 2 * air)
    lines, read, asked = [], [], []
    for y, row in enumerate(now.tolist()):
        lines += [(row + inputs[0], y), (row, y), (None, None)]
        read += [(x, y) for x in (row + _few(inputs)).tolist()]
        asked += [(x, y) for x in (row + _few(targets)).tolist()]
    edge = {"color": colours.predicted, "width": 1.3}
    full = {"size": _size(windows.step * pixel, 7), "color": colours.ink}
    hollow = {"size": _size(pixel * 1.6, 7), "color": colours.ground, "line": edge}
    dots = {"type": "scatter", "mode": "markers", "cliponaxis": False, "hovertemplate": ROW}
    chart.add_traces(
        [
            {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colours.faint, "width": 1},
             "x": [x for x, _ in lines], "y": [y for _, y in lines]},
            {**dots, "x": [x for x, _ in read], "y": [y for _, y in read], "marker": full},
            {**dots, "x": [x for x, _ in asked], "y": [y for _, y in asked], "marker": hollow},
        ]
    )  # fmt: skip
    _heads(chart, now, windows, colours.muted, colours.predicted)
    return chart


def alt(now: NDArray[np.int64], windows: Windows) -> str:
    """The staircase in one sentence."""
    inputs, targets = input_offsets(windows), target_offsets(windows)
    return say(
        "pages.window.staircase.alt",
        examples=len(now),
        first=int(now[0] + inputs[0]),
        now=int(now[0]),
        answer=int(now[0] + targets[0]),
        last=int(now[0] + targets[-1]),
    )


def _heads(chart: go.Figure, now: NDArray[np.int64], windows: Windows, muted: str, blue: str) -> None:
    read = float(now[0] - windows.reach / 2)
    asked = float(now[0] + windows.delay + (windows.horizon - 1) / 2)
    low, high = chart.layout.xaxis.range
    heads: list[tuple[dict[str, Any], str, str]] = [
        ({"x": 0, "xref": "paper", "anchor": "right", "xshift": -8}, say("pages.window.staircase.now"), muted),
        ({"x": read}, say("pages.window.staircase.reads", rows=count(windows.timesteps, "row")), muted),
        ({"x": asked}, say("pages.window.staircase.answers", rows=count(windows.horizon, "row")), blue),
    ]
    close = (asked - read) / (high - low) * 740 < 170
    if close or (high - asked) / (high - low) * 740 < 60:
        heads[2] = ({"x": 1, "xref": "paper", "anchor": "right"}, heads[2][1], blue)
    if close:
        heads[1] = ({"x": 0, "xref": "paper", "anchor": "left"}, heads[1][1], muted)
    marks = Marks()
    for place, text, colour in heads:
        marks.text(y=1, text=text, colour=colour, yshift=14, **place)
    marks.onto(chart)


def _few(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[::-1][:: -(-len(rows) // MOST_DOTS)][::-1]


def _size(pixels: float, most: float) -> float:
    return float(max(2.5, min(most, pixels * 0.9)))
