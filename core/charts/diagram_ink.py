"""Dots, arrows, words and rounded corners for the picture of a network."""

from __future__ import annotations

import textwrap
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.charts.sheet import Sheet
from core.models.diagram import Box
from core.spec import record

TALL = 134  # px of a box
Array = NDArray[np.float64]


@record
class Place:
    """A box and where it stands."""

    box: Box
    x0: float
    x1: float
    top: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return self.top + TALL / 2


def dots(sheet: Sheet, xs: Array, ys: Array, line: str, fill: str) -> None:
    sheet.add_scatter(
        x=xs,
        y=ys,
        mode="markers",
        hoverinfo="skip",
        marker={"size": 7, "color": fill, "line": {"color": line, "width": 1.4}},
    )


def head(sheet: Sheet, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    sheet.add_annotation(
        x=end[0], y=end[1], ax=start[0], ay=start[1], xref="x", yref="y", axref="x", ayref="y", text="",
        showarrow=True, arrowhead=3, arrowsize=1.1, arrowwidth=1.4, arrowcolor=colour,
    )  # fmt: skip


@record
class Ink:
    """How words look: their colour, which of their points is meant, how large, and what lies behind them."""

    colour: str
    anchor: Literal["left", "center", "right"] = "center"
    yanchor: Literal["top", "middle", "bottom"] = "middle"
    size: int = 13
    ground: str | None = None


def foot(colour: str, size: int) -> Ink:
    """Words at the lower left end of a box."""
    return Ink(colour=colour, anchor="left", yanchor="bottom", size=size)


def write(sheet: Sheet, x: float, y: float, text: str, ink: Ink) -> None:
    sheet.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor=ink.anchor, yanchor=ink.yanchor, align=ink.anchor,
        bgcolor=ink.ground, font={"color": ink.colour, "size": ink.size},
    )  # fmt: skip


def wrapped(text: str, place: Place, character: float) -> list[str]:
    return textwrap.wrap(text, max(8, int((place.x1 - place.x0 - 20) / character))) or [""]


def rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> str:
    r = min(r, (x1 - x0) / 2, (y1 - y0) / 2)
    return (
        f"M {x0 + r},{y0} L {x1 - r},{y0} Q {x1},{y0} {x1},{y0 + r} L {x1},{y1 - r} Q {x1},{y1} {x1 - r},{y1} "
        f"L {x0 + r},{y1} Q {x0},{y1} {x0},{y1 - r} L {x0},{y0 + r} Q {x0},{y0} {x0 + r},{y0} Z"
    )
