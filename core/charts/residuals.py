"""What is left unexplained, drawn: over time, by what was predicted, as a bell curve, against one.

Letters: `w` residuals, `B` bars, `Q` quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.predictions import dates
from core.charts.theme import Palette, figure, palette, safe, unit_suffix
from core.evaluation.residuals import Shape
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 250
POINTS = 2_000


def over_time(x: Sequence[object], value: Array, unit: str, part: str, *, dark: bool) -> go.Figure:
    """(w,) residuals at their times or row numbers, with a line at zero; of many, some drawn at random."""
    some = _drawn(len(value))
    chart = _dots(np.asarray(x)[some], value[some], unit, part, dark=dark)
    chart.update_xaxes(nticks=5, **dates(x))
    return chart


def by_predicted(predicted: Array, value: Array, unit: str, part: str, *, dark: bool) -> go.Figure:
    """(w,) residuals by what was predicted: a funnel shows errors that grow with the level."""
    some = _drawn(len(value))
    chart = _dots(predicted[some], value[some], unit, part, dark=dark)
    ticks, labels = labelled_numbers(float(predicted.min()), float(predicted.max()), most=5)
    chart.update_xaxes(tickvals=ticks, ticktext=labels)
    _name_x(chart, say("charts.residuals.predicted"), unit)
    return chart


def bell(shape: Shape, unit: str, part: str, *, dark: bool) -> go.Figure:
    """The histogram in percent of all residuals, and what a bell curve would hold in each bar."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=46, r=10, t=12, b=44)
    middle, width = (shape.edges[1:] + shape.edges[:-1]) / 2, float(shape.edges[1] - shape.edges[0])
    bars = {"color": getattr(colours, part), "opacity": 0.8, "line_width": 0}
    hover = f"%{{x:+.3~g}}{unit_suffix(unit)}: %{{y:.1f}} %<extra></extra>"
    chart.add_bar(x=middle, y=100 * shape.share, width=0.92 * width, marker=bars, hovertemplate=hover)
    curve = {"color": colours.ink, "width": 2, "dash": "6px,3px", "shape": "spline"}
    chart.add_scatter(x=middle, y=100 * shape.normal, mode="lines", line=curve, hoverinfo="skip")
    chart.update_yaxes(ticksuffix=" %", nticks=4, rangemode="tozero")
    _signed_x(chart, float(shape.edges[-1] - shape.edges[0]) / 2, float(middle.mean()))
    _name_x(chart, say("charts.residuals.left"), unit)
    return chart


def quantiles(shape: Shape, unit: str, part: str, *, dark: bool) -> go.Figure:
    """Quantiles of the residuals (Q,) over those of a bell curve; on the diagonal where they follow it."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=10, t=12, b=44)
    ends = [float(shape.expected[0]), float(shape.expected[-1])]
    line = {"color": colours.baseline, "width": 1.5, "dash": "6px,4px"}
    chart.add_scatter(x=ends, y=ends, mode="lines", line=line, hoverinfo="skip")
    dots = {"size": 5, "color": getattr(colours, part), "opacity": 0.8}
    of = unit_suffix(unit)
    hover = say("charts.residuals.quantile", found=f"%{{y:+.3~g}}{of}", expected=f"%{{x:+.3~g}}{of}")
    chart.add_scatter(
        x=shape.expected, y=shape.found, mode="markers", marker=dots, hovertemplate=hover + "<extra></extra>"
    )
    chart.update_xaxes(nticks=5)
    chart.update_yaxes(nticks=5)
    _name_x(chart, say("charts.residuals.expected"), unit)
    return chart


def _dots(x: Array, value: Array, unit: str, part: str, *, dark: bool) -> go.Figure:
    colours: Palette = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=10, t=12, b=44)
    dots = {"size": 4, "color": getattr(colours, part), "opacity": 0.55}
    hover = f"%{{x}}: %{{y:+.3~g}}{unit_suffix(unit)}<extra></extra>"
    chart.add_scatter(x=x, y=value, mode="markers", marker=dots, hovertemplate=hover)
    chart.add_hline(y=0, line={"color": colours.ink, "width": 1.2})
    limit = float(np.abs(value).max()) or 1.0
    ticks, labels = labelled_numbers(-limit, limit, most=5)
    chart.update_yaxes(tickvals=ticks, ticktext=_with_sign(ticks, labels), range=[-1.08 * limit, 1.08 * limit])
    return chart


def _signed_x(chart: go.Figure, reach: float, middle: float) -> None:
    ticks, labels = labelled_numbers(middle - reach, middle + reach, most=5)
    chart.update_xaxes(tickvals=ticks, ticktext=_with_sign(ticks, labels))


def _with_sign(ticks: Sequence[float], labels: Sequence[str]) -> list[str]:
    return [f"+{label}" if tick > 0 else label for tick, label in zip(ticks, labels, strict=True)]


def _name_x(chart: go.Figure, words: str, unit: str) -> None:
    chart.update_xaxes(title={"text": f"{words}, {safe(unit)}" if unit else words, "standoff": 6, "font_size": 12})


def _drawn(many: int) -> NDArray[np.int64]:
    """Which of many points are drawn, always the same."""
    if many <= POINTS:
        return np.arange(many)
    return np.sort(np.random.default_rng(0).choice(many, POINTS, replace=False))
