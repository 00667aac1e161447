"""The small charts that show what is wrong with a model: one for each kind of picture a finding names.

A picture is what `evaluation.json` keeps of it (`core.evaluation.detectors.judgement.Picture`), null for NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, text_width
from core.charts.bars import Bar, bars
from core.charts.theme import figure, palette, safe, unit_suffix
from core.text import amount, say

__all__ = ["PICTURES", "drawn"]

HEIGHT = 230
ROW = 44
Picture = Mapping[str, Any]


def drawn(picture: Picture, *, dark: bool) -> go.Figure:
    """The chart of a stored picture. Raises KeyError for a kind there is none of."""
    return PICTURES[picture["kind"]](picture, dark)


def _bars(picture: Picture, dark: bool) -> go.Figure:
    """Lengths beside each other, the model's filled."""
    rows = [Bar(label=row["label"], size=_number(row["size"]), words=row["words"], model=row["model"])
            for row in picture["rows"]]  # fmt: skip
    return bars(rows, dark=dark)


def _lags(picture: Picture, dark: bool) -> go.Figure:
    """How much predictions are like the values so many rows earlier; the strongest is filled."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=44, r=12, t=42, b=46)
    lags, alike = picture["lags"], _numbers(picture["alike"])
    peak, copy = picture["peak"], picture["copy"]
    fill = [colours.predicted if lag == peak else colours.band for lag in lags]
    edge = [colours.predicted if lag == peak else colours.baseline for lag in lags]
    chart.add_bar(x=lags, y=alike, width=0.7, marker={"color": fill, "line": {"color": edge, "width": 1}},
                  hovertemplate=say("charts.detect.lag", lag="%{x}", alike="%{y:.2f}") + "<extra></extra>")  # fmt: skip
    low = float(np.nanmin([*alike, 0.0]))
    ticks, labels = labelled_numbers(low, 1.0, most=4)
    chart.update_yaxes(range=[low * 1.05, 1.12], tickvals=ticks, ticktext=labels)
    chart.update_xaxes(title={"text": say("charts.detect.lags"), "standoff": 8, "font_size": 12}, nticks=8)
    words = {peak: say("charts.detect.copy" if peak == copy else "charts.detect.peak")}
    if peak != 0:
        words[0] = say("charts.detect.asked")
    for lag, text in words.items():
        left = lag <= (lags[0] + lags[-1]) / 2
        chart.add_annotation(x=lag, y=1.06, text=f"<b>{text}</b>" if lag == peak else text, showarrow=False,
                             xanchor="left" if left else "right", yanchor="bottom", xshift=-6 if left else 6,
                             font={"color": colours.predicted if lag == peak else colours.muted},
                             yshift=0 if lag == peak else 16)  # fmt: skip
    return chart


def _curves(picture: Picture, dark: bool) -> go.Figure:
    """The losses epoch by epoch, and the epoch that is in use."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=56, r=84, t=14, b=44)
    looks = {"train": (colours.train, "solid", 2), "validation": (colours.validation, "solid", 3)}
    epochs = list(range(1, len(picture["train"]) + 1))
    for part, (colour, dash, width) in looks.items():
        losses = _numbers(picture[part])
        hover = f"{say('charts.detect.epoch')} %{{x}}: %{{y:.4~g}}<extra></extra>"
        marker = {"size": 6, "color": colours.ground, "line": {"color": colour, "width": 2}}
        chart.add_scatter(x=epochs, y=losses, mode="lines+markers" if part == "validation" and len(epochs) < 40 else
                          "lines", line={"color": colour, "width": width, "dash": dash}, marker=marker,
                          hovertemplate=hover)  # fmt: skip
        if len(losses):
            chart.add_annotation(x=1, xref="paper", y=float(losses[-1]), text=say(f"judged.on_{part}"), showarrow=False,
                                 xanchor="left", xshift=8, yshift=0 if part == "train" else 8,
                                 font={"color": colours.ink})  # fmt: skip
    if picture["kept"]:
        line = {"color": colours.ink, "width": 1, "dash": "4px,3px"}
        chart.add_vline(x=picture["kept"], line=line)
    chart.update_xaxes(title={"text": say("charts.detect.epochs"), "standoff": 8, "font_size": 12},
                       tick0=1, dtick=max(1, len(epochs) // 8))  # fmt: skip
    _ticks(chart, "y", _numbers([*picture["train"], *picture["validation"]]), "")
    return chart


def _levels(picture: Picture, dark: bool) -> go.Figure:
    """The mean error of each tenth of the actual values."""
    colours = palette(dark)
    unit = unit_suffix(picture["unit"])
    chart = figure(dark, HEIGHT, l=64, r=12, t=14, b=46)
    error, lean = _numbers(picture["error"]), _numbers(picture["lean"])
    ends = [f"{amount(a, picture['unit'])} – {amount(b, picture['unit'])}"
            for a, b in zip(_numbers(picture["from"]), _numbers(picture["to"]), strict=True)]  # fmt: skip
    hover = [say("charts.detect.level", range=where, error=amount(e, picture["unit"]), lean=amount(m, picture["unit"]))
             for where, e, m in zip(ends, error, lean, strict=True)]  # fmt: skip
    chart.add_bar(
        x=list(range(1, len(error) + 1)),
        y=error,
        width=0.75,
        text=list(map(safe, hover)),
        textposition="none",
        hoverinfo="text",
        marker={"color": colours.predicted, "line_width": 0},
    )
    ticks, labels = labelled_numbers(0.0, float(np.nanmax(error)) or 1.0, unit, most=4)
    chart.update_yaxes(tickvals=ticks, ticktext=labels)
    chart.update_xaxes(title={"text": say("charts.detect.levels"), "standoff": 8, "font_size": 12},
                       tickvals=[1, len(error)], ticktext=[say("judged.lowest"), say("judged.highest")])  # fmt: skip
    return chart


def _ranges(picture: Picture, dark: bool) -> go.Figure:
    """From where to where each part reaches, one under the other."""
    colours, rows = palette(dark), picture["rows"]
    widest = max(text_width(row["label"]) for row in rows)
    chart = figure(dark, ROW * len(rows) + 40, l=int(widest) + 26, r=16, t=8, b=32)
    for i, row in enumerate(rows):
        low, high, colour = _number(row["low"]), _number(row["high"]), getattr(colours, row["part"])
        words = f"{row['label']}: {amount(low, picture['unit'])} – {amount(high, picture['unit'])}"
        chart.add_scatter(x=[low, high], y=[i, i], mode="lines+markers", line={"color": colour, "width": 8},
                          marker={"size": 11, "color": colour, "symbol": "line-ns-open", "line_width": 2},
                          text=[safe(words)] * 2, hoverinfo="text")  # fmt: skip
    labels = [safe(row["label"]) for row in rows]
    chart.update_yaxes(range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))), ticktext=labels, showgrid=False)
    _ticks(chart, "x", _numbers([row[end] for row in rows for end in ("low", "high")]), unit_suffix(picture["unit"]))
    return chart


def _dots(picture: Picture, dark: bool) -> go.Figure:
    """Errors on one line: those of the others open, one's own full."""
    colours = palette(dark)
    chart = figure(dark, 96, l=24, r=24, t=8, b=36)
    others = _numbers(picture["others"])
    open_dot = {"size": 12, "color": colours.ground, "line": {"color": colours.baseline, "width": 2}}
    full = {"size": 14, "color": colours.predicted, "symbol": "diamond", "line_width": 0}
    hover = "%{x:.4~g}<extra></extra>"
    chart.add_scatter(x=others, y=[0] * len(others), mode="markers", marker=open_dot, hovertemplate=hover)
    chart.add_scatter(x=[_number(picture["own"])], y=[0], mode="markers", marker=full, hovertemplate=hover)
    chart.update_yaxes(visible=False, range=[-1, 1])
    _ticks(chart, "x", np.append(others, _number(picture["own"])), "")
    return chart


PICTURES: Mapping[str, Callable[[Picture, bool], go.Figure]] = {
    "bars": _bars,
    "lags": _lags,
    "curves": _curves,
    "levels": _levels,
    "ranges": _ranges,
    "dots": _dots,
}


def _ticks(chart: go.Figure, axis: str, values: NDArray[np.float64], suffix: str) -> None:
    """Round ticks over all finite values, with a little air."""
    known = values[np.isfinite(values)]
    if not len(known):
        return
    low, high = float(known.min()), float(known.max())
    air = 0.08 * (high - low) or abs(high) * 0.1 or 1.0
    ticks, labels = labelled_numbers(low - air, high + air, suffix, most=5)
    update = chart.update_xaxes if axis == "x" else chart.update_yaxes
    update(range=[low - air, high + air], tickvals=ticks, ticktext=labels)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _numbers(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([_number(value) for value in values], float)
