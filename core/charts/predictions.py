"""Predicted over actual, and a strip that shows where in the file one is.

Letters: `n` points shown, `P` predictions shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.theme import figure, palette, part_colours, safe, unit_suffix
from core.examples.split import PARTS
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT, STRIP = 330, 40


@record
class Line:
    """A curve of a stretch of rows; x are times or row numbers, NaN in y breaks the line."""

    x: Sequence[object] | NDArray[np.generic]
    y: Array


@record
class Stretch:
    """What the picture shows: the truth and the predictions of one horizon step, from x to x.

    `band` are the lines below and above the prediction between which several networks lie, on average.
    """

    actual: Line
    predicted: Mapping[str, Line]
    unit: str
    sparse: bool = False  # predictions stand apart: dots as well as lines
    band: tuple[Line, Line] | None = None


@record
class Strip:
    """The whole series (thinned), the parts as (part, first x, last x), and the view on it."""

    series: Line
    parts: Sequence[tuple[int, object, object]]
    view: tuple[object, object]


CALENDAR = [  # Plotly's own stops, the day before the month
    {"dtickrange": [None, 60_000], "value": "%H:%M:%S"},
    {"dtickrange": [60_000, 86_399_999], "value": "%H:%M<br>%-d %b"},
    {"dtickrange": [86_400_000, "M1"], "value": "%-d %b"},
    {"dtickrange": ["M1", "M12"], "value": "%b %Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]
DASHES = ("solid", "6px,3px", "2px,2px", "9px,3px,2px,3px", "1px,3px")


def over_actual(stretch: Stretch, strip: Strip, part: int, *, dark: bool) -> go.Figure:
    """The truth in ink under the blue prediction; below it the strip. Dragging across zooms."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT + STRIP + 40, l=56, r=12, t=30, b=22)
    split = (STRIP + 4) / (HEIGHT + STRIP)
    of = unit_suffix(stretch.unit)
    _lines(chart, stretch, of, dark=dark)
    chart.update_layout(
        dragmode="zoom",
        hovermode="x unified",
        xaxis={
            "anchor": "y",
            "fixedrange": False,
            "range": [place(x) for x in strip.view],
            "nticks": 8,
            **dates(stretch.actual.x),
        },
        yaxis={"domain": [split + 0.1, 1], "ticksuffix": of, "nticks": 5, "range": _range(stretch)},
        xaxis2={"anchor": "y2", "matches": None, "fixedrange": True, "showticklabels": False, "showgrid": False},
        yaxis2={"domain": [0, split], "fixedrange": True, "visible": False},
    )
    chart.add_scatter(
        x=strip.series.x,
        y=strip.series.y,
        xaxis="x2",
        yaxis="y2",
        mode="lines",
        line={"color": colours.curve, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    chart.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1.02,
            "yanchor": "bottom",
            "font_color": colours.ink,
        },
    )
    colour = part_colours(colours)
    for number, first, last in strip.parts:
        chart.add_shape(
            type="rect", xref="x2", yref="y2 domain", x0=place(first), x1=place(last), y0=0, y1=1,
            fillcolor=colour[number][1], line_width=0, layer="below",
        )  # fmt: skip
        chart.add_annotation(
            x=place(first), xref="x2", y=0, yref="y2 domain", yanchor="top", xanchor="left", showarrow=False,
            text=say(f"parts.{PARTS[number]}"), font={"size": 12},
        )  # fmt: skip
    chart.add_shape(
        type="rect", xref="x2", yref="y2 domain", x0=place(strip.view[0]), x1=place(strip.view[1]), y0=-0.04, y1=1.04,
        line={"color": colour[part][0], "width": 2},
    )  # fmt: skip
    return chart


def overlaid(stretch: Stretch, *, dark: bool, height: int = 300) -> go.Figure:
    """The truth and the predictions of several models, each dashed its own way."""
    chart = figure(dark, height, l=52, r=10, t=8, b=40)
    _lines(chart, stretch, unit_suffix(stretch.unit), dark=dark)
    chart.update_layout(hovermode="x unified", dragmode="zoom")
    chart.update_yaxes(ticksuffix=unit_suffix(stretch.unit), nticks=5)
    chart.update_xaxes(nticks=5, fixedrange=False, **dates(stretch.actual.x))
    return chart


def place(x: object) -> object:
    """A place on an axis, as a shape takes it: Plotly reads NumPy's times in arrays only."""
    return x.astype("datetime64[ms]").item() if isinstance(x, np.datetime64) else x


def dates(x: Sequence[object] | NDArray[np.generic]) -> dict[str, object]:
    """What an axis of times needs to say the day before the month; nothing for row numbers."""
    timed = len(x) > 0 and isinstance(x[0], np.datetime64)
    return {"tickformatstops": CALENDAR} if timed else {"tickformat": ",d"}


def _lines(chart: go.Figure, stretch: Stretch, of: str, *, dark: bool) -> None:
    colours = palette(dark)
    if stretch.band:
        _band(chart, stretch.band, dark=dark)
    chart.add_scatter(
        x=stretch.actual.x,
        y=stretch.actual.y,
        mode="lines",
        line={"color": colours.ink, "width": 1.6},
        name=say("charts.predictions.actual"),
        hovertemplate="%{y:.4~g}" + of,
    )
    for (name, line), colour, dash in zip(stretch.predicted.items(), model_colours(dark), DASHES, strict=False):
        chart.add_scatter(
            x=line.x,
            y=line.y,
            mode="lines+markers" if stretch.sparse else "lines",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 5},
            name=safe(name),
            hovertemplate="%{y:.4~g}" + of,
        )


def _band(chart: go.Figure, band: tuple[Line, Line], *, dark: bool) -> None:
    """One closed area for each unbroken stretch, there along the lower line and back along the upper one."""
    low, high = band
    known = np.isfinite(low.y) & np.isfinite(high.y)
    ends = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8))).reshape(-1, 2)
    x = np.asarray(low.x)
    y: list[NDArray[np.float64]] = []
    order: list[NDArray[np.int64]] = []
    for start, end in ends:
        there = np.arange(start, end)
        order += [there, there[::-1], there[:1]]
        y += [low.y[there], high.y[there[::-1]], np.array([np.nan])]  # an area ends where a number is missing
    if not order:
        return
    chart.add_scatter(
        x=x[np.concatenate(order)],
        y=np.concatenate(y),
        mode="lines",
        line_width=0,
        fill="toself",
        fillcolor=palette(dark).predicted_band,
        hoverinfo="skip",
        name=say("charts.predictions.apart"),
    )


def model_colours(dark: bool) -> tuple[str, ...]:
    """Colours of several models side by side; the first is the one a single model has."""
    colours = palette(dark)
    return (colours.predicted, "#D55E00", "#9467BD" if not dark else "#B79BE0", colours.train, colours.test)


def _range(stretch: Stretch) -> list[float] | None:
    """The axis of values from truth and predictions, with a little room."""
    values = np.concatenate([stretch.actual.y, *(line.y for line in stretch.predicted.values())])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or 1.0
    return [low - room, high + room]
