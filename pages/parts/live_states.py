"""What the Train page says before a run, after it, and when something went wrong."""

from __future__ import annotations

import streamlit as st

from core.export.network import nodes_of
from core.findings import Severity
from core.models.walk import total
from core.runs.records import Run
from core.runs.status import Status
from core.studies.backtest import with_parts
from core.text import count, say
from core.training.outcome import apply_remedy
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.draft import Draft
from pages.parts.live_queue import resume, train_button
from pages.parts.live_run import settings_differ
from pages.parts.words import model_in_words, plain


def ready(draft: Draft) -> None:
    """Nothing runs and nothing ran: what pressing Train would do. Raises what makes it impossible."""
    prepared = drafts.prepared(draft)
    numbers = total(nodes_of(draft.experiment, prepared.dataset))
    words = say(
        "pages.train.ready.text",
        model=plain(model_in_words(draft.experiment)),
        numbers=numbers,
        examples=prepared.counts["train"],
        epochs=count(draft.experiment.training.epochs, say("pages.train.epoch"), say("pages.train.epochs")),
    )
    with _card("ready", words):
        train_button(draft, say("pages.train.train"))


def after(run: Run, draft: Draft) -> None:
    """What to do about a run that is over."""
    if run.status in (Status.INTERRUPTED, Status.STOPPED):
        key = "interrupted" if run.status is Status.INTERRUPTED else "stopped"
        with _card(key, say(f"pages.train.again.{key}")):
            kind = "primary" if run.status is Status.INTERRUPTED else "secondary"
            st.button(say("pages.train.resume"), type=kind, key="resume", on_click=resume, args=(run.id,))
            if not settings_differ(run, draft):
                train_button(draft, say("pages.train.start_again"), "secondary", "start_again")
    if run.status is Status.FAILED and run.finding:
        _failed(run)


def _failed(run: Run) -> None:
    """The finding, and its remedies as buttons: each changes the settings on the screen."""
    assert run.finding is not None
    _, text = notices.sentences(run.finding)
    notices.box(Severity.ERROR, say("pages.train.what_to_do"), text)
    with st.container(horizontal=True):
        for remedy in run.finding.remedies:
            sentence = f"remedies.{remedy}"
            st.button(say(sentence), key=f"remedy_{remedy}", on_click=mend, args=(run.id, remedy))


@notices.callback
def mend(run_id: str, remedy: str) -> None:
    """The run's settings with one remedy, ready to train."""
    run = drafts.library().run(run_id)
    training = apply_remedy(run.experiment.training, remedy)
    drafts.update(dataset=run.dataset, experiment=run.experiment.but(training=training))
    leave()


def other_settings(run: Run, draft: Draft) -> None:
    """The run was made with other settings than those on the screen: the way back to both."""
    if not settings_differ(run, draft):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="other_settings"):
        st.markdown(
            f":small[**{say('pages.train.other.title')}**  \n"
            f"{say('pages.train.other.text', run=plain(run.name), model=plain(model_in_words(draft.experiment)))}]",
            width="stretch",
        )
        st.button(say("pages.train.other.use"), key="use_its_settings", on_click=adopt, args=(run.id,))
        st.button(say("pages.train.other.keep"), key="keep_mine", on_click=leave)


@notices.callback
def adopt(run_id: str) -> None:
    """Put a run's settings on the screen."""
    run = drafts.library().run(run_id)
    drafts.update(dataset=run.dataset, experiment=with_parts(run.experiment), run=run.id)


@notices.callback
def leave() -> None:
    """Back to the settings on the screen; the run stays under Compare."""
    draft = drafts.update(run=None)
    st.session_state.setdefault("_kept_mine", set()).add(draft.id)
    st.query_params.pop("run", None)


def lost(problem: Exception) -> None:
    """The run of the URL is gone: say so, and go on with the settings on the screen."""
    notices.box(Severity.INFO, say("pages.train.lost.title"), say("pages.train.lost.text"))
    leave()


def _card(key: str, text: str) -> st.delta_generator.DeltaGenerator:
    """A bordered row: bold title and text on the left; the buttons go where the caller writes them."""
    row = st.container(border=True, horizontal=True, vertical_alignment="center", key=f"card_{key}")
    row.markdown(f"**{say(f'pages.train.cards.{key}')}**  \n{text}", width="stretch")
    return row
