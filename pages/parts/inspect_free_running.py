"""Left to itself: a model that goes on from its own answers, beside one step at a time from what really happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.charts.explain_free import Compounding, Going, compounding, going
from core.charts.predictions import Line
from core.data.words import duration
from core.evaluation.explain.free import hindered, starts, unknown
from core.examples.split import PARTS
from core.text import amount, count, say
from pages.parts import notices, shell
from pages.parts.analysis import analysed
from pages.parts.inspect_errors import draw, frame
from pages.parts.inspect_pick import when
from pages.parts.inspect_run import Judged
from pages.parts.words import listed, plain

FEWEST_STEPS, MOST_STEPS = 24, 200


def free_running(judged: Judged, part: str) -> None:
    st.markdown(say("pages.inspect.free.sentence"))
    why = hindered(judged.prepared, judged.run.experiment.data)
    if why:
        st.markdown(_cannot(judged, why))
        return
    steps = _steps(judged, part)
    if not steps:
        st.markdown(say("pages.inspect.free.short", part=say(f"parts.{part}")))
        return
    found = analysed(judged, "free", {"part": part, "steps": steps})
    if found is None:
        return
    with frame("free.compounds"):
        _compounds(judged, found)
    with frame("free.one_start"):
        st.fragment(notices.careful(_one_start))(judged, found)


def _cannot(judged: Judged, why: str) -> str:
    others = unknown(judged.prepared, judged.run.experiment.data)
    delay = duration(judged.prepared.windows.delay, judged.dataset.spacing)
    return say(f"pages.inspect.free.cannot.{why}", columns=plain(listed(others)), delay=delay)


def _steps(judged: Judged, part: str) -> int:
    """Two seasons or two horizons ahead, fewer where the part is shorter; 0 where nothing fits."""
    wanted = max(FEWEST_STEPS, 2 * (judged.dataset.season or 0), 2 * judged.prepared.windows.horizon)
    wanted = min(MOST_STEPS, wanted)
    while wanted >= 2 and not len(starts(judged.prepared, PARTS.index(part), wanted, most=1)):
        wanted //= 2
    return wanted if wanted >= 2 else 0


def _compounds(judged: Judged, found: dict[str, Any]) -> None:
    free, one, actual = (_of_target(judged, found[name]) for name in ("free", "one", "actual"))
    still = _of_target(judged, found["still"])[:, None]
    errors = {
        name: np.abs(said - actual).mean(axis=0) for name, said in (("free", free), ("one", one), ("still", still))
    }
    steps = [duration(step, judged.dataset.spacing) for step in range(1, free.shape[1] + 1)]
    chart = compounding(Compounding(steps=steps, **errors, unit=judged.unit), dark=shell.dark())
    average = {name: amount(float(error.mean()), judged.unit, 2) for name, error in errors.items()}
    key = "worse" if errors["free"].mean() > errors["still"].mean() else "better"
    draw("free_compounds", chart, say(f"pages.inspect.free.compounds.{key}", **average, last=steps[-1],
                                      starts=count(len(free), "start")))  # fmt: skip


def _one_start(judged: Judged, found: dict[str, Any]) -> None:
    now = np.array(found["now"], np.int64)
    own = np.flatnonzero((now >= judged.rows.start) & (now < judged.rows.stop))
    own = own if len(own) else np.arange(len(now))
    with st.container(horizontal=True, vertical_alignment="bottom", key="free_controls"):
        free = st.toggle(say("pages.inspect.free.switch"), value=True, key=f"free_{judged.run.id}",
                         help=say("pages.inspect.free.switch_help"))  # fmt: skip
        place = int(own[0])
        if len(own) > 1:
            chosen = st.select_slider(say("pages.inspect.free.start"), own.tolist(), key=f"free_start_{judged.run.id}",
                                      format_func=lambda w: when(judged, int(now[w])))  # fmt: skip
            place = int(chosen)
    said, actual = (_of_target(judged, found[name])[place] for name in ("free" if free else "one", "actual"))
    row, steps = int(now[place]), len(said)
    past = np.arange(max(judged.dataset.rows_of(int(judged.dataset.series[row])).start, row - 2 * steps), row + 1)
    ahead = judged.x[row + 1 : row + steps + 1]
    view = Going(past=Line(x=judged.x[past], y=judged.truth[past]), actual=Line(x=ahead, y=actual),
                 said=Line(x=ahead, y=said), unit=judged.unit)  # fmt: skip
    off = amount(float(np.abs(said - actual).mean()), judged.unit, 2)
    draw("free_one_start", going(view, dark=shell.dark()),
         say(f"pages.inspect.free.one_start.{'free' if free else 'one'}", when=when(judged, row), off=off))  # fmt: skip


def _of_target(judged: Judged, stored: list[Any]) -> np.ndarray:
    return np.array(stored, dtype=float)[..., judged.c]
