"""A backtest that was begun: how far it is, what it found, and the final fit afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.charts.backtest import Errors, by_fold, start_of, words_of
from core.charts.theme import NO_TOOLS
from core.runs.places import home
from core.runs.records import Run
from core.runs.status import Status
from core.runs.wake import wake
from core.studies.backtest import Fold, moments
from core.studies.folds import Found
from core.studies.results import ONCE, labels, phrases, result, wanted_of_once
from core.studies.running import Progress, asked, average_epochs, final_fit, final_of, go_on, progress
from core.text import count, say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.analysis import analysed
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import shortest, small
from pages.parts.words import plain

LOOK_SECONDS = 1.0

Folds = Sequence[Fold]


def outcome(judged: Judged, study: str, planned: Folds) -> None:
    """While it goes on looked at anew; folds are shown as they come in."""
    at = _progress(judged, study, planned)
    if at.done < at.of:
        st.fragment(notices.careful(_going), run_every=LOOK_SECONDS)(judged, study, planned)
        return
    _unfinished(study)
    if not asked(study).refit and _judged_once(study):
        one = replace(judged, run=drafts.library().study(study)[0])
        if analysed(one, ONCE, wanted_of_once(judged.prepared, planned)) is None:
            return
    found = _found(judged, study, planned)
    if found is None:
        st.markdown(say("pages.inspect.backtest.nothing"))
    else:
        _told(judged, found, planned, asked(study).refit)
    if found and len(found.folds) == len(planned):
        _final(judged, study)
    st.button(say("pages.inspect.backtest.forget"), key="backtest_forget", icon=":material/delete:", type="tertiary",
              on_click=_forget, args=(study,))  # fmt: skip


def _going(judged: Judged, study: str, planned: Folds) -> None:
    at = _progress(judged, study, planned)
    if at.done == at.of:
        st.rerun()  # the whole page once more, without looking again
    left = say("pages.inspect.backtest.progress", done=at.done, of=at.of, left=seconds_in_words(at.left))
    with st.container(horizontal=True, vertical_alignment="bottom", key="backtest_progress"):
        st.progress(at.done / at.of, left)
        stopping = any(run.status is Status.STOPPING for run in drafts.library().study(study))
        st.button(say("pages.inspect.backtest.stop"), key="backtest_stop", icon=":material/stop:", on_click=_stop,
                  args=(study,), disabled=stopping)  # fmt: skip
    shell.how_to_read(say("pages.inspect.backtest.leave"))
    found = _found(judged, study, planned)
    if found:
        _told(judged, found, planned, asked(study).refit)


def _progress(judged: Judged, study: str, planned: Folds) -> Progress:
    return progress(drafts.library(), judged.run, judged.prepared, study, planned)


def _found(judged: Judged, study: str, planned: Folds) -> Found | None:
    return result(drafts.library(), judged.prepared, study, planned)


def _judged_once(study: str) -> bool:
    return drafts.library().study(study)[0].evaluated


def _unfinished(study: str) -> None:
    """What was stopped can go on."""
    unfinished = [run for run in drafts.library().study(study) if run.status is not Status.FINISHED]
    failed = next((run.finding for run in unfinished if run.status is Status.FAILED and run.finding), None)
    if failed:
        notices.show(failed)
    if unfinished:
        st.button(say("pages.inspect.backtest.go_on"), key="backtest_go_on", icon=":material/play_arrow:",
                  on_click=_go_on, args=(study,))  # fmt: skip


def _told(judged: Judged, found: Found, planned: Folds, refit: bool) -> None:
    """The result in words, as a picture, and rule by rule."""
    st.markdown(f"**{plain(found.sentence(phrases(judged.prepared, found.rules)))}**")
    with st.container(border=True, key="backtest_errors"):
        view = _errors(judged, found, planned)
        sentence = say("pages.inspect.backtest.how", spread=found.give_or_take())
        st.plotly_chart(by_fold(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="backtest_by_fold",
                        alt=sentence)  # fmt: skip
        shell.how_to_read(plain(sentence))
    _table(judged, found)
    _by_stretch(found, view)
    shell.how_to_read(say(f"backtest.caution_{'refit' if refit else 'once'}"))


def _by_stretch(found: Found, view: Errors) -> None:
    """Every stretch by its dates: how many windows were judged, and the errors that are drawn."""
    words = "pages.inspect.backtest.columns"
    shown = ("model", *dict.fromkeys((found.nothing, found.best_rule)))
    lines = [
        (f"{fold.number + 1}: {dates}", f"{fold.windows:,}", *(found.spoken(fold.errors[who]) for who in shown))
        for fold, dates in zip(found.folds, view.words, strict=True)
    ]
    columns = [say(f"{words}.stretch"), say(f"{words}.windows"), view.name, *view.rules]
    table = pd.DataFrame([tuple(map(plain, line)) for line in lines], columns=list(map(plain, columns)))
    with st.expander(say("pages.inspect.backtest.by_stretch")):
        st.table(table.set_index(table.columns[0]), border="horizontal")


def _errors(judged: Judged, found: Found, planned: Folds) -> Errors:
    """Drawn are doing nothing and the best rule; the table has them all."""
    x, named = moments(judged.prepared), labels(judged.prepared, found.rules)
    ends = [(x[planned[fold.number].first], x[planned[fold.number].end - 1]) for fold in found.folds]
    classes = bool(judged.dataset.classes)
    scale = 100 if classes else 1
    shown = dict.fromkeys((found.nothing, found.best_rule))
    return Errors(
        words=[words_of(*each) for each in ends],
        starts=[start_of(*each) for each in ends],
        name=judged.name,
        model=[scale * error for error in found.errors("model")],
        rules={shortest(named[key]): [scale * error for error in found.errors(key)] for key in shown},
        mean=scale * found.mean("model"),
        deviation=scale * found.spread("model"),
        unit="%" if classes else found.unit,
        sign="" if classes else "±",
    )


def _table(judged: Judged, found: Found) -> None:
    words = "pages.inspect.backtest.columns"
    named = labels(judged.prepared, found.rules)
    rules = sorted(found.rules, key=found.mean)
    lines = [(judged.name, found.spoken(found.mean("model")), found.give_or_take(), "–")]
    lines += [
        (small(named[key]), found.spoken(found.mean(key)), found.give_or_take(key),
         say("pages.inspect.backtest.won", won=found.beaten(key), of=len(found.folds)))
        for key in rules
    ]  # fmt: skip
    columns = [say(f"{words}.{name}") for name in ("who", "mean", "spread", "beaten")]
    table = pd.DataFrame([tuple(map(plain, line)) for line in lines], columns=columns)
    st.table(table.set_index(columns[0]), border="horizontal")


def _final(judged: Judged, study: str) -> None:
    """One model from all rows, once it is known what such a model is worth."""
    st.markdown(f"**{say('pages.inspect.backtest.final.title')}**")
    done = final_of(drafts.library(), study)
    if done is None:
        epochs = count(average_epochs(drafts.library(), study), "epoch")
        st.markdown(say("pages.inspect.backtest.final.sentence", epochs=epochs))
        st.button(say("pages.inspect.backtest.final.start"), key="backtest_final", icon=":material/all_inclusive:",
                  on_click=_fit, args=(judged.run, study))  # fmt: skip
        return
    st.markdown(say("pages.inspect.backtest.final.there", name=plain(done.name), status=done.status.label,
                    epochs=count(done.experiment.training.epochs, "epoch")))  # fmt: skip
    if st.button(say("pages.inspect.backtest.final.open"), key="backtest_open_final"):
        drafts.update(run=done.id)
        if done.evaluated:
            st.rerun()
        shell.go("train")


@notices.callback
def _stop(study: str) -> None:
    drafts.library().stop_study(study)


@notices.callback
def _go_on(study: str) -> None:
    go_on(drafts.library(), study)
    wake(home())


@notices.callback
def _forget(study: str) -> None:
    drafts.library().delete_study(study)


@notices.callback
def _fit(run: Run, study: str) -> None:
    final_fit(drafts.library(), run, study)
    wake(home())
