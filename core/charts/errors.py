"""Where a model errs: against the truth, by horizon step, by size; and its forecast beyond the end.

Letters: `P` pairs of actual and predicted, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers
from core.charts.predictions import dates, place
from core.charts.spread import spread
from core.charts.theme import Palette, figure, palette, safe, unit_suffix
from core.spec import record
from core.text import amount, say

Array = NDArray[np.float64]
HEIGHT = 300
POINTS = 1_500
LABEL = 16  # px from label to label
LONG = 7  # characters of a label of which not many fit side by side


def scatter(actual: Array, predicted: Array, unit: str, part: str, *, dark: bool) -> go.Figure:
    """(P,) against (P,) with the diagonal; more than `POINTS` pairs are drawn at random, always the same."""
    colours = palette(dark)
    if len(actual) > POINTS:
        some = np.sort(np.random.default_rng(0).choice(len(actual), POINTS, replace=False))
        actual, predicted = actual[some], predicted[some]
    low, high = _ends(np.concatenate([actual, predicted]))
    chart = figure(dark, HEIGHT, l=52, r=10, t=8, b=44)
    of = unit_suffix(unit)
    chart.add_scatter(
        x=[low, high],
        y=[low, high],
        mode="lines",
        line={"color": colours.baseline, "width": 1.5, "dash": "6px,4px"},
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=actual,
        y=predicted,
        mode="markers",
        marker={"size": 5, "color": getattr(colours, part), "opacity": 0.45},
        hovertemplate=say("charts.errors.scatter_hover", actual=f"%{{x:.4~g}}{of}", predicted=f"%{{y:.4~g}}{of}")
        + "<extra></extra>",
    )
    _name_axes(chart, _with_unit("actual", unit), _with_unit("predicted", unit))
    chart.update_xaxes(range=[low, high], nticks=6, showgrid=True, gridcolor=colours.grid)
    chart.update_yaxes(range=[low, high], nticks=6)
    for x, y, key in ((0.12, 0.86, "too_high"), (0.8, 0.16, "too_low")):
        chart.add_annotation(
            x=x,
            y=y,
            xref="paper",
            yref="paper",
            showarrow=False,
            text=say(f"charts.errors.side.{key}"),
            font_color=colours.ink,
        )
    return chart


@record
class Steps:
    """Average errors by horizon step: the model's (H,) and the rules' (H,) by their words.

    `ahead` (H,) is how far ahead each step lies, in `unit_of_time`.
    """

    ahead: Sequence[float]
    unit_of_time: str
    name: str
    model: Array
    rules: Mapping[str, Array]
    unit: str


def by_step(steps: Steps, *, dark: bool) -> go.Figure:
    """The model's line with dots, each rule dashed its own way, names at the ends."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=112, t=8, b=44)
    dashes = ("6px,4px", "2px,3px", "10px,3px,2px,3px")
    lines = [
        (name, errors, colours.baseline, dash)
        for (name, errors), dash in zip(steps.rules.items(), dashes, strict=False)
    ]
    lines.append((steps.name, steps.model, colours.predicted, "solid"))
    many = len(steps.model) > 60
    for name, errors, colour, dash in lines:
        own = name == steps.name
        chart.add_scatter(
            x=steps.ahead,
            y=errors,
            mode="lines+markers" if own and not many else "lines",
            line={"color": colour, "width": 2.5 if own else 1.5, "dash": dash},
            marker={"size": 5},
            hovertemplate=f"{safe(name)} ±%{{y:.3~g}}{unit_suffix(steps.unit)}<extra></extra>",
        )
    low, high = _ends(np.concatenate([errors for _, errors, _, _ in lines]))
    ticks, labels = labelled_numbers(max(low, 0.0), high)
    chart.update_yaxes(range=[max(low, 0.0), high], tickvals=ticks, ticktext=[f"±{label}" for label in labels])
    chart.update_xaxes(nticks=6)
    chart.update_layout(hovermode="x unified")
    _name_axes(chart, say("charts.errors.ahead", unit=steps.unit_of_time), _with_unit("average", steps.unit))
    _names_at_ends(chart, lines, max(low, 0.0), high, colours)
    return chart


def sizes(errors: Array, unit: str, part: str, *, dark: bool) -> go.Figure:
    """(P,) predicted − actual as a histogram in percent of all; the outermost half percent is heaped at the ends."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=46, r=10, t=20, b=44)
    limit = float(np.quantile(np.abs(errors), 0.995)) or float(np.abs(errors).max()) or 1.0
    counts, edges = np.histogram(np.clip(errors, -limit, limit), bins=31, range=(-limit, limit))
    middles, share = (edges[1:] + edges[:-1]) / 2, 100 * counts / len(errors)
    chart.add_bar(
        x=middles,
        y=share,
        width=(edges[1] - edges[0]) * 0.92,
        marker={"color": getattr(colours, part), "opacity": 0.8, "line_width": 0},
        hovertemplate=f"%{{x:+.3~g}}{unit_suffix(unit)}: %{{y:.1f}} %<extra></extra>",
    )
    lean = float(errors.mean())
    chart.add_vline(x=0, line={"color": colours.ink, "width": 1.5})
    chart.add_vline(x=lean, line={"color": colours.predicted, "width": 2, "dash": "4px,3px"})
    chart.add_annotation(
        x=lean,
        y=1.02,
        yref="paper",
        yanchor="bottom",
        xanchor="left" if 0 <= lean < limit / 3 or lean < -limit / 3 else "right",
        text=say("charts.errors.lean", lean=_signed(lean, unit)),
        showarrow=False,
        font_color=colours.ink,
    )
    chart.update_yaxes(ticksuffix=" %", nticks=4, rangemode="tozero")
    ticks, labels = labelled_numbers(-limit, limit, most=7)
    if max(map(len, labels)) > LONG:
        ticks, labels = labelled_numbers(-limit, limit, most=3)
    signed = [f"+{label}" if tick > 0 else label for tick, label in zip(ticks, labels, strict=True)]
    chart.update_xaxes(tickvals=ticks, ticktext=signed, range=[-limit * 1.04, limit * 1.04])
    _name_axes(chart, _with_unit("difference", unit), "")
    return chart


@record
class Beyond:
    """The last rows of the file and what is predicted after them; x are times or row numbers."""

    past_x: Sequence[object]
    past: Array
    future_x: Sequence[object]
    future: Array
    unit: str


def beyond(view: Beyond, *, dark: bool) -> go.Figure:
    """Ink up to the end of the file, open blue dots after it."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=10, t=24, b=40)
    of = unit_suffix(view.unit)
    chart.add_scatter(
        x=view.past_x, y=view.past, mode="lines", line={"color": colours.ink, "width": 1.5},
        hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>",
    )  # fmt: skip
    few = len(view.future) <= 200
    chart.add_scatter(
        x=view.future_x,
        y=view.future,
        mode="lines+markers" if few else "lines",
        line={"color": colours.predicted, "width": 2},
        marker={"size": 6, "color": colours.ground, "line": {"color": colours.predicted, "width": 1.5}},
        hovertemplate=f"%{{x}}: %{{y:.4~g}}{of}<extra></extra>",
    )
    chart.add_vrect(
        x0=place(view.future_x[0]),
        x1=place(view.future_x[-1]),
        fillcolor=colours.predicted_band,
        line_width=0,
        layer="below",
    )
    chart.add_vline(x=place(view.past_x[-1]), line={"color": colours.ink, "width": 1.5})
    chart.add_annotation(
        x=place(view.past_x[-1]), y=1, yref="paper", yanchor="bottom", xanchor="right", xshift=4,
        text=say("charts.errors.end_of_file"), showarrow=False, font_color=colours.ink,
    )  # fmt: skip
    chart.update_yaxes(ticksuffix=of, nticks=5)
    chart.update_xaxes(nticks=5, **dates(view.past_x))
    return chart


def _ends(values: Array) -> tuple[float, float]:
    """The finite range with a little room around it."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return low - room, high + room


def _name_axes(chart: go.Figure, x: str, y: str) -> None:
    chart.update_xaxes(title={"text": x, "standoff": 6, "font_size": 12})
    chart.update_yaxes(title={"text": y, "standoff": 4, "font_size": 12})


def _names_at_ends(
    chart: go.Figure, lines: Sequence[tuple[str, Array, str, str]], low: float, high: float, colours: Palette
) -> None:
    """Each line's name beside its last point, pushed apart where they would touch."""
    inner = HEIGHT - 52
    finite = [line for line in lines if np.isfinite(line[1][-1])]
    places = [inner * (1 - (errors[-1] - low) / (high - low)) for _, errors, _, _ in finite]
    for (name, errors, colour, dash), old, new in zip(finite, places, spread(places, LABEL), strict=True):
        own = dash == "solid"
        chart.add_annotation(
            x=1,
            xref="paper",
            y=errors[-1],
            yshift=round(old - new),
            xanchor="left",
            xshift=6,
            text=f"<b>{safe(name)}</b>" if own else safe(name),
            showarrow=False,
            font={"color": colour if own else colours.muted, "size": 12},
        )


def _with_unit(key: str, unit: str) -> str:
    words = say(f"charts.errors.axes.{key}")
    return f"{words}, {safe(unit)}" if unit else words


def _signed(value: float, unit: str) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{safe(amount(abs(value), unit, 2))}"
