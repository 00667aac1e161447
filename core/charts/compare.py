"""Several runs beside each other: who is ahead, and how each learned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.charts.axes import labelled_numbers, text_width
from core.charts.predictions import DASHES, model_colours
from core.charts.sheet import Sheet
from core.charts.spread import spread
from core.charts.theme import Palette, figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

ROW = 27  # px


@record
class Contender:
    """A run, or a simple rule, with its average error on validation and on test, in one unit."""

    name: str
    validation: float
    test: float
    rule: bool = False
    ahead: bool = False


def dots(rows: Sequence[Contender], lines: Mapping[str, float], unit: str, *, dark: bool, sign: str = "±") -> go.Figure:
    """One row for each contender, in the order given: validation open, test full.

    `lines` are rules drawn through all rows, by their words, at their validation error; `sign` stands before figures.
    """
    colours = palette(dark)
    widest = max(len(row.name) for row in rows)
    chart = figure(dark, ROW * len(rows) + 100, l=min(240, 28 + 7 * widest), r=24, t=60, b=32)
    sheet = Sheet()
    for i, row in enumerate(rows):
        if row.ahead:
            sheet.add_shape(
                type="rect", xref="paper", x0=-0.5, x1=1, y0=i - 0.48, y1=i + 0.48,
                fillcolor=colours.predicted_band, line_width=0, layer="below",
            )  # fmt: skip
        if math.isfinite(row.validation) and math.isfinite(row.test):
            sheet.add_scatter(
                x=[row.validation, row.test], y=[i, i], mode="lines", hoverinfo="skip",
                line={"color": colours.faint, "width": 1.5}, showlegend=False,
            )  # fmt: skip
        name = f"<b>{safe(row.name)}</b>" if row.ahead else f"<i>{safe(row.name)}</i>" if row.rule else safe(row.name)
        sheet.add_annotation(
            xref="paper", x=0, xanchor="right", xshift=-12, y=i, text=name, showarrow=False,
            font_color=colours.muted if row.rule else colours.ink,
        )  # fmt: skip
    sheet.onto(chart)
    of, names = unit_suffix(unit), [safe(row.name) for row in rows]
    open_dot = {"size": 11, "color": colours.ground, "line": {"color": colours.validation, "width": 2.5}}
    for values, marker, key in (
        ([row.test for row in rows], {"size": 10, "color": colours.test}, "test"),
        ([row.validation for row in rows], open_dot, "validation"),
    ):
        chart.add_scatter(
            x=values, y=list(range(len(rows))), mode="markers", marker=marker, customdata=names, cliponaxis=False,
            name=say(f"charts.compare.{key}"), showlegend=True,
            hovertemplate=f"%{{customdata}}, {say(f'parts.{key}')}: {sign}%{{x:.3~g}}{of}<extra></extra>",
        )  # fmt: skip
    _legend(chart, colours)
    low, high = _ends(rows, lines)
    places = [600 * (value - low) / (high - low) for value in lines.values()]
    for (words, value), old, new in zip(lines.items(), places, spread(places, 90), strict=True):
        chart.add_vline(x=value, line={"color": colours.baseline, "width": 1.5, "dash": "5px,4px"}, layer="below")
        chart.add_annotation(
            x=value, xshift=round(new - old), y=1, yref="paper", yanchor="bottom", text=safe(words), showarrow=False
        )
    chart.update_xaxes(
        range=[low, high], showgrid=True, gridcolor=colours.grid, tickprefix=sign, ticksuffix=of, nticks=7
    )
    chart.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    return chart


def _legend(chart: go.Figure, colours: Palette) -> None:
    chart.update_layout(
        showlegend=True,
        legend={"orientation": "h", "xref": "container", "x": 0, "yref": "container", "y": 1, "yanchor": "top",
                "traceorder": "reversed", "font_color": colours.ink, "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    chart.add_annotation(
        xref="paper", x=1, yref="paper", y=1, yshift=52, xanchor="right", yanchor="top", showarrow=False,
        text=say("charts.compare.error"),
    )  # fmt: skip


def curves(
    runs: Mapping[str, Sequence[tuple[int, float]]], rules: Mapping[str, float], unit: str, *, dark: bool
) -> go.Figure:
    """Validation by epoch of several runs, (epoch, error in the unit), each dashed its own way."""
    colours = palette(dark)
    widest = max(map(text_width, (*runs, *rules)))
    chart = figure(dark, 300, l=56, r=round(min(150, 14 + 0.95 * widest)), t=8, b=40)
    ends: list[tuple[str, float, str, bool]] = []
    for (name, points), colour, dash in zip(runs.items(), model_colours(dark), DASHES, strict=False):
        epochs, values = [e for e, _ in points], [v for _, v in points]
        chart.add_scatter(
            x=epochs, y=values, mode="lines", line={"color": colour, "width": 2.2, "dash": dash}, name=safe(name),
            hovertemplate="%{y:.3~g}",
        )  # fmt: skip
        finite = [v for v in values if math.isfinite(v)]
        if finite:
            ends.append((name, finite[-1], colour, True))
    for words, value in rules.items():
        chart.add_hline(y=value, line={"color": colours.baseline, "width": 1.5, "dash": "5px,4px"}, layer="below")
        ends.append((words, value, colours.muted, False))
    low, high = _loss_range(runs, rules)
    places = [252 * (1 - (value - low) / (high - low)) for _, value, _, _ in ends]
    for (name, value, colour, own), old, new in zip(ends, places, spread(places, 16), strict=True):
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=value, yshift=round(old - new), showarrow=False,
            text=f"<b>{safe(name)}</b>" if own else safe(name), font={"color": colour, "size": 12},
        )  # fmt: skip
    ticks, labels = labelled_numbers(low, high, unit_suffix(unit))
    chart.update_yaxes(range=[low, high], tickvals=ticks, ticktext=[f"±{label}" if unit else label for label in labels])
    chart.update_xaxes(nticks=6, title={"text": say("charts.learning.epoch"), "standoff": 4, "font_size": 12})
    chart.update_layout(hovermode="x unified")
    return chart


def _ends(rows: Sequence[Contender], lines: Mapping[str, float]) -> tuple[float, float]:
    """The range of errors with room; one hopeless run does not squeeze the rest."""
    values = sorted(v for row in rows for v in (row.validation, row.test) if math.isfinite(v))
    values = values or [0.0, 1.0]
    low, high = values[0], min(values[-1], 4 * values[len(values) // 2])
    low, high = min([low, *lines.values()]), max([high, *lines.values()])
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return max(0.0, low - room), high + room


def _loss_range(runs: Mapping[str, Sequence[tuple[int, float]]], rules: Mapping[str, float]) -> tuple[float, float]:
    """Losses from the second epoch on, and the rules; the first epoch dwarfs the rest."""
    values = [v for points in runs.values() for e, v in (points if len(points) < 3 else points[1:])]
    values = [v for v in (*values, *rules.values()) if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(values), min(max(values), 4 * sorted(values)[len(values) // 2])
    room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return max(0.0, low - room), high + room
