"""Where a model errs more: a bar for each slice with its limits, and the skill at each step ahead.

Letters: `K` slices, `H` horizon.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import text_width
from core.charts.theme import figure, palette, safe, unit_suffix
from core.evaluation.slices import Gains, Slices
from core.spec import record
from core.text import say

Array = NDArray[np.float64]
HEIGHT = 230
_WIDE = 360
"""Pixels that the labels of a chart may take together before they are turned."""
_LONG = 24


@record
class Sliced:
    """`names` (K,) are of the user's file where slices are; `rule` is what does nothing; `unit` follows each figure.

    `classes`: errors are shares that are wrong.
    """

    names: Sequence[str]
    found: Slices
    rule: str
    unit: str
    classes: bool = False


def slices_chart(view: Sliced, *, dark: bool) -> go.Figure:
    """Bars upwards with whiskers, and a dashed mark for doing nothing on the same rows; how many under each name."""
    colours, found = palette(dark), view.found
    places = np.arange(len(view.names))
    scale, of = (100.0, " %") if view.classes else (1.0, unit_suffix(view.unit))
    turned = sum(max(26.0, text_width(name) + 8) for name in view.names) > _WIDE
    room = max(text_width(name) for name in view.names) if turned else 12.0
    chart = figure(dark, HEIGHT + int(min(room, 150.0)), l=56, r=8, t=10, b=int(min(room, 150.0)) + 16)
    told = [f"{count:,}" for count in found.count]
    hover = say("charts.slices.hover", name="%{customdata[0]}", error="%{y:.3~g}" + of, count="%{customdata[1]}",
                rule=f"{safe(view.rule)} %{{customdata[2]:.3~g}}" + of)  # fmt: skip
    above, below = (scale * side for side in (found.high - found.model, found.model - found.low))
    chart.add_bar(
        x=places,
        y=scale * found.model,
        width=0.66,
        marker={"color": colours.predicted, "opacity": 0.85, "line_width": 0},
        error_y={"type": "data", "array": above, "arrayminus": below, "symmetric": False, "color": colours.ink,
                 "thickness": 1.2, "width": 2 if len(places) > 12 else 4},
        customdata=list(zip(map(safe, view.names), told, scale * found.rule, strict=True)),
        hovertemplate=hover + "<extra></extra>",
    )  # fmt: skip
    marks = np.stack([places - 0.42, places + 0.42, np.full(len(places), np.nan)], axis=1).ravel()
    heights = np.repeat(scale * found.rule, 3)
    dashed = {"color": colours.baseline, "width": 2, "dash": "4px,2px"}
    chart.add_scatter(x=marks, y=heights, mode="lines", line=dashed, hoverinfo="skip", connectgaps=False)
    labels = [safe(name if len(name) <= _LONG else name[: _LONG - 1] + "…") for name in view.names]
    chart.update_xaxes(
        tickvals=places, ticktext=labels, tickangle=-90 if turned else 0, range=[-0.6, len(places) - 0.4]
    )
    chart.update_yaxes(ticksuffix=of, nticks=5, rangemode="tozero")
    return chart


@record
class Ahead:
    """`ahead` (H,) is how far ahead each step lies, in `unit_of_time`."""

    ahead: Sequence[float]
    unit_of_time: str
    gains: Gains


def gains_chart(view: Ahead, *, dark: bool) -> go.Figure:
    """The skill over the steps ahead in its limits; above the line at nought the model is worth having."""
    colours, gains = palette(dark), view.gains
    chart = figure(dark, HEIGHT + 20, l=56, r=8, t=10, b=44)
    if np.isfinite(gains.low).any():
        edge = {"color": "rgba(0,0,0,0)", "width": 0}
        chart.add_scatter(x=view.ahead, y=100 * gains.low, mode="lines", line=edge, hoverinfo="skip")
        chart.add_scatter(x=view.ahead, y=100 * gains.high, mode="lines", line=edge, fill="tonexty",
                          fillcolor=colours.predicted_band, hoverinfo="skip")  # fmt: skip
    many = len(gains.gain) > 60
    chart.add_scatter(
        x=view.ahead,
        y=100 * gains.gain,
        mode="lines" if many else "lines+markers",
        line={"color": colours.predicted, "width": 2},
        marker={"size": 5},
        hovertemplate=say("charts.slices.gain", ahead="%{x}", unit=view.unit_of_time, gain="%{y:.1f} %")
        + "<extra></extra>",
    )
    chart.add_hline(y=0, line={"color": colours.baseline, "width": 1.5, "dash": "6px,4px"})
    chart.update_yaxes(ticksuffix=" %", nticks=6)
    title = say("charts.errors.ahead", unit=view.unit_of_time)
    chart.update_xaxes(nticks=6, title={"text": title, "standoff": 6, "font_size": 12})
    return chart
