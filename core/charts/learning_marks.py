"""The marks on the live curve: the rules to beat, the kept epoch, and what is left of patience."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.charts.learning_axes import Curve, pixel, x_end
from core.charts.spread import spread
from core.charts.theme import Palette
from core.text import figure, say

LABEL = 17  # px from label to label


def kept_epoch(curve: Curve, colour: Palette) -> dict[str, Any]:
    """The vertical line and the full dot at the epoch whose weights are kept."""
    best = curve.history.at(curve.history.best_epoch)
    if best is None:
        return {}
    key = "kept_last" if curve.last else "kept" if curve.history.end else "kept_so_far"
    key = key if math.isfinite(best.validation) else "kept_unjudged"
    words = say(
        f"charts.learning.{key}",
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
            "align": "left" if best.number < 0.3 * x_end(curve) else "center",
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
        "data": [{"coord": [best.number, finite(curve.scale.shown(best.validation))]}],
    }
    return {"markLine": line, "markPoint": dot if math.isfinite(best.validation) else {"data": []}}


def rule_lines(curve: Curve, low: float, high: float, colour: Palette) -> dict[str, Any]:
    """One dashed line for each simple rule, its words in the margin."""
    inside = {words: value for words, value in curve.rules.items() if low <= value <= high}
    places = [pixel(curve, value, low, high) for value in inside.values()]
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
                        "formatter": f"{words} {short(curve, value)}",
                        "color": colour.muted,
                    },
                }
                for (words, value), old, new in zip(inside.items(), places, moved, strict=True)
            ],
        },
    }


def patience_pips(curve: Curve, right: float, colour: Palette) -> Sequence[dict[str, Any]]:
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


def short(curve: Curve, value: float) -> str:
    return f"{curve.scale.sign}{figure(value)}{' %' if curve.scale.share else ''}"


def finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
