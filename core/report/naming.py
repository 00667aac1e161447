"""Figures, shares and moments as a report writes them."""

from __future__ import annotations

import math

from core.charts.axes import moment
from core.data.dataset import Dataset
from core.text import say

__all__ = ["share", "when"]


def share(value: float | None) -> str:
    """`38 %`, `−4 %`, `0.4 %`; a dash for what cannot be computed."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{100 * value:.0f}" if abs(value) >= 0.0995 or value == 0 else f"{100 * value:.1f}"
    return f"{text.replace('-', '−')}\u00a0%"


def when(data: Dataset, row: int) -> str:
    """The time of a row, or its number in the file, from 1."""
    if data.time is None:
        return say("pages.inspect.worst.row", row=int(data.row[row]) + 1)
    return moment(data.time[row], data.spacing)
