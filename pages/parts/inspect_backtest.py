"""Again and again: the same model on several stretches of the file, chosen here, and begun."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from core.charts.backtest import Stretches, stretches, stretches_alt
from core.charts.theme import NO_TOOLS
from core.data.words import rows_lasting
from core.errors import SettingsError
from core.runs.places import home
from core.runs.wake import wake
from core.studies.backtest import Fold, folds, moments, sensible, why_not
from core.studies.running import asked, backtests_of, estimate, start, study_of
from core.studies.spec import FEWEST, MOST, BacktestSpec, Kind
from core.text import count, say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.inspect_backtest_result import outcome
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

SHARES = (20, 30, 40, 50, 60, 70, 80)
"""Percent of the file."""


def again_and_again(judged: Judged, part: str) -> None:
    """What was asked for last is what stands in the controls, so that a result is found again."""
    st.markdown(say("pages.inspect.backtest.sentence"))
    reason = why_not(judged.prepared, judged.run.experiment.split)
    if reason:
        raise SettingsError(f"no_backtest_{reason}")
    before = backtests_of(drafts.library(), judged.run.id)
    spec = _controls(judged, asked(before[0]) if before else sensible(judged.run.experiment))
    planned = _planned(judged.run.id, spec.key, judged)
    _picture(judged, planned, spec)
    study = study_of(judged.run.id, spec)
    if study in before:
        outcome(judged, study, planned)
        return
    took = seconds_in_words(estimate(judged.run, judged.prepared, spec, planned))
    st.button(say("pages.inspect.backtest.start", took=took), key="backtest_start", type="primary",
              icon=":material/replay:", on_click=_start, args=(judged, spec))  # fmt: skip
    shell.how_to_read(say("pages.inspect.backtest.waits"))


def _controls(judged: Judged, last: BacktestSpec) -> BacktestSpec:
    run, words = judged.run.id, "pages.inspect.backtest"
    with st.container(horizontal=True, vertical_alignment="bottom", key="backtest_controls"):
        number = st.number_input(say(f"{words}.folds"), FEWEST, MOST, last.folds, key=f"backtest_folds_{run}",
                                 help=say(f"{words}.folds_help"), width=120)  # fmt: skip
        kind = st.segmented_control(
            say(f"{words}.kind"), get_args(Kind), default=last.kind, required=True, key=f"backtest_kind_{run}",
            format_func=lambda one: say(f"{words}.kinds.{one}"), help=say(f"{words}.kind_help"),
        )  # fmt: skip
        most = max(len(judged.dataset) // 4, last.gap)
        gap = st.number_input(say(f"{words}.gap"), 0, most, last.gap, key=f"backtest_gap_{run}", width=140,
                              help=say(f"{words}.gap_help"))  # fmt: skip
        percent = round(100 * last.share)
        share = st.select_slider(
            say(f"{words}.share"), sorted({*SHARES, percent}), percent, key=f"backtest_share_{run}", width=200,
            format_func=lambda one: f"{one} %", help=say(f"{words}.share_help"),
        )  # fmt: skip
        refit = st.toggle(say(f"{words}.refit"), last.refit, key=f"backtest_refit_{run}",
                          help=say(f"{words}.refit_help"))  # fmt: skip
    return BacktestSpec(folds=number, kind=kind, gap=gap, share=share / 100, refit=refit)


@st.cache_data(max_entries=64, show_spinner=False)
def _planned(run: str, key: str, _judged: Judged) -> tuple[Fold, ...]:
    return folds(_judged.run.experiment, _judged.prepared, BacktestSpec.of(key))


def _picture(judged: Judged, planned: tuple[Fold, ...], spec: BacktestSpec) -> None:
    x = moments(judged.prepared)
    bounds = [
        (x[fold.since], x[fold.validation], x[fold.border - 1], x[fold.first], x[fold.end - 1]) for fold in planned
    ]
    view = Stretches(folds=bounds, whole=(x[0], x[-1]), shared=not spec.refit)
    first, last = planned[0], planned[-1]
    sentence = say(
        f"pages.inspect.backtest.plan_{'refit' if spec.refit else 'once'}",
        folds=len(planned), long=rows_lasting(first.end - first.first, judged.dataset.spacing),
        judged=count(first.examples[2], "window"), fewest=count(first.examples[0], "window"),
        most=count(last.examples[0], "window"),
    )  # fmt: skip
    with st.container(border=True, key="backtest_plan"):
        st.plotly_chart(stretches(view, dark=shell.dark()), theme=None, config=dict(NO_TOOLS), key="backtest_stretches",
                        alt=stretches_alt(view))  # fmt: skip
        shell.how_to_read(plain(sentence))


@notices.callback
def _start(judged: Judged, spec: BacktestSpec) -> None:
    start(drafts.library(), judged.run, judged.prepared, spec)
    wake(home())
