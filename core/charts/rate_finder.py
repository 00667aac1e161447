"""The error of single batches over rising learning rates, with the rate suggested and the one that is set."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.loss import LossScale
from core.charts.theme import Marks, Palette, figure, palette, unit_suffix
from core.text import say
from core.training.rates import Sweep, suggested
from core.training.words import positional

HEIGHT = 300
_TOP = 50  # px above the plot: a line of words for each of the two rates
_ROOM = 0.12  # of a power of ten, left and right


def rate_finder(sweep: Sweep, present: float, scale: LossScale, *, dark: bool) -> go.Figure:
    """Small dots for the batches, a line for their course; ink for the rate suggested, grey dashes for the present."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=70, r=14, t=_TOP, b=44)
    at = np.log10(sweep.rates)
    dots, line = _shown(np.asarray(sweep.losses), scale), _shown(sweep.smooth, scale)
    words = [f"{positional(rate)}: {scale.shown_words(dot)}" for rate, dot in zip(sweep.rates, dots, strict=True)]
    chart.add_scatter(x=at, y=dots, mode="markers", marker={"size": 4, "color": colours.faint}, text=words,
                      hoverinfo="text")  # fmt: skip
    chart.add_scatter(x=at, y=line, mode="lines", line={"color": colours.train, "width": 2.5}, hoverinfo="skip")
    _axes(chart, sweep, present, line, scale)
    _lines(chart, suggested(sweep), present, colours)
    return chart


def rate_finder_alt(sweep: Sweep, present: float, scale: LossScale) -> str:
    """The picture in one sentence, with its figures."""
    line, found = sweep.smooth, suggested(sweep)
    lowest = int(np.argmin(line))
    return say(
        "charts.rate_finder.alt" if found else "charts.rate_finder.alt_flat",
        suggested=positional(found or math.nan),
        present=positional(present),
        first=scale.words(float(line[0])),
        least=scale.words(float(line[lowest])),
        lowest=positional(sweep.rates[lowest], 2),
    )


def _shown(losses: NDArray[np.float64], scale: LossScale) -> NDArray[np.float64]:
    return np.array([scale.shown(float(loss)) for loss in losses])


def _axes(chart: go.Figure, sweep: Sweep, present: float, line: NDArray[np.float64], scale: LossScale) -> None:
    """Powers of ten across; upwards what was met before the loss rises for good."""
    ends = np.log10([min(sweep.rates[0], present), max(sweep.rates[-1], present)])
    powers = np.arange(math.ceil(ends[0] - _ROOM), math.floor(ends[1] + _ROOM) + 1)
    chart.update_xaxes(range=(ends[0] - _ROOM, ends[1] + _ROOM), tickvals=powers,
                       ticktext=[positional(10.0**power) for power in powers.tolist()])  # fmt: skip
    before = line[: int(np.argmin(line)) + 1]
    low, high = float(before.min()), float(before.max())
    room = 0.25 * (high - low) or 0.1 * high or 1.0
    low, high = max(0.0, low - room), high + room
    ticks, labels = labelled_numbers(low, high, unit_suffix(scale.unit))
    chart.update_yaxes(range=(low, high), tickvals=ticks, ticktext=[("" if scale.raw else "±") + one for one in labels])
    chart.update_xaxes(title={"text": say("charts.rate_finder.rate"), "standoff": 8, "font": {"size": 13}})


def _lines(chart: go.Figure, found: float | None, present: float, colours: Palette) -> None:
    """The words of the two stand in lines of their own, so that they never touch."""
    marks, inner = Marks(), HEIGHT - _TOP - 44
    if found != present:
        x = math.log10(present)
        marks.line(x, 0, x, 1, colours.baseline, 1.5)
        words = say("charts.rate_finder.present", rate=positional(present))
        marks.text(x, 1 + 10 / inner, words, colours.muted)
    if found:
        x = math.log10(found)
        key = "both" if found == present else "suggested"
        words = say(f"charts.rate_finder.{key}", rate=positional(found))
        marks.line(x, 0, x, 1 + 22 / inner, colours.ink, 2)
        marks.text(x, 1 + 34 / inner, f"<b>{words}</b>", colours.ink)
    marks.onto(chart)
    if found != present:
        chart.layout.shapes[0].line.dash = "6px,5px"
