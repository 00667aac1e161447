"""The network as a picture: values flow from left to right, what comes out stands under each part.

Coordinates: x from 0 to `WIDE` across the picture, y in pixels from its top.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts.diagram_boxes import Example, draw
from core.charts.diagram_ink import TALL, Place, head, write
from core.charts.theme import Palette, figure, palette
from core.models.diagram import Box, Diagram
from core.text import say

WIDE = 860.0  # as many as the pixels at 1280, so that proportions hold
UNDER, GAP = 30, 46
MOST_IN_ROW = 6
WIDTHS = {"window": 150, "recurrent": 240, "convolution": 120, "dense": 92, "other": 92, "answer": 140}


def network(picture: Diagram, example: Example, *, dark: bool) -> go.Figure:
    """Boxes in one row, or in two when there are many; arrows between them."""
    colours = palette(dark)
    bow = any(end > start + 1 for start, end in picture.arrows)
    places = _places(picture.boxes, 18.0 if bow else 4.0)
    rows = 1 + max(int(place.top // (TALL + UNDER)) for place in places)
    chart = figure(dark, round(places[-1].top + TALL + UNDER), l=0, r=0, t=0, b=0)
    chart.update_xaxes(range=[0, WIDE], visible=False)
    chart.update_yaxes(range=[places[-1].top + TALL + UNDER, 0], visible=False)
    chart.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    for start, end in picture.arrows:
        if end > start + 1 and rows == 1:
            _bow(chart, places[start], places[end], colours)
        elif end == start + 1:
            _arrow(chart, places[start], places[end], colours)
    for place in places:
        draw(chart, place, example, colours)
    return chart


def _places(boxes: Sequence[Box], top: float) -> list[Place]:
    """Where each box stands: rows of equal length, stretched to the full width."""
    rows = -(-len(boxes) // MOST_IN_ROW)
    size = -(-len(boxes) // rows)
    out: list[Place] = []
    for r in range(rows):
        row = boxes[r * size : (r + 1) * size]
        gap = GAP if len(row) <= 4 else 0.6 * GAP
        stretch = (WIDE - 4 - gap * (len(row) - 1)) / sum(WIDTHS[box.kind] for box in row)
        stretch = min(stretch, 1.75)
        used = stretch * sum(WIDTHS[box.kind] for box in row)
        gap = (WIDE - 4 - used) / (len(row) - 1) if len(row) > 1 and r == 0 else gap
        x = 2.0
        for box in row:
            out.append(Place(box=box, x0=x, x1=x + stretch * WIDTHS[box.kind], top=top + r * (TALL + UNDER + 16)))
            x = out[-1].x1 + gap
    return out


def _arrow(chart: go.Figure, start: Place, end: Place, colours: Palette) -> None:
    """To the next box; at the end of a row only the numbers below say that it goes on."""
    if start.top == end.top:
        head(chart, (start.x1 + 4, start.y), (end.x0 - 3, end.y), colours.muted)
        return
    middle = start.top + TALL + UNDER + 6
    path = f"M {start.x1 - 20},{start.top + TALL + 20} L {start.x1 - 20},{middle} L {end.x0 + 20},{middle}"
    chart.add_shape(type="path", path=path, line={"color": colours.muted, "width": 1.4})
    head(chart, (end.x0 + 20, middle), (end.x0 + 20, end.top - 1), colours.muted)


def _bow(chart: go.Figure, start: Place, end: Place, colours: Palette) -> None:
    """A way past the boxes between: the newest value, added to the answer."""
    y = start.top - 11
    path = f"M {start.middle},{start.top} L {start.middle},{y} L {end.middle},{y}"
    chart.add_shape(type="path", path=path, line={"color": colours.muted, "width": 1.4})
    head(chart, (end.middle, y), (end.middle, end.top - 1), colours.muted)
    middle = (start.x1 + end.x0) / 2
    write(chart, middle, y, f" {say('charts.diagram.added')} ", colours.muted, size=12, ground=colours.ground)
