"""Several networks on one live curve: where the next one begins, and which epoch each of them keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from core.charts.history import Epoch
from core.charts.learning_axes import Curve
from core.charts.theme import Palette
from core.text import say

Point = list[float | None]


def apart_by_network(points: Sequence[Point], epochs: Sequence[Epoch]) -> list[Point]:
    """The points of these epochs with a gap wherever another network begins: nothing fell or rose there."""
    cuts = {i + 1 for i, (a, b) in enumerate(pairwise(epochs)) if a.member < b.member}
    gapped: list[Point] = []
    for i, (point, epoch) in enumerate(zip(points, epochs, strict=True)):
        gapped += [[epoch.number - 0.5, None], point] if i in cuts else [point]
    return gapped


def network_marks(curve: Curve, colour: Palette) -> Sequence[dict[str, Any]]:
    """A fine line where each further network begins, with its number, and a dot at what the earlier ones keep."""
    if not curve.history.begins:
        return ()
    return (_beginnings(curve, colour), _kept(curve, colour))


def _beginnings(curve: Curve, colour: Palette) -> dict[str, Any]:
    """Of many networks only the numbers are written, so that they stand side by side."""
    begins = curve.history.begins
    key = "network" if len(begins) <= 4 else "short"
    label = {"position": "end", "distance": -16, "align": "right", "padding": [0, 4], "color": colour.muted}
    return {
        "name": "networks",
        "type": "line",
        "data": [],
        "silent": True,
        "z": 1,
        "markLine": {
            "symbol": "none",
            "silent": True,
            "animation": False,
            "lineStyle": {"type": "solid", "width": 1, "color": colour.border},
            "data": [
                {
                    "xAxis": last + 0.5,
                    "label": {**label, "formatter": say(f"charts.learning.networks.{key}", member=member)},
                }
                for member, last in enumerate(begins, 2)
            ],
        },
    }


def _kept(curve: Curve, colour: Palette) -> dict[str, Any]:
    """The newest network has the full line and dot of `learning_marks.kept_epoch`."""
    epochs = [epoch for epoch in map(curve.history.at, curve.history.kept[:-1]) if epoch]
    points = [[epoch.number, curve.scale.shown(epoch.validation)] for epoch in epochs]
    return {
        "name": say("charts.learning.networks.kept"),
        "type": "scatter",
        "data": [point for point in points if math.isfinite(point[1])],
        "symbolSize": 11,
        "silent": True,
        "z": 5,
        "tooltip": {"show": False},
        "itemStyle": {"color": colour.validation, "borderColor": colour.ground, "borderWidth": 2},
    }
