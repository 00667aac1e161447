"""Stage 4: one click starts a run; the page watches it and may be closed."""

from __future__ import annotations

import streamlit as st

from core.errors import NotFoundError, RunError
from core.runs.places import home
from core.runs.records import Run
from core.runs.status import Status
from core.runs.wake import wake
from core.text import say
from pages.parts import draft as drafts
from pages.parts import live, live_states, notices, shell
from pages.parts.draft import Draft
from pages.parts.live_picture import waiting_picture
from pages.parts.live_queue import next_in_line, stop_button, train_button
from pages.parts.live_replay import epochs_replayed


def watched(draft: Draft) -> Run | None:
    """The run of the URL; without one, the run that is going on."""
    library = drafts.library()
    if draft.run:
        try:
            return library.run(draft.run)
        except NotFoundError as problem:
            live_states.lost(problem)
            return None
        except RunError as problem:
            notices.error(problem)
            live_states.leave()
            return None
    going = sorted((run for run in library.runs() if run.active), key=lambda run: run.status.waits)
    if going and draft.id not in st.session_state.get("_kept_mine", ()):
        drafts.update(run=going[0].id)
        return going[0]
    return None


def before(draft: Draft) -> None:
    """No run yet: what Train would do."""
    shell.page(say("pages.train.ready.headline"), say("pages.train.ready.sentence"))
    with notices.guarded():
        live_states.ready(draft)
        waiting_picture(draft)
    shell.bottom(say("pages.train.ready.bottom"), back="model")


def watching(run: Run, draft: Draft) -> None:
    """A run, going on or over."""
    page = shell.page(run.status.label.capitalize(), run.status.text)
    live_states.other_settings(run, draft)
    live_states.after(run, draft)
    live.panel(page, run)
    epochs_replayed(run)
    next_in_line(run)
    if run.active:
        bar = shell.bottom(say("pages.train.may_close"))
        with bar.actions:
            stop_button(run)
        return
    bar = shell.bottom(bottom_text(run), back="model", next="inspect" if run.evaluated else None)
    if run.status not in ("interrupted", "stopped"):
        with bar.actions:
            train_button(draft, say("pages.train.train_again"), "tertiary", "train_again")


def bottom_text(run: Run) -> str:
    if live.judging(run):
        return say("pages.train.judging")
    if run.status is Status.INTERRUPTED:
        return say("pages.train.judged_later")
    if run.evaluated and run.experiment.split.by == "all":
        return say("pages.train.unjudged")
    return say("pages.train.judged" if run.evaluated else "pages.train.not_judged")


wake(home())  # a worker gets ready while one reads
draft = drafts.current()
run = watched(draft)
if run is None:
    before(draft)
else:
    watching(run, drafts.current())
