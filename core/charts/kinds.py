"""One or many in, one or many out, as the small picture of the textbooks: what is read below, answers above.

Coordinates: x counts timesteps that are drawn, y rows from the bottom: read 0, states 1, answers 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from core.charts.theme import Palette, figure, palette
from core.models.kinds import Kind
from core.spec import record
from core.text import say

HEIGHT, SIDE = 176, 0.27
READ, STATE, ANSWER = 0.0, 1.0, 2.0
FEW, ENDS = 4, 2
LEAST = 9
"""Timesteps there is room for at least, so that a short picture is not blown up."""

Point = tuple[float, float]


@record
class Line:
    """The timesteps that are drawn: `at` gives the x of a place in time, `gaps` where some are left out."""

    at: dict[int, float]
    gaps: tuple[float, ...]
    end: float


def kinds(kind: Kind, dark: bool) -> go.Figure:
    """Dots that are read, the network's state after each, arrows to the answers; of many the first and last two."""
    colours, line = palette(dark), _line(kind)
    chart = figure(dark, HEIGHT, l=4, r=4, t=4, b=4)
    middle = (line.end - 1) / 2
    half = max(LEAST, line.end + 1) / 2
    chart.update_xaxes(range=[middle - half, middle + half], visible=False)
    chart.update_yaxes(range=[-0.45, 2.45], visible=False)
    states = _states(kind, line)
    for before, after in pairwise(states.values()):
        _arrow(chart, (before + SIDE, STATE), (after - SIDE, STATE), colours.predicted)
    for start, end in _edges(kind, line, states):
        _arrow(chart, start, end, colours.muted)
    for x in line.gaps:
        for y in _rows_left_out(kind, x < line.at[kind.reads - 1]):
            chart.add_annotation(x=x, y=y, text="· · ·", showarrow=False, bgcolor=colours.ground,
                                 font={"color": colours.muted})  # fmt: skip
    _dots(chart, [line.at[p] for p in range(kind.reads) if p in line.at], READ, colours.ink, colours.ink)
    for x in states.values():
        _state(chart, x, colours)
    _dots(chart, list(_answers(kind, line).values()), ANSWER, colours.ground, colours.predicted)
    if kind.fed_back:
        _dots(chart, list(_answers(kind, line).values())[:-1], READ, colours.ground, colours.predicted)
    return chart


def alt(kind: Kind) -> str:
    """The picture in words."""
    return say("charts.kinds.alt", title=kind.title, text=kind.text)


def _line(kind: Kind) -> Line:
    """Places of timesteps that are read and answered, each group with its middle left out where it is long."""
    at: dict[int, float] = {}
    gaps: list[float] = []
    x = 0.0
    for group in (range(kind.reads), range(max(kind.reads, kind.answers.start), kind.answers.stop)):
        shown: Sequence[int | None] = list(group)
        if len(group) > FEW + 1:
            shown = [*group[:ENDS], None, *group[-ENDS:]]
        for place in shown:
            if place is None:
                gaps.append(x)
            else:
                at[place] = x
            x += 1
    return Line(at=at, gaps=tuple(gaps), end=x)


def _rows_left_out(kind: Kind, read: bool) -> tuple[float, ...]:
    """Where dots stand for what a gap leaves out, among what is read or among the answers behind it."""
    if read:
        return (READ, STATE, ANSWER) if kind.aligned else (READ, STATE)
    if kind.fed_back:
        return (READ, STATE, ANSWER)
    return (STATE, ANSWER) if kind.unrolled else (ANSWER,)


def _states(kind: Kind, line: Line) -> dict[int, float]:
    """Where a state is drawn: after every timestep read, and after each one that is unrolled or fed back."""
    last = kind.reads
    if kind.unrolled:
        last = kind.answers.stop
    elif kind.fed_back:
        last = kind.answers.stop - 1
    return {place: x for place, x in line.at.items() if place < last}


def _answers(kind: Kind, line: Line) -> dict[int, float]:
    return {place: line.at[place] for place in kind.answers if place in line.at}


def _edges(kind: Kind, line: Line, states: dict[int, float]) -> list[tuple[Point, Point]]:
    """Arrows from what is read to the states, and from states to answers."""
    answers, newest = _answers(kind, line), kind.reads - 1
    edges = [((x, READ + 0.14), (x, STATE - SIDE)) for place, x in states.items() if place <= newest or kind.fed_back]
    for place, x in answers.items():
        source = newest
        if kind.aligned or kind.unrolled:
            source = place
        elif kind.fed_back:
            source = place - 1  # each answer comes of the state before it, and is read at its own place
        if source in states:
            edges.append(((states[source] + min(0.1, x - states[source]), STATE + SIDE), (x, ANSWER - 0.16)))
    return edges


def _arrow(chart: go.Figure, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    chart.add_annotation(
        x=end[0], y=end[1], ax=start[0], ay=start[1], xref="x", yref="y", axref="x", ayref="y", text="",
        showarrow=True, arrowhead=3, arrowsize=1, arrowwidth=1.2, arrowcolor=colour,
    )  # fmt: skip


def _dots(chart: go.Figure, xs: list[float], y: float, fill: str, line: str) -> None:
    marker = {"size": 11, "color": fill, "line": {"color": line, "width": 1.8}}
    chart.add_scatter(x=xs, y=[y] * len(xs), mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False)


def _state(chart: go.Figure, x: float, colours: Palette) -> None:
    chart.add_shape(type="rect", x0=x - SIDE, x1=x + SIDE, y0=STATE - SIDE, y1=STATE + SIDE,
                    fillcolor=colours.predicted_band, line={"color": colours.predicted, "width": 1.3},
                    layer="below")  # fmt: skip
