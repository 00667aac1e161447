"""What stands inside the boxes of the picture of a network: a miniature of what the layer does."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.charts.diagram_ink import TALL, Array, Ink, Place, dots, foot, head, rounded, wrapped, write
from core.charts.sheet import Sheet
from core.charts.theme import Palette, safe
from core.spec import record
from core.text import say


@record
class Example:
    """One example to draw inside the first and the last box: columns by name (T,), answer (H,)."""

    inputs: Mapping[str, Array]
    answer: Array


def draw(sheet: Sheet, place: Place, example: Example, colours: Palette) -> None:
    box = place.box
    blue = box.kind in ("recurrent", "convolution")
    sheet.add_shape(
        type="path",
        path=rounded(place.x0, place.top, place.x1, place.top + TALL, 8),
        fillcolor=colours.predicted_band if blue or box.kind == "answer" else colours.ground,
        line={"color": colours.predicted if blue else colours.border, "width": 0 if box.kind == "answer" else 1.2},
        layer="below",
    )
    _under(sheet, place, colours)
    inside = {
        "window": lambda: _window(sheet, place, example.inputs, colours),
        "recurrent": lambda: _recurrent(sheet, place, colours),
        "convolution": lambda: _convolution(sheet, place, colours),
        "dense": lambda: _dense(sheet, place, colours),
        "answer": lambda: _answer(sheet, place, example.answer, colours),
    }.get(box.kind)
    if box.kind != "window":
        _title(sheet, place, colours)
    if inside:
        inside()
    else:
        _lines(sheet, place, colours)


def _title(sheet: Sheet, place: Place, colours: Palette) -> None:
    colour = colours.predicted if place.box.kind == "answer" else colours.ink
    words = "<br>".join(f"<b>{safe(line)}</b>" for line in wrapped(place.box.title, place, 7.4)[:3])
    write(sheet, place.x0 + 12, place.top + 9, words, Ink(colour=colour, anchor="left", yanchor="top"))


def _lines(sheet: Sheet, place: Place, colours: Palette) -> None:
    """What the layer does, at the foot of its box."""
    lines = wrapped(" ".join(place.box.lines), place, 6.4)[:3]
    text = "<br>".join(safe(line) for line in lines)
    write(sheet, place.x0 + 12, place.top + TALL - 8, text, foot(colours.muted, 12))


def _under(sheet: Sheet, place: Place, colours: Palette) -> None:
    """What comes out; wrapped where boxes are narrow, kept inside the picture at its ends."""
    wide = place.x1 - place.x0 + 28
    lines = textwrap.wrap(place.box.under, max(10, int(wide / 6.2)))[:2]
    ink = Ink(colour=colours.muted, yanchor="top", size=12)
    write(sheet, place.middle, place.top + TALL + 3, "<br>".join(map(safe, lines)), ink)


def _window(sheet: Sheet, place: Place, inputs: Mapping[str, Array], colours: Palette) -> None:
    """The first three of its columns as they are read, dots for the timesteps when they are few."""
    shown = [(name, inputs[name]) for name in place.box.lines[:3]]
    rest = len(place.box.lines) - len(shown)
    height = (TALL - 12 - (14 if rest else 0)) / len(shown)
    for i, (name, values) in enumerate(shown):
        top = place.top + 5 + i * height
        most = int((place.x1 - place.x0) / 6.6) - 3
        ink = Ink(colour=colours.muted, anchor="left", yanchor="top", size=11)
        write(sheet, place.x0 + 10, top, safe(textwrap.shorten(name, max(most, 6), placeholder="…")), ink)
        within = (place.x0 + 12, top + 17, place.x1 - 12, top + height - 4)
        _curve(sheet, values, within, {"color": colours.ink, "size": 3})
    if rest:
        more = say("charts.diagram.more", columns=rest)
        write(sheet, place.x0 + 10, place.top + TALL - 4, more, foot(colours.muted, 11))


def _recurrent(sheet: Sheet, place: Place, colours: Palette) -> None:
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
            write(sheet, x + side / 2, y, "· · ·", Ink(colour=colours.muted))
            continue
        sheet.add_shape(
            type="path", path=rounded(x, y - side / 2, x + side, y + side / 2, 5), fillcolor=colours.ground,
            line={"color": colours.predicted, "width": 1.4}, layer="below",
        )  # fmt: skip
        write(sheet, x + side / 2, y, str(number), Ink(colour=colours.ink, size=11 if number < 1000 else 8))
        if i + 1 < len(shown) and shown[i + 1] is not None:
            head(sheet, (x + side + 2, y), (x + pitch - 2, y), colours.predicted)
    _lines(sheet, place, colours)


def _convolution(sheet: Sheet, place: Place, colours: Palette) -> None:
    """A short shape slid along the timesteps: few dots above, each fed by some below."""
    count = 7
    xs = np.linspace(place.x0 + 16, place.x1 - 16, count)
    low, high = place.top + 0.63 * TALL, place.top + 0.44 * TALL
    for middle in (1, 3, 5):
        for k in (-1, 0, 1):
            sheet.add_shape(type="line", x0=xs[middle + k], y0=low, x1=xs[middle], y1=high,
                            line={"color": colours.faint, "width": 1}, layer="below")  # fmt: skip
    dots(sheet, xs, np.full(count, low), colours.baseline, colours.ground)
    dots(sheet, xs[1::2], np.full(3, high), colours.predicted, colours.ground)
    if place.x1 - place.x0 >= 110:
        _lines(sheet, place, colours)


def _dense(sheet: Sheet, place: Place, colours: Palette) -> None:
    """Everything joined to everything."""
    ys = np.linspace(place.top + 0.42 * TALL, place.top + 0.9 * TALL, 5)
    half = min(26.0, 0.3 * (place.x1 - place.x0))
    left, right = place.middle - half, place.middle + half
    lines_x = [v for _ in range(25) for v in (left, right, None)]
    lines_y = [v for a in ys for b in ys for v in (a, b, None)]
    sheet.add_scatter(
        x=lines_x, y=lines_y, mode="lines", line={"color": colours.border, "width": 0.8}, hoverinfo="skip"
    )
    dots(sheet, np.full(5, left), ys, colours.baseline, colours.ground)
    dots(sheet, np.full(5, right), ys, colours.predicted, colours.ground)


def _answer(sheet: Sheet, place: Place, values: Array, colours: Palette) -> None:
    within = (place.x0 + 14, place.top + 0.42 * TALL, place.x1 - 14, place.top + 0.86 * TALL)
    edge = {"color": colours.predicted, "width": 1.4}
    _curve(sheet, values, within, {"color": colours.predicted_band, "size": 6, "line": edge})


def _curve(sheet: Sheet, values: Array, within: tuple[float, float, float, float], marker: dict[str, Any]) -> None:
    """Values fitted into a rectangle (left, top, right, bottom); missing ones leave a gap."""
    left, top, right, bottom = within
    if len(values) > 56:
        values = values[np.linspace(0, len(values) - 1, 56).astype(int)]
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
    share = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    xs = np.linspace(left, right, len(values)) if len(values) > 1 else np.array([(left + right) / 2])
    sheet.add_scatter(
        x=xs,
        y=bottom - share * (bottom - top),
        mode="lines+markers" if len(values) <= 40 else "lines",
        line={"color": marker.get("line", marker)["color"], "width": 1},
        marker=marker,
        hoverinfo="skip",
    )
