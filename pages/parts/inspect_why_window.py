"""Which timesteps of one window its answer is made of, on the window's own curve."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.charts.explain_window import Made, made
from core.charts.predictions import Line
from core.evaluation.explain.asked import Asked
from core.evaluation.explain.columns import Column, columns_of
from core.evaluation.explain.window import Parts, parts_of
from core.examples.windows import input_offsets, target_offsets
from core.export.rows import time_of
from core.text import amount, say
from pages.parts import shell
from pages.parts.answering import asked_of
from pages.parts.inspect_errors import draw
from pages.parts.inspect_pick import stamp, when, window_control
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

MOST_STEPS = 200
EVERY = -1


def one_window(judged: Judged, part: str) -> None:
    now = window_control(judged, part, "why")
    if now is None:
        return
    columns = columns_of(judged.prepared)
    with st.container(horizontal=True, vertical_alignment="bottom", key="why_window_controls"):
        column = _column_control(judged, columns)
        step = step_control(judged, "why_step")
    asked = asked_of(judged, np.array([now]))
    found = _parts(judged.run.id, stamp(judged), (now, judged.c, step, column), asked, columns)
    _draw(judged, now, step, columns[column] if column != EVERY else None, found)


def step_control(judged: Judged, key: str) -> int:
    """Which of the values ahead is looked at, from 0."""
    horizon = judged.prepared.windows.horizon
    if horizon == 1:
        return 0
    steps = sorted({*range(0, horizon, -(-horizon // MOST_STEPS)), horizon - 1})
    return int(st.select_slider(say("pages.inspect.ahead.label"), steps, format_func=judged.ahead,
                                key=f"{key}_{judged.run.id}"))  # fmt: skip


def _column_control(judged: Judged, columns: tuple[Column, ...]) -> int:
    if len(columns) == 1:
        return EVERY
    return int(
        st.selectbox(say("pages.inspect.looks.window.column"), [EVERY, *range(len(columns))],
                     format_func=lambda g: say("pages.inspect.looks.window.every") if g == EVERY else columns[g].name,
                     key=f"why_column_{judged.run.id}", width=240)
    )  # fmt: skip


@st.cache_data(max_entries=64, show_spinner=False)
def _parts(
    run: str, stamp: int, which: tuple[int, int, int, int], _asked: Asked, _columns: tuple[Column, ...]
) -> tuple[Parts, int]:
    """The parts of the answer, and which class it is, or the target."""
    _, c, step, column = which
    if _asked.prepared.dataset.classes:
        c = int(_asked.said(_asked.values)[0, step].argmax())
    return parts_of(_asked, _columns, step, c, None if column == EVERY else _columns[column]), c


def _draw(judged: Judged, now: int, step: int, column: Column | None, found: tuple[Parts, int]) -> None:
    parts, c = found
    dataset, classes = judged.dataset, judged.dataset.classes
    place = column.places[0] if column else _shown(judged)
    read = now + input_offsets(judged.prepared.windows)
    own = read >= max(0, judged.dataset.rows_of(int(dataset.series[now])).start)
    x, size, unit = x_of(judged, read[own]), 100.0 if classes else 1.0, "%" if classes else judged.unit
    middles = np.array([read[(one.start + one.stop - 1) // 2] for one in parts.stretches])
    real = middles >= read[own][0]
    same = not classes and place == dataset.targets[judged.c] and not judged.prepared.windows.whole
    ahead = now + target_offsets(judged.prepared.windows)
    view = Made(
        read=Line(x=x, y=dataset.values[read[own], place]),
        adds=Line(x=x_of(judged, middles[real]), y=size * parts.by_stretch[real]),
        width=_width(x, parts.stretches[-1].stop - parts.stretches[-1].start),
        actual=Line(x=beyond(judged, now), y=judged.truth[ahead]) if same else None,
        predicted=Line(x=beyond(judged, now), y=judged.predictions.values[judged.predictions.row == now][0, :, c])
        if same else None,
        unit=dataset.units[place],
        answer_unit=unit,
    )  # fmt: skip
    words = {"when": when(judged, now), "ahead": judged.ahead(step), "column": dataset.names[place]}
    words |= {"said": amount(size * parts.said, unit), "usual": amount(size * parts.usual, unit)}
    words["answer"] = say("pages.inspect.looks.window.class", word=classes[c]) if classes else judged.target
    key = "pages.inspect.looks.window.how" + ("_class" if classes or judged.prepared.windows.whole else "")
    draw("why_window", made(view, dark=shell.dark()), say(key, **words))
    if column is None:
        _by_column(judged, parts, size, unit)


def _by_column(judged: Judged, parts: Parts, size: float, unit: str) -> None:
    """What the columns add, the largest first."""
    columns = columns_of(judged.prepared)
    order = np.argsort(-np.abs(parts.by_column))[:6]
    told = [f"{columns[g].name} {'+' if parts.by_column[g] >= 0 else '−'}"
            f"{amount(size * abs(float(parts.by_column[g])), unit, 2)}" for g in order]  # fmt: skip
    if len(columns) > 1:
        shell.how_to_read(plain(say("pages.inspect.looks.window.by_column", columns=", ".join(told))))


def _shown(judged: Judged) -> int:
    """The column whose curve stands for the window: the target where it is read, else the first input."""
    target = judged.dataset.targets[judged.c]
    return target if target in judged.dataset.inputs else judged.dataset.inputs[0]


def x_of(judged: Judged, rows: NDArray[np.int64]) -> NDArray[np.generic]:
    """Where rows lie on the axis: of whole examples their timestep, else their time or row."""
    if judged.prepared.windows.whole:
        return rows - rows[-1] + judged.prepared.windows.timesteps
    return np.asarray(judged.x[rows])


def beyond(judged: Judged, now: int) -> NDArray[np.generic]:
    """(H,) where the answers of a window lie."""
    rows = now + target_offsets(judged.prepared.windows)
    if judged.dataset.time is not None:
        return np.asarray(time_of(judged.dataset, rows, np.array([now])))
    return np.asarray(judged.x[now] + rows - now)


def _width(x: NDArray[np.generic], timesteps: int) -> float:
    """Of a bar over so many timesteps, in units of the axis: rows, or milliseconds."""
    if len(x) < 2:
        return 1.0
    apart = np.median(np.diff(x))
    each = apart / np.timedelta64(1, "ms") if isinstance(apart, np.timedelta64) else float(apart)
    return 0.85 * float(each) * timesteps
