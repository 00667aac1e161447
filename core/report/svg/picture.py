"""A figure of `core.charts` as one SVG: the same picture, without a script.

What the app's charts are made of is drawn: scatter and bar traces, shapes, notes, several axes, a legend. Of
anything else a ValueError says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from core.report.svg.axes import Axis, axis_of
from core.report.svg.ink import attributes, paint, px
from core.report.svg.marks import Frame, legend, note, shape
from core.report.svg.traces import bars, extent, scatter, stacked
from core.report.svg.words import label

__all__ = ["svg"]

Trace = dict[str, Any]


def svg(chart: go.Figure, alt: str, width: int) -> str:
    """The picture, `width` pixels wide and as tall as the figure; `alt` says it in words."""
    layout, traces = chart.layout.to_plotly_json(), [trace.to_plotly_json() for trace in chart.data]
    height = float(layout["height"])
    frame = _frame(layout, traces, width, height)
    head = attributes(viewBox=f"0 0 {width} {px(height)}", role="img", aria_label=alt)
    return f"<svg{head}>{''.join(_parts(layout, traces, frame))}</svg>"


def _parts(layout: Trace, traces: list[Trace], frame: Frame) -> Iterator[str]:
    font, shapes = layout["font"], layout.get("shapes", ())
    for name, axis in frame.items():
        if not name.startswith("paper"):
            yield from _grid(axis, name, frame)
    yield from (shape(mark, frame) for mark in shapes if mark.get("layer") == "below")
    yield from _traces(layout, traces, frame)
    for name, axis in frame.items():
        if not name.startswith("paper"):
            yield from _labels(axis, name, frame, font)
    yield from (shape(mark, frame) for mark in shapes if mark.get("layer") != "below")
    for mark in layout.get("annotations", ()):
        yield from note(mark, frame, font)
    if layout.get("showlegend"):
        across, up = frame["paper x"], frame["paper y"]
        yield from legend(traces, across.end, up.end - 14, font | {"color": layout["legend"]["font"]["color"]})


def _traces(layout: Trace, traces: list[Trace], frame: Frame) -> Iterator[str]:
    below = iter(stacked([one for one in traces if one["type"] == "bar"], str(layout.get("barmode", "group"))))
    before: Trace | None = None
    for trace in traces:
        x, y = frame[trace.get("xaxis", "x")], frame[trace.get("yaxis", "y")]
        if trace["type"] == "bar":
            yield from bars(trace, x, y, next(below), layout["font"])
        else:
            yield from scatter(trace, x, y, before)
        before = trace


def _frame(layout: Trace, traces: list[Trace], width: float, height: float) -> Frame:
    if unknown := {trace["type"] for trace in traces} - {"scatter", "bar"}:
        raise ValueError(f"Traces are drawn of the types scatter and bar. Received: {sorted(unknown)}")
    margin = layout["margin"]
    ends = {"x": (margin["l"], width - margin["r"]), "y": (height - margin["b"], margin["t"])}
    frame: dict[str, Axis] = {
        f"paper {which}": Axis(low=0, high=1, start=ends[which][0], end=ends[which][1], settings={}) for which in "xy"
    }
    for key in sorted(key for key in layout if key[1:5] == "axis"):
        name, which = key.replace("axis", ""), key[0]
        own = [trace for trace in traces if trace.get(f"{which}axis", which) == name]
        lines = all(trace["type"] == "scatter" and "markers" not in trace.get("mode", "") for trace in own)
        data = [extent(trace, which) for trace in own]
        frame[name] = axis_of(layout[key], data, ends[which], tight=which == "x" and lines)
    return frame


def _grid(axis: Axis, name: str, frame: Frame) -> Iterator[str]:
    own = axis.settings
    if own.get("visible") is False or not own.get("showgrid", name[0] == "y"):
        return
    other = frame[_partner(name, own)]
    for place in axis.ticks[0].tolist():
        ends = (other.start, place, other.end, place) if name[0] == "y" else (place, other.start, place, other.end)
        names = ("x1", "y1", "x2", "y2")
        line = dict(zip(names, map(px, ends), strict=True))
        yield f"<line{attributes(**line, stroke_width=1, **paint(own.get('gridcolor', '#EBEAE7'), 'stroke'))}/>"


def _partner(name: str, own: Trace) -> str:
    """The axis that crosses it."""
    across = "x" if name[0] == "y" else "y"
    return str(own.get("anchor") or across + name[1:])


def _labels(axis: Axis, name: str, frame: Frame, font: Trace) -> Iterator[str]:
    own = axis.settings
    if own.get("visible") is False:
        return
    other = frame[_partner(name, own)]
    ink = font | own.get("tickfont", {})
    if own.get("showticklabels", True):
        for place, text in zip(*axis.ticks, strict=True):
            yield _tick(name[0], float(place), text, other, ink, top=own.get("side") == "top")
    title = own.get("title") or {}
    if title.get("text"):
        small = font | {"size": title.get("font", {}).get("size", 12)}
        yield from _title(name[0], str(title["text"]), axis, other, small)


def _tick(which: str, place: float, text: str, other: Axis, ink: Trace, top: bool) -> str:
    if which == "y":
        return label(text, (other.start - 7, place), ink, "end")
    if top:
        return label(text, (place, other.end - 5), ink, "middle", "bottom")
    return label(text, (place, other.start + 5), ink, "middle", "top")


def _title(which: str, text: str, axis: Axis, other: Axis, font: Trace) -> Iterator[str]:
    middle = (axis.start + axis.end) / 2
    if which == "x":
        below = 25 if axis.settings.get("showticklabels", True) else 8
        yield label(text, (middle, other.start + below), font, "middle", "top")
    else:
        turned = f"rotate(-90 12 {px(middle)})"
        yield f"<g{attributes(transform=turned)}>{label(text, (12, middle), font)}</g>"
