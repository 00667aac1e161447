"""What stands on the curve of the window page: brackets with their labels, and the line of *now*.

Label places are worked out for a plot `WIDTH` pixels wide.
"""

from __future__ import annotations

from core.charts.axes import labelled_numbers, text_width, time_ticks
from core.charts.theme import Marks, Palette
from core.charts.window_scene import Scene
from core.examples.spec import Windows
from core.text import count, say, span

WIDTH = 760
UPPER, LOWER = 0.935, 0.12  # where the long and the short brackets lie, in shares of the plot's height

Place = tuple[float, float, str]
"""Where a label stands: across, upwards, and which of its ends is there."""


def long_brackets(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> None:
    """Lookback and horizon above the curve; a label too wide for its bracket stands beside it."""
    w, spacing, now = scene.windows, scene.spacing, scene.now
    pixel = WIDTH / (x[1] - x[0])
    room = w.lookback * pixel
    _bracket(marks, (now - w.lookback, now), UPPER, -0.035, colours.ink)
    label = _lookback_label(w, spacing, room)
    if text_width(label) <= room:
        _label(marks, label, (now - w.lookback / 2, 0.99, "center"), x, colours.ink)
    else:
        _label(marks, label, (now - 6 / pixel, 0.99, "right"), x, colours.ink)
    begin, end = float(scene.targets[0]) - 0.5, float(scene.targets[-1]) + 0.5
    _bracket(marks, (begin, end), UPPER, -0.035, colours.predicted)
    horizon = say("pages.window.picture.horizon", span=span(w.horizon, spacing))
    if text_width(horizon) <= (end - begin) * pixel:
        _label(marks, horizon, ((begin + end) / 2, 0.99, "center"), x, colours.predicted)
    else:
        _label(marks, horizon, (max(begin, now + 5 / pixel), 0.99, "left"), x, colours.predicted)


def short_brackets(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> None:
    """Step between two dots, delay after now; in a narrow window their labels stand on two lines."""
    w, spacing, now = scene.windows, scene.spacing, scene.now
    pixel = WIDTH / (x[1] - x[0])
    roomy, under = w.lookback * pixel > 300, LOWER - 0.055
    if w.timesteps > 1:
        at = float(scene.inputs[-min(w.timesteps, 1 + round(w.timesteps * 0.7))])
        _bracket(marks, (at, at + w.step), LOWER, 0.035, colours.muted)
        key = "step" if w.step > 1 else "step_all"
        step = say(f"pages.window.picture.{key}", span=span(w.step, spacing))
        left = (now - x[0]) * pixel > text_width(step) + 10
        place = (
            (at + w.step / 2, "center") if roomy else (now - 5 / pixel, "right") if left else (now + 5 / pixel, "left")
        )
        _label(marks, step, (place[0], under, place[1]), x, colours.muted)
    if w.delay:
        _bracket(marks, (now, now + w.delay), LOWER, 0.035, colours.muted)
    key = "delay" if w.delay else "delay_none"
    delay = say(f"pages.window.picture.{key}", span=span(w.delay, spacing))
    if text_width(delay) <= w.delay * pixel:
        _label(marks, delay, (now + w.delay / 2, under, "center"), x, colours.muted)
    elif roomy:
        _label(marks, delay, (now - 5 / pixel, under, "right"), x, colours.muted)
    else:
        _label(marks, delay, (now + w.delay + 6 / pixel, LOWER, "left"), x, colours.muted)


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


def now_line(marks: Marks, scene: Scene, colours: Palette, x: tuple[float, float]) -> tuple[list[float], list[str]]:
    """The line and its label on the axis. Returns the axis labels that leave it room."""
    text = say("pages.window.picture.now", now=scene.now_in_words)
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


def _bracket(marks: Marks, ends: tuple[float, float], y: float, foot: float, colour: str) -> None:
    """An open bracket whose feet point by `foot` of the plot's height."""
    begin, end = ends
    for x0, y0, x1, y1 in ((begin, y, end, y), (begin, y, begin, y + foot), (end, y, end, y + foot)):
        marks.line(x0, y0, x1, y1, colour, 1.6)


def _label(marks: Marks, text: str, place: Place, axis: tuple[float, float], colour: str) -> None:
    """A label that is moved inwards where it would leave the plot."""
    x, y, anchor = place
    pixel = WIDTH / (axis[1] - axis[0])
    width = text_width(text) / pixel
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
    left = max(axis[0], min(x - share * width, axis[1] - width))
    marks.text(left + share * width, y, text, colour, anchor)
