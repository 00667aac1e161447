"""The whole series on one timeline: which rows learn, which judge, where the scaler is fitted."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import day, text_width
from core.charts.theme import Marks, figure, palette, part_colours
from core.charts.thin import thinned
from core.examples.split import PARTS
from core.spec import record
from core.text import say

HEIGHT, WIDTH = 204, 720  # the width of a narrow window: texts must fit there too
CURVE = (0.28, 0.77)  # of the plot's height
SIDE = 7  # pixels: half the thumb of the slider below, so that both ends agree


@record
class Timeline:
    """`values` (N,) of the target; `borders` the first row of validation, the first of test and
    the row after the last of test; `examples` per part; `gap` rows left out after each border.
    """

    values: NDArray[np.float64]
    time: NDArray[np.datetime64] | None
    borders: tuple[int, int, int]
    examples: tuple[int, int, int]
    gap: int = 0

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """First row and the row after the last, per part."""
        first, second, end = self.borders
        return ((0, first), (first + self.gap, second), (second + self.gap, end))


def timeline(parts: Timeline, dark: bool) -> go.Figure:
    """Coloured bands under the curve, their names above, the fitting bracket and dates below."""
    colours = palette(dark)
    n = len(parts.values)
    chart = figure(dark, HEIGHT, l=SIDE, r=SIDE, t=4, b=4)
    known = parts.values[np.isfinite(parts.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    share = ((high - low) or 1.0) / (CURVE[1] - CURVE[0] - 0.04)
    chart.update_xaxes(range=(0, n), showticklabels=False)
    chart.update_yaxes(range=(low - share * (CURVE[0] + 0.02), high + share * (1 - CURVE[1] + 0.02)), visible=False)
    marks = Marks()
    for (begin, end), (line, band) in zip(parts.edges, part_colours(colours), strict=True):
        for y0, y1, colour in ((CURVE[0], CURVE[1], band), (CURVE[1], CURVE[1] + 0.022, line)):
            marks.shape(type="rect", x0=begin, x1=end, y0=y0, y1=y1, fillcolor=colour, line={"width": 0}, layer="below")
    for border, _ in parts.edges[1:]:
        marks.line(border, CURVE[0], border, CURVE[1] + 0.022, colours.ground, 3)
    _names(marks, parts, colours.ink, colours.muted)
    _fitting(marks, parts.borders[0], n, colours.muted)
    _dates(marks, parts, colours.muted)
    marks.onto(chart)
    keep = thinned(parts.values, 1_500)
    look = {"mode": "lines", "line": {"color": colours.curve, "width": 1.2}, "hoverinfo": "skip"}
    chart.add_traces([{"type": "scatter", "x": keep, "y": parts.values[keep], **look}])
    return chart


def alt(parts: Timeline) -> str:
    """The timeline in one sentence."""
    return say("pages.window.parts.alt", train=parts.examples[0], validation=parts.examples[1], test=parts.examples[2])


def _names(marks: Marks, parts: Timeline, ink: str, muted: str) -> None:
    """Name, share and count above each part in two lines, shorter where the part is narrow."""
    n, right = len(parts.values), 0.0
    pixel = WIDTH / n
    for i, (name, (begin, end)) in enumerate(zip(PARTS, parts.edges, strict=True)):
        values = {
            "name": say(f"pages.window.parts.{name}"),
            "share": f"{100 * (end - begin) / n:.0f}",
            "examples": parts.examples[i],
            "role": say(f"pages.window.parts.{name}_role"),
        }
        room = (end - begin) * pixel if i < len(PARTS) - 1 else WIDTH - begin * pixel
        ways = [say(f"pages.window.parts.{key}", **values).split("\n") for key in ("long", "short", "narrow", "least")]
        first, second = next((way for way in ways if max(map(text_width, way)) <= room), ways[-1])
        wide = max(text_width(first), text_width(second))
        left = max(right, min(begin * pixel, WIDTH - wide))
        right = left + wide + 8
        title = f"<b><span style='color:{ink}'>" + first.replace("|", "</span></b>", 1)
        for y, text in ((0.97, title), (0.875, second)):
            marks.text(left / pixel, y, text, muted, "left", xshift=2)


def _fitting(marks: Marks, end: int, n: int, colour: str) -> None:
    top, low = CURVE[0] - 0.025, CURVE[0] - 0.06
    for x0, y0, x1, y1 in ((0, low, end, low), (0, low, 0, top), (end, low, end, top)):
        marks.line(x0, y0, x1, y1, colour, 1.4)
    label = say("pages.window.parts.fitted")
    x, anchor = (end / 2, "center") if text_width(label) <= end / n * WIDTH else (0.0, "left")
    marks.text(x, 0.155, label, colour, anchor)


def _dates(marks: Marks, parts: Timeline, colour: str) -> None:
    """The first row, both borders and the last row; a border too close to its neighbour stays unnamed."""
    n, pixel = len(parts.values), WIDTH / len(parts.values)
    ends = ((0, "left"), (n - 1, "right"), (parts.borders[1], "center"), (parts.borders[0], "center"))
    used: list[tuple[float, float]] = []
    for row, anchor in ends:
        text = day(parts.time[min(row, n - 1)]) if parts.time is not None else f"{row:,}"
        width = text_width(text)
        left = row * pixel - {"left": 0.0, "center": width / 2, "right": width}[anchor]
        if any(left < b + 6 and left + width > a - 6 for a, b in used):
            continue
        used.append((left, left + width))
        marks.text(row, 0.04, text, colour, anchor)
