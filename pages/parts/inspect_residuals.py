"""What is left unexplained: pictures, tests in words, and how far the loop of modelling has come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.charts.correlogram import correlogram, signed
from core.charts.residuals import bell, by_predicted, over_time, quantiles
from core.charts.theme import NO_TOOLS
from core.data.words import rows_lasting
from core.evaluation.leftovers import Leftover, leftover, loop
from core.evaluation.residuals import FEWEST, Memory, residuals
from core.examples.windows import target_offsets
from core.text import amount, count, say
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

FAINT = 0.2
"""A correlation below which knowing the last errors would take away less than 4 % of their variance."""

_ICONS = {"done": ":material/check_circle:", "open": ":material/pending:", "unknown": ":material/help:"}


def leftovers(judged: Judged, part: str) -> None:
    """The tests take a second or two on many rows."""
    st.markdown(say("pages.inspect.leftovers.sentence"))
    run = judged.run.id
    step = _step(judged)
    with st.spinner(say("pages.inspect.leftovers.testing")):
        found = _found(run, _stamp(judged), part, (judged.c, judged.series, step), judged)
    _loop(judged, found)
    if found.memory is None or found.shape is None:
        st.markdown(
            say("pages.inspect.leftovers.too_few", needed=FEWEST, found=count(len(found.residuals), "forecast"))
        )
        return
    st.markdown(_in_words(judged, found))
    _memory(judged, found.memory)
    _pictures(judged, part, found)
    _tests(found)


def _step(judged: Judged) -> int:
    """Which horizon step is looked at, from 0; the nearest unless said otherwise."""
    horizon = judged.prepared.windows.horizon
    if horizon == 1:
        return 0
    return int(
        st.select_slider(say("pages.inspect.leftovers.step"), range(horizon), format_func=judged.ahead,
                         key=f"leftovers_step_{judged.run.id}", help=say("pages.inspect.leftovers.step_help"))
    )  # fmt: skip


def _stamp(judged: Judged) -> int:
    """A run that was judged anew has other predictions."""
    return (drafts.library().folder(judged.run.id) / "evaluation.json").stat().st_mtime_ns


@st.cache_resource(max_entries=16, show_spinner=False)
def _found(run: str, stamp: int, part: str, which: tuple[int, int, int], _judged: Judged) -> Leftover:
    step = which[2]
    rows, predicted = _judged.at_step(part, step)
    ahead = int(target_offsets(_judged.prepared.windows)[step])
    return leftover(residuals(rows, _judged.truth[rows], predicted, ahead), _judged.dataset.season)


def _loop(judged: Judged, found: Leftover) -> None:
    """Look, model, residuals, validate, evaluate: what is done, and what is still open."""
    marks = loop(judged.evaluation, found.white)
    with st.container(border=True, key="modelling_loop"):
        for key, mark in marks.items():
            st.markdown(f"{_ICONS[mark]} **{say(f'residual_loop.{key}.label')}** {say(f'residual_loop.{key}.{mark}')}")


def _in_words(judged: Judged, found: Leftover) -> str:
    """Whether something is left to learn, and where it stands out most."""
    memory = found.memory
    lag = memory.strongest if memory else None
    if memory is None or lag is None or found.white:
        return say("pages.inspect.leftovers.no_memory")
    value = float(memory.found.correlation[lag])
    words = {"lag": rows_lasting(lag * memory.step, judged.dataset.spacing), "value": signed(value)}
    return say(f"pages.inspect.leftovers.{'faint' if abs(value) < FAINT else 'memory'}", **words)


def _memory(judged: Judged, memory: Memory) -> None:
    spacing = judged.dataset.spacing
    one = spacing * memory.step if spacing else None
    season = judged.dataset.season
    every = season // memory.step if season and season % memory.step == 0 else None
    left, right = st.columns(2)
    with left:
        chart = correlogram(memory.found, every, one, shell.dark())
        _framed("earlier", chart, say("pages.inspect.leftovers.earlier.how", chance=f"{memory.found.chance:.2f}"))
    with right:
        direct = replace(memory.found, correlation=memory.direct)
        if direct.computable:
            _framed("direct", correlogram(direct, every, one, shell.dark()), say("pages.inspect.leftovers.direct.how"))


def _pictures(judged: Judged, part: str, found: Leftover) -> None:
    left, unit, dark = found.residuals, judged.unit, shell.dark()
    assert found.shape is not None
    deviation = amount(float(left.value.std()), unit, 2)
    charts = {
        "time": over_time(judged.x[left.row], left.value, unit, part, dark=dark),
        "predicted": by_predicted(left.predicted, left.value, unit, part, dark=dark),
        "bell": bell(found.shape, unit, part, dark=dark),
        "quantiles": quantiles(found.shape, unit, part, dark=dark),
    }
    for first, second in (("time", "predicted"), ("bell", "quantiles")):
        for column, key in zip(st.columns(2), (first, second), strict=True):
            with column:
                _framed(key, charts[key], say(f"pages.inspect.leftovers.{key}.how", deviation=deviation))


def _framed(key: str, chart: go.Figure, sentence: str) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{say(f'pages.inspect.leftovers.{key}.title')}**")
        st.plotly_chart(chart, theme=None, config=dict(NO_TOOLS), key=f"leftovers_{key}", alt=sentence)
        shell.how_to_read(plain(sentence))


def _tests(found: Leftover) -> None:
    """One line each: what is asked, what is assumed, the figures, and what they mean."""
    st.markdown(f"**{say('pages.inspect.leftovers.tests')}**")
    columns = ("test", "assumed", "statistic", "p", "meaning")
    lines = [
        (
            say(f"residual_tests.{result.key}.label"),
            say(f"residual_tests.{result.key}.null"),
            "–" if result.reason else f"{result.statistic:,.2f}".replace("-", "−"),
            _p(result.p),
            result.sentence,
        )
        for result in found.tests
    ]
    named = [say(f"pages.inspect.leftovers.columns.{name}") for name in columns]
    st.table(pd.DataFrame(lines, columns=named).set_index(named[0]), border="horizontal")
    apart = found.residuals.apart
    if len(apart) < len(found.residuals):
        rows = count(found.residuals.ahead, "row")
        shell.how_to_read(say("pages.inspect.leftovers.apart", rows=rows, used=f"{len(apart):,}"))


def _p(value: float) -> str:
    if not np.isfinite(value):
        return "–"
    return say("pages.inspect.leftovers.small") if value < 0.001 else f"{value:.3f}"
