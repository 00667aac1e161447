"""Stage 5: was it any good, where does it err, and what is taken home."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.runs.records import Run
from core.text import count, say
from pages.parts import class_figures, inspect_metrics, live_states, notices, shell, whole_errors
from pages.parts import draft as drafts
from pages.parts.class_confusion import taken_for
from pages.parts.draft import Draft
from pages.parts.inspect_closer import closer
from pages.parts.inspect_evidence import evidence
from pages.parts.inspect_findings import cards
from pages.parts.inspect_home import take_home
from pages.parts.inspect_members import networks_together
from pages.parts.inspect_new import open_model, predict_new_file
from pages.parts.inspect_picture import picture, target_control
from pages.parts.inspect_run import Judged, judged
from pages.parts.inspect_series import by_series
from pages.parts.inspect_verdict import findings, headline, verdict_of
from pages.parts.live_queue import begin, key_of
from pages.parts.series import series_control
from pages.parts.words import plain


def looked_at(draft: Draft) -> Run | None:
    """The run of the URL when it has been judged, else the newest one that has."""
    runs = [run for run in drafts.library().runs() if run.evaluated]
    return next((run for run in runs if run.id == draft.run), runs[0] if runs else None)


def empty(draft: Draft) -> None:
    """Nothing has been judged: the next step, or the run that is on its way."""
    shell.page(say("pages.inspect.empty.headline"), say("pages.inspect.empty.sentence"))
    going = next((run for run in drafts.library().runs() if run.active), None)
    with st.container(border=True, key="empty"):
        if going:
            st.markdown(say("pages.inspect.empty.going", name=plain(going.name)))
            if st.button(say("pages.inspect.empty.watch"), type="primary", key="watch"):
                drafts.update(run=going.id)
                shell.go("train")
        else:
            st.markdown(say("pages.inspect.empty.text"))
            if st.button(say("pages.inspect.empty.train"), type="primary", key="train_now"):
                begin(draft, key_of(draft))
                shell.go("train")
    st.fragment(open_model)()
    shell.bottom("", back="train")


def unjudged(run: Run) -> None:
    """A model that has learned from every row: nothing is left to judge it by."""
    epochs = count(run.experiment.training.epochs, "epoch")
    shell.page(say("pages.inspect.unjudged.headline"), say("pages.inspect.unjudged.sentence", epochs=epochs))
    with notices.guarded():
        seen = judged(run)
        if not seen.dataset.classes and not seen.prepared.windows.whole:
            seen = replace(seen, c=target_control(seen))
            picture(replace(seen, series=series_control(seen.dataset, f"series_{run.id}")))
        take_home(seen)
        predict_new_file(seen)
    shell.bottom(say("pages.inspect.unjudged.next"), next="compare")


def whole(run: Run, draft: Draft) -> None:
    evaluation = drafts.library().evaluation(run.id) or {}
    if run.experiment.split.by == "all":
        unjudged(run)
        return
    title, sentence = headline(evaluation)
    shell.page(title, sentence)
    live_states.other_settings(run, draft)
    with notices.guarded():
        details(judged(run))
    bar = shell.bottom(plain(verdict_of(evaluation)["next"]), next="compare")
    with bar.actions:
        if st.button(say("pages.inspect.train_again"), type="tertiary", key="train_again"):
            shell.go("train")


def details(seen: Judged) -> None:
    evidence(seen)
    cards(seen)
    findings(seen)
    seen = seen if seen.dataset.classes else replace(seen, c=target_control(seen))
    if seen.dataset.classes:
        _classes(seen)
    elif seen.prepared.windows.whole:
        _examples(seen)
    else:
        _series(seen)
    networks_together(seen)
    take_home(seen)
    predict_new_file(seen)


def _series(seen: Judged) -> None:
    """Numbers over time."""
    seen = replace(seen, series=series_control(seen.dataset, f"series_{seen.run.id}"))
    picture(seen)
    part = inspect_metrics.section(seen)
    inspect_metrics.metrics(seen, part)
    by_series(seen, part)
    closer(seen, part)


def _examples(seen: Judged) -> None:
    """A number for each whole example."""
    whole_errors.by_example(seen)
    part = inspect_metrics.section(seen)
    inspect_metrics.metrics(seen, part)
    closer(seen, part)


def _classes(seen: Judged) -> None:
    """Classes, of whole examples or over time."""
    part = inspect_metrics.section(seen)
    class_figures.figures(seen, part)
    taken_for(seen, part)
    class_figures.by_class(seen, part)
    class_figures.curves(seen, part)
    by_series(seen, part)
    closer(seen, part)


draft = drafts.current()
run = looked_at(draft)
if run is None:
    empty(draft)
else:
    whole(run, draft)
