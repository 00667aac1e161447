"""Beginning, stopping and resuming runs; and who is next in line."""

from __future__ import annotations

import hashlib

import streamlit as st

from core.models.presets import PRESETS
from core.runs.places import home
from core.runs.records import Run
from core.runs.status import Kind
from core.runs.wake import wake
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.live_run import history_of, same_question, settings_differ
from pages.parts.words import plain


def key_of(draft: Draft) -> str:
    """One key for all clicks on one drawn button: the draft, its settings, and how often they have run.

    The count is taken when the button is drawn, so that 20 fast clicks ask for the same run.
    """
    runs = drafts.library().runs()
    before = sum(not settings_differ(run, draft) for run in runs)
    text = f"{draft.dataset}/{draft.experiment.model_dump_json()}"
    return f"{draft.id}/{hashlib.sha256(text.encode()).hexdigest()[:20]}/{before}"


def name_of(draft: Draft) -> str:
    """The preset's name, with a number when it is taken."""
    preset = draft.experiment.model.preset
    name = PRESETS[preset].title if preset in PRESETS else say("shell.own_model")
    taken = {run.name for run in drafts.library().runs()}
    numbered = (f"{name} {n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


@notices.callback
def begin(draft: Draft, key: str) -> None:
    """Put the draft in the queue; the page then follows the run."""
    run = drafts.library().submit(draft.experiment, draft.dataset, name=name_of(draft), key=key)
    wake(home())
    drafts.update(run=run.id)


@notices.callback
def resume(run_id: str) -> None:
    drafts.library().resume(run_id)
    wake(home())


@notices.callback
def stop(run_id: str) -> None:
    drafts.library().stop(run_id)
    wake(home())


@notices.callback
def remove(run_id: str) -> None:
    drafts.library().remove_from_queue(run_id)


def train_button(draft: Draft, label: str, kind: str = "primary", key: str = "train") -> None:
    """One click, or twenty: one run."""
    st.button(label, type=kind, key=key, on_click=begin, args=(draft, key_of(draft)))


def stop_button(run: Run) -> None:
    """In the bar at the foot, following the epoch that would be kept."""
    st.fragment(_stop_button, run_every=1)(run.id)


@notices.careful
def _stop_button(run_id: str) -> None:
    run = drafts.library().run(run_id)
    if not run.active:
        return
    history = history_of(run)
    best, networks = history.best_epoch, count(sum(epoch > 0 for epoch in history.kept), "network")
    label = say("pages.train.stop_and_keep", epoch=best) if best else say("pages.train.stop")
    if best and history.members > 1:
        label = say("pages.train.networks.stop_and_keep", networks=networks)
    st.button(
        label if run.status != "stopping" else say("pages.train.stopping_button"),
        key="stop",
        icon=":material/stop:",
        disabled=run.status == "stopping",
        on_click=stop,
        args=(run_id,),
    )


def next_in_line(run: Run) -> None:
    """The run at work when it is not the one watched, then those that wait, in the order of their turns."""
    library = drafts.library()
    known = {one.id: one for one in library.runs()}
    others = [job for job in library.queue() if job.kind is Kind.TRAIN and job.run != run.id and job.run in known]
    if not others:
        return
    shell.section(say("pages.train.queue.title" if not run.status.waits else "pages.train.queue.title_all"))
    ahead = 0
    for job in others:
        _in_line(run, known[job.run], ahead)
        ahead += job.status.waits


def _in_line(watched: Run, other: Run, ahead: int) -> None:
    same = same_question(watched.experiment, other.experiment)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"in_line_{other.id}"):
        st.markdown(
            say("pages.train.queue.same" if same else "pages.train.queue.other", name=plain(other.name)),
            width="stretch",
        )
        waits = other.status.waits
        when = (
            "pages.train.queue.now" if not waits else "pages.train.queue.after" if ahead else "pages.train.queue.next"
        )
        st.markdown(f":small[:gray[{say(when, runs=ahead)}]]", width="content")
        label = say("pages.train.queue.remove" if waits else "pages.train.queue.watch")
        st.button(label, type="tertiary", key=f"line_{other.id}", on_click=remove if waits else watch,
                  args=(other.id,))  # fmt: skip


@notices.callback
def watch(run_id: str) -> None:
    """Look at another run."""
    drafts.update(run=run_id)
