"""The live picture: the curve with its switches, how far it is, and what it has to beat."""

from __future__ import annotations

import streamlit as st

from core.charts.history import History
from core.charts.learning import learning, learning_alt
from core.charts.learning_axes import HEIGHT, Curve
from core.charts.loss import RAW, SHARE
from core.runs.records import Run
from core.text import say
from pages.parts import shell
from pages.parts.draft import Draft
from pages.parts.live_detail import choose_detail
from pages.parts.live_run import Rules, rules_of, short, teller
from pages.parts.words import plain

UNIT, LOSS, SHARES = "unit", "raw", "share"
"""What the curve can show."""


def waiting_picture(draft: Draft) -> None:
    """Before any run: the lines to beat, so that one knows what the curve has to cross."""
    rules = rules_of(draft)
    stopping = draft.experiment.training.stopping
    kind = SHARES if rules.right else LOSS if rules.scale.raw else UNIT
    curve = Curve(
        history=History(),
        scale=SHARE if kind == SHARES else rules.scale,
        rules=_named(rules, kind),
        patience=stopping.patience if stopping else None,
    )
    if not curve.rules:
        return
    alt = ", ".join(f"{name} {curve.scale.shown_words(value)}" for name, value in curve.rules.items())
    with st.container(border=True):
        st.echarts_chart(learning(curve, dark=shell.dark()), height=HEIGHT, key="lines_to_beat", alt=alt)
    shell.how_to_read(say(f"pages.train.ready.how_to_read{'_right' if kind == SHARES else ''}"))


def _named(rules: Rules, kind: str) -> dict[str, float]:
    """The rules as lines of the picture: short name and figure."""
    values = {SHARES: rules.right, LOSS: rules.as_loss}.get(kind, rules.shown)
    return {short(rules.phrases[key]): value for key, value in values.items()}


def at(history: History) -> dict[str, int]:
    """Where it is, for a sentence: the epoch that goes on, of so many at most, and of which network."""
    epoch = min(history.done_here + 1, history.of)
    return {"epoch": epoch, "of": history.of, "member": history.member, "members": history.members}


def progress(run: Run, history: History) -> None:
    batch, of = history.batch
    key = "with_batch" if of else "plain"
    words = say(f"pages.train.progress.{key}", **at(history), batch=batch, batches=of)
    if history.members > 1:
        words = say("pages.train.networks.progress", **at(history), rest=words[0].lower() + words[1:])
    with st.container(horizontal=True, vertical_alignment="center", key="progress"):
        st.progress(history.share, text=words if history.start else run.status.text, width="stretch")
        choose_detail()


def picture(run: Run, history: History, rules: Rules) -> None:
    with st.container(border=True, key="learning"):
        left, right = st.columns([1, 1], vertical_alignment="center")
        with left:
            kind = _kind(run, rules)
        with right, st.container(horizontal=True, horizontal_alignment="right"):
            log = st.toggle(say("pages.train.log"), key="log_scale")
            paused = run.active and st.toggle(say("pages.train.pause"), key="pause_picture")
        words = teller(run, "", rules)
        followed = _frozen(run, history, paused)
        curve = Curve(
            history=followed.in_shares if kind == SHARES else followed,
            scale={SHARES: SHARE, LOSS: RAW}.get(kind, rules.scale),
            rules=_named(rules, kind),
            patience=None if words.last else words.patience,
            log=log,
            last=words.last,
        )
        st.echarts_chart(
            learning(curve, dark=shell.dark()), height=HEIGHT, key="learning_curve", alt=learning_alt(curve)
        )
    judged = "_all" if run.experiment.split.by == "all" else "_right" if kind == SHARES else ""
    shell.how_to_read(say(f"pages.train.how_to_read{judged}"))


def _kind(run: Run, rules: Rules) -> str:
    """What the curve shows: the error in its unit, the share of right answers, or the loss as it is counted."""
    classes = bool(run.experiment.data.classes)
    if rules.scale.raw and not classes:
        return LOSS
    unit = say("pages.train.in_unit", unit=plain(rules.scale.unit or say("pages.train.own_unit")))
    names = {SHARES: say("pages.train.right")} if classes else {UNIT: unit}
    names[LOSS] = say("pages.train.raw")
    first = next(iter(names))
    chosen = st.segmented_control(
        say("pages.train.show_as"), list(names), default=first, required=True, format_func=names.__getitem__,
        label_visibility="collapsed", key=f"show_as_{first}",
    )  # fmt: skip
    return chosen or first


def _frozen(run: Run, history: History, paused: bool) -> History:
    """What the picture shows: the newest, or what it showed when it was paused."""
    kept: dict[str, History] = st.session_state.setdefault("_paused", {})
    if not paused:
        kept.pop(run.id, None)
        return history
    return kept.setdefault(run.id, history)
