"""How the predictions of one stretch changed while the network learned: an ECharts option for one epoch.

Letters: `E` epochs, `W` windows, `H` horizon.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.charts.axes import number_ticks
from core.charts.theme import palette
from core.spec import record
from core.text import amount, say

HEIGHT = 260
Array = NDArray[np.float64]


@record
class Replay:
    """`x` (W, H) times or row numbers of the answers, `actual` (W, H) and `predicted` (E, W, H) in the unit."""

    x: NDArray[Any]
    actual: Array
    predicted: Array
    unit: str

    @property
    def off(self) -> Array:
        """(E,) how far the predictions of each epoch are from what happened, on average over the stretch."""
        with np.errstate(invalid="ignore"):
            missed = np.abs(self.predicted - self.actual)
        known = np.isfinite(missed)
        total = np.where(known, missed, 0.0).sum(axis=(1, 2))
        cells = known.sum(axis=(1, 2))
        return np.asarray(np.where(cells > 0, total / np.maximum(cells, 1), np.nan))


def replay(view: Replay, at: int, *, dark: bool) -> dict[str, Any]:
    """The epoch at place `at` over what happened; the axes are the same for all epochs."""
    colour = palette(dark)
    low, high = _range(view)
    timed = np.issubdtype(view.x.dtype, np.datetime64)
    ticks = number_ticks(low, high, 5)
    return {
        "animation": False,
        "useUTC": True,
        "grid": {"left": 64, "right": 16, "top": 16, "bottom": 30},
        "xAxis": {
            "type": "time" if timed else "value",
            "min": _place(view.x.min()),
            "max": _place(view.x.max()),
            "splitLine": {"show": False},
            "axisLabel": {"color": colour.muted, "hideOverlap": True},
            "axisLine": {"show": False},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "min": low,
            "max": high,
            "splitLine": {"lineStyle": {"color": colour.grid}},
            "axisLabel": {"color": colour.muted, "formatter": f"{{value}} {view.unit}".rstrip(), "customValues": ticks},
            "axisLine": {"show": False},
            "axisTick": {"show": False, "customValues": ticks},
        },
        "tooltip": {"trigger": "axis", "confine": True},
        "series": [
            _line("actual", view.x, view.actual, colour.ink, 1.4),
            _line("predicted", view.x, view.predicted[at], colour.predicted, 2.4),
        ],
    }


def replay_alt(view: Replay, epoch: int, at: int) -> str:
    """The picture in one sentence, with its figure."""
    return say("charts.replay.alt", epoch=epoch, off=amount(float(view.off[at]), view.unit))


def _line(name: str, x: NDArray[Any], y: Array, line: str, width: float) -> dict[str, Any]:
    """Every window a stroke of its own: nothing is drawn from one forecast's end to the next one's start."""
    points: list[list[float | None]] = []
    for xs, ys in zip(x, y, strict=True):
        points += [
            [_place(one), float(value) if math.isfinite(value) else None] for one, value in zip(xs, ys, strict=True)
        ]
        if name == "predicted" and len(xs) > 1:
            points.append([_place(xs[-1]), None])
    return {
        "name": say(f"charts.replay.{name}"),
        "type": "line",
        "clip": True,
        "data": points,
        "showSymbol": False,
        "color": line,
        "lineStyle": {"width": width, "color": line},
        "emphasis": {"disabled": True},
    }


def _place(x: Any) -> float:
    return float(x.astype("datetime64[ms]").astype(np.int64)) if isinstance(x, np.datetime64) else float(x)


def _range(view: Replay) -> tuple[float, float]:
    """What happened and what the last epoch says; earlier epochs may leave the picture."""
    values = np.concatenate([view.actual.ravel(), view.predicted[-1].ravel()])
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    air = 0.15 * (high - low) or abs(high) or 1.0
    return low - air, high + air
