"""The learning rate over the epochs, as a small ECharts option."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.theme import palette
from core.experiment import TrainingSpec
from core.training.schedules import rate_after

HEIGHT = 120
POINTS = 240


def rate_chart(training: TrainingSpec, *, dark: bool) -> dict[str, Any]:
    """From the start to the last epoch; (epochs that are over, rate) points."""
    colour = palette(dark)
    at = np.unique(np.concatenate([np.linspace(0, training.epochs, POINTS), np.arange(min(training.epochs, POINTS))]))
    ticks = [0, training.learning_rate / 2, training.learning_rate]
    end = training.epochs - 1e-9  # a step at the very end is never taken
    return {
        "animation": False,
        "grid": {"left": 70, "right": 16, "top": 12, "bottom": 26},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": training.epochs,
            "minInterval": 1,
            "splitLine": {"show": False},
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": colour.muted, "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": training.learning_rate,
            "splitLine": {"lineStyle": {"color": colour.grid}},
            "axisLine": {"show": False},
            "axisTick": {"show": False, "customValues": ticks},
            "axisLabel": {"color": colour.muted, "customValues": ticks},
        },
        "tooltip": {"trigger": "axis", "confine": True, "valueFormatter": "%.3g"},
        "series": [
            {
                "type": "line",
                "data": [[round(float(epoch), 2), rate_after(training, min(end, float(epoch)))] for epoch in at],
                "showSymbol": False,
                "color": colour.train,
                "lineStyle": {"width": 2, "color": colour.train},
                "emphasis": {"disabled": True},
            }
        ],
    }
