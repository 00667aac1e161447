"""How much a column resembles itself earlier, and how long its ups and downs last."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.charts.axes import labelled_numbers, number_label, text_width
from core.charts.theme import Marks, figure, palette
from core.data.correlogram import Correlogram
from core.data.spacing import DAY, MONTH
from core.data.spectrum import Peak, Spectrum
from core.data.words import lasting, rows_lasting
from core.text import say

HEIGHT = 268
NARROW = 300  # pixels of the plot in a narrow window: labels must fit there too
_STEMS = 60  # more lags are drawn as a line
_DOTS = 8
_LENGTHS = (1.0, 10.0, 60.0, 600.0, 3_600.0, 6 * 3_600.0, DAY, 7 * DAY, MONTH, 12 * MONTH)
_TELLING = (DAY, 12 * MONTH, 7 * DAY, 3_600.0, MONTH, 60.0, 6 * 3_600.0, 600.0, 3 * MONTH, 120 * MONTH, 36 * MONTH, 1.0)
_ROUND = (10, 100, 1_000, 10_000, 100_000, 2, 5, 20, 50, 200, 500)


def correlogram(found: Correlogram, season: int | None, spacing: float | None, dark: bool) -> go.Figure:
    """Stems or a line over the lags; what noise stays within as a band; dots at every whole season."""
    colours = palette(dark)
    values = found.correlation
    last = len(values) - 1
    chart = figure(dark, HEIGHT, l=40, r=14, t=18, b=46)
    low = min(-0.25, float(np.nanmin(values)) - 0.05)
    chart.update_yaxes(range=(low, 1.08), **_labels(low, 1.0))
    at, words = lag_ticks(last, season, spacing, NARROW)
    chart.update_xaxes(range=(-0.5, last + 0.5), tickvals=at, ticktext=words)
    chart.update_xaxes(title={"text": say("charts.correlogram.earlier"), "standoff": 8, "font": {"size": 13}})
    lags = list(range(last + 1))
    hover = [f"{rows_lasting(lag, spacing)}: {signed(float(values[lag]))}" for lag in lags]
    if last <= _STEMS:
        stem = {"color": colours.ink, "line": {"width": 0}}
        chart.add_bar(x=lags[1:], y=values[1:], width=0.5, marker=stem, text=hover[1:], textposition="none",
                      hoverinfo="text")  # fmt: skip
    else:
        line = {"color": colours.ink, "width": 1.6}
        chart.add_scatter(x=lags, y=values, mode="lines", line=line, text=hover, hoverinfo="text")
    marks = Marks()
    marks.shape(type="rect", x0=0, x1=1, xref="paper", y0=-found.chance, y1=found.chance, yref="y", layer="below",
                fillcolor=colours.grid, line={"width": 0})  # fmt: skip
    marks.line(0, 0, 1, 0, colours.baseline, 1, xref="paper", yref="y")
    dots = [lag for lag in range(season or last + 1, last + 1, season or 1) if np.isfinite(values[lag])]
    if 0 < len(dots) <= _DOTS:
        dot = {"size": 8, "color": colours.predicted, "line": {"color": colours.ground, "width": 1.5}}
        chart.add_scatter(x=dots, y=values[dots], mode="markers", hoverinfo="skip", cliponaxis=False, marker=dot)
        marks.text(dots[0], float(values[dots[0]]), f"<b>{signed(float(values[dots[0]]))}</b>", colours.predicted,
                   "center", yref="y", yshift=15)  # fmt: skip
    marks.onto(chart)
    return chart


def spectrum(found: Spectrum, spacing: float | None, dark: bool) -> go.Figure:
    """A bar for every length, on a scale on which twice as long is always as far; peaks in words."""
    colours = palette(dark)
    chart = figure(dark, HEIGHT, l=44, r=14, t=18, b=46)
    x, width = np.log10(found.length), float(np.min(np.diff(np.log10(found.length)), initial=0.1))
    low, high = float(x[0]) - width, float(x[-1]) + width
    top = float(found.share.max())
    ticks, labels = labelled_numbers(0, 100 * top, " %", most=4)
    chart.update_yaxes(range=(0, top * 1.16), tickvals=[tick / 100 for tick in ticks], ticktext=labels)
    at, words = _length_ticks(10**low, 10**high, spacing)
    chart.update_xaxes(range=(low, high), tickvals=np.log10(at) if at else [], ticktext=words)
    chart.update_xaxes(title={"text": say("charts.correlogram.length"), "standoff": 8, "font": {"size": 13}})
    tops = [int(np.argmin(np.abs(x - np.log10(peak.rows)))) for peak in found.peaks]
    colour = [colours.predicted if i in tops else colours.curve for i in range(len(x))]
    hover = [
        say("charts.correlogram.bar", length=_in_words(rows, spacing), share=_percent(share))
        for rows, share in zip(found.length.tolist(), found.share.tolist(), strict=True)
    ]
    chart.add_bar(x=x, y=found.share, width=width * 0.86, marker={"color": colour, "line": {"width": 0}}, text=hover,
                  textposition="none", hoverinfo="text")  # fmt: skip
    marks = Marks()
    for (place, share), words_of in _peak_labels(found, spacing, low, high):
        marks.text(place, share, f"<b>{words_of}</b>", colours.predicted, "center", yref="y", yshift=12)
    marks.onto(chart)
    return chart


def lag_ticks(last: int, season: int | None, spacing: float | None, width: float) -> tuple[list[int], list[str]]:
    """Round lags, whole seasons where there is one, as lengths of time; as many as stand apart in `width` px."""
    unit = season or _round_unit(last, spacing)
    for times in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100):
        at = list(range(0, last + 1, unit * times))
        words = ["0", *(lasting(lag * spacing) if spacing else f"{lag:,}" for lag in at[1:])]
        if sum(text_width(word) + 14 for word in words) <= width:
            return at, words
    return [0], ["0"]


def peak_in_words(peak: Peak, spacing: float | None) -> str:
    """`1 day: 12 %`."""
    return say("charts.correlogram.peak", length=_in_words(peak.rows, spacing), share=_percent(peak.share))


def signed(value: float) -> str:
    """`+0.71`, `−0.20`."""
    return f"{value:+.2f}".replace("-", "−")


def _round_unit(last: int, spacing: float | None) -> int:
    """A lag that reads well, at most a third of the longest."""
    if spacing:
        fits = [length / spacing for length in _LENGTHS if length / spacing <= max(1.0, last / 3)]
        whole = [round(rows) for rows in fits if rows >= 0.99 and abs(rows - round(rows)) < 0.01 * rows]
        if whole:
            return whole[-1]
    return max(1, int(10 ** np.floor(np.log10(max(1.0, last / 3)))))


def _labels(low: float, high: float) -> dict[str, object]:
    ticks = [tick for tick in (-1.0, -0.5, 0.0, 0.5, 1.0) if low <= tick <= high]
    return {"tickvals": ticks, "ticktext": [number_label(tick, 0.5) for tick in ticks]}


def _length_ticks(low: float, high: float, spacing: float | None) -> tuple[list[float], list[str]]:
    """Lengths of the calendar within reach, or round numbers of rows: the telling ones first, if they stand apart."""
    rows_of = [length / spacing for length in _TELLING] if spacing else [float(rows) for rows in _ROUND]
    taken: list[tuple[float, float, float, str]] = []
    for rows in rows_of:
        label = lasting(rows * spacing) if spacing else f"{rows:,.0f}"
        place, half = NARROW * np.log10(rows / low) / np.log10(high / low), text_width(label) / 2
        if low <= rows <= high and all(abs(place - x) > half + other + 8 for _, x, other, _ in taken):
            taken.append((rows, place, half, label))
    taken.sort()
    return [rows for rows, _, _, _ in taken], [label for _, _, _, label in taken]


def _peak_labels(
    found: Spectrum, spacing: float | None, low: float, high: float
) -> list[tuple[tuple[float, float], str]]:
    """Place and words of the peaks, the strongest first; none that would cover another."""
    labels: list[tuple[tuple[float, float], str]] = []
    taken: list[tuple[float, float, float]] = []
    top = float(found.share.max())
    for peak in found.peaks:
        words = peak_in_words(peak, spacing)
        half = text_width(words) / 2 * (high - low) / NARROW
        place = min(max(float(np.log10(peak.rows)), low + half), high - half)
        if all(abs(place - x) > half + w or abs(peak.share - y) > 0.1 * top for x, y, w in taken):
            labels.append(((place, peak.share), words))
            taken.append((place, peak.share, half))
    return labels


def _in_words(rows: float, spacing: float | None) -> str:
    return lasting(rows * spacing) if spacing else rows_lasting(rows, None)


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"
