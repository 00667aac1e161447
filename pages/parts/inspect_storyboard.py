"""The worst moments, one card at a time: what the model saw, what it said, what happened, and why that may be."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.axes import moment as at
from core.charts.predictions import Line
from core.charts.storyboard import Scenes, scene_chart
from core.charts.theme import NO_TOOLS
from core.evaluation.baselines import BASELINES, doing_nothing
from core.evaluation.causes import Cause, causes
from core.evaluation.past import Predict
from core.evaluation.questions import question_of
from core.evaluation.scene import Scene, Seen, seen_in_training
from core.evaluation.storyboard import Moment, storyboard
from core.examples.split import PARTS
from core.text import count, figure, say
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain, told

_SHOWN = 96
_PER_ANSWER = 8


def worst_moments(judged: Judged, part: str) -> None:
    moments = _moments(judged.run.id, judged.stamp, part, (judged.c, judged.series), judged)
    if not moments:
        st.markdown(say("pages.inspect.storyboard.none"))
        return
    st.markdown(say("pages.inspect.storyboard.sentence", moments=count(len(moments), "moment")))
    place = _choice(f"storyboard_{judged.run.id}_{part}_{judged.c}_{judged.series}", len(moments))
    with st.container(border=True, key="storyboard_card"):
        _card(judged, moments[place], part)


@st.cache_resource(max_entries=16, show_spinner=False)
def _moments(run: str, stamp: int, part: str, which: tuple[int, int], _judged: Judged) -> tuple[Moment, ...]:
    now, values = _judged.predictions.of(PARTS.index(part))
    first, end = np.searchsorted(now, [_judged.rows.start, _judged.rows.stop])
    return storyboard(_judged.prepared, now[first:end], values[first:end], which[0])


@st.cache_resource(max_entries=16, show_spinner=False)
def _learned(run: str, stamp: int, which: tuple[int, int], _judged: Judged) -> tuple[Seen, Predict]:
    """What the training rows held, and what doing nothing says."""
    seen = seen_in_training(_judged.prepared, _judged.c, _judged.rows)
    nothing = BASELINES[doing_nothing(question_of(_judged.prepared))](_judged.prepared)
    return seen, nothing.predict


def _choice(key: str, many: int) -> int:
    """Which moment is shown, from 0: by its number, or one on or back."""

    @notices.callback
    def go(by: int) -> None:
        st.session_state[key] = min(many - 1, max(0, int(st.session_state.get(key) or 0) + by))

    with st.container(horizontal=True, vertical_alignment="bottom", key="storyboard_controls"):
        at = int(st.session_state.get(key) or 0)
        st.button(say("pages.inspect.storyboard.previous"), icon=":material/arrow_back:", key=f"{key}_previous",
                  disabled=at == 0, on_click=go, args=(-1,))  # fmt: skip
        chosen = st.segmented_control(
            say("pages.inspect.storyboard.which"), range(many), default=0 if key not in st.session_state else None,
            format_func=lambda place: str(place + 1), label_visibility="collapsed", required=True, key=key,
        )  # fmt: skip
        st.button(say("pages.inspect.storyboard.next"), icon=":material/arrow_forward:", icon_position="right",
                  key=f"{key}_next", disabled=at == many - 1, on_click=go, args=(1,))  # fmt: skip
    return int(chosen or 0)


def _card(judged: Judged, moment: Moment, part: str) -> None:
    seen, nothing = _learned(judged.run.id, judged.stamp, (judged.c, judged.series), judged)
    _, values = judged.predictions.of(PARTS.index(part))
    now, _ = judged.predictions.of(PARTS.index(part))
    said = values[int(np.searchsorted(now, moment.now)), :, judged.c].astype(np.float64)
    scene = Scene(located=judged.prepared, c=judged.c, own=judged.rows, now=moment.now, predicted=said, seen=seen)
    st.markdown(f"**{_title(judged, scene, moment)}**")
    sentence = _in_words(judged, scene, moment)
    st.markdown(plain(sentence))
    view, shown = _view(judged, scene, nothing)
    st.plotly_chart(scene_chart(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="storyboard_chart",
                    alt=sentence)  # fmt: skip
    _why(causes(scene))
    reach = judged.prepared.windows.reach + 1
    key = "how" if shown >= reach else "how_newest"
    shell.how_to_read(say(f"pages.inspect.storyboard.{key}", shown=f"{shown:,}", of=f"{reach:,}"))


def _title(judged: Judged, scene: Scene, moment: Moment) -> str:
    """When it was, and how many times the usual error."""
    when, last = (_when(judged, int(row)) for row in scene.answers[[0, -1]])
    if when != last:
        day, _, clock = when.partition(", ")
        if last.startswith(f"{day}, "):  # of one day only the clock differs; midnight is not said
            when, last = f"{day}, {clock or '00:00'}", last.removeprefix(f"{day}, ")
        when = say("pages.inspect.storyboard.span", first=when, last=last)
    if not np.isfinite(moment.times):
        return plain(when)
    return told("pages.inspect.storyboard.title", when=when, times=figure(moment.times, 2))


def _in_words(judged: Judged, scene: Scene, moment: Moment) -> str:
    """What it said, what happened, and how far off that is against its usual error."""
    truth = scene.truth[scene.answers]
    worst = int(np.argmax(np.abs(scene.predicted - truth)))
    words = {
        "predicted": figure(float(scene.predicted[worst])),
        "actual": judged.amount(float(truth[worst])),
        "error": judged.amount(moment.error),
        "usual": judged.amount(moment.usual),
    }
    if len(truth) == 1:
        return say("pages.inspect.storyboard.one", **words)
    return say("pages.inspect.storyboard.many", **words, when=_when(judged, int(scene.answers[worst])),
               steps=count(len(truth), "value"))  # fmt: skip


def _view(judged: Judged, scene: Scene, nothing: Predict) -> tuple[Scenes, int]:
    """The window, or of a long one the newest rows, so that the answers can still be seen; and how many rows."""
    answers, now = scene.answers, scene.now
    ahead = int(answers[-1]) - now
    first = max(int(scene.read[0]), now + 1 - max(_SHOWN, _PER_ANSWER * ahead))
    seen, after = np.arange(first, now + 1), np.arange(now, int(answers[-1]) + 1)
    after = answers if len(after) < 2 else after
    both = np.arange(first, int(answers[-1]) + 1)
    filled = judged.dataset.filled
    made_up = both[filled[both, judged.c]] if filled is not None else both[:0]
    view = Scenes(
        seen=_line(judged, seen, scene.truth[seen]),
        actual=_line(judged, after, scene.truth[after]),
        predicted=_line(judged, answers, scene.predicted),
        nothing=_line(judged, answers, nothing(np.array([now]))[0, :, judged.c]),
        made_up=_line(judged, made_up, scene.truth[made_up]),
        unit=judged.unit,
        rule=str(judged.evaluation["labels"][doing_nothing(question_of(judged.prepared))]),
    )
    return view, now + 1 - first


def _line(judged: Judged, rows: np.ndarray, values: np.ndarray) -> Line:
    return Line(x=judged.x[rows], y=np.asarray(values, np.float64))


def _why(found: tuple[Cause, ...]) -> None:
    """The likeliest first; nothing is invented where nothing is to be seen."""
    if not found:
        st.markdown(say("pages.inspect.storyboard.nothing_unusual"))
        return
    first, *others = found
    st.markdown(f"**{say('pages.inspect.storyboard.likely')}** {told(f'causes.{first.key}', **first.values)}")
    for cause in others:
        st.markdown(f"**{say('pages.inspect.storyboard.also')}** {told(f'causes.{cause.key}', **cause.values)}")


def _when(judged: Judged, row: int) -> str:
    if judged.dataset.time is None:
        return say("pages.inspect.worst.row", row=int(judged.dataset.row[row]) + 1)
    return at(judged.dataset.time[row], judged.dataset.spacing)
