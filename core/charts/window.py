"""The heart of the window page: brackets, dots and *now* on the user's own curve.

The horizontal axis counts rows, so that brackets are exact whatever the calendar does; its
labels are times. Label places are worked out for a plot `WIDTH` pixels wide.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, moment, text_width, time_ticks
from core.charts.theme import Marks, Palette, figure, palette, safe, unit_suffix
from core.charts.thin import thinned
from core.examples.spec import Windows
from core.examples.windows import input_offsets, target_offsets
from core.spec import record
from core.text import count, say, span

Array = NDArray[np.float64]
Trace = dict[str, Any]

WIDTH = 760
HEIGHT = 296
CURVE_TOP, CURVE_LOW = 0.86, 0.20  # of the plot's height
UPPER, LOWER = 0.935, 0.12  # where the long and the short brackets lie
MOST_DOTS = 600


@record
class Scene:
    """The rows around *now* that are drawn.

    `values` (V,) one column in its own unit, `time` (V,) or None; `first` is the dataset row of
    the first one, `now` a dataset row. `reads`: whether the model reads this very column.
    """

    values: Array
    time: NDArray[np.datetime64] | None
    first: int
    now: int
    windows: Windows
    unit: str
    spacing: float | None
    reads: bool = True

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.first + np.arange(len(self.values), dtype=np.int64)

    @property
    def inputs(self) -> NDArray[np.int64]:
        return self.now + input_offsets(self.windows)

    @property
    def targets(self) -> NDArray[np.int64]:
        return self.now + target_offsets(self.windows)

    def at(self, rows: NDArray[np.int64]) -> Array:
        """Values at dataset rows; NaN outside the scene."""
        inside = (rows >= self.first) & (rows < self.first + len(self.values))
        found = np.full(len(rows), np.nan)
        found[inside] = self.values[rows[inside] - self.first]
        return found


def scene_rows(now: int, windows: Windows, rows: int) -> tuple[int, int]:
    """First row drawn and the row after the last: the window with an eighth of air on both sides."""
    span_rows = windows.lookback + windows.delay + windows.horizon
    air = max(3, span_rows // 8)
    return max(0, now - windows.lookback - air), min(rows, now + windows.delay + windows.horizon + air)


def picture(scene: Scene, dark: bool) -> go.Figure:
    """The curve around now with its four brackets, the rows read and the rows predicted."""
    colours = palette(dark)
    low, high, ticks, labels = _vertical(scene)
    left = max(44, int(max(map(text_width, labels))) + 18)
    chart = figure(dark, HEIGHT, l=left, r=8, t=2, b=30)
    x = (scene.first - 0.5, scene.first + len(scene.values) - 0.5)
    marks = Marks()
    _bands(marks, scene, colours)
    _brackets(marks, scene, colours, x)
    _short_brackets(marks, scene, colours, x)
    at, names = _now(marks, scene, colours, x)
    marks.onto(chart)
    chart.update_xaxes(range=x, tickvals=at, ticktext=names, ticklabelstandoff=4)
    chart.update_yaxes(range=(low, high), tickvals=ticks, ticktext=labels)
    chart.add_traces([*_curves(scene, colours), *_dots(scene, colours, low + (high - low) * 0.19)])
    return chart


def alt(scene: Scene, column: str) -> str:
    """The picture in one sentence, for a screen reader."""
    w, spacing = scene.windows, scene.spacing
    return say(
        "pages.window.picture.alt",
        column=column,
        now=_now_words(scene),
        timesteps=w.timesteps,
        lookback=span(w.lookback, spacing),
        step=span(w.step, spacing),
        horizon=span(w.horizon, spacing),
        delay=span(w.delay, spacing),
    )


def _vertical(scene: Scene) -> tuple[float, float, list[float], list[str]]:
    """Axis range that leaves room above and below the curve for brackets, and its ticks."""
    known = scene.values[np.isfinite(scene.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    low, high = low - air, high + air
    per_share = (high - low) / (CURVE_TOP - CURVE_LOW)
    ticks, labels = labelled_numbers(low, high, unit_suffix(scene.unit) if len(scene.unit) <= 6 else "")
    return low - per_share * CURVE_LOW, high + per_share * (1 - CURVE_TOP), ticks, labels


def _bands(marks: Marks, scene: Scene, colours: Palette) -> None:
    edges = (
        (scene.now - scene.windows.lookback, scene.now, colours.band),
        (scene.targets[0] - 0.5, scene.targets[-1] + 0.5, colours.predicted_band),
    )
    for begin, end, colour in edges:
        marks.shape(type="rect", x0=begin, x1=end, y0=0, y1=CURVE_TOP, fillcolor=colour, line={"width": 0},
                    layer="below")  # fmt: skip


def _curves(scene: Scene, colours: Palette) -> list[Trace]:
    """The whole scene faint, what may be known in ink, what is asked for in blue."""
    rows = scene.rows
    inside = (rows >= scene.now - scene.windows.lookback) & (rows <= scene.now)
    asked = (rows >= scene.targets[0]) & (rows <= scene.targets[-1])
    traces = []
    for chosen, colour, width in (
        (np.ones(len(rows), dtype=bool), colours.faint, 1.3),
        (inside, colours.ink if scene.reads else colours.muted, 1.4),
        (asked, colours.predicted, 1.4),
    ):
        values, at = scene.values[chosen], rows[chosen]
        keep = thinned(values)
        look = {"mode": "lines", "line": {"color": colour, "width": width}, "hoverinfo": "skip"}
        traces.append({"type": "scatter", "x": at[keep], "y": values[keep], **look})
    return traces


def _dots(scene: Scene, colours: Palette, floor: float) -> list[Trace]:
    """Filled: read. Open: predicted. Where this column is not read, the rows read lie on the floor."""
    inputs, targets = _few(scene.inputs), _few(scene.targets)
    seen = scene.at(inputs) if scene.reads else np.full(len(inputs), floor)
    full = {"size": _size(scene, scene.windows.step, 8), "color": colours.ink}
    edge = {"color": colours.predicted, "width": 1.7}
    hollow = {"size": _size(scene, 1, 7.5), "color": colours.ground, "line": edge}
    return [
        {"type": "scatter", "mode": "markers", "x": at, "y": y, "cliponaxis": False, "marker": marker,
         "text": _hover(scene, at), "hoverinfo": "text"}
        for at, y, marker in ((inputs, seen, full), (targets, scene.at(targets), hollow))
    ]  # fmt: skip


def _brackets(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> None:
    """Lookback and horizon above the curve; a label too wide for its bracket stands beside it."""
    w, spacing, now = scene.windows, scene.spacing, scene.now
    pixel = WIDTH / (x[1] - x[0])
    room = w.lookback * pixel
    _bracket(marks, now - w.lookback, now, UPPER, -0.035, colours.ink)
    label = _lookback_label(w, spacing, room)
    if text_width(label) <= room:
        _label(marks, label, now - w.lookback / 2, 0.99, "center", x, colours.ink)
    else:
        _label(marks, label, now - 6 / pixel, 0.99, "right", x, colours.ink)
    begin, end = float(scene.targets[0]) - 0.5, float(scene.targets[-1]) + 0.5
    _bracket(marks, begin, end, UPPER, -0.035, colours.predicted)
    horizon = say("pages.window.picture.horizon", span=span(w.horizon, spacing))
    if text_width(horizon) <= (end - begin) * pixel:
        _label(marks, horizon, (begin + end) / 2, 0.99, "center", x, colours.predicted)
    else:
        _label(marks, horizon, max(begin, now + 5 / pixel), 0.99, "left", x, colours.predicted)


def _short_brackets(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> None:
    """Step between two dots, delay after now; in a narrow window their labels stand on two lines."""
    w, spacing, now = scene.windows, scene.spacing, scene.now
    pixel = WIDTH / (x[1] - x[0])
    roomy, under = w.lookback * pixel > 300, LOWER - 0.055
    if w.timesteps > 1:
        at = float(scene.inputs[-min(w.timesteps, 1 + round(w.timesteps * 0.7))])
        _bracket(marks, at, at + w.step, LOWER, 0.035, colours.muted)
        key = "step" if w.step > 1 else "step_all"
        step = say(f"pages.window.picture.{key}", span=span(w.step, spacing))
        left = (now - x[0]) * pixel > text_width(step) + 10
        place = (
            (at + w.step / 2, "center") if roomy else (now - 5 / pixel, "right") if left else (now + 5 / pixel, "left")
        )
        _label(marks, step, place[0], under, place[1], x, colours.muted)
    if w.delay:
        _bracket(marks, now, now + w.delay, LOWER, 0.035, colours.muted)
    key = "delay" if w.delay else "delay_none"
    delay = say(f"pages.window.picture.{key}", span=span(w.delay, spacing))
    if text_width(delay) <= w.delay * pixel:
        _label(marks, delay, now + w.delay / 2, under, "center", x, colours.muted)
    elif roomy:
        _label(marks, delay, now - 5 / pixel, under, "right", x, colours.muted)
    else:
        _label(marks, delay, now + w.delay + 6 / pixel, LOWER, "left", x, colours.muted)


def _lookback_label(w: Windows, spacing: float | None, room: float) -> str:
    """The longest of three ways to say it that fits above its bracket."""
    words = {"span": span(w.lookback, spacing), "rows": count(w.lookback, "row"), "read": w.timesteps}
    read = "all" if w.step == 1 else "some"
    plain = spacing is None
    for key in () if plain else (f"lookback_{read}", f"lookback_{read}_short"):
        label = say(f"pages.window.picture.{key}", **words)
        if text_width(label) <= room:
            return label
    if plain and text_width(label := say(f"pages.window.picture.lookback_{read}_rows", **words)) <= room:
        return label
    return say("pages.window.picture.lookback", **words)


def _now(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> tuple[list[float], list[str]]:
    """The line and its label on the axis. Returns the axis labels that leave it room."""
    text = say("pages.window.picture.now", now=_now_words(scene))
    pixel = WIDTH / (x[1] - x[0])
    half = text_width(text) / 2 + 10
    center = min(max(scene.now, x[0] + half / pixel), x[1] - half / pixel)
    marks.line(scene.now, -0.02, scene.now, 1, colours.ink, 1.6)
    _pill(marks, center, half - 4, colours.ink)
    marks.text(center, 0, text, colours.inverse, yshift=-15)
    at, labels = _row_ticks(scene)
    free = [i for i, row in enumerate(at) if abs(row - center) * pixel > half + text_width(labels[i]) / 2 + 6]
    return [at[i] for i in free], [labels[i] for i in free]


def _pill(marks: Marks, x: float, half: float, colour: str, tall: int = 22, bend: int = 5) -> None:
    """A rounded rectangle under the plot, 2 × `half` pixels wide around `x`."""
    left, right, low, high = -half, half, -4, -4 - tall  # pixels, upwards
    path = (
        f"M{left + bend},{low} L{right - bend},{low} Q{right},{low} {right},{low - bend} "
        f"L{right},{high + bend} Q{right},{high} {right - bend},{high} L{left + bend},{high} "
        f"Q{left},{high} {left},{high + bend} L{left},{low - bend} Q{left},{low} {left + bend},{low} Z"
    )
    marks.shape(type="path", path=path, xsizemode="pixel", ysizemode="pixel", xanchor=x, yanchor=0, fillcolor=colour,
                line={"width": 0})  # fmt: skip


def _row_ticks(scene: Scene) -> tuple[list[float], list[str]]:
    if scene.time is not None:
        at, labels = time_ticks(scene.time)
        return [float(scene.first + i) for i in at], labels
    return labelled_numbers(scene.first, scene.first + len(scene.values) - 1, most=8)


def _now_words(scene: Scene) -> str:
    if scene.time is not None:
        return moment(scene.time[scene.now - scene.first], scene.spacing)
    return say("pages.window.picture.row", row=scene.now)


def _bracket(marks: Marks, begin: float, end: float, y: float, foot: float, colour: str) -> None:
    """An open bracket whose feet point by `foot` of the plot's height."""
    for x0, y0, x1, y1 in ((begin, y, end, y), (begin, y, begin, y + foot), (end, y, end, y + foot)):
        marks.line(x0, y0, x1, y1, colour, 1.6)


def _label(marks: Marks, text: str, x: float, y: float, anchor: str, axis: tuple[float, float], colour: str) -> None:
    """A label that is moved inwards where it would leave the plot."""
    pixel = WIDTH / (axis[1] - axis[0])
    width = text_width(text) / pixel
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
    left = max(axis[0], min(x - share * width, axis[1] - width))
    marks.text(left + share * width, y, text, colour, anchor)


def _few(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Beyond `MOST_DOTS` dots touch anyway: every n-th, the newest kept."""
    return rows[::-1][:: -(-len(rows) // MOST_DOTS)][::-1]


def _size(scene: Scene, apart: int, most: float) -> float:
    """Dots shrink until they touch, never below 3 px."""
    return float(max(3.0, min(most, apart * WIDTH / len(scene.values) * 1.1)))


def _hover(scene: Scene, rows: NDArray[np.int64]) -> list[str]:
    texts = []
    for row, value in zip(rows.tolist(), scene.at(rows).tolist(), strict=True):
        inside = scene.time is not None and 0 <= row - scene.first < len(scene.values)
        when = moment(scene.time[row - scene.first], scene.spacing) if inside and scene.time is not None else f"{row:,}"
        texts.append(f"{when}<br>{value:,.4g} {safe(scene.unit)}".rstrip())
    return texts
