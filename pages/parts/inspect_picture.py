"""Predicted over actual, at any zoom, for any horizon step; the strip shows where one is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.predictions import Line, Stretch, Strip, over_actual
from core.charts.stretches import line_over
from core.charts.theme import NO_TOOLS
from core.charts.thin import thinned
from core.examples.split import PARTS
from core.text import say
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

FIRST_ROWS = 480  # shown at first: the newest of the part
MOST_IN_BAND = 1_000  # rows, none of which is thinned out


def picture(judged: Judged) -> None:
    shell.section(say("pages.inspect.over_actual"))
    st.fragment(_picture)(judged)


@notices.careful
def _picture(judged: Judged) -> None:
    frame = st.container(border=True)
    with frame:
        part = part_control(judged, "picture_part")
        place = st.empty()
    right, step = st.container(), 0
    if judged.prepared.windows.horizon > 1:
        left, right = st.columns([4, 6], vertical_alignment="center")
        with left:
            step = _step_control(judged)
    rows, values = judged.at_step(part, step)
    if not len(rows):
        place.markdown(say("pages.inspect.no_answers_here", part=say(f"parts.{part}")))
        return
    with frame:
        view = _view_control(judged, part, rows)
    shown = (rows >= view[0]) & (rows <= view[1])
    blue = stretch_of(judged, rows[shown], values[shown].astype(np.float64), _every(judged, part))
    stretch = Stretch(
        actual=stretch_of(judged, np.arange(view[0], view[1] + 1), judged.truth[view[0] : view[1] + 1], 1),
        predicted={judged.name: blue},
        unit=judged.unit,
        sparse=_every(judged, part) > 1 and int(shown.sum()) < 300,
        band=_band(judged, part, step, shown),
    )
    strip = _strip(judged, (judged.x[view[0]], judged.x[view[1]]))
    chart = over_actual(stretch, strip, PARTS.index(part), dark=shell.dark())
    alt = say("pages.inspect.picture_alt", part=say(f"parts.{part}"), ahead=judged.ahead(step))
    place.plotly_chart(chart, config=dict(NO_TOOLS), key="over_actual", alt=alt)
    with right:
        shell.how_to_read(say("pages.inspect.how_to_read", ahead=judged.ahead(step)))


def _band(judged: Judged, part: str, step: int, shown: NDArray[np.bool_]) -> tuple[Line, Line] | None:
    """How far several networks are from their answer, where so few rows are shown that it can be seen."""
    apart = judged.apart(part, step)
    if apart is None or not 0 < int(shown.sum()) <= MOST_IN_BAND:
        return None
    rows, values = judged.at_step(part, step)
    low, high = (values[shown] + side * apart[shown] for side in (-1, 1))
    every = _every(judged, part)
    return stretch_of(judged, rows[shown], low, every), stretch_of(judged, rows[shown], high, every)


def part_control(judged: Judged, key: str) -> str:
    """Train, validation or test; test at first."""
    parts = judged.parts
    chosen = st.segmented_control(
        say("pages.inspect.part"),
        parts,
        default=parts[-1],
        required=True,
        format_func=lambda part: say(f"pages.inspect.parts.{part}"),
        label_visibility="collapsed",
        key=f"{key}_{judged.run.id}",
    )
    return str(chosen)


def _step_control(judged: Judged) -> int:
    """Which of the values ahead the blue line is made of."""
    steps = _some_steps(judged.prepared.windows.horizon)
    return int(
        st.select_slider(
            say("pages.inspect.ahead.label"),
            steps,
            value=steps[len(steps) // 4],
            format_func=judged.ahead,
            help=say("pages.inspect.ahead.help"),
            key=f"ahead_{judged.run.id}",
        )
    )


def _some_steps(horizon: int, most: int = 200) -> list[int]:
    """Every step, or of very many some, the last always among them."""
    every = -(-horizon // most)
    return sorted({*range(0, horizon, every), horizon - 1})


def _view_control(judged: Judged, part: str, rows: NDArray[np.int64]) -> tuple[int, int]:
    """The rows to show, by a slider with two ends over the part."""
    first, last = int(rows[0]), int(rows[-1])
    start = max(first, last - FIRST_ROWS)
    if last - first < 2:
        return first, last
    ends: Any = (first, last), (start, last), 1, None
    time = judged.dataset.time
    if time is not None:
        moments = [_moment(time[row]) for row in (first, last, start)]
        ends = (moments[0], moments[1]), (moments[2], moments[1]), None, "D MMM YYYY"
    (low, high), value, step, form = ends
    chosen = st.slider(
        say("pages.inspect.view"), low, high, value, step=step, format=form, label_visibility="collapsed",
        key=f"view_{judged.run.id}_{part}_{judged.series}",
    )  # fmt: skip
    if time is None:
        return chosen[0], max(chosen[1], chosen[0] + 1)
    inside = time[first : last + 1]
    a, b = (int(np.searchsorted(inside, np.datetime64(moment))) for moment in chosen)
    a = min(a, last - first - 1)
    return first + a, first + min(max(b, a + 1), last - first)


def _moment(time: np.datetime64) -> datetime:
    return time.astype("datetime64[s]").astype(datetime)  # type: ignore[no-any-return]


def stretch_of(judged: Judged, rows: NDArray[np.int64], values: NDArray[np.float64], every: int) -> Line:
    """A line over rows in ascending order, broken where rows or segments are missing; thinned."""
    return line_over(judged.dataset, rows, values, every)


def _every(judged: Judged, part: str) -> int:
    """Rows from one prediction to the next."""
    stride = judged.prepared.windows.stride
    return stride * (judged.predictions.every if part == "train" else 1)


def _strip(judged: Judged, view: tuple[Any, Any]) -> Strip:
    x, truth = judged.x[judged.rows], judged.truth[judged.rows]
    part_of_row = judged.prepared.placement.part_of_row[judged.rows]
    keep = thinned(truth, 900)
    parts = []
    for number in range(len(PARTS)):
        rows = np.flatnonzero(part_of_row == number)
        if len(rows):
            parts.append((number, x[rows[0]], x[rows[-1]]))
    return Strip(series=Line(x=x[keep], y=truth[keep]), parts=parts, view=view)


def target_control(judged: Judged) -> int:
    """Which target is looked at, when there are several; choosing stands above the curve."""
    names = judged.dataset.target_names
    if len(names) == 1:
        return 0
    chosen = st.pills(
        say("pages.inspect.target"), range(len(names)), default=0, required=True,
        format_func=lambda c: plain(names[c]), key=f"target_{judged.run.id}",
    )  # fmt: skip
    return int(chosen or 0)
