"""The live curve: training and validation by epoch, the simple rules to beat, the kept epoch.

An ECharts option, because Streamlit redraws a Plotly figure from nothing at every update.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.charts.axes import number_ticks
from core.charts.history import Epoch, History
from core.charts.loss import LossScale
from core.charts.spread import spread
from core.charts.theme import Palette, palette
from core.spec import record
from core.text import figure, say

HEIGHT = 330
TOP, BOTTOM, LEFT, RIGHT = 34, 58, 70, 150
LABEL = 17  # px from label to label
MOST_POINTS = 1_000


@record
class Curve:
    """What the picture shows. `rules` are the baselines by their words, in shown figures."""

    history: History
    scale: LossScale
    rules: Mapping[str, float]
    patience: int | None = None
    log: bool = False


def learning(curve: Curve, *, dark: bool) -> dict[str, Any]:
    """The ECharts option of the learning curve; (epoch, shown loss) points."""
    colour = palette(dark)
    right = _x_end(curve)
    low, high = _range(curve)
    return {
        "animation": False,
        "grid": [
            {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
            {"left": LEFT, "right": RIGHT, "height": 16, "bottom": 4},
        ],
        "xAxis": [_epoch_axis(right, colour), {"gridIndex": 1, "type": "value", "min": 0, "max": right, "show": False}],
        "yAxis": [
            _loss_axis(curve, low, high, colour),
            {"gridIndex": 1, "type": "value", "min": -1, "max": 1, "show": False},
        ],
        "tooltip": {"trigger": "axis", "confine": True, "valueFormatter": "%.4g"},
        "dataZoom": [{"type": "inside", "xAxisIndex": [0, 1], "filterMode": "none", "zoomOnMouseWheel": "ctrl"}],
        "series": [
            _rules(curve, low, high, colour),
            _running(curve, colour),
            _line(curve, "training", colour.train, low, high, colour),
            _line(curve, "validation", colour.validation, low, high, colour),
            *_pips(curve, right, colour),
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


def _epoch_axis(right: float, colour: Palette) -> dict[str, Any]:
    return {
        "type": "value",
        "min": 0,
        "max": right,
        "minInterval": 1,
        "name": say("charts.learning.epoch"),
        "nameLocation": "start",
        "nameGap": 8,
        "nameTextStyle": {"color": colour.muted, "align": "right", "verticalAlign": "top", "padding": [9, 0, 0, 0]},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitLine": {"show": False},
        "axisLabel": {"color": colour.muted, "showMinLabel": False, "showMaxLabel": False},
        "axisPointer": {"label": {"precision": 0}},
    }


def _loss_axis(curve: Curve, low: float, high: float, colour: Palette) -> dict[str, Any]:
    sign, unit = ("", "") if curve.scale.raw else ("±", f" {curve.scale.unit}".rstrip())
    ticks = _log_ticks(low, high) if curve.log else number_ticks(low, high, 5)
    return {
        "type": "log" if curve.log else "value",
        "min": low,
        "max": high,
        "axisLine": {"show": False},
        "axisTick": {"show": False, "customValues": ticks},
        "splitLine": {"lineStyle": {"color": colour.grid}},
        "axisLabel": {
            "color": colour.muted,
            "formatter": f"{sign}{{value}}{unit}",
            "customValues": ticks,
            "showMinLabel": True,
            "showMaxLabel": True,
        },
    }


def _line(curve: Curve, which: str, line: str, low: float, high: float, colour: Palette) -> dict[str, Any]:
    """Training has small full dots, validation is wider with open ones: told apart without colour."""
    validation = which == "validation"
    epochs = _thinned(curve.history.epochs)
    values = [curve.scale.shown(e.validation if validation else e.loss) for e in epochs]
    points = [[e.number, _json(v)] for e, v in zip(epochs, values, strict=True)]
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
            "formatter": f"{{name|{name}}} {_short(curve, values[-1]) if values else ''}",
            "color": colour.ink,
            "backgroundColor": colour.ground,
            "padding": [1, 3],
            "distance": 8,
            "offset": [0, _nudge(curve, which, low, high)],
            "rich": {"name": {"fontWeight": 600, "color": colour.ink}},
        },
        **(_kept(curve, colour) if validation else {}),
    }


def _kept(curve: Curve, colour: Palette) -> dict[str, Any]:
    """The vertical line and the full dot at the epoch whose weights are kept."""
    best = curve.history.at(curve.history.best_epoch)
    if best is None:
        return {}
    words = say(
        "charts.learning.kept" if curve.history.end else "charts.learning.kept_so_far",
        epoch=best.number,
        loss=curve.scale.words(best.validation),
    )
    lead, _, rest = words.partition("|")
    line = {
        "z": 2,
        "symbol": "none",
        "silent": True,
        "lineStyle": {"type": "solid", "width": 1.5, "color": colour.validation},
        "data": [{"xAxis": best.number}],
        "label": {
            "position": "end",
            "align": "left" if best.number < 0.3 * _x_end(curve) else "center",
            "formatter": f"{{lead|{lead}}}{rest}",
            "color": colour.ink,
            "rich": {"lead": {"fontWeight": 600, "color": colour.ink}},
        },
    }
    dot = {
        "symbol": "circle",
        "symbolSize": 12,
        "silent": True,
        "label": {"show": False},
        "itemStyle": {"color": colour.validation, "borderColor": colour.ground, "borderWidth": 2},
        "data": [{"coord": [best.number, _json(curve.scale.shown(best.validation))]}],
    }
    return {"markLine": line, "markPoint": dot if math.isfinite(best.validation) else {"data": []}}


def _running(curve: Curve, colour: Palette) -> dict[str, Any]:
    """The loss of the epoch going on, batch by batch, joined to the last finished epoch."""
    points = [[x, _json(curve.scale.shown(loss))] for x, loss in curve.history.running]
    if curve.history.epochs and points:
        last = curve.history.epochs[-1]
        points.insert(0, [last.number, _json(curve.scale.shown(last.loss))])
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


def _rules(curve: Curve, low: float, high: float, colour: Palette) -> dict[str, Any]:
    """One dashed line for each simple rule, its words in the margin."""
    inside = {words: value for words, value in curve.rules.items() if low <= value <= high}
    places = [_pixel(curve, value, low, high) for value in inside.values()]
    moved = spread(places, LABEL)
    return {
        "name": "rules",
        "type": "line",
        "data": [],
        "silent": True,
        "z": 1,
        "markLine": {
            "z": 1,
            "symbol": "none",
            "silent": True,
            "animation": False,
            "lineStyle": {"type": [6, 5], "width": 1.5, "color": colour.baseline},
            "data": [
                {
                    "yAxis": value,
                    "label": {
                        "position": "end",
                        "distance": 8,
                        "offset": [0, round(new - old)],
                        "formatter": f"{words} {_short(curve, value)}",
                        "color": colour.muted,
                    },
                }
                for (words, value), old, new in zip(inside.items(), places, moved, strict=True)
            ],
        },
    }


def _pips(curve: Curve, right: float, colour: Palette) -> Sequence[dict[str, Any]]:
    """Patience: one bar for each epoch it allows after the kept one, filled as it is used."""
    history = curve.history
    if curve.patience is None or not history.best_epoch or history.patience_left is None:
        return ()
    if history.end and history.end.get("reason") != "patience":
        return ()  # nothing waits any more
    used = max(0, curve.patience - history.patience_left)
    shown = min(curve.patience, max(0, int(right) - history.best_epoch))
    left = say("charts.learning.patience_left", left=history.patience_left, patience=curve.patience)

    def bars(first: int, last: int, line: str) -> dict[str, Any]:
        points: list[list[float | None]] = []
        for k in range(first, last):
            at = history.best_epoch + k + 1
            points += [[at - 0.3, 0], [at + 0.3, 0], [at + 0.5, None]]
        return {
            "type": "line",
            "xAxisIndex": 1,
            "yAxisIndex": 1,
            "data": points,
            "showSymbol": False,
            "silent": True,
            "color": line,
            "lineStyle": {"width": 6, "cap": "round", "color": line},
            "tooltip": {"show": False},
        }

    word = {
        "type": "scatter",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "silent": True,
        "symbolSize": 0.1,
        "tooltip": {"show": False},
        "clip": False,
        "data": [
            _word([history.best_epoch + 0.4, 0], say("charts.learning.patience"), "left", colour.muted),
            _word([history.best_epoch + shown + 0.6, 0], left, "right", colour.ink),
        ],
    }
    return (
        bars(0, min(used, shown), colour.validation),
        bars(min(used, shown), shown, colour.border),
        word,
    )


def _word(at: list[float], text: str, position: str, line: str) -> dict[str, Any]:
    return {
        "value": at,
        "label": {"show": True, "formatter": text, "position": position, "distance": 6, "color": line},
    }


def _x_end(curve: Curve) -> int:
    """Where the axis ends: room for the epochs to come and for the names at the ends of the lines,
    growing in steps so that it seldom jumps."""
    history = curve.history
    wanted = max(math.ceil(history.done * 1.24), history.best_epoch + (curve.patience or 0) + 2, 6)
    if history.end:
        return max(math.ceil(history.done * 1.24), history.done + 1, 3)
    grain = 2 if wanted <= 20 else 5 if wanted <= 60 else 20 if wanted <= 400 else 100
    return math.ceil(wanted / grain) * grain


def _range(curve: Curve) -> tuple[float, float]:
    """The axis of losses: all of them but the first epoch of training, which dwarfs the rest."""
    epochs = curve.history.epochs
    values = [curve.scale.shown(e.validation) for e in epochs[1:]] + [curve.scale.shown(e.loss) for e in epochs[1:]]
    if epochs:
        values.append(curve.scale.shown(epochs[0].validation))
    if not epochs:
        values = [curve.scale.shown(loss) for _, loss in curve.history.running]
    values = [v for v in (*values, *curve.rules.values()) if math.isfinite(v)]
    if not values:
        return 0.0, 1.0
    low, high = min(values), _not_far_above(values)
    if curve.log:
        low, high = max(low, 1e-12), max(high, 1e-12)
        room = (high / low) ** 0.06
        return low / max(room, 1.02), high * max(room, 1.02)
    room = (high - low) or abs(high) or 1.0
    grain = _nice(room / 20)  # coarse, so that the axis does not move with every batch
    return max(0.0, math.floor((low - 0.05 * room) / grain) * grain), math.ceil((high + 0.03 * room) / grain) * grain


def _not_far_above(values: Sequence[float]) -> float:
    """The largest value, or four times the middle one when a single outburst is beyond that."""
    middle = sorted(values)[len(values) // 2]
    return min(max(values), 4 * middle) if middle > 0 else max(values)


def _log_ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten within [low, high]; evenly spaced ones when that leaves too few."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [m * 10.0**p for p in powers for m in (1, 2, 5) if low <= m * 10.0**p <= high]
    return ticks if len(ticks) >= 3 else number_ticks(low, high, 5)


def _nice(size: float) -> float:
    """The nearest of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return min((power, 2 * power, 5 * power, 10 * power), key=lambda nice: abs(nice - size))


def _pixel(curve: Curve, value: float, low: float, high: float) -> float:
    """px from the top of the plot."""
    inner = HEIGHT - TOP - BOTTOM
    share = math.log(max(value, low) / low) / math.log(high / low) if curve.log else (value - low) / (high - low)
    return inner * (1 - min(1.0, max(0.0, share)))


def _nudge(curve: Curve, which: str, low: float, high: float) -> int:
    """px by which the label at the end of a line gives way to the other line's."""
    if not curve.history.epochs:
        return 0
    newest = curve.history.epochs[-1]
    values = [curve.scale.shown(newest.loss), curve.scale.shown(newest.validation)]
    if not all(math.isfinite(v) for v in values):
        return 0
    places = [_pixel(curve, v, low, high) for v in values]
    i = int(which == "validation")
    return round(spread(places, LABEL)[i] - places[i])


def _short(curve: Curve, value: float) -> str:
    return figure(value) if curve.scale.raw else f"±{figure(value)}"


def _thinned(epochs: Sequence[Epoch]) -> Sequence[Epoch]:
    """At most `MOST_POINTS` epochs, the newest always among them."""
    every = math.ceil(len(epochs) / MOST_POINTS)
    return epochs if every <= 1 else [*epochs[:-1:every], epochs[-1]]


def _json(value: float) -> float | None:
    return value if math.isfinite(value) else None
