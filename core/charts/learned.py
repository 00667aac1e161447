"""How a network learned, as a still picture: the same curve as the live one, for paper."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from core.charts.axes import labelled_numbers, number_ticks, text_width
from core.charts.learning_axes import Curve, loss_range
from core.charts.learning_networks import apart_by_network
from core.charts.spread import spread
from core.charts.theme import figure, palette, safe, unit_suffix
from core.text import say

__all__ = ["learned"]

HEIGHT, BELOW = 300, 42
LABEL = 16  # px from label to label


def learned(curve: Curve, *, dark: bool) -> go.Figure:
    """Training and validation by epoch, the simple rules dashed, a line at the epoch that is kept."""
    colours, epochs = palette(dark), curve.history.epochs
    named = [say("charts.learning.lines.training"), say("charts.learning.lines.validation"), *curve.rules]
    chart = figure(dark, HEIGHT, l=60, r=round(min(190, 16 + max(map(text_width, named)))), t=26, b=BELOW)
    low, high = loss_range(curve)
    ends: list[tuple[str, float, str]] = []
    for name, values, colour, width in (
        (named[0], [epoch.loss for epoch in epochs], colours.train, 2.0),
        (named[1], [epoch.validation for epoch in epochs], colours.validation, 3.0),
    ):
        shown = [curve.scale.shown(value) for value in values]
        points = apart_by_network([[e.number, value] for e, value in zip(epochs, shown, strict=True)], epochs)
        chart.add_scatter(
            x=[x for x, _ in points], y=[_within(y, high) for _, y in points], mode="lines+markers",
            line={"color": colour, "width": width},
            marker={"size": 5, "color": colours.ground, "line": {"color": colour, "width": 1.5}},
            hovertemplate=f"{name} %{{y:.4~g}}<extra></extra>",
        )  # fmt: skip
        ends += [(f"<b>{name}</b>", shown[-1], colours.ink)] if math.isfinite(shown[-1]) else []
    for words, value in curve.rules.items():
        if low <= value <= high:
            chart.add_hline(y=value, line={"color": colours.baseline, "width": 1.5, "dash": "6px,4px"}, layer="below")
            ends.append((safe(words), value, colours.muted))
    _name_ends(chart, ends, low, high)
    _kept(chart, curve, colours.validation)
    ticks, labels = labelled_numbers(low, high, unit_suffix(curve.scale.unit))
    chart.update_yaxes(range=[low, high], tickvals=ticks, ticktext=[curve.scale.sign + label for label in labels])
    last = epochs[-1].number
    whole = [tick for tick in number_ticks(0, last, 8) if tick == int(tick)]
    chart.update_xaxes(range=[0, last + 0.5], tickvals=whole, ticktext=[f"{tick:,.0f}" for tick in whole])
    chart.update_xaxes(title={"text": say("charts.learning.epoch"), "standoff": 4, "font_size": 12})
    return chart


def _within(value: float | None, high: float) -> float | None:
    """What lies far above the picture leaves it at the top."""
    return None if value is None or not math.isfinite(value) else min(value, high)


def _name_ends(chart: go.Figure, ends: list[tuple[str, float, str]], low: float, high: float) -> None:
    inner = HEIGHT - BELOW - 26
    places = [inner * (1 - (min(value, high) - low) / (high - low)) for _, value, _ in ends]
    for (words, value, colour), old, new in zip(ends, places, spread(places, LABEL), strict=True):
        chart.add_annotation(x=1, xref="paper", xanchor="left", xshift=8, y=min(value, high), yshift=round(old - new),
                             showarrow=False, text=words, font={"color": colour, "size": 12})  # fmt: skip


def _kept(chart: go.Figure, curve: Curve, colour: str) -> None:
    for number in curve.history.kept:
        if number:
            chart.add_vline(x=number, line={"color": colour, "width": 1.5}, layer="below")
    last = curve.history.best_epoch
    if last:
        near = last < 0.3 * curve.history.done
        chart.add_annotation(x=last, y=1, yref="paper", yanchor="bottom", xanchor="left" if near else "center",
                             showarrow=False, text=say("charts.learned.kept", epoch=last))  # fmt: skip
