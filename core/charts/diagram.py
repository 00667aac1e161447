"""The network as a picture: values flow from left to right, what comes out stands under each part."""

from __future__ import annotations

import plotly.graph_objects as go

from core.charts.diagram_boxes import Example, draw
from core.charts.diagram_ink import TALL, Ink, Place, head, write
from core.charts.diagram_places import UNDER, WIDE, Layout, laid_out
from core.charts.sheet import Sheet
from core.charts.theme import Palette, figure, palette
from core.models.diagram import Diagram
from core.text import say


def network(picture: Diagram, example: Example, *, dark: bool) -> go.Figure:
    """Boxes in rows, each branch in its own; arrows between them."""
    colours = palette(dark)
    bow = any(box.kind == "answer" and _newest(picture, i) is not None for i, box in enumerate(picture.boxes))
    layout = laid_out(picture, 18.0 if bow else 4.0)
    chart = figure(dark, round(layout.height), l=0, r=0, t=0, b=0)
    chart.update_xaxes(range=[0, WIDE], visible=False)
    chart.update_yaxes(range=[layout.height, 0], visible=False)
    sheet = Sheet()
    sheet.add_scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    for start, end in picture.arrows:
        if _newest(picture, end) == start:
            if layout.beside or layout.places[start].top == layout.places[end].top:
                _bow(sheet, layout.places[start], layout.places[end], colours)
        else:
            _arrow(sheet, layout, (start, end), colours)
    for place in layout.places:
        draw(sheet, place, example, colours)
    sheet.onto(chart)
    return chart


def _newest(picture: Diagram, end: int) -> int | None:
    """The input whose newest value is added to the answer, past the boxes between."""
    starts = [start for start, to in picture.arrows if to == end]
    inputs = [start for start in starts if picture.boxes[start].kind == "window"]
    return inputs[0] if inputs and picture.boxes[end].kind == "answer" else None


def _arrow(sheet: Sheet, layout: Layout, ends: tuple[int, int], colours: Palette) -> None:
    """To the next box: straight, around the corner where branches meet, or down to the next row."""
    start, end = (layout.places[i] for i in ends)
    if layout.in_one_row(*ends):
        head(sheet, (start.x1 + 4, start.y), (end.x0 - 3, end.y), colours.muted)
        return
    meet = not any(ends[0] in group and ends[1] in group for group in layout.groups)
    if meet and layout.beside:
        corner = end.x0 - 16
        _line(sheet, f"M {start.x1 + 4},{start.y} L {corner},{start.y} L {corner},{end.y}", colours)
        head(sheet, (corner, end.y), (end.x0 - 3, end.y), colours.muted)
        return
    middle = end.top - 10
    if meet:
        way = f"M {start.x1 + 4},{start.y} L {WIDE - 6},{start.y} L {WIDE - 6},{middle}"
    else:
        way = f"M {start.x1 - 20},{start.top + TALL + UNDER - 10} L {start.x1 - 20},{middle}"
    _line(sheet, f"{way} L {end.x0 + 20},{middle}", colours)
    head(sheet, (end.x0 + 20, middle), (end.x0 + 20, end.top - 1), colours.muted)


def _bow(sheet: Sheet, start: Place, end: Place, colours: Palette) -> None:
    """A way past the boxes between: the newest value, added to the answer."""
    y = start.top - 11
    _line(sheet, f"M {start.middle},{start.top} L {start.middle},{y} L {end.middle},{y}", colours)
    head(sheet, (end.middle, y), (end.middle, end.top - 1), colours.muted)
    ink = Ink(colour=colours.muted, size=12, ground=colours.ground)
    write(sheet, (start.x1 + end.x0) / 2, y, f" {say('charts.diagram.added')} ", ink)


def _line(sheet: Sheet, path: str, colours: Palette) -> None:
    sheet.add_shape(type="path", path=path, line={"color": colours.muted, "width": 1.4})
