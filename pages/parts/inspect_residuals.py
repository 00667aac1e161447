"""What is left unexplained: pictures, tests in words, and how far the loop of modelling has come."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.charts.leftovers import Pictured, apart, course, memory, pattern, tested
from core.charts.theme import NO_TOOLS
from core.evaluation.leftovers import Leftover, leftover, loop
from core.evaluation.residuals import FEWEST, residuals
from core.examples.windows import target_offsets
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

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
    data, left, dark = judged.dataset, found.residuals, shell.dark()
    st.markdown(pattern(found, data.spacing))
    _framed(memory(found.memory, data.spacing, data.season, dark=dark))
    _framed(course(found, judged.x[left.row], judged.unit, part, dark=dark))
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


def _framed(pictures: Sequence[Pictured]) -> None:
    """Two beside each other."""
    for at in range(0, len(pictures), 2):
        for column, one in zip(st.columns(2), pictures[at : at + 2], strict=False):
            with column, st.container(border=True, height="stretch"):
                st.markdown(f"**{one.title}**")
                st.plotly_chart(one.chart, theme=None, config=dict(NO_TOOLS), key=f"leftovers_{one.key}", alt=one.how)
                shell.how_to_read(plain(one.how))


def _tests(found: Leftover) -> None:
    """One line each."""
    st.markdown(f"**{say('pages.inspect.leftovers.tests')}**")
    head, rows = tested(found)
    st.table(pd.DataFrame(rows, columns=head).set_index(head[0]), border="horizontal")
    if note := apart(found):
        shell.how_to_read(note)
