"""The network as a picture: values flow from left to right, what comes out stands under each part.

Coordinates: x from 0 to `WIDE` across the picture, y in pixels from its top.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import Palette, figure, palette, safe
from core.models.diagram import Box, Diagram
from core.spec import record
from core.text import say

WIDE = 860.0  # as many as the pixels at 1280, so that proportions hold
TALL, UNDER, GAP = 134, 30, 46
MOST_IN_ROW = 6
WIDTHS = {"window": 150, "recurrent": 240, "convolution": 120, "dense": 92, "other": 92, "answer": 140}
Array = NDArray[np.float64]


@record
class Example:
    """One example to draw inside the first and the last box: columns by name (T,), answer (H,)."""

    inputs: Mapping[str, Array]
    answer: Array


@record
class Place:
    """A box and where it stands."""

    box: Box
    x0: float
    x1: float
    top: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return self.top + TALL / 2


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
        _draw(chart, place, example, colours)
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


def _draw(chart: go.Figure, place: Place, example: Example, colours: Palette) -> None:
    box = place.box
    blue = box.kind in ("recurrent", "convolution")
    chart.add_shape(
        type="path",
        path=_rounded(place.x0, place.top, place.x1, place.top + TALL, 8),
        fillcolor=colours.predicted_band if blue or box.kind == "answer" else colours.ground,
        line={"color": colours.predicted if blue else colours.border, "width": 0 if box.kind == "answer" else 1.2},
        layer="below",
    )
    _under(chart, place, colours)
    inside = {
        "window": lambda: _window(chart, place, example.inputs, colours),
        "recurrent": lambda: _recurrent(chart, place, colours),
        "convolution": lambda: _convolution(chart, place, colours),
        "dense": lambda: _dense(chart, place, colours),
        "answer": lambda: _answer(chart, place, example.answer, colours),
    }.get(box.kind)
    if box.kind != "window":
        _title(chart, place, colours)
    if inside:
        inside()
    else:
        _lines(chart, place, colours)


def _title(chart: go.Figure, place: Place, colours: Palette) -> None:
    colour = colours.predicted if place.box.kind == "answer" else colours.ink
    words = "<br>".join(f"<b>{safe(line)}</b>" for line in _wrapped(place.box.title, place, 7.4)[:3])
    _write(chart, place.x0 + 12, place.top + 9, words, colour, anchor="left", yanchor="top")


def _lines(chart: go.Figure, place: Place, colours: Palette) -> None:
    """What the layer does, at the foot of its box."""
    lines = _wrapped(" ".join(place.box.lines), place, 6.4)[:3]
    text = "<br>".join(safe(line) for line in lines)
    _write(chart, place.x0 + 12, place.top + TALL - 8, text, colours.muted, anchor="left", yanchor="bottom", size=12)


def _under(chart: go.Figure, place: Place, colours: Palette) -> None:
    """What comes out; wrapped where boxes are narrow, kept inside the picture at its ends."""
    wide = place.x1 - place.x0 + 28
    lines = textwrap.wrap(place.box.under, max(10, int(wide / 6.2)))[:2]
    _write(
        chart, place.middle, place.top + TALL + 3, "<br>".join(map(safe, lines)), colours.muted, yanchor="top", size=12
    )


def _window(chart: go.Figure, place: Place, inputs: Mapping[str, Array], colours: Palette) -> None:
    """The first three columns as they are read, dots for the timesteps when they are few."""
    shown = list(inputs.items())[:3]
    rest = len(inputs) - len(shown)
    height = (TALL - 12 - (14 if rest else 0)) / len(shown)
    for i, (name, values) in enumerate(shown):
        top = place.top + 5 + i * height
        most = int((place.x1 - place.x0) / 6.6) - 3
        _write(chart, place.x0 + 10, top, safe(textwrap.shorten(name, max(most, 6), placeholder="…")), colours.muted,
               anchor="left", yanchor="top", size=11)  # fmt: skip
        _curve(chart, values, (place.x0 + 12, place.x1 - 12), (top + 17, top + height - 4), colours.ink, dots=3)
    if rest:
        more = say("charts.diagram.more", columns=rest)
        _write(
            chart, place.x0 + 10, place.top + TALL - 4, more, colours.muted, anchor="left", yanchor="bottom", size=11
        )


def _recurrent(chart: go.Figure, place: Place, colours: Palette) -> None:
    """Timesteps handed from one to the next."""
    steps, wide = place.box.steps, place.x1 - place.x0
    side = min(26.0, wide / 8)
    shown: list[int | None]
    if wide < 130:
        shown = [1, None, steps] if steps > 2 else list(range(1, steps + 1))
    else:
        shown = [1, 2, None, steps - 1, steps] if steps > 5 else list(range(1, steps + 1))
    pitch = (wide - 24 - side) / max(1, len(shown) - 1)
    left = place.x0 + 12 if len(shown) > 1 else place.middle - side / 2
    y = place.top + 0.53 * TALL
    for i, number in enumerate(shown):
        x = left + i * pitch
        if number is None:
            _write(chart, x + side / 2, y, "· · ·", colours.muted)
            continue
        chart.add_shape(
            type="path", path=_rounded(x, y - side / 2, x + side, y + side / 2, 5), fillcolor=colours.ground,
            line={"color": colours.predicted, "width": 1.4}, layer="below",
        )  # fmt: skip
        _write(chart, x + side / 2, y, str(number), colours.ink, size=11 if number < 1000 else 8)
        if i + 1 < len(shown) and shown[i + 1] is not None:
            _head(chart, (x + side + 2, y), (x + pitch - 2, y), colours.predicted)
    _lines(chart, place, colours)


def _convolution(chart: go.Figure, place: Place, colours: Palette) -> None:
    """A short shape slid along the timesteps: few dots above, each fed by some below."""
    count = 7
    xs = np.linspace(place.x0 + 16, place.x1 - 16, count)
    low, high = place.top + 0.63 * TALL, place.top + 0.44 * TALL
    for middle in (1, 3, 5):
        for k in (-1, 0, 1):
            chart.add_shape(type="line", x0=xs[middle + k], y0=low, x1=xs[middle], y1=high,
                            line={"color": colours.faint, "width": 1}, layer="below")  # fmt: skip
    _dots(chart, xs, np.full(count, low), colours.baseline, colours.ground)
    _dots(chart, xs[1::2], np.full(3, high), colours.predicted, colours.ground)
    if place.x1 - place.x0 >= 110:
        _lines(chart, place, colours)


def _dense(chart: go.Figure, place: Place, colours: Palette) -> None:
    """Everything joined to everything."""
    ys = np.linspace(place.top + 0.42 * TALL, place.top + 0.9 * TALL, 5)
    half = min(26.0, 0.3 * (place.x1 - place.x0))
    left, right = place.middle - half, place.middle + half
    lines_x = [v for _ in range(25) for v in (left, right, None)]
    lines_y = [v for a in ys for b in ys for v in (a, b, None)]
    chart.add_scatter(
        x=lines_x, y=lines_y, mode="lines", line={"color": colours.border, "width": 0.8}, hoverinfo="skip"
    )
    _dots(chart, np.full(5, left), ys, colours.baseline, colours.ground)
    _dots(chart, np.full(5, right), ys, colours.predicted, colours.ground)


def _answer(chart: go.Figure, place: Place, values: Array, colours: Palette) -> None:
    _curve(
        chart, values, (place.x0 + 14, place.x1 - 14), (place.top + 0.42 * TALL, place.top + 0.86 * TALL),
        colours.predicted, dots=6, hollow=colours.predicted_band,
    )  # fmt: skip


def _curve(
    chart: go.Figure, values: Array, across: tuple[float, float], down: tuple[float, float], colour: str,
    *, dots: float, hollow: str | None = None,
) -> None:  # fmt: skip
    """Values fitted into a rectangle; missing ones leave a gap."""
    if len(values) > 56:
        values = values[np.linspace(0, len(values) - 1, 56).astype(int)]
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
    share = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    xs = np.linspace(*across, len(values)) if len(values) > 1 else np.array([sum(across) / 2])
    marker: dict[str, Any] = {
        "size": dots,
        "color": hollow or colour,
        "line": {"color": colour, "width": 1.4 if hollow else 0},
    }
    chart.add_scatter(
        x=xs,
        y=down[1] - share * (down[1] - down[0]),
        mode="lines+markers" if len(values) <= 40 else "lines",
        line={"color": colour, "width": 1},
        marker=marker,
        hoverinfo="skip",
    )


def _dots(chart: go.Figure, xs: Array, ys: Array, line: str, fill: str) -> None:
    chart.add_scatter(
        x=xs,
        y=ys,
        mode="markers",
        hoverinfo="skip",
        marker={"size": 7, "color": fill, "line": {"color": line, "width": 1.4}},
    )


def _arrow(chart: go.Figure, start: Place, end: Place, colours: Palette) -> None:
    """To the next box; at the end of a row only the numbers below say that it goes on."""
    if start.top == end.top:
        _head(chart, (start.x1 + 4, start.y), (end.x0 - 3, end.y), colours.muted)
        return
    middle = start.top + TALL + UNDER + 6
    path = f"M {start.x1 - 20},{start.top + TALL + 20} L {start.x1 - 20},{middle} L {end.x0 + 20},{middle}"
    chart.add_shape(type="path", path=path, line={"color": colours.muted, "width": 1.4})
    _head(chart, (end.x0 + 20, middle), (end.x0 + 20, end.top - 1), colours.muted)


def _bow(chart: go.Figure, start: Place, end: Place, colours: Palette) -> None:
    """A way past the boxes between: the newest value, added to the answer."""
    y = start.top - 11
    path = f"M {start.middle},{start.top} L {start.middle},{y} L {end.middle},{y}"
    chart.add_shape(type="path", path=path, line={"color": colours.muted, "width": 1.4})
    _head(chart, (end.middle, y), (end.middle, end.top - 1), colours.muted)
    middle = (start.x1 + end.x0) / 2
    _write(chart, middle, y, f" {say('charts.diagram.added')} ", colours.muted, size=12, ground=colours.ground)


def _head(chart: go.Figure, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    chart.add_annotation(
        x=end[0], y=end[1], ax=start[0], ay=start[1], xref="x", yref="y", axref="x", ayref="y", text="",
        showarrow=True, arrowhead=3, arrowsize=1.1, arrowwidth=1.4, arrowcolor=colour,
    )  # fmt: skip


def _write(
    chart: go.Figure, x: float, y: float, text: str, colour: str, *, anchor: str = "center",
    yanchor: str = "middle", size: int = 13, ground: str | None = None,
) -> None:  # fmt: skip
    chart.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor=anchor, yanchor=yanchor, align=anchor, bgcolor=ground,
        font={"color": colour, "size": size},
    )  # fmt: skip


def _wrapped(text: str, place: Place, character: float) -> list[str]:
    return textwrap.wrap(text, max(8, int((place.x1 - place.x0 - 20) / character))) or [""]


def _rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> str:
    r = min(r, (x1 - x0) / 2, (y1 - y0) / 2)
    return (
        f"M {x0 + r},{y0} L {x1 - r},{y0} Q {x1},{y0} {x1},{y0 + r} L {x1},{y1 - r} Q {x1},{y1} {x1 - r},{y1} "
        f"L {x0 + r},{y1} Q {x0},{y1} {x0},{y1 - r} L {x0},{y0 + r} Q {x0},{y0} {x0 + r},{y0} Z"
    )
