"""Windows as points of a plane, coloured by what is asked of them, by when they are, or by their part.

Letters: `W` windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import day, labelled_numbers
from core.charts.theme import class_look, figure, palette, part_colours, safe, unit_suffix
from core.spec import record

HEIGHT = 460
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "star", "cross")
SCALE = "Cividis"
"""Told apart by colour-blind eyes, and by how bright it is (Nuñez, Anderton and Renslow, PLOS ONE 2018)."""


@record
class Shade:
    """What colours the points: `values` (W,) numbers, times, or places in `groups`. NaN and NaT are grey.

    `title` is said beside the colours; `parts` marks groups that are training, validation and test.
    """

    values: NDArray[Any]
    title: str
    unit: str = ""
    groups: tuple[str, ...] = ()
    parts: bool = False


def window_map(at: NDArray[np.float64], shade: Shade, told: Sequence[str], *, dark: bool) -> go.Figure:
    """Points `at` (W, 2); `told` (W,) is said of the one under the pointer. The axes have no unit and no numbers."""
    chart = figure(dark, HEIGHT, l=12, r=12, t=12, b=12)
    for axis in (chart.update_xaxes, chart.update_yaxes):
        axis(showgrid=False, showticklabels=False, fixedrange=False)
    chart.update_layout(dragmode="zoom")
    if shade.groups:
        _grouped(chart, at, shade, told, dark)
    else:
        _graded(chart, at, shade, told, dark)
    return chart


def _grouped(chart: go.Figure, at: NDArray[np.float64], shade: Shade, told: Sequence[str], dark: bool) -> None:
    """One colour and one symbol for each group, named in the legend."""
    for place, name in enumerate(shade.groups):
        here = np.flatnonzero(shade.values == place)
        colour = part_colours(palette(dark))[place][0] if shade.parts else class_look(place, dark)[0]
        marker = {"color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7, "opacity": 0.75}
        _points(chart, at[here], [told[i] for i in here.tolist()], marker, safe(name))
    legend = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"color": palette(dark).ink}}
    chart.update_layout(showlegend=True, legend=legend | {"itemsizing": "constant"}, margin_t=44)


def _graded(chart: go.Figure, at: NDArray[np.float64], shade: Shade, told: Sequence[str], dark: bool) -> None:
    """One colour after another from low to high, or from early to late; unknown ones grey and hollow."""
    timed = shade.values.dtype.kind == "M"
    known = ~np.isnat(shade.values) if timed else np.isfinite(shade.values)
    if not known.all():
        hollow = {"color": palette(dark).faint, "symbol": "circle-open", "size": 6}
        _points(chart, at[~known], [told[i] for i in np.flatnonzero(~known).tolist()], hollow)
    if known.any():
        numbers = shade.values[known].astype("datetime64[s]").astype(np.int64) if timed else shade.values[known]
        bar = {"title": {"text": safe(shade.title), "side": "right"}, "thickness": 12, "outlinewidth": 0}
        marker = {"color": numbers, "colorscale": SCALE, "showscale": True, "size": 7, "opacity": 0.85}
        _points(chart, at[known], [told[i] for i in np.flatnonzero(known).tolist()],
                marker | {"colorbar": bar | _ticks(numbers, timed, shade.unit)})  # fmt: skip


def _ticks(numbers: NDArray[Any], timed: bool, unit: str) -> dict[str, object]:
    low, high = float(numbers.min()), float(numbers.max())
    if timed:
        at = np.linspace(low, high, 5 if high > low else 1)
        return {"tickvals": at.tolist(), "ticktext": [day(np.datetime64(int(t), "s")) for t in at]}
    ticks, labels = labelled_numbers(low, high, unit_suffix(unit))
    return {"tickvals": ticks, "ticktext": labels}


def _points(
    chart: go.Figure, at: NDArray[np.float64], told: Sequence[str], marker: dict[str, Any], name: str = ""
) -> None:
    chart.add_scatter(x=at[:, 0], y=at[:, 1], mode="markers", name=name, text=[safe(line) for line in told],
                      hovertemplate="%{text}<extra></extra>", marker=marker | {"line_width": 0})  # fmt: skip
