"""Find a learning rate: a job of its own tries about a hundred batches, one click takes over what it found."""

from __future__ import annotations

import streamlit as st

from core.charts.loss import LossScale, loss_scale
from core.charts.rate_finder import rate_finder, rate_finder_alt
from core.charts.theme import NO_TOOLS
from core.examples.prepare import Prepared
from core.runs.probes import ask_probe, probe_of, sweep_of
from core.runs.records import Run
from core.runs.status import Status
from core.text import say
from core.training.rates import BATCHES, Sweep, ladder, suggested
from core.training.words import positional
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft

LOOK_SECONDS = 0.5


def find_rate(draft: Draft, prepared: Prepared) -> None:
    """What there is for the settings on the screen: a button, its progress, or the curve."""
    probe = probe_of(drafts.library(), draft.experiment, draft.dataset)
    if probe is None:
        _offer(draft, "find")
    elif probe.active:
        st.fragment(_progress, run_every=LOOK_SECONDS)(probe.id)
    elif probe.status is Status.FINISHED:
        scale = loss_scale(draft.experiment, prepared.fitted)
        _result(sweep_of(drafts.library(), probe), draft.experiment.training.learning_rate, scale)
    else:
        _came_to_nothing(probe, draft)


def _offer(draft: Draft, label: str) -> None:
    lowest, *_, highest = ladder().tolist()
    _note(say("pages.model.finder.why", batches=BATCHES, lowest=positional(lowest), highest=positional(highest)))
    st.button(say(f"pages.model.finder.{label}"), key="find_rate", icon=":material/search:", on_click=_find,
              args=(draft,))  # fmt: skip


@notices.callback
def _find(draft: Draft) -> None:
    """Click as often as you like: it is one job. The page that follows wakes the supervisor."""
    ask_probe(drafts.library(), draft.experiment, draft.dataset)


@notices.careful
def _progress(probe_id: str) -> None:
    library = drafts.library()
    probe = library.run(probe_id)
    if not probe.active:
        st.rerun()  # the whole page once more, with the curve
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.progress(*_how_far(probe))
        st.button(say("pages.model.finder.stop"), key="stop_finding", icon=":material/stop:", on_click=_stop,
                  args=(probe_id,), disabled=probe.status is Status.STOPPING)  # fmt: skip


def _how_far(probe: Run) -> tuple[float, str]:
    """The share that is done, and what is going on."""
    if probe.status.waits:
        return 0.0, say("pages.model.finder.waits")
    events = drafts.library().events(probe.id)
    done, of = (events[-1].values["batch"], events[-1].values["of"]) if events else (0, BATCHES)
    if probe.status is Status.STARTING or not done:
        return 0.0, say("pages.model.finder.starts")
    return done / of, say("pages.model.finder.goes_on", done=done, of=of)


@notices.callback
def _stop(probe_id: str) -> None:
    drafts.library().stop(probe_id)


def _result(sweep: Sweep, present: float, scale: LossScale) -> None:
    found = suggested(sweep)
    if len(sweep.losses) > 1:
        chart = rate_finder(sweep, present, scale, dark=shell.dark())
        st.plotly_chart(chart, config=dict(NO_TOOLS), key="rate_finder", alt=rate_finder_alt(sweep, present, scale))
        shell.how_to_read(say("pages.model.finder.how"))
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="rate_found"):
        if found is None:
            st.markdown(say("pages.model.finder.flat", present=positional(present)))
            return
        lowest = sweep.rates[int(sweep.smooth.argmin())]
        words = say("pages.model.finder.found", rate=positional(found), lowest=positional(lowest, 2))
        st.markdown(words, width="stretch")
        label = "taken" if found == present else "take"
        st.button(say(f"pages.model.finder.{label}", rate=positional(found)), key="take_rate",
                  disabled=found == present, on_click=_take, args=(found,))  # fmt: skip


@notices.callback
def _take(rate: float) -> None:
    drafts.update(training=drafts.current().experiment.training.but(learning_rate=rate))


def _came_to_nothing(probe: Run, draft: Draft) -> None:
    if probe.status is Status.FAILED and probe.finding:
        notices.show(probe.finding)
    else:
        key = "stopped" if probe.status is Status.STOPPED else "interrupted"
        st.markdown(say(f"pages.model.finder.{key}"))
    _offer(draft, "again")


def _note(sentence: str) -> None:
    st.markdown(f":small[:gray[{sentence}]]")
