"""Three figures on a run, and what happened so far."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.charts.history import History
from core.charts.story import story
from core.runs.records import Run
from core.text import count, say, seconds_in_words
from pages.parts import shell
from pages.parts.live_run import Rules, teller
from pages.parts.words import model_in_words, plain, told

NO_BREAK = "\u00a0"
ONE_LINE_EACH = (
    "<style>.st-key-story td, .st-key-story td div "
    "{max-width: none !important; white-space: normal !important;}</style>"
)
"""Streamlit breaks the cells of a table at 400 px."""


def metrics(run: Run, history: History, rules: Rules) -> None:
    columns = iter(st.columns(4 if history.tells_right else 3))
    if history.tells_right:
        with next(columns):
            _right(history, rules)
    best, time, last = columns
    shown, nothing = rules.scale.shown(history.best), rules.shown.get(rules.idle, math.nan)
    with best:
        gain = nothing - shown
        key = "better" if gain > 0 else "worse"
        words = rules.scale.gap(abs(gain), shown) if math.isfinite(gain) else ""
        note = say(f"pages.train.best.{key}", gain=words, rule=rules.phrases[rules.idle]) if words else ""
        _metric(_which(run), rules.scale.words(history.best) if history.best_epoch else "–", note)
    with time:
        _metric("time" if run.active else "took", *_time(run, history))
    with last:
        _metric(*_patience(history) if run.active else _kept_epoch(run, history))


def _right(history: History, rules: Rules) -> None:
    """The share of validation examples that the kept epoch gets right, beside that of doing nothing."""
    kept = history.at(history.best_epoch)
    share = 100 * kept.validation_right if kept else math.nan
    nothing = rules.right.get(rules.idle, math.nan)
    told = math.isfinite(share) and math.isfinite(nothing)
    note = say("pages.train.accuracy.note", share=f"{nothing:.0f}") if told else ""
    _metric("accuracy", f"{share:.1f} %" if math.isfinite(share) else "–", note)


def _which(run: Run) -> str:
    """What the first figure is of."""
    if run.experiment.training.members > 1:
        return "networks.average"
    if run.experiment.training.keep == "last":
        return "newest"
    return "best" if run.active else "kept"


def _patience(history: History) -> tuple[str, str, str]:
    left = history.patience_left
    if left is None:
        return "patience", "–", say("pages.train.patience.none") if history.epochs else ""
    return (
        "patience",
        count(left, say("pages.train.epoch"), say("pages.train.epochs")),
        say("pages.train.networks.next" if history.member < history.members else "pages.train.patience.note"),
    )


def _kept_epoch(run: Run, history: History) -> tuple[str, str, str]:
    if history.members > 1:
        kept = sum(epoch > 0 for epoch in history.kept)
        return "networks.answer", str(kept), say("pages.train.networks.note", of=history.members, done=history.done)
    name = "last_kept" if run.experiment.training.keep == "last" else "epoch_kept"
    if not history.best_epoch:
        return name, "–", ""
    return name, str(history.best_epoch), say("pages.train.epoch_kept.note", done=history.done)


def _time(run: Run, history: History) -> tuple[str, str]:
    """Time left while it goes on, time spent afterwards; and what one epoch takes."""
    pace = history.seconds_per_epoch
    note = say("pages.train.time.pace", seconds=_pace(pace)) if math.isfinite(pace) else ""
    if not run.active:
        return seconds_in_words(run.seconds), note
    least, most = history.seconds_left
    if not math.isfinite(most):
        return "–", say("pages.train.time.first")
    low, high = seconds_in_words(least), seconds_in_words(most)
    if low == high:
        return high, note
    same = low.split()[-1] == high.split()[-1] and " " not in low.split(" ", 1)[1]
    return say("pages.train.time.range", low=low.split()[0] if same else low, high=high), note


def _pace(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else seconds_in_words(seconds)


def _metric(name: str, value: str, note: str) -> None:
    """A bordered figure with a small grey line under it, as tall as its neighbours."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        label, help = say(f"pages.train.{name}.label"), say(f"pages.train.{name}.help")
        st.metric(label, value, help=help)
        st.markdown(f":small[:gray[{note or ' '}]]")


def story_so_far(run: Run, history: History, rules: Rules) -> None:
    lines = story(history, teller(run, plain(model_in_words(run.experiment)), rules))
    if not lines:
        return
    shell.section(say("pages.train.story.title" if run.active else "pages.train.story.title_over"))
    table = pd.DataFrame([(f":gray[{line.when.replace(' ', NO_BREAK)}]", line.what) for line in lines])
    with st.container(border=True, key="story"):
        st.table(table, border="horizontal", hide_index=True, hide_header=True)
    _why_above(history, rules)


def _why_above(history: History, rules: Rules) -> None:
    """Training above validation looks like a fault; often the training part just swings more."""
    newest = history.epochs[-1] if history.epochs else None
    training, validation = rules.nothing
    if newest and newest.loss > 1.05 * newest.validation and training > 1.05 * validation:
        words = rules.scale.shown_words
        st.info(
            told("pages.train.above.text", training=words(training), validation=words(validation)),
            title=say("pages.train.above.title"),
            icon=":material/info:",
        )
