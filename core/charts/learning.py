"""The live curve: training and validation by epoch, the simple rules to beat, the kept epoch.

An ECharts option, because Streamlit redraws a Plotly figure from nothing at every update.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.charts.history import Epoch
from core.charts.learning_axes import BOTTOM, LEFT, RIGHT, TOP, Curve, epoch_axis, loss_axis, loss_range, pixel, x_end
from core.charts.learning_marks import LABEL, finite, kept_epoch, patience_pips, rule_lines, short
from core.charts.learning_networks import apart_by_network, network_marks
from core.charts.spread import spread
from core.charts.theme import Palette, palette
from core.text import say

MOST_POINTS = 1_000


def learning(curve: Curve, *, dark: bool) -> dict[str, Any]:
    """The ECharts option of the learning curve; (epoch, shown loss) points."""
    colour = palette(dark)
    right = x_end(curve)
    low, high = loss_range(curve)
    return {
        "animation": False,
        "grid": [
            {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
            {"left": LEFT, "right": RIGHT, "height": 16, "bottom": 4},
        ],
        "xAxis": [epoch_axis(right, colour), {"gridIndex": 1, "type": "value", "min": 0, "max": right, "show": False}],
        "yAxis": [
            loss_axis(curve, low, high, colour),
            {"gridIndex": 1, "type": "value", "min": -1, "max": 1, "show": False},
        ],
        "tooltip": {"trigger": "axis", "confine": True, "valueFormatter": "%.4g"},
        "dataZoom": [{"type": "inside", "xAxisIndex": [0, 1], "filterMode": "none", "zoomOnMouseWheel": "ctrl"}],
        "series": [
            rule_lines(curve, low, high, colour),
            _running(curve, colour),
            _line(curve, "training", colour.train, low, high, colour),
            _line(curve, "validation", colour.validation, low, high, colour),
            *network_marks(curve, colour),
            *patience_pips(curve, right, colour),
        ],
    }


def learning_alt(curve: Curve) -> str:
    """The picture in one sentence, with its figures."""
    history = curve.history
    if not history.epochs:
        return say("charts.learning.alt_first")
    newest = history.epochs[-1]
    return say(
        "charts.learning.alt",
        epoch=newest.number,
        training=curve.scale.words(newest.loss),
        validation=curve.scale.words(newest.validation),
        best_epoch=history.best_epoch,
        best=curve.scale.words(history.best),
    )


def _line(curve: Curve, which: str, line: str, low: float, high: float, colour: Palette) -> dict[str, Any]:
    """Training has small full dots, validation is wider with open ones: told apart without colour."""
    validation = which == "validation"
    epochs = _thinned(curve.history.epochs)
    values = [curve.scale.shown(e.validation if validation else e.loss) for e in epochs]
    points = apart_by_network([[e.number, finite(v)] for e, v in zip(epochs, values, strict=True)], epochs)
    name = say(f"charts.learning.lines.{which}")
    return {
        "name": name,
        "type": "line",
        "clip": True,
        "z": 4 if validation else 3,
        "data": points,
        "symbol": "circle",
        "showSymbol": len(points) <= 60,
        "symbolSize": 8 if validation else 5,
        "color": line,
        "lineStyle": {"width": 3 if validation else 2, "color": line},
        "itemStyle": {"color": colour.ground if validation else line, "borderColor": line, "borderWidth": 2},
        "emphasis": {"disabled": True},
        "endLabel": {
            "show": bool(points) and math.isfinite(values[-1]),
            "formatter": f"{{name|{name}}} {short(curve, values[-1]) if values else ''}",
            "color": colour.ink,
            "backgroundColor": colour.ground,
            "padding": [1, 3],
            "distance": 8,
            "offset": [0, _nudge(curve, which, low, high)],
            "rich": {"name": {"fontWeight": 600, "color": colour.ink}},
        },
        **(kept_epoch(curve, colour) if validation else {}),
    }


def _running(curve: Curve, colour: Palette) -> dict[str, Any]:
    """The loss of the epoch going on, batch by batch, joined to the last finished epoch."""
    points = [[x, finite(curve.scale.shown(loss))] for x, loss in curve.history.running]
    if curve.history.done_here and points:
        last = curve.history.epochs[-1]
        points.insert(0, [last.number, finite(curve.scale.shown(last.loss))])
    return {
        "name": say("charts.learning.running"),
        "type": "line",
        "clip": True,
        "z": 2,
        "data": points,
        "showSymbol": False,
        "color": colour.train,
        "lineStyle": {"width": 1.5, "color": colour.train, "opacity": 0.6},
        "emphasis": {"disabled": True},
        "tooltip": {"show": False},
    }


def _nudge(curve: Curve, which: str, low: float, high: float) -> int:
    """px by which the label at the end of a line gives way to the other line's."""
    if not curve.history.epochs:
        return 0
    newest = curve.history.epochs[-1]
    values = [curve.scale.shown(newest.loss), curve.scale.shown(newest.validation)]
    if not all(math.isfinite(v) for v in values):
        return 0
    places = [pixel(curve, v, low, high) for v in values]
    i = int(which == "validation")
    return round(spread(places, LABEL)[i] - places[i])


def _thinned(epochs: Sequence[Epoch]) -> Sequence[Epoch]:
    """At most `MOST_POINTS` epochs, the newest always among them."""
    every = math.ceil(len(epochs) / MOST_POINTS)
    return epochs if every <= 1 else [*epochs[:-1:every], epochs[-1]]
