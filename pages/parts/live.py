"""The live panel: a fragment that reads only what is new, and stops asking when the run has ended."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.charts.history import History
from core.charts.learning import HEIGHT, Curve, learning, learning_alt
from core.charts.loss import RAW
from core.charts.story import ending, story
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.text import count, say, seconds_in_words
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft
from pages.parts.live_run import Rules, as_draft, history_of, rules_of, short, teller
from pages.parts.shell import Page
from pages.parts.words import model_in_words, plain, told

NO_BREAK = "\u00a0"


def judging(run: Run) -> bool:
    """Whether the kept weights are being judged just now."""
    if run.active or run.evaluated:
        return False
    kinds = (job for job in drafts.library().jobs(run.id) if job.kind is Kind.EVALUATE)
    return any(job.status.waits or job.status.active for job in kinds)


def panel(page: Page, run: Run) -> None:
    """Everything about a run on the Train page, kept current while something of it goes on."""
    phase = _phase(run)
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
    if run.active:
        _progress(run, history)
    if run.active or history.epochs or history.running:
        _picture(run, history, rules)
        _metrics(run, history, rules)
    _story(run, history, rules)


def state(run: Run, history: History, rules: Rules) -> tuple[str, str]:
    """Headline and sentence: what is going on, or how it ended."""
    if run.status is Status.QUEUED:
        return say("pages.train.queued.headline"), _ahead(run)
    if run.status is Status.STARTING or (run.active and not history.start):
        return say("pages.train.starting.headline"), say("pages.train.starting.sentence")
    if run.active:
        headline = say("pages.train.running.headline", epoch=min(history.done + 1, history.of), of=history.of)
        if run.status is Status.STOPPING:
            return headline, say("pages.train.stopping")
        return headline, _running(history)
    done = count(history.done, say("pages.train.epoch"), say("pages.train.epochs"))
    if run.status is Status.FINISHED:
        return say("pages.train.finished", epochs=done), ending(history, teller(run, "", rules))
    if run.status is Status.STOPPED:
        key = "pages.train.stopped" if history.done else "pages.train.stopped_early"
        return say(key, epochs=done), _kept(history, rules)
    if run.finding is None:
        return run.status.label.capitalize(), run.status.text
    title, _ = notices.sentences(run.finding)
    return title, _kept(history, rules)


def _running(history: History) -> str:
    if not history.done:
        return say("pages.train.running.first")
    best, left = history.best_epoch, history.patience_left
    if best == history.done:
        return say("pages.train.running.improving", best=best)
    if left is None:
        return say("pages.train.running.no_patience", best=best)
    more = count(left, say("pages.train.epoch"), say("pages.train.epochs"))
    return say("pages.train.running.waiting", best=best, more=more.replace(" ", " more ", 1))


def _kept(history: History, rules: Rules) -> str:
    if not history.best_epoch:
        return say("pages.train.nothing_kept")
    return say("pages.train.is_kept", best=history.best_epoch, loss=rules.scale.words(history.best))


def _ahead(run: Run) -> str:
    jobs = drafts.library().queue()
    place = next((i for i, job in enumerate(jobs) if job.run == run.id), 0)
    return say("pages.train.queued.next") if place <= 1 else say("pages.train.queued.ahead", runs=place)


def waiting_picture(draft: Draft) -> None:
    """Before any run: the lines to beat, so that one knows what the curve has to cross."""
    rules = rules_of(draft)
    stopping = draft.experiment.training.stopping
    curve = Curve(
        history=History(),
        scale=rules.scale,
        rules=_named(rules, rules.scale.raw),
        patience=stopping.patience if stopping else None,
    )
    if not curve.rules:
        return
    alt = ", ".join(f"{name} {rules.scale.shown_words(value)}" for name, value in curve.rules.items())
    with st.container(border=True):
        st.echarts_chart(learning(curve, dark=shell.dark()), height=HEIGHT, key="lines_to_beat", alt=alt)
    shell.how_to_read(say("pages.train.ready.how_to_read"))


def _named(rules: Rules, raw: bool) -> dict[str, float]:
    """The rules as lines of the picture: short name and figure."""
    return {short(rules.phrases[key]): value for key, value in (rules.as_loss if raw else rules.shown).items()}


def _progress(run: Run, history: History) -> None:
    batch, of = history.batch
    key = "with_batch" if of else "plain"
    words = say(f"pages.train.progress.{key}", epoch=min(history.done + 1, history.of), of=history.of,
                batch=batch, batches=of)  # fmt: skip
    st.progress(history.share, text=words if history.start else run.status.text)


def _picture(run: Run, history: History, rules: Rules) -> None:
    with st.container(border=True, key="learning"):
        left, right = st.columns([1, 1], vertical_alignment="center")
        raw = rules.scale.raw
        if not raw:
            names = {"unit": say("pages.train.in_unit", unit=plain(rules.scale.unit or say("pages.train.own_unit"))),
                     "raw": say("pages.train.raw")}  # fmt: skip
            with left:
                chosen = st.segmented_control(
                    say("pages.train.show_as"), list(names), default="unit", required=True,
                    format_func=names.__getitem__, label_visibility="collapsed", key="show_as",
                )  # fmt: skip
            raw = chosen == "raw"
        with right, st.container(horizontal=True, horizontal_alignment="right"):
            log = st.toggle(say("pages.train.log"), key="log_scale")
            paused = run.active and st.toggle(say("pages.train.pause"), key="pause_picture")
        curve = Curve(
            history=_frozen(run, history, paused),
            scale=RAW if raw else rules.scale,
            rules=_named(rules, raw),
            patience=teller(run, "", rules).patience,
            log=log,
        )
        st.echarts_chart(
            learning(curve, dark=shell.dark()), height=HEIGHT, key="learning_curve", alt=learning_alt(curve)
        )
    shell.how_to_read(say("pages.train.how_to_read"))


def _frozen(run: Run, history: History, paused: bool) -> History:
    """What the picture shows: the newest, or what it showed when it was paused."""
    kept: dict[str, History] = st.session_state.setdefault("_paused", {})
    if not paused:
        kept.pop(run.id, None)
        return history
    return kept.setdefault(run.id, history)


def _metrics(run: Run, history: History, rules: Rules) -> None:
    best, time, last = st.columns(3)
    shown, nothing = rules.scale.shown(history.best), rules.shown.get("last_value", math.nan)
    with best:
        gain = nothing - shown
        key = "better" if gain > 0 else "worse"
        words = rules.scale.gap(abs(gain), shown) if math.isfinite(gain) else ""
        note = say(f"pages.train.best.{key}", gain=words) if words else ""
        _metric("best" if run.active else "kept", rules.scale.words(history.best) if history.best_epoch else "–", note)
    with time:
        _metric("time" if run.active else "took", *_time(run, history))
    with last:
        _metric(*_patience(history) if run.active else _kept_epoch(history))


def _patience(history: History) -> tuple[str, str, str]:
    left = history.patience_left
    if left is None:
        return "patience", "–", say("pages.train.patience.none") if history.epochs else ""
    return (
        "patience",
        count(left, say("pages.train.epoch"), say("pages.train.epochs")),
        say("pages.train.patience.note"),
    )


def _kept_epoch(history: History) -> tuple[str, str, str]:
    if not history.best_epoch:
        return "epoch_kept", "–", ""
    return "epoch_kept", str(history.best_epoch), say("pages.train.epoch_kept.note", done=history.done)


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


def _story(run: Run, history: History, rules: Rules) -> None:
    lines = story(history, teller(run, plain(model_in_words(run.experiment)), rules))
    if not lines:
        return
    shell.section(say("pages.train.story.title" if run.active else "pages.train.story.title_over"))
    table = pd.DataFrame([(f":gray[{line.when.replace(' ', NO_BREAK)}]", line.what) for line in lines])
    st.html(
        "<style>.st-key-story td, .st-key-story td div {max-width: none; white-space: normal;}</style>"
    )  # one line for each thing that happened
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
