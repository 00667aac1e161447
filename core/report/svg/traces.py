"""Lines, dots, areas and bars of a Plotly figure as SVG. The letter: `n` points of a trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.report.svg.axes import Axis, numbers
from core.report.svg.ink import attributes, dashes, paint, px
from core.report.svg.words import label

__all__ = ["bars", "extent", "scatter", "stacked"]

Floats = NDArray[np.float64]
Trace = dict[str, Any]


def scatter(trace: Trace, x: Axis, y: Axis, before: Trace | None) -> Iterator[str]:
    """Area, line, dots; `before` is the trace under it, up to which `tonexty` is filled."""
    across, down = x.at(trace["x"]), y.at(trace["y"])
    mode, line = str(trace.get("mode", "lines")), trace.get("line", {})
    if trace.get("fill") == "toself":
        yield _path(_way(across, down, closed=True), paint(trace.get("fillcolor")))
    elif trace.get("fill") == "tonexty" and before is not None:
        yield _between((across, down), (x.at(before["x"]), y.at(before["y"])), paint(trace.get("fillcolor")))
    if "lines" in mode and float(line.get("width", 2)) > 0:
        look = paint(line.get("color"), "stroke") | dashes(line.get("dash"))
        opacity = trace.get("opacity")
        if look["stroke"] != "none":
            yield _path(_way(across, down), {"fill": "none", "stroke_width": line.get("width", 2), **look},
                        opacity=opacity)  # fmt: skip
    if "markers" in mode and trace.get("marker", {}).get("opacity", 1) != 0:
        yield from _dots(trace["marker"], across, down)


def _way(across: Floats, down: Floats, closed: bool = False) -> str:
    """Unbroken pieces; a number that is missing ends one."""
    parts, pen = [], "M"
    for left, top in zip(across.tolist(), down.tolist(), strict=True):
        if left != left or top != top:
            pen = "M"
            continue
        parts.append(f"{pen}{px(left)} {px(top)}")
        pen = "L"
    return "".join(parts) + ("Z" if closed and parts else "")


def _between(upper: tuple[Floats, Floats], lower: tuple[Floats, Floats], look: dict[str, str]) -> str:
    known = np.isfinite(upper[1])
    there = np.column_stack([upper[0], upper[1]])[known]
    back = np.column_stack([lower[0], lower[1]])[np.isfinite(lower[1])][::-1]
    ring = np.concatenate([there, back])
    return _path(_way(ring[:, 0], ring[:, 1], closed=True), look)


def _path(way: str, look: dict[str, Any], **more: object) -> str:
    return f"<path{attributes(d=way, **look, **more)}/>" if way else ""


def _dots(marker: Trace, across: Floats, down: Floats) -> Iterator[str]:
    edge = marker.get("line") or {}
    look = paint(marker.get("color")) | (paint(edge["color"], "stroke") if edge.get("color") else {})
    width = edge.get("width") if edge.get("color") else None
    inside = np.isfinite(across) & np.isfinite(down)
    radius = px(float(marker.get("size", 6)) / 2)
    dots = (
        f"<circle{attributes(cx=px(left), cy=px(top), r=radius)}/>"
        for left, top in zip(across[inside].tolist(), down[inside].tolist(), strict=True)
    )
    yield f"<g{attributes(opacity=marker.get('opacity'), stroke_width=width, **look)}>{''.join(dots)}</g>"


def bars(trace: Trace, x: Axis, y: Axis, below: Floats, font: Trace) -> Iterator[str]:
    """Upright bars, or lying ones (`orientation` h); each begins at its base, or on those `below` it (n,)."""
    lying = trace.get("orientation") == "h"
    place, reach = (numbers(trace[one]) for one in (("y", "x") if lying else ("x", "y")))
    start = below + (numbers(trace["base"]) if "base" in trace else 0.0)
    width = np.broadcast_to(numbers(trace.get("width", 0.8)), place.shape)
    along, across = (x, y) if lying else (y, x)
    marker = trace.get("marker", {})
    colours = np.broadcast_to(np.asarray(marker.get("color"), dtype=object), place.shape)
    ends, sides = np.sort([along.at(start), along.at(start + reach)], axis=0), np.sort(
        [across.at(place - width / 2), across.at(place + width / 2)], axis=0)  # fmt: skip
    texts = trace.get("text") if trace.get("textposition") == "inside" else None
    edge = marker.get("line") or {}
    rim = paint(edge["color"], "stroke") | {"stroke_width": edge.get("width")} if edge.get("width") else {}
    for i in range(len(place)):
        if not np.isfinite([ends[:, i], sides[:, i]]).all():
            continue
        box = (ends[:, i], sides[:, i]) if lying else (sides[:, i], ends[:, i])
        yield _box(box, paint(colours[i]) | rim, marker.get("opacity"))
        if texts is not None and texts[i]:
            ink = trace.get("textfont", {})
            colour = np.broadcast_to(np.asarray(ink.get("color", font["color"]), dtype=object), place.shape)[i]
            middle = (float(box[0].mean()), float(box[1].mean()))
            yield label(str(texts[i]), middle, {"size": ink.get("size", font["size"]), "color": colour})


def _box(box: tuple[Floats, Floats], look: dict[str, Any], opacity: object) -> str:
    (left, right), (top, low) = box
    place = attributes(x=px(left), y=px(top), width=px(right - left), height=px(low - top))
    return f"<rect{place}{attributes(**look, opacity=opacity)}/>"


def stacked(traces: list[Trace], barmode: str) -> list[Floats]:
    """Where each trace's bars begin: on top of those before them, or at 0."""
    found: list[Floats] = []
    total: Floats | None = None
    for trace in traces:
        reach = numbers(trace["x" if trace.get("orientation") == "h" else "y"])
        nothing = np.zeros(len(reach))
        found.append(total if barmode == "stack" and total is not None else nothing)
        total = found[-1] + np.nan_to_num(reach)
    return found


def extent(trace: Trace, which: str) -> Any:
    """What a trace asks of an axis: its values; of a bar its foot and sides too."""
    values = trace[which]
    if trace["type"] != "bar":
        return values
    lying = trace.get("orientation") == "h"
    if (which == "x") == lying:
        return np.append(numbers(values), 0.0)
    half = float(np.max(numbers(trace.get("width", 0.8)))) / 2
    found = numbers(values)
    return np.concatenate([found - half, found + half])
