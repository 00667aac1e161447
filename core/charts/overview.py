"""One column over the whole file, thinned to what fits the screen."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, moment, text_width, time_ticks
from core.charts.theme import Marks, figure, palette, safe, unit_suffix
from core.charts.thin import thinned
from core.spec import record
from core.text import figure as number
from core.text import say


@record
class Overview:
    """`values` (V,) of one column, `time` (V,) ascending or None; `first` is the row of the first.

    `marks` are rows that a finding speaks of, `filled` (V,) is true where a missing value was filled in,
    `breaks` are the rows a new stretch begins with. `words` are the classes that the values are places of.
    """

    values: NDArray[np.float64]
    time: NDArray[np.datetime64] | None
    first: int
    unit: str
    marks: tuple[int, ...] = ()
    filled: NDArray[np.bool_] | None = None
    breaks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


WORD = 16
"""Letters of a class beside the axis."""
FEW, MOST_BREAKS = 60, 60
"""So few values are dots too; more breaks would be a curtain before the curve and are only counted in words."""


def overview(view: Overview, dark: bool) -> go.Figure:
    """The curve, what was filled in over it, and a triangle under every marked row. Dragging selects rows."""
    colours = palette(dark)
    known = view.values[np.isfinite(view.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    ticks, labels = labelled_numbers(low - air, high + air, unit_suffix(view.unit) if len(view.unit) <= 8 else "")
    if view.words:
        ticks, labels = [float(at) for at in range(len(view.words))], [safe(word[:WORD]) for word in view.words]
    chart = figure(dark, 236, l=max(44, int(max(map(text_width, labels))) + 18), r=8, t=8, b=26)
    last = view.first + len(view.values) - 1
    floor = low - air - (high - low) * 0.07
    chart.update_xaxes(range=(view.first - 0.5, last + 0.5), fixedrange=True, ticklabelstandoff=4)
    chart.update_yaxes(range=(floor, high + air), tickvals=ticks, ticktext=labels)
    _labels(chart, view, last)
    keep = thinned(view.values)
    hover = np.array([_hover(view, i) for i in keep.tolist()], object)
    mode = "lines" if len(keep) > FEW else "lines+markers"
    chart.add_scatter(x=view.first + keep, y=view.values[keep], mode=mode, text=hover, hoverinfo="text",
                      line={"color": colours.ink, "width": 1.1}, marker={"size": 5},
                      selected={}, unselected={})  # fmt: skip
    marks = [row for row in view.marks if view.first <= row <= last]
    chart.add_scatter(x=marks, y=[floor + (high - low) * 0.02] * len(marks), mode="markers", hoverinfo="skip",
                      cliponaxis=False,
                      marker={"symbol": "triangle-down", "size": 9, "color": colours.warning})  # fmt: skip
    _filled(chart, view, colours.predicted)
    _breaks(chart, view, colours.border)
    chart.update_layout(dragmode="select", selectdirection="h", hovermode="closest",
                        newselection={"line": {"color": colours.predicted, "width": 1, "dash": "solid"}})  # fmt: skip
    return chart


def alt(view: Overview, column: str) -> str:
    """The curve in one sentence with its figures."""
    known = view.values[np.isfinite(view.values)]
    if not len(known):
        return say("pages.data.overview.alt_empty", column=column)
    words = {name: number(float(value)) for name, value in
             (("low", known.min()), ("high", known.max()), ("mean", known.mean()))}  # fmt: skip
    return say("pages.data.overview.alt", column=column, unit=view.unit, **words).replace("  ", " ")


def _filled(chart: go.Figure, view: Overview, colour: str) -> None:
    """Filled stretches with the known values at their ends, so that they join the curve."""
    if view.filled is None or not view.filled.any():
        return
    near = view.filled.copy()
    near[1:] |= view.filled[:-1]
    near[:-1] |= view.filled[1:]
    values = np.where(near, view.values, np.nan)
    keep = thinned(values)
    chart.add_scatter(x=view.first + keep, y=values[keep], mode="lines", hoverinfo="skip",
                      line={"color": colour, "width": 2}, selected={}, unselected={})  # fmt: skip


def _breaks(chart: go.Figure, view: Overview, colour: str) -> None:
    """A dotted line where one stretch ends and the next begins."""
    if len(view.breaks) > MOST_BREAKS:
        return
    marks = Marks()
    line = {"color": colour, "width": 1, "dash": "dot"}
    for row in view.breaks:
        marks.shape(type="line", x0=row - 0.5, x1=row - 0.5, y0=0.08, y1=1, line=line, layer="below")
    marks.onto(chart)


def _labels(chart: go.Figure, view: Overview, last: int) -> None:
    if view.time is not None and len(view.time) > 1:
        at, labels = time_ticks(view.time)
        chart.update_xaxes(tickvals=[view.first + i for i in at], ticktext=labels)
    else:
        ticks, labels = labelled_numbers(view.first, last, most=8)
        chart.update_xaxes(tickvals=ticks, ticktext=labels)


def _hover(view: Overview, i: int) -> str:
    when = moment(view.time[i]) if view.time is not None and not np.isnat(view.time[i]) else f"{view.first + i:,}"
    if view.words and np.isfinite(view.values[i]):
        return f"{when}<br>{safe(view.words[int(view.values[i])])}"
    return f"{when}<br>{view.values[i]:,.5g} {safe(view.unit)}".rstrip()
