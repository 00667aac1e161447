"""What was taken for what: a row for each true class, a column for each predicted one. A click chooses a cell.

The letter: `K` classes.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import text_width
from core.charts.theme import Palette, figure, palette, safe
from core.spec import record
from core.text import say

CELL, LEAST_CELL, TOP = 72, 26, 52
MOST_LETTERS = 18


@record
class Confusion:
    """`counts` (K, K): rows are what it was, columns what was predicted. `chosen` is a cell, None for none."""

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    chosen: tuple[int, int] | None = None


def confusion(view: Confusion, dark: bool) -> go.Figure:
    """Bars that fill the cells, since only those of all shapes can be clicked; the darker, the more of the row."""
    colours, k = palette(dark), len(view.words)
    cell = max(LEAST_CELL, min(CELL, 440 // k))
    names = [short(word) for word in view.words]
    left = int(min(200, max(map(text_width, names)))) + 44
    chart = figure(dark, cell * k + TOP + 12, l=left, r=12, t=TOP, b=12)
    chart.add_bar(**_cells(view, colours))
    if view.chosen:
        i, j = view.chosen
        chart.add_shape(type="rect", x0=j - 0.48, x1=j + 0.48, y0=i - 0.46, y1=i + 0.46, fillcolor="rgba(0,0,0,0)",
                        line={"color": colours.ink, "width": 2.5})  # fmt: skip
    at, ink = list(range(k)), {"color": colours.ink, "size": 13 if cell >= 36 else 11}
    chart.update_xaxes(range=(-0.5, k - 0.5), side="top", tickvals=at, ticktext=[safe(n) for n in names], tickfont=ink,
                       tickangle=0 if max(map(text_width, names)) < 600 / k else -30)  # fmt: skip
    chart.update_yaxes(range=(k - 0.5, -0.5), showgrid=False, tickvals=at, ticktext=[safe(n) for n in names],
                       tickfont=ink)  # fmt: skip
    chart.update_layout(barmode="overlay", clickmode="event+select", hovermode="closest")
    note = {"showarrow": False, "font": {"color": colours.muted, "size": 12}, "xref": "paper", "yref": "paper"}
    chart.add_annotation(x=0, y=1, xanchor="right", yanchor="bottom", xshift=-8, yshift=10, **note,
                         text=say("charts.confusion.actual"))  # fmt: skip
    chart.add_annotation(x=0.5, y=1, xanchor="center", yanchor="bottom", yshift=28, **note,
                         text=say("charts.confusion.predicted"))  # fmt: skip
    return chart


def alt(view: Confusion) -> str:
    """The matrix in one sentence: how many were right, and the most frequent mistake."""
    right, total = int(np.trace(view.counts)), int(view.counts.sum())
    wrong = view.counts - np.diag(np.diag(view.counts))
    if not wrong.any():
        return say("charts.confusion.alt_all_right", total=total)
    i, j = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    return say("charts.confusion.alt", right=right, total=total, actual=view.words[i], predicted=view.words[j],
               times=int(wrong[i, j]))  # fmt: skip


def short(word: str) -> str:
    """A word as it stands beside the matrix."""
    return word if len(word) <= MOST_LETTERS else f"{word[: MOST_LETTERS - 1]}…"


def _cells(view: Confusion, colours: Palette) -> dict[str, object]:
    """K·K bars, row by row. What is right is blue, what is wrong orange; counts stand in the cells."""
    k = len(view.words)
    row, column = np.divmod(np.arange(k * k), k)
    share = view.counts / np.maximum(view.counts.sum(axis=1, keepdims=True), 1)
    flat = share.ravel()
    tone = [colours.predicted if i == j else colours.warning for i, j in zip(row, column, strict=True)]
    hover = [
        say("charts.confusion.hover", count=int(view.counts[i, j]), actual=safe(view.words[i]),
            predicted=safe(view.words[j]), share=f"{100 * share[i, j]:.0f}")
        for i, j in zip(row, column, strict=True)
    ]  # fmt: skip
    return {
        "x": column.tolist(),
        "y": [0.92] * (k * k),
        "base": (row - 0.46).tolist(),
        "width": 0.96,
        "text": [f"{n:,}" if n else "·" for n in view.counts.ravel().tolist()],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": [_text(s, colours) for s in flat.tolist()], "size": 15 if k <= 10 else 11},
        "constraintext": "none",
        "marker": {"color": [_faded(t, s) for t, s in zip(tone, flat.tolist(), strict=True)], "line": {"width": 0}},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[int(i), int(j)] for i, j in zip(row, column, strict=True)],
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _faded(colour: str, share: float) -> str:
    """The colour as strong as its share; an empty cell keeps a hint of it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{0.06 + 0.8 * share:.3f})"


def _text(share: float, colours: Palette) -> str:
    return colours.ink if share < 0.5 else colours.inverse
