"""Where it errs: four small pictures, each with the sentence it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.charts.axes import moment
from core.charts.errors import Beyond, Steps, beyond, by_step, scatter, sizes
from core.charts.theme import NO_TOOLS
from core.examples.windows import target_offsets
from core.export.rows import time_of
from core.text import figure, say, spacing_word
from pages.parts import shell
from pages.parts.inspect_evidence import shown_rules
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import shortest
from pages.parts.words import plain


def errors(judged: Judged, part: str) -> None:
    actual, predicted = judged.pairs(part)
    finite = np.isfinite(actual) & np.isfinite(predicted)
    first, second = st.columns(2)
    if finite.any():
        with first, frame("scatter"):
            _scatter(judged, part, actual[finite], predicted[finite])
    with second, frame("by_step"):
        _by_step(judged, part)
    first, second = st.columns(2)
    if finite.any():
        with first, frame("sizes"):
            _sizes(judged, part, predicted[finite] - actual[finite])
    with second, frame("beyond"):
        _beyond(judged)


@contextmanager
def frame(key: str) -> Iterator[None]:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{say(f'pages.inspect.{key}.title')}**")
        yield


def draw(key: str, chart: go.Figure, sentence: str) -> None:
    """The picture and what it says, which is also read out."""
    st.plotly_chart(chart, config=dict(NO_TOOLS), key=key, alt=sentence)
    shell.how_to_read(plain(sentence))


def _scatter(judged: Judged, part: str, actual: np.ndarray, predicted: np.ndarray) -> None:
    chart = scatter(actual, predicted, judged.unit, part, dark=shell.dark())
    draw("scatter", chart, say(f"pages.inspect.scatter.{scatter_side(predicted - actual)}"))


def scatter_side(wrong: np.ndarray) -> str:
    """Whether predicted minus actual leans to one side."""
    lean = float(wrong.mean())
    return "even" if abs(lean) < 0.05 * float(np.abs(wrong).mean()) else "high" if lean > 0 else "low"


def _by_step(judged: Judged, part: str) -> None:
    steps = judged.evaluation["by_step"][part]
    own = np.array(steps["model"][judged.target], dtype=float)
    ahead = target_offsets(judged.prepared.windows)
    if len(own) == 1:
        shell.how_to_read(say("pages.inspect.by_step.one", error=plain(f"±{judged.amount(own[0])}")))
        return
    rules = {
        shortest(judged.evaluation["labels"][key]): np.array(by_target[judged.target], dtype=float)
        for key, by_target in steps.items()
        if key in shown_rules(judged.evaluation)
    }
    word = spacing_word(judged.dataset.spacing, 2)
    view = Steps(ahead=ahead.tolist(), unit_of_time=word, name=judged.name, model=own, rules=rules, unit=judged.unit)
    ends = {"first": judged.ahead(0), "last": judged.ahead(len(own) - 1)}
    sentence = say("pages.inspect.by_step.ends", **ends, near=judged.amount(own[0], 2), far=judged.amount(own[-1], 2))
    draw("by_step", by_step(view, dark=shell.dark()), sentence)


def _sizes(judged: Judged, part: str, wrong: np.ndarray) -> None:
    share = float((wrong > 0).mean())
    chart = sizes(wrong, judged.unit, part, dark=shell.dark())
    draw("sizes", chart, say("pages.inspect.sizes.right", share=f"{100 * share:.0f} %"))


def _beyond(judged: Judged) -> None:
    """The newest forecast: the one made when the last row is now."""
    answers, own = judged.predictions, judged.rows
    last = int(np.searchsorted(answers.future_row, own.stop)) - 1
    if last < 0 or answers.future_row[last] < own.start:
        shell.how_to_read(say("pages.inspect.beyond.none"))
        return
    newest = int(answers.future_row[last])
    values = answers.future[last][:, judged.c].astype(float)
    rows = newest + target_offsets(judged.prepared.windows)
    past = slice(max(own.start, newest + 1 - max(4 * len(values), 96)), newest + 1)
    # Without times a series is drawn on from its own newest row, though the next row of the file may be another's.
    timed = judged.dataset.time is not None
    x = time_of(judged.dataset, rows, np.array([newest])) if timed else judged.x[newest] + rows - newest
    view = Beyond(past_x=judged.x[past], past=judged.truth[past], future_x=x, future=values, unit=judged.unit)
    when = moment(x[0]) if timed else say("pages.inspect.worst.row", row=int(x[0]) + 1)
    low, high = (figure(float(v), 2) for v in (values.min(), values.max()))
    words = {"low": low, "high": judged.amount(float(values.max()), 2), "when": when}
    key = "one" if low == high else "many"
    mae = judged.evaluation["metrics"][judged.parts[-1]]["original"][judged.target]["mae"]
    sentence = say(f"pages.inspect.beyond.{key}", **words, off=figure(float("nan") if mae is None else mae, 2))
    draw("beyond", beyond(view, dark=shell.dark()), sentence)
