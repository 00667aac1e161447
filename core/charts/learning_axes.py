"""What the live curve shows and how far its axes reach."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.charts.axes import number_ticks
from core.charts.history import History
from core.charts.loss import LossScale
from core.charts.theme import Palette
from core.spec import record
from core.text import say

HEIGHT = 330
TOP, BOTTOM, LEFT, RIGHT = 34, 58, 70, 150


@record
class Curve:
    """What the picture shows. `rules` are the baselines by their words, in shown figures.

    `last`: the newest epoch is kept, not the best.
    """

    history: History
    scale: LossScale
    rules: Mapping[str, float]
    patience: int | None = None
    log: bool = False
    last: bool = False


def epoch_axis(right: float, colour: Palette) -> dict[str, Any]:
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


def loss_axis(curve: Curve, low: float, high: float, colour: Palette) -> dict[str, Any]:
    sign, unit = curve.scale.sign, f" {curve.scale.unit}".rstrip()
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


def x_end(curve: Curve) -> int:
    """Where the axis ends: room for the epochs to come and for the names at the ends of the lines,
    growing in steps so that it seldom jumps."""
    history = curve.history
    wanted = max(math.ceil(history.done * 1.24), history.best_epoch + (curve.patience or 0) + 2, 6)
    if history.end:
        return max(math.ceil(history.done * 1.24), history.done + 1, 3)
    grain = 2 if wanted <= 20 else 5 if wanted <= 60 else 20 if wanted <= 400 else 100
    return math.ceil(wanted / grain) * grain


def loss_range(curve: Curve) -> tuple[float, float]:
    """The axis of losses: all of them but the first epoch of training, of each network, which dwarfs the rest."""
    epochs, first = curve.history.epochs, {0, *curve.history.begins}
    values = [curve.scale.shown(e.validation) for e in epochs]
    values += [curve.scale.shown(e.loss) for e in epochs if e.number - 1 not in first]
    if not epochs:
        values = [curve.scale.shown(loss) for _, loss in curve.history.running]
    values = [v for v in (*values, *curve.rules.values()) if math.isfinite(v)]
    if not values:
        return 0.0, 1.0
    if curve.scale.share and not epochs and not curve.history.running:
        return 0.0, 102.0
    low, high = min(values), _not_far_above(values)
    if curve.log:
        low, high = max(low, 1e-12), max(high, 1e-12)
        room = (high / low) ** 0.06
        return low / max(room, 1.02), high * max(room, 1.02)
    room = (high - low) or abs(high) or 1.0
    grain = _nice(room / 20)  # coarse, so that the axis does not move with every batch
    top = math.ceil((high + 0.03 * room) / grain) * grain
    return max(0.0, math.floor((low - 0.05 * room) / grain) * grain), min(top, 102.0) if curve.scale.share else top


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


def pixel(curve: Curve, value: float, low: float, high: float) -> float:
    """px from the top of the plot."""
    inner = HEIGHT - TOP - BOTTOM
    share = math.log(max(value, low) / low) / math.log(high / low) if curve.log else (value - low) / (high - low)
    return inner * (1 - min(1.0, max(0.0, share)))
