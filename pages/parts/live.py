"""The live panel: a fragment that reads only what is new, and stops asking when the run has ended."""

from __future__ import annotations

import streamlit as st

from core.charts.history import History
from core.charts.story import ending, several_kept
from core.runs.records import Run
from core.runs.status import ASIDE, Kind, Status
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices
from pages.parts.live_detail import BATCH, QUIET, drawn
from pages.parts.live_figures import ONE_LINE_EACH, metrics, story_so_far
from pages.parts.live_picture import at, picture, progress
from pages.parts.live_run import Rules, as_draft, history_of, rules_of, teller
from pages.parts.shell import Page


def judging(run: Run) -> bool:
    """Whether the kept weights are being judged just now, or have been since `run` was read."""
    if run.active or run.evaluated:
        return False
    library = drafts.library()
    kinds = (job for job in library.jobs(run.id) if job.kind is Kind.EVALUATE)
    return any(job.status.waits or job.status.active for job in kinds) or library.run(run.id).evaluated


def panel(page: Page, run: Run) -> None:
    """Everything about a run on the Train page, kept current while something of it goes on."""
    phase = _phase(run)
    st.html(ONE_LINE_EACH)
    st.fragment(_panel, run_every=1 if any(phase) else None)(page, run.id, phase)


def _phase(run: Run) -> tuple[bool, bool]:
    """What the rest of the page depends on: whether it goes on, whether it is being judged."""
    return run.active, judging(run)


@notices.careful
def _panel(page: Page, run_id: str, phase: tuple[bool, bool]) -> None:
    run = drafts.library().run(run_id)
    if _phase(run) != phase:
        st.rerun()  # the whole page once more; when nothing goes on, it asks no longer
    history, rules = history_of(run), rules_of(as_draft(run))
    headline, sentence = state(run, history, rules)
    page.headline.title(headline, anchor=False)
    page.sentence.markdown(sentence)
    detail = drawn(run)
    shown = history if detail == BATCH else history.by_epoch
    if run.active:
        progress(run, shown)
    if brought_back(run, history) or detail == QUIET:
        return
    if run.active or shown.epochs or shown.running:
        picture(run, shown, rules)
        metrics(run, shown, rules)
    story_so_far(run, shown, rules)


def brought_back(run: Run, history: History) -> bool:
    """Whether it was taken out of a bundle, which knows of the training only the epoch that was kept."""
    return run.status is Status.FINISHED and not history.start


def state(run: Run, history: History, rules: Rules) -> tuple[str, str]:
    """Headline and sentence: what is going on, or how it ended."""
    if run.status is Status.QUEUED:
        return say("pages.train.queued.headline"), _ahead(run)
    if run.status is Status.STARTING or (run.active and not history.start):
        return say("pages.train.starting.headline"), say("pages.train.starting.sentence")
    if run.active:
        key = "pages.train.networks" if history.members > 1 else "pages.train.running"
        headline = say(f"{key}.headline", **at(history))
        if run.status is Status.STOPPING:
            return headline, say("pages.train.stopping")
        return headline, _running(history, run.experiment.training.keep == "last")
    done = count(history.done, say("pages.train.epoch"), say("pages.train.epochs"))
    if brought_back(run, history):
        return say("pages.train.brought_back.headline"), say(
            "pages.train.brought_back.sentence", best=history.best_epoch
        )
    if run.status is Status.FINISHED:
        return say("pages.train.finished", epochs=done), ending(history, teller(run, "", rules))
    if run.status is Status.STOPPED:
        key = "pages.train.stopped" if history.done else "pages.train.stopped_early"
        return say(key, epochs=done), _kept(history, rules)
    if run.finding is None:
        return run.status.label.capitalize(), run.status.text
    title, _ = notices.sentences(run.finding)
    return title, _kept(history, rules)


def _running(history: History, last: bool) -> str:
    if history.members > 1:
        key = "learning" if history.done_here else "first"
        return say(f"pages.train.networks.{key}", **at(history), best=history.best_epoch - history.before)
    if not history.done:
        return say("pages.train.running.first")
    best, left = history.best_epoch, history.patience_left
    if last:
        return say("pages.train.running.last", newest=best, best=history.lowest)
    if best == history.done:
        return say("pages.train.running.improving", best=best)
    if left is None:
        return say("pages.train.running.no_patience", best=best)
    more = count(left, say("pages.train.epoch"), say("pages.train.epochs"))
    return say("pages.train.running.waiting", best=best, more=more.replace(" ", " more ", 1))


def _kept(history: History, rules: Rules) -> str:
    if not history.best_epoch:
        return say("pages.train.nothing_kept")
    if history.members > 1:
        return several_kept(history, rules.scale)
    return say("pages.train.is_kept", best=history.best_epoch, loss=rules.scale.words(history.best))


def _ahead(run: Run) -> str:
    jobs = [job for job in drafts.library().queue() if job.kind not in ASIDE]
    place = next((i for i, job in enumerate(jobs) if job.run == run.id), 0)
    return say("pages.train.queued.next") if place <= 1 else say("pages.train.queued.ahead", runs=place)
