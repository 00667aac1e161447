"""How far ahead a model is of any use: its skill at each step, and where it stops being better."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.charts.slices import Ahead, gains_chart
from core.charts.theme import NO_TOOLS
from core.evaluation.faults import gains
from core.evaluation.slices import Gains
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from core.text import say, spacing_word
from pages.parts import shell
from pages.parts.inspect_run import Judged
from pages.parts.words import plain


@st.cache_resource(max_entries=16, show_spinner=False)
def _gains(run: str, stamp: int, part: str, which: tuple[int, int], _judged: Judged) -> Gains:
    now, values = _judged.predictions.of(PARTS.index(part))
    first, end = np.searchsorted(now, [_judged.rows.start, _judged.rows.stop])
    own = slice(None) if _judged.dataset.classes else slice(int(first), int(end))
    return gains(_judged.prepared, now[own], values[own], which[0])


def skill_by_step(judged: Judged, part: str) -> None:
    """1 − error / doing nothing at each step ahead, and from which step on it is no better."""
    found = _gains(judged.run.id, judged.stamp, part, (judged.c, judged.series), judged)
    ahead = target_offsets(judged.prepared.windows)
    with st.container(border=True):
        st.markdown(f"**{say('pages.inspect.when.steps.title')}**")
        if not np.isfinite(found.gain).any():
            shell.how_to_read(say("pages.inspect.when.steps.perfect"))
            return
        view = Ahead(ahead=ahead.tolist(), unit_of_time=spacing_word(judged.dataset.spacing, 2), gains=found)
        sentence = f"{_until(judged, found)} {say('pages.inspect.when.steps.how')}"
        st.plotly_chart(gains_chart(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="when_steps",
                        alt=sentence)  # fmt: skip
        shell.how_to_read(plain(sentence))


def _until(judged: Judged, found: Gains) -> str:
    """Names the step at which the model stops being better, and up to which that is more than luck."""
    steps, until = len(found.gain), found.until
    gain = f"{100 * float(found.gain[0]):.0f} %"
    if until == 0:
        best = int(np.nanargmax(found.gain))
        if found.gain[best] <= 0:
            return say("pages.inspect.when.steps.never", first=judged.ahead(0))
        words = {"best": judged.ahead(best), "gain": f"{100 * float(found.gain[best]):.0f} %"}
        return say("pages.inspect.when.steps.later", first=judged.ahead(0), **words)
    words = {"gain": gain, "first": judged.ahead(0), "last": judged.ahead(until - 1)}
    if until == steps:
        told = say("pages.inspect.when.steps.always", **words, end=f"{100 * float(found.gain[-1]):.0f} %")
    else:
        told = say("pages.inspect.when.steps.until", **words, stops=judged.ahead(until))
    if found.sure_until < until and np.isfinite(found.low).any():
        sure = found.sure_until
        key = "sure" if sure else "unsure"
        told += " " + say(f"pages.inspect.when.steps.{key}", last=judged.ahead(max(0, sure - 1)))
    return told
