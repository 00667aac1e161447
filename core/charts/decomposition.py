"""A column taken apart: itself, its trend, its season and the rest, under each other; and one usual season."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, moment, text_width, time_ticks
from core.charts.theme import Marks, figure, palette, safe, unit_suffix
from core.charts.thin import thinned
from core.data.decompose import Parts
from core.text import amount, say
from core.text import figure as number

Floats = NDArray[np.float64]
PANEL, BETWEEN = 92, 30  # pixels
_POINTS = 900


def decomposition(parts: Parts, time: NDArray[np.datetime64] | None, name: str, unit: str, dark: bool) -> go.Figure:
    """Four panels over the same rows, each with its own scale. `time` (P,) is that of each of the parts' rows."""
    colours = palette(dark)
    panels = ((parts.values, colours.ink), (parts.trend, colours.predicted), (parts.season, colours.predicted),
              (parts.rest, colours.curve))  # fmt: skip
    scales = [_scale(values, unit) for values, _ in panels]
    left = int(max(text_width(label) for _, _, labels in scales for label in labels)) + 18
    height = 4 * PANEL + 3 * BETWEEN
    chart = figure(dark, height + 24 + 26, l=left, r=10, t=24, b=26)
    chart.update_xaxes(range=(-0.5, len(parts.values) - 0.5), anchor="y4", **_times(time, parts))
    marks = Marks()
    titles = (safe(name), *(say(f"charts.decomposition.{key}") for key in ("trend", "season", "rest")))
    for i, ((values, colour), (limits, ticks, labels), title) in enumerate(zip(panels, scales, titles, strict=True)):
        top = 1 - i * (PANEL + BETWEEN) / height
        axis = {"domain": (max(0.0, top - PANEL / height), top), "range": limits, "tickvals": ticks,
                "ticktext": labels, "gridcolor": colours.grid, "zeroline": False, "ticklabelstandoff": 6,
                "fixedrange": True, "anchor": "x"}  # fmt: skip
        chart.update_layout({f"yaxis{i + 1 if i else ''}": axis})
        _line(chart, values, time, unit, colour, f"y{i + 1 if i else ''}")
        marks.text(0, top, f"<b>{title}</b>", colours.ink, "left", xref="paper", yshift=13)
    marks.onto(chart)
    return chart


def usual(
    middle: Floats, low: Floats, high: Floats, ticks: tuple[Sequence[float], Sequence[str]], unit: str, dark: bool
) -> go.Figure:
    """(P,) of one season: its middle, and the band that holds eight of ten."""
    colours = palette(dark)
    limits, at, labels = _scale(np.concatenate([low, high]), unit, signed=True)
    chart = figure(dark, 210, l=int(max(map(text_width, labels))) + 18, r=10, t=8, b=28)
    chart.update_yaxes(range=limits, tickvals=at, ticktext=labels)
    x = np.arange(len(middle) + 1)  # the first row again at the end: a season closes
    chart.update_xaxes(range=(0, len(middle)), tickvals=list(ticks[0]), ticktext=list(ticks[1]))
    low, middle, high = (np.append(line, line[0]) for line in (low, middle, high))
    quiet = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    chart.add_scatter(x=x, y=low, **quiet)
    chart.add_scatter(x=x, y=high, fill="tonexty", fillcolor=colours.predicted_band, **quiet)
    hover = [amount(value, unit) for value in middle.tolist()]
    chart.add_scatter(x=x, y=middle, mode="lines", line={"color": colours.predicted, "width": 2.2}, text=hover,
                      hoverinfo="text")  # fmt: skip
    return chart


def _line(
    chart: go.Figure, values: Floats, time: NDArray[np.datetime64] | None, unit: str, colour: str, axis: str
) -> None:
    keep = thinned(values, _POINTS)
    known = safe(unit)
    when = [f"{moment(time[i])}<br>" if time is not None else "" for i in keep.tolist()]
    hover = [f"{at}{number(value)} {known}" for at, value in zip(when, values[keep].tolist(), strict=True)]
    chart.add_scatter(x=keep, y=values[keep], yaxis=axis, mode="lines", line={"color": colour, "width": 1.2},
                      text=np.array(hover, object), hoverinfo="text")  # fmt: skip


def _scale(values: Floats, unit: str, signed: bool = False) -> tuple[tuple[float, float], list[float], list[str]]:
    """((low, high), ticks, labels) with a little air."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    air = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    ticks, labels = labelled_numbers(low - air, high + air, unit_suffix(unit) if len(unit) <= 8 else "", most=4)
    if signed:
        labels = [f"+{label}" if tick > 0 else label for tick, label in zip(ticks, labels, strict=True)]
    return (low - air, high + air), ticks, labels


def _times(time: NDArray[np.datetime64] | None, parts: Parts) -> dict[str, object]:
    if time is not None:
        at, labels = time_ticks(time, most=8)
        return {"tickvals": at, "ticktext": labels}
    first, last = parts.first, parts.first + parts.together * (len(parts.values) - 1)
    ticks, labels = labelled_numbers(first, last, most=8)
    return {"tickvals": [(tick - first) / parts.together for tick in ticks], "ticktext": labels}
