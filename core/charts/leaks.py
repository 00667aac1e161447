"""What runs promised and what they kept: a ring, a dot, and a line between them, for each run."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts.theme import Palette, figure, palette, safe
from core.spec import record
from core.text import say

__all__ = ["Copy", "promises"]

ROW, HEAD = 66, 54  # px


@record
class Copy:
    """Errors of one run as shares of what a simple rule is off by on the same rows, with their words.

    NaN is not drawn.
    """

    label: str
    promised: float
    kept: float
    promised_words: str
    kept_words: str
    honest: bool = False


def promises(rows: Sequence[Copy], rule: str, *, dark: bool) -> go.Figure:
    """One line for each run, further left is better; at the dashed line a run is as far off as the rule."""
    colours = palette(dark)
    chart = figure(dark, ROW * len(rows) + HEAD, l=12, r=12, t=HEAD - 8, b=8)
    sizes = [size for row in rows for size in (row.promised, row.kept) if math.isfinite(size)]
    most = max([1.0, *sizes])
    chart.update_xaxes(range=[-0.3 * most, 1.4 * most], visible=False)
    chart.update_yaxes(range=[len(rows) - 0.4, -0.6], visible=False)
    _head(chart, rule, colours)
    for i, row in enumerate(rows):
        _row(chart, i, row, colours)
    return chart


def _head(chart: go.Figure, rule: str, colours: Palette) -> None:
    """The dashed line of the rule, and what ring and dot mean."""
    line = {"color": colours.baseline, "width": 1.5, "dash": "dash"}
    chart.add_shape(type="line", x0=1, x1=1, y0=0, y1=1, yref="y domain", line=line, layer="below")
    chart.add_annotation(x=1, xref="paper", xanchor="right", y=1, yref="y domain", yanchor="bottom", yshift=20,
                         showarrow=False, text=f"┆ {safe(rule)}", font_color=colours.muted)  # fmt: skip
    both = f"○ {say('charts.leaks.promised')}&nbsp;&nbsp;&nbsp;● {say('charts.leaks.kept')}"
    chart.add_annotation(x=0, xref="paper", xanchor="left", y=1, yref="y domain", yanchor="bottom", yshift=2,
                         showarrow=False, text=both, font_color=colours.ink)  # fmt: skip


def _row(chart: go.Figure, i: int, row: Copy, colours: Palette) -> None:
    """The label over the line, and each figure on the far side of its end."""
    colour = colours.predicted if row.honest else colours.warning
    name = f"<b>{safe(row.label)}</b>"
    chart.add_annotation(x=0, xref="paper", xanchor="left", y=i - 0.4, showarrow=False, text=name,
                         font_color=colours.ink)  # fmt: skip
    if math.isfinite(row.promised) and math.isfinite(row.kept):
        line = {"color": colour, "width": 3}
        chart.add_shape(type="line", x0=row.promised, x1=row.kept, y0=i + 0.1, y1=i + 0.1, line=line)
    ends = ((row.promised, row.promised_words, "promised"), (row.kept, row.kept_words, "kept"))
    left = row.promised if row.promised <= row.kept else row.kept
    for size, words, key in ends:
        if not math.isfinite(size):
            continue
        ring = {"size": 13, "color": colours.ground if key == "promised" else colour,
                "line": {"color": colour, "width": 2.5}}  # fmt: skip
        told = f"{say(f'charts.leaks.{key}')}: {safe(words)}<extra></extra>"
        chart.add_scatter(x=[size], y=[i + 0.1], mode="markers", marker=ring, hovertemplate=told)
        side = "right" if size == left and (key == "promised" or row.promised != row.kept) else "left"
        text = f"{100 * size:.0f} %<br><span style='font-size:11px'>{safe(words)}</span>"
        chart.add_annotation(x=size, y=i + 0.1, xanchor=side, xshift=-10 if side == "right" else 10, showarrow=False,
                             text=text, align=side, font_color=colours.ink, bgcolor=colours.ground)  # fmt: skip
