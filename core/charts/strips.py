"""Every column at a glance: a strip each with its values, its course over the rows, and its ends.

`K` columns, one below the other; a strip is one unit high.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.charts.axes import moment, number_label, time_ticks
from core.charts.theme import Marks, Palette, figure, palette, safe
from core.data.strips import Stretches, Strip
from core.text import count, say
from core.text import figure as number

ROW, HEAD, FOOT = 76, 30, 26  # pixels
SMALL = 12
VALUES, COURSE = (0.2, 0.4), (0.45, 0.79)  # shares of the width; the names stand before, the ends after
ENDS_AT = 0.82
LETTERS = 19  # of a name
_TOP, _FLOOR = 0.14, 0.6  # of a strip, counted downwards: where bars and curve lie
_MAP = (0.7, 0.8)  # … and the map of what is missing
_LEAST = 0.04  # height of a bar that holds anything
_SEEN = 0.2  # how much of the colour a single missing cell has


def strips(shown: Sequence[Strip], within: Stretches, dark: bool) -> go.Figure:
    """Names, bars of how values are spread, the course, a map of what is missing, first and last cells."""
    colours = palette(dark)
    height = HEAD + ROW * len(shown) + FOOT
    chart = figure(dark, height, l=0, r=0, t=HEAD, b=FOOT)
    chart.update_xaxes(domain=VALUES, range=(-0.01, 1.01), visible=False)
    chart.update_yaxes(range=(len(shown), 0), visible=False)
    chart.update_layout(xaxis2=_course_axis(within), bargap=0, hovermode="closest")
    _bars(chart, shown, colours)
    _course(chart, shown, colours)
    _map(chart, shown, within, colours)
    marks = Marks()
    _heads(marks, within, colours)
    for k, strip in enumerate(shown):
        if k:
            marks.line(0, k, 1, k, colours.grid, 1, xref="paper", yref="y")
        _words(marks, k, strip, colours)
    marks.onto(chart)
    return chart


def alt(shown: Sequence[Strip]) -> str:
    """Every column in a few words."""
    return " ".join(say("charts.strips.alt", name=strip.name, about=_about(strip)) for strip in shown)


def _about(strip: Strip) -> str:
    if strip.words:
        words = ", ".join(word for word, _ in strip.words)
        return say("charts.strips.alt_texts", different=strip.different, words=words, missing=_missing(strip))
    if strip.bars is None:
        return _missing(strip)
    low, high = _number(strip.low), _number(strip.high)
    return say("charts.strips.alt_numbers", low=low, high=high, unit=strip.unit, missing=_missing(strip)).replace(
        "  ", " "
    )


def _course_axis(within: Stretches) -> dict[str, object]:
    ticks: list[int] = []
    labels: list[str] = []
    if within.time is not None and len(within.row) > 1:
        ticks, labels = time_ticks(within.time, most=4)
    elif len(within.row) > 1:
        ticks = np.linspace(0, len(within.row) - 1, 3).astype(int).tolist()
        labels = [number_label(float(within.row[i]), 1) for i in ticks]
    return {"domain": COURSE, "range": (-0.5, len(within.row) - 0.5), "anchor": "y", "side": "bottom",
            "showgrid": False, "zeroline": False, "ticks": "", "tickvals": ticks, "ticktext": labels,
            "fixedrange": True, "tickfont": {"size": SMALL}}  # fmt: skip


def _bars(chart: go.Figure, shown: Sequence[Strip], colours: Palette) -> None:
    """One trace for all columns: a bar hangs between its height and the floor of its strip."""
    bars, hover = [], []
    for k, strip in enumerate(shown):
        if strip.bars is None:
            continue
        width = 1 / len(strip.bars)
        edges = np.linspace(strip.low, strip.high, len(strip.bars) + 1)
        for i in np.flatnonzero(strip.bars).tolist():
            size = max(_LEAST, strip.bars[i] / strip.bars.max()) * (_FLOOR - _TOP)
            bars.append(((i + 0.5) * width, 0.86 * min(width, 0.07), k + _FLOOR - size, size))
            hover.append(_bar_words(strip, edges, i))
    if bars:
        x, width_of, base, height = np.array(bars).T
        chart.add_bar(x=x, width=width_of, base=base, y=height, marker={"color": colours.curve, "line": {"width": 0}},
                      text=np.array(hover, object), textposition="none", hoverinfo="text")  # fmt: skip


def _bar_words(strip: Strip, edges: NDArray[np.float64], i: int) -> str:
    rows = count(int(strip.bars[i]), "row") if strip.bars is not None else ""
    low, high = _number(float(edges[i])), _number(float(edges[i + 1]))
    return safe(say("charts.strips.bar", low=low, high=high, unit=strip.unit, rows=rows).replace(" :", ":"))


def _course(chart: go.Figure, shown: Sequence[Strip], colours: Palette) -> None:
    """One line for all columns, from the lowest to the highest value of every stretch in turn."""
    lines = []
    for k, strip in enumerate(shown):
        if strip.lowest is not None and strip.highest is not None:
            both = np.column_stack([strip.lowest, strip.highest]).ravel()  # (2 · T,)
            shares = (both - strip.low) / (strip.high - strip.low) if strip.high > strip.low else both * 0 + 0.5
            lines.append(np.append(k + _FLOOR - shares * (_FLOOR - _TOP), np.nan))
    x = [np.append(np.repeat(np.arange((len(line) - 1) / 2), 2), np.nan) for line in lines]
    if lines:
        chart.add_scatter(x=np.concatenate(x), y=np.concatenate(lines), xaxis="x2", mode="lines", hoverinfo="skip",
                          line={"color": colours.ink, "width": 1}, connectgaps=False)  # fmt: skip


def _map(chart: go.Figure, shown: Sequence[Strip], within: Stretches, colours: Palette) -> None:
    """Grey where cells are there, orange where some are missing, nothing where the file has no rows."""
    where = [count(row) for row in within.row.tolist()]
    if within.time is not None:
        where = [moment(at) for at in within.time]
    edges = [k + edge for k in range(len(shown)) for edge in _MAP]
    rows = np.full((2 * len(shown), len(where)), np.nan)
    hover = np.full(rows.shape, "", object)
    for k, strip in enumerate(shown):
        rows[2 * k] = np.where(strip.absent > 0, np.maximum(strip.absent, _SEEN), strip.absent)
        shares = [f"{share:.0%}".replace("%", " %") for share in strip.absent.tolist()]
        hover[2 * k] = [say("charts.strips.absent", where=at, share=s) for at, s in zip(where, shares, strict=True)]
    chart.add_heatmap(
        x=np.arange(len(within.row) + 1) - 0.5, y=edges, z=rows[:-1], text=hover[:-1], hoverinfo="text",
        xaxis="x2", zmin=0, zmax=1, showscale=False, hoverongaps=False,
        colorscale=[(0, colours.border), (0.01, colours.border), (0.011, colours.validation_band),
                    (1, colours.warning)],
    )  # fmt: skip


def _heads(marks: Marks, within: Stretches, colours: Palette) -> None:
    course = "over_rows" if within.time is None else "over_time"
    for x, key in ((0.0, "column"), (VALUES[0], "values"), (COURSE[0], course), (ENDS_AT, "ends")):
        marks.text(x, 0, say(f"charts.strips.{key}"), colours.muted, "left", xref="paper", yref="y", yanchor="bottom",
                   yshift=8)  # fmt: skip
    marks.line(0, 0, 1, 0, colours.border, 1, xref="paper", yref="y")


def _words(marks: Marks, k: int, strip: Strip, colours: Palette) -> None:
    """Everything that is written in a strip."""

    def write(x: float, y: float, text: str, colour: str, anchor: str = "left", **more: object) -> None:
        font = {"color": colour, "size": SMALL}
        marks.text(x, k + y, text, colour, anchor, xref="paper", yref="y", font=font, **more)

    kind = say(f"data.kinds.{strip.kind}")
    write(0, 0.24, f"<b>{safe(_short(strip.name))}</b>", colours.ink, hovertext=safe(strip.name))
    write(0, 0.5, safe(say("charts.strips.in_unit", kind=kind, unit=strip.unit) if strip.unit else kind), colours.muted)
    write(0, 0.75, _missing(strip), colours.ink if strip.missing else colours.muted)
    if strip.words:
        for i, (word, times) in enumerate(strip.words):
            share = f"{times / max(1, strip.rows - strip.missing):.0%}".replace("%", " %")
            write(VALUES[0], 0.24 + 0.255 * i, safe(f"{_short(word)}  {share}"), colours.ink)
    elif strip.bars is not None and strip.low == strip.high:
        write(VALUES[0], 0.75, say("charts.strips.always", value=_number(strip.low)), colours.muted)
    elif strip.bars is not None:
        write(VALUES[0], 0.75, _number(strip.low), colours.muted)
        write(VALUES[1], 0.75, _number(strip.high), colours.muted, "right")
    for y, cells, key in ((0.3, strip.first, "first"), (0.68, strip.last, "last")):
        write(ENDS_AT, y, safe(_end(cells, key)), colours.ink)


def _missing(strip: Strip) -> str:
    if not strip.missing:
        return say("charts.strips.complete")
    share = strip.missing / max(1, strip.rows)
    words = say("charts.strips.hardly") if share < 0.001 else f"{100 * share:.2g} %"
    return say("charts.strips.missing", cells=count(strip.missing), share=words)


def _end(cells: Sequence[object], key: str) -> str:
    """Three numbers of the first or last rows; a time or a text takes the room of three."""
    if all(isinstance(cell, (float, int)) or cell is None for cell in cells):
        return say(f"charts.strips.{key}", cells="  ".join(map(_cell, cells)))
    return _cell(cells[0] if key == "first" else cells[-1])


def _cell(cell: object) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, (float, int)):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M" if cell.hour or cell.minute else "%Y-%m-%d")
    return _short(str(cell), LETTERS - 2)


def _number(value: float) -> str:
    """Three significant digits, five of a thousand and more, without zeros at the end: `2.6`, `1,360`."""
    if value == round(value) and abs(value) < 1e6:
        return f"{value:,.0f}".replace("-", "−")
    text = number(value, 3 if abs(value) < 1_000 else 5).replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _short(text: str, letters: int = LETTERS) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1] + "…"
