"""Shapes and words gathered for a figure, which takes them all at once."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Sheet:
    """What is drawn onto a figure of many parts, by the names Plotly gives them.

    A figure checks all of its shapes, or its words, anew with each that is added: fifty take a second.
    """

    def __init__(self) -> None:
        self._shapes: list[dict[str, Any]] = []
        self._words: list[dict[str, Any]] = []
        self._lines: list[go.Scatter] = []

    def add_shape(self, **shape: Any) -> None:
        self._shapes.append(shape)

    def add_annotation(self, **words: Any) -> None:
        self._words.append(words)

    def add_scatter(self, **line: Any) -> None:
        self._lines.append(go.Scatter(**line))

    def onto(self, chart: go.Figure) -> None:
        """Behind whatever the figure holds already."""
        chart.add_traces(self._lines)
        chart.update_layout(
            shapes=[*chart.layout.shapes, *self._shapes], annotations=[*chart.layout.annotations, *self._words]
        )
