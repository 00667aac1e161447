"""Whole examples drawn over each other, coloured by what they are, one of them thick.

Letters: `E` examples, `T` places (timesteps, or columns side by side), `K` kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, text_width
from core.charts.theme import Marks, class_look, figure, palette, safe, unit_suffix
from core.charts.thin import thinned
from core.spec import record
from core.text import say

HEIGHT = 300
FEW_DOTS = 40
MOST_NAMES = 60
LEGEND = 560
"""Pixels of the row in which the kinds are named."""
POINTS = 400
"""Points of one line: more than there are pixels for it would only be slow."""


@record
class Together:
    """`values` (E, T), NaN where an example has none; `kind` (E,) its place in `kinds`, −1 for none of them.

    `chosen` is the place of the thick one, `title` what it is called. `places` names the T places where they are
    columns; empty where they are timesteps.
    """

    values: NDArray[np.float64]
    kind: NDArray[np.int64]
    kinds: tuple[str, ...]
    chosen: int
    title: str
    unit: str = ""
    places: tuple[str, ...] = ()


def together(view: Together, dark: bool) -> go.Figure:
    """One thin line for each example, then the chosen one thick, with dots where there is room for them."""
    colours = palette(dark)
    low, high = _ends(view.values)
    ticks, labels = labelled_numbers(low, high, unit_suffix(view.unit) if len(view.unit) <= 8 else "")
    chart = figure(dark, HEIGHT, l=max(44, int(max(map(text_width, labels), default=0)) + 18), r=12, t=34, b=30)
    chart.update_yaxes(range=(low, high), tickvals=ticks, ticktext=labels)
    _places(chart, view)
    keep = thinned(np.nanmax(np.abs(np.nan_to_num(view.values)), axis=0), POINTS)
    opacity = max(0.18, min(0.7, 12 / max(1, len(view.values))))
    for place in sorted({int(kind) for kind in view.kind}):
        colour, dash = class_look(place, dark) if place >= 0 else (colours.faint, "solid")
        rows = np.flatnonzero(view.kind == place)
        x, y = _joined(view.values[rows][:, keep], keep + 1)
        chart.add_scatter(x=x, y=y, mode="lines", opacity=opacity, hoverinfo="skip",
                          line={"color": colour, "width": 1.1, "dash": dash})  # fmt: skip
    _chosen(chart, view, dark)
    _legend(chart, view, dark)
    return chart


def alt(view: Together) -> str:
    """The picture in one sentence."""
    kind = int(view.kind[view.chosen])
    values = {"examples": len(view.values), "title": view.title}
    if kind < 0:
        return say("charts.together.alt", **values)
    return say("charts.together.alt_kind", **values, kind=view.kinds[kind])


def _chosen(chart: go.Figure, view: Together, dark: bool) -> None:
    colours, kind = palette(dark), int(view.kind[view.chosen])
    colour, _ = class_look(kind, dark) if kind >= 0 else (colours.ink, "solid")
    values = view.values[view.chosen]
    x = np.arange(1, len(values) + 1)
    few = np.isfinite(values).sum() <= FEW_DOTS
    for width, line in ((7, colours.ground), (3, colour)):
        chart.add_scatter(
            x=x, y=values, mode="lines+markers" if few else "lines", line={"color": line, "width": width},
            marker={"size": 7 if width == 3 else 11, "color": line}, hoverinfo="skip" if width == 7 else "text",
            text=[f"{view.places[i] if view.places else i + 1}: {value:,.4g}" for i, value in enumerate(values)],
        )  # fmt: skip


def _places(chart: go.Figure, view: Together) -> None:
    """Timesteps are numbered, columns named: some of them where there is no room for all."""
    count = view.values.shape[1]
    chart.update_xaxes(range=(0.5 if count > 1 else 0.0, count + 0.5 if count > 1 else 2.0), ticklabelstandoff=4)
    if not view.places:
        whole = [int(tick) for tick in labelled_numbers(1, count, most=10)[0] if tick == int(tick)]
        chart.update_xaxes(tickvals=whole, ticktext=[f"{timestep:,}" for timestep in whole])
        return
    room = max(1, int(max(map(text_width, view.places)) * count / 760) + 1)
    shown = range(0, count, room)
    chart.update_xaxes(tickvals=[i + 1 for i in shown], ticktext=[safe(view.places[i][:MOST_NAMES]) for i in shown])


def _legend(chart: go.Figure, view: Together, dark: bool) -> None:
    """The kinds above the picture, each with its line; what does not fit in one row is not named."""
    marks, left = Marks(), 0.0
    colours = palette(dark)
    place_of = {"xref": "paper", "anchor": "left"}
    for place, word in enumerate(view.kinds):
        colour, dash = class_look(place, dark)
        wide = text_width(word) + 44
        if left + wide > LEGEND:
            more = say("charts.together.more", more=len(view.kinds) - place)
            marks.text(0, 1.07, more, colours.muted, xshift=round(left), **place_of)
            break
        marks.text(0, 1.07, "━━" if dash == "solid" else "╍╍", colour, xshift=round(left), **place_of)
        marks.text(0, 1.07, safe(word), colours.ink, xshift=round(left + 28), **place_of)
        left += wide
    marks.onto(chart)


def _joined(values: NDArray[np.float64], x: NDArray[np.int64]) -> tuple[list[float | None], list[float | None]]:
    """All examples as one line, broken between them: one trace draws a hundred times as fast as a hundred."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for line in values.tolist():
        xs += [*x.tolist(), None]
        ys += [*(value if np.isfinite(value) else None for value in line), None]
    return xs, ys


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return low - air, high + air


def some(kind: Sequence[int] | NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most `most` places of examples (E,), as many of each kind as there is room for; always the same.

    >>> some([0, 0, 0, 0, 1], 2).tolist()
    [2, 4]
    """
    kinds = np.asarray(kind)
    names = np.unique(kinds)
    each = max(1, most // max(1, len(names)))
    picked = []
    for name in names:
        rows = np.flatnonzero(kinds == name)
        picked.append(rows if len(rows) <= each else rows[np.random.default_rng(0).choice(len(rows), each, False)])
    return np.sort(np.concatenate(picked)) if picked else np.zeros(0, np.int64)
