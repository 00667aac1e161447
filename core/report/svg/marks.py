"""Shapes, notes and the legend of a Plotly figure as SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.report.svg.axes import Axis
from core.report.svg.ink import attributes, dashes, paint, px
from core.report.svg.words import label, wide

__all__ = ["Frame", "legend", "note", "shape"]

_STEP = re.compile(r"([MLQCZHV])|(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?)")
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}

Frame = Mapping[str, Axis]
"""The axes by name (`x`, `y2`), and `paper` across and up as `paper x` and `paper y`."""


def _place(frame: Frame, ref: str, value: object, which: str) -> float:
    """The pixel of a place on an axis, along its domain, or along the whole plot."""
    if ref == "paper":
        return frame[f"paper {which}"].share(float(value))  # type: ignore[arg-type]
    if ref.endswith(" domain"):
        return frame[ref.removesuffix(" domain")].share(float(value))  # type: ignore[arg-type]
    return frame[ref].one(value)


def shape(mark: dict[str, Any], frame: Frame) -> str:
    """A line, a rectangle, or a path, in data or in pixels around an anchor."""
    line = mark.get("line", {})
    width = float(line.get("width", 2))
    look: dict[str, Any] = paint(mark.get("fillcolor")) | {"opacity": mark.get("opacity")}
    if width and line.get("color"):
        look |= paint(line["color"], "stroke") | dashes(line.get("dash")) | {"stroke_width": px(width)}
    xref, yref = str(mark.get("xref", "x")), str(mark.get("yref", "y"))
    if mark["type"] == "path":
        return f"<path{attributes(d=_way(mark, frame, xref, yref), **look)}/>"
    x0, x1 = (_place(frame, xref, mark[name], "x") for name in ("x0", "x1"))
    y0, y1 = (_place(frame, yref, mark[name], "y") for name in ("y0", "y1"))
    if mark["type"] == "line":
        return f"<line{attributes(x1=px(x0), y1=px(y0), x2=px(x1), y2=px(y1), **look)}/>"
    box = attributes(x=px(min(x0, x1)), y=px(min(y0, y1)), width=px(abs(x1 - x0)), height=px(abs(y1 - y0)))
    return f"<rect{box}{attributes(**look)}/>"


def _way(mark: dict[str, Any], frame: Frame, xref: str, yref: str) -> str:
    across = _place(frame, xref, mark["xanchor"], "x") if mark.get("xsizemode") == "pixel" else None
    up = _place(frame, yref, mark["yanchor"], "y") if mark.get("ysizemode") == "pixel" else None

    def moved(step: re.Match[str]) -> str:
        if step[1]:
            return step[1]
        x, y = float(step[2]), float(step[3])
        left = _place(frame, xref, x, "x") if across is None else across + x
        top = _place(frame, yref, y, "y") if up is None else up - y
        return f"{px(left)} {px(top)} "

    return _STEP.sub(moved, str(mark["path"]))


def note(mark: dict[str, Any], frame: Frame, font: dict[str, Any]) -> Iterator[str]:
    """Words at a place, or an arrow."""
    xref, yref = str(mark.get("xref", "x")), str(mark.get("yref", "y"))
    x = _place(frame, xref, mark["x"], "x") + float(mark.get("xshift", 0))
    y = _place(frame, yref, mark["y"], "y") - float(mark.get("yshift", 0))
    if mark.get("showarrow", True):
        start = _place(frame, str(mark["axref"]), mark["ax"], "x"), _place(frame, str(mark["ayref"]), mark["ay"], "y")
        yield from _arrow(start, (x, y), mark)
        return
    text = str(mark.get("text", ""))
    own = font | {key: value for key, value in mark.get("font", {}).items() if value is not None}
    anchor = _side(mark, "x", xref, ("left", "center", "right"))
    up = _side(mark, "y", yref, ("bottom", "middle", "top"))
    if mark.get("bgcolor"):
        yield _ground(text, (x, y), float(own["size"]), anchor, mark["bgcolor"])
    yield label(text, (x, y), own, _ANCHORS[anchor], up)


def _side(mark: dict[str, Any], which: str, ref: str, sides: tuple[str, str, str]) -> str:
    """Which side of the words lies at the place; left open, it is the one that Plotly takes."""
    said = mark.get(f"{which}anchor", "auto")
    if said != "auto":
        return str(said)
    if ref != "paper":
        return sides[1]
    value = float(mark[which])
    return sides[0] if value < 1 / 3 else sides[2] if value > 2 / 3 else sides[1]


def _ground(text: str, at: tuple[float, float], size: float, anchor: str, colour: object) -> str:
    width = wide(text, size) + 4
    left = at[0] - {"left": 0.0, "center": width / 2, "right": width}[anchor]
    box = attributes(x=px(left), y=px(at[1] - 0.65 * size), width=px(width), height=px(1.3 * size))
    return f"<rect{box}{attributes(**paint(colour))}/>"


def _arrow(start: tuple[float, float], end: tuple[float, float], mark: dict[str, Any]) -> Iterator[str]:
    """A line with a head of three times its width."""
    width = float(mark.get("arrowwidth", 1.4))
    long = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    dx, dy = ((end[i] - start[i]) / long * 4 * width for i in (0, 1))
    foot = end[0] - dx, end[1] - dy
    look = paint(mark.get("arrowcolor"), "stroke")
    ends = {"x1": px(start[0]), "y1": px(start[1]), "x2": px(foot[0]), "y2": px(foot[1])}
    yield f"<line{attributes(**ends, stroke_width=px(width), **look)}/>"
    points = (end, (foot[0] - dy / 2, foot[1] + dx / 2), (foot[0] + dy / 2, foot[1] - dx / 2))
    way = "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points) + "Z"
    yield f"<path{attributes(d=way, **paint(mark.get('arrowcolor')))}/>"


def legend(traces: list[dict[str, Any]], right: float, y: float, font: dict[str, Any]) -> Iterator[str]:
    """One line above the plot, from the right: a piece of each line beside its name."""
    size = float(font["size"])
    for trace in reversed([one for one in traces if one.get("name") and one.get("showlegend", True)]):
        name = str(trace["name"])
        left = right - wide(name, size)
        yield label(name, (left, y), font, "start")
        if trace.get("fill"):
            place = attributes(x=px(left - 28), y=px(y - 5), width=22, height=10)
            yield f"<rect{place}{attributes(**paint(trace.get('fillcolor')))}/>"
        else:
            line = trace.get("line", {})
            look = paint(line.get("color"), "stroke") | dashes(line.get("dash"))
            ends = {"x1": px(left - 28), "x2": px(left - 6), "y1": px(y), "y2": px(y)}
            yield f"<line{attributes(**ends, stroke_width=line.get('width', 2), **look)}/>"
        right = left - 44
