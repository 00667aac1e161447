"""What if: a stretch of one column of a window is changed, and the prediction moves at once."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.explain_change import Changed, changed, probabilities
from core.charts.predictions import Line
from core.charts.theme import NO_TOOLS
from core.data.words import duration
from core.evaluation.explain.asked import Asked
from core.evaluation.explain.change import KINDS, Change, Kind, after
from core.evaluation.explain.change import changed as cells_of
from core.evaluation.explain.columns import Column
from core.evaluation.explain.window import MOST_STRETCHES
from core.examples.split import PARTS
from core.examples.windows import input_offsets, target_offsets
from core.text import amount, say
from pages.parts import shell
from pages.parts.answering import asked_of
from pages.parts.inspect_pick import when, window_control
from pages.parts.inspect_run import Judged
from pages.parts.inspect_why_response import swept
from pages.parts.inspect_why_window import beyond, x_of
from pages.parts.words import plain

MOST_PLACES = 4 * MOST_STRETCHES


def what_if(judged: Judged, part: str) -> None:
    st.markdown(say("pages.inspect.what_if.sentence"))
    places = swept(judged)
    if not places:
        shell.how_to_read(say("pages.inspect.looks.response.none"))
        return
    with st.container(border=True, key="what_if"):
        now = window_control(judged, part, "what_if")
        if now is None:
            return
        asked = asked_of(judged, np.array([now]))
        change = _change_control(judged, asked, places)
        before, then = after(asked, change)  # each (H, C)
        _pictures(judged, now, change, asked, (before, then))
    shell.how_to_read(plain(_in_words(judged, now, change, (before, then))))


def _change_control(judged: Judged, asked: Asked, places: list[int]) -> Change:
    dataset, run = judged.dataset, judged.run.id
    with st.container(horizontal=True, vertical_alignment="bottom", key="what_if_controls"):
        place = int(st.selectbox(say("pages.inspect.what_if.column"), places, key=f"what_if_column_{run}", width=220,
                                 format_func=lambda place: dataset.names[place]))  # fmt: skip
        kind = st.segmented_control(
            say("pages.inspect.what_if.how"), KINDS, default="raise", required=True, key=f"what_if_kind_{run}",
            format_func=lambda key: say(f"pages.inspect.what_if.kinds.{key}"),
            help=say("pages.inspect.what_if.kinds_help"),
        )  # fmt: skip
        amount_ = 0.0 if kind == "hide" else _amount(judged, place, kind)
    column = Column(name=dataset.names[place], places=(place,))
    return Change(column=column, timesteps=_stretch(judged, asked), kind=kind, amount=amount_)


def _amount(judged: Judged, place: int, kind: Kind) -> float:
    """At first as much as the column usually varies, or what it usually is."""
    values = judged.dataset.values[judged.prepared.placement.part_of_row == PARTS.index("train"), place]
    usual = float(np.nanstd(values) if kind == "raise" else np.nanmean(values))
    digits = max(0, 1 - int(np.floor(np.log10(float(np.nanstd(values))))))
    unit = judged.dataset.units[place]
    label = say(f"pages.inspect.what_if.amount.{kind}")
    return float(
        st.number_input(f"{label} ({plain(unit)})" if unit else label, value=round(usual, digits), width=180,
                        step=float(10.0**-digits * 5), format=f"%.{digits}f",
                        key=f"what_if_amount_{judged.run.id}_{place}_{kind}")
    )  # fmt: skip


def _stretch(judged: Judged, asked: Asked) -> slice:
    """Which timesteps are changed, by a slider with two ends over the window; the newest quarter at first."""
    steps = len(asked.offsets)
    own = int(asked.lengths[0]) if asked.lengths is not None else steps
    if own == 1:
        return slice(steps - 1, steps)
    every = -(-own // MOST_PLACES)
    options = [*range(steps - own, steps - 1, every), steps - 1]
    first, last = st.select_slider(
        say("pages.inspect.what_if.stretch"), options, value=(options[-max(1, len(options) // 4)], options[-1]),
        format_func=lambda t: _place(judged, steps, t), key=f"what_if_stretch_{judged.run.id}_{own}",
    )  # fmt: skip
    return slice(int(first), int(last) + 1)


def _place(judged: Judged, steps: int, timestep: int) -> str:
    windows = judged.prepared.windows
    if windows.whole:
        return say("pages.inspect.looks.step", first=str(timestep + 1))
    back = steps - 1 - timestep
    if not back:
        return say("pages.inspect.looks.now")
    return say("pages.inspect.looks.ago", first=duration(back * windows.step, judged.dataset.spacing))


def _pictures(judged: Judged, now: int, change: Change, asked: Asked, said: tuple[np.ndarray, np.ndarray]) -> None:
    dataset, place = judged.dataset, change.column.places[0]
    own = int(asked.lengths[0]) if asked.lengths is not None else len(asked.offsets)
    read = (now + input_offsets(judged.prepared.windows))[-own:]
    at = (asked.offsets + asked.values.shape[1] - 1)[-own:]
    x = x_of(judged, read)
    view = {"was": Line(x=x, y=asked.values[0, at, place]), "now": Line(x=x, y=cells_of(asked, change)[0, at, place])}
    answers: dict[str, object] = {}
    over_time = not dataset.classes and not judged.prepared.windows.whole
    if over_time:
        ends, truth = beyond(judged, now), judged.truth[now + target_offsets(judged.prepared.windows)]
        before, then = (Line(x=ends, y=one[:, judged.c]) for one in said)
        answers = {"before": before, "after": then, "actual": Line(x=ends, y=truth), "answer_unit": judged.unit}
    alt = say("pages.inspect.what_if.alt", column=change.column.name)
    chart = changed(Changed(**view, unit=dataset.units[place], **answers), dark=shell.dark())
    st.plotly_chart(chart, config=dict(NO_TOOLS), key="what_if_chart", alt=alt)
    if dataset.classes:
        bars = probabilities(dataset.classes, said[0][0], said[1][0], dark=shell.dark())
        st.plotly_chart(bars, config=dict(NO_TOOLS), key="what_if_classes", alt=alt)


def _in_words(judged: Judged, now: int, change: Change, said: tuple[np.ndarray, np.ndarray]) -> str:
    classes, words = judged.dataset.classes, {"when": when(judged, now), "column": change.column.name}
    if classes:
        first, then = (one[0] for one in said)
        before, later = int(first.argmax()), int(then.argmax())
        key = "same_class" if before == later else "other_class"
        return say(f"pages.inspect.what_if.{key}", **words, before=classes[before], after=classes[later],
                   was=f"{100 * first[before]:.0f}", now=f"{100 * then[later]:.0f}")  # fmt: skip
    moves = said[1][:, judged.c] - said[0][:, judged.c]
    most = int(np.argmax(np.abs(moves)))
    if not abs(float(moves[most])) > 0:
        return say("pages.inspect.what_if.nothing", **words)
    before, later = (amount(float(one[most, judged.c]), judged.unit) for one in said)
    key = "moved_example" if judged.prepared.windows.whole else "moved"
    by = f"{'+' if moves[most] > 0 else '−'}{judged.amount(abs(float(moves[most])), 2)}"
    return say(f"pages.inspect.what_if.{key}", **words, before=before, after=later, by=by, ahead=judged.ahead(most)
               if key == "moved" else "")  # fmt: skip
