"""The stretches of a backtest before it begins, and the errors in them afterwards.

Letters: `D` folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.charts.axes import day, labelled_numbers, month, text_width
from core.charts.predictions import dates, place
from core.charts.spread import spread
from core.charts.theme import Marks, figure, palette, safe, unit_suffix
from core.spec import record
from core.text import say

__all__ = ["Errors", "Stretches", "by_fold", "start_of", "stretches", "stretches_alt", "words_of"]

ROW = 26  # px
HEIGHT = 320
LABEL = 16  # px from label to label
DASHES = ("6px,4px", "2px,3px", "10px,3px,2px,3px")


@record
class Stretches:
    """Per fold where training begins, validation begins, validation ends, and the judged stretch begins and ends.

    These are times or row numbers, both ends of what is drawn. `whole` is the first and the last of the file;
    `shared`: one model, trained once, is judged on all.
    """

    folds: Sequence[tuple[Any, Any, Any, Any, Any]]
    whole: tuple[Any, Any]
    shared: bool = False


@record
class Errors:
    """By fold (D,) the model's error and the rules' by their words, in one unit; `words` name the folds by their dates.

    `mean` and `deviation` are of the model's errors; a deviation that is NaN is not drawn.
    """

    words: Sequence[str]
    starts: Sequence[str]
    name: str
    model: Sequence[float]
    rules: Mapping[str, Sequence[float]]
    mean: float
    deviation: float
    unit: str
    sign: str = "±"


def stretches(view: Stretches, *, dark: bool) -> go.Figure:
    """A row for each fold: what is learned from, what chooses the epoch, and what is judged."""
    colours = palette(dark)
    chart = figure(dark, ROW * len(view.folds) + 64, l=34, r=12, t=30, b=30)
    marks = Marks()
    for i, (since, validation, border, first, end) in enumerate(view.folds):
        own = i == 0 or not view.shared
        bands = [(first, end, colours.test)]
        if own:
            bands += [(since, validation, colours.train), (validation, border, colours.validation)]
        marks.shape(type="line", x0=place(view.whole[0]), x1=place(view.whole[1]), y0=i, y1=i, yref="y", layer="below",
                    line={"color": colours.grid, "width": 1})  # fmt: skip
        for low, high, colour in bands:
            marks.shape(type="rect", x0=place(low), x1=place(high), y0=i - 0.32, y1=i + 0.32, yref="y",
                        fillcolor=colour, opacity=0.85, line_width=0)  # fmt: skip
        marks.text(0, i, str(i + 1), colours.ink, "right", xref="paper", xshift=-10, yref="y")
    left = 0.0
    for part in ("train", "validation", "test"):
        word = say(f"charts.backtest.{part}")
        marks.text(0, 1, "■", getattr(colours, part), "left", xref="paper", xshift=round(left), yshift=14)
        marks.text(0, 1, word, colours.ink, "left", xref="paper", xshift=round(left + 15), yshift=14)
        left += text_width(word) + 30
    marks.onto(chart)
    ends = [place(one) for one in view.whole]
    chart.add_scatter(x=ends, y=[0, 0], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    chart.update_xaxes(range=ends, nticks=5, **dates(list(view.whole)))
    chart.update_yaxes(range=[len(view.folds) - 0.4, -0.6], visible=False)
    return chart


def stretches_alt(view: Stretches) -> str:
    first, last = view.folds[0], view.folds[-1]
    return say("charts.backtest.alt", folds=len(view.folds), first=words_of(first[3], first[4]),
               last=words_of(last[3], last[4]))  # fmt: skip


def by_fold(view: Errors, *, dark: bool) -> go.Figure:
    """The model's errors as bold dots, the rules dashed behind them, and the model's average with its spread."""
    colours = palette(dark)
    names = max(map(text_width, [view.name, *view.rules]))
    chart = figure(dark, HEIGHT, l=60, r=min(170, int(names) + 22), t=12, b=44)
    x = list(range(len(view.model)))
    low, high = _ends(view)
    marks, of = Marks(), unit_suffix(view.unit)
    if np.isfinite(view.deviation):
        marks.shape(type="rect", x0=-0.5, x1=len(x) - 0.5, y0=view.mean - view.deviation, yref="y", line_width=0,
                    y1=view.mean + view.deviation, fillcolor=colours.predicted_band, layer="below")  # fmt: skip
    marks.line(-0.5, view.mean, len(x) - 0.5, view.mean, colours.predicted, 1, yref="y", layer="below")
    lines = [
        (name, errors, colours.baseline, dash) for (name, errors), dash in zip(view.rules.items(), DASHES, strict=False)
    ]
    lines.append((view.name, view.model, colours.predicted, "solid"))
    for name, errors, colour, dash in lines:
        own = name == view.name
        chart.add_scatter(
            x=x, y=list(errors), mode="lines+markers", customdata=list(view.words),
            line={"color": colour, "width": 2.5 if own else 1.5, "dash": dash},
            marker={"size": 9 if own else 5, "color": colour, "symbol": "circle" if own else "circle-open"},
            hovertemplate=f"%{{customdata}}<br>{safe(name)} {view.sign}%{{y:.3~g}}{of}<extra></extra>",
        )  # fmt: skip
    per_pixel = (high - low) / (HEIGHT - 56)
    places = [next((float(one) for one in reversed(errors) if np.isfinite(one)), 0.0) for _, errors, _, _ in lines]
    for (name, _, colour, _), y in zip(lines, spread(places, LABEL * per_pixel), strict=True):
        text = f"<b>{safe(name)}</b>" if name == view.name else safe(name)
        marks.text(len(x) - 0.5, y, text, colours.ink if colour == colours.baseline else colour, "left", yref="y",
                   xshift=8)  # fmt: skip
    marks.onto(chart)
    ticks, labels = labelled_numbers(low, high)
    chart.update_yaxes(range=[low, high], tickvals=ticks, ticktext=[f"{view.sign}{label}{of}" for label in labels])
    named = {0, len(x) - 1}  # dates side by side need more room than a phone has
    words = [f"{i + 1}<br>{safe(view.starts[i])}" if i in named else str(i + 1) for i in x]
    chart.update_xaxes(range=[-0.5, len(x) - 0.5], tickvals=x, ticktext=words, tickangle=0)
    return chart


def _ends(view: Errors) -> tuple[float, float]:
    """From 0, so that a small difference looks small."""
    values = np.concatenate([list(view.model), *map(list, view.rules.values())])
    top = [*values[np.isfinite(values)], view.mean + (view.deviation if np.isfinite(view.deviation) else 0.0)]
    return 0.0, float(max(top)) * 1.08 or 1.0


def words_of(first: Any, last: Any) -> str:
    """`Sep 1980 – Mar 1988`, `1 Jul – 19 Aug 2016`, or rows."""
    if not isinstance(first, np.datetime64):
        return say("charts.backtest.rows", first=int(first) + 1, last=int(last) + 1)
    if last - first > np.timedelta64(200, "D"):
        return f"{month(first)} – {month(last)}"
    return f"{day(first, year=str(first)[:4] != str(last)[:4])} – {day(last)}"


def start_of(first: Any, last: Any) -> str:
    """Where a stretch begins, short enough to stand below its dot: `Sep 1980`, `1 Jul`, `row 1,201`."""
    if not isinstance(first, np.datetime64):
        return say("charts.backtest.row", first=int(first) + 1)
    return month(first) if last - first > np.timedelta64(200, "D") else day(first, year=False)
