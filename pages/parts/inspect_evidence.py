"""The bars a verdict rests on: the model, the rules that matter, a pinned run; the other rules stay folded."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from core.charts.bars import Bar, bars
from core.charts.theme import NO_TOOLS
from core.evaluation.verdict import foremost
from core.findings import Severity
from core.text import say
from pages.parts import notices, shell
from pages.parts.inspect_reference import Pinned, pinned_beside, told_of
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import PREFIX, judged_part, numbers, small, spoken, verdict_of
from pages.parts.words import plain

__all__ = ["evidence", "folded_rules", "shown_rules"]


def shown_rules(evaluation: dict[str, Any]) -> list[str]:
    """The rules that stand beside the model everywhere: doing nothing, and the best of the others by the verdict."""
    errors = {who: error for who, error in numbers(verdict_of(evaluation)["errors"]).items() if who != "model"}
    return foremost(errors, evaluation.get("question", "numbers_over_time"))


def folded_rules(evaluation: dict[str, Any]) -> list[str]:
    """The others, best first."""
    errors, shown = numbers(verdict_of(evaluation)["errors"]), {"model", *shown_rules(evaluation)}
    return sorted(errors.keys() - shown, key=lambda who: (math.isnan(errors[who]), errors[who], who))


def evidence(judged: Judged) -> None:
    """All were asked the same questions; below the bars what a reader may make of the difference."""
    verdict, part = verdict_of(judged.evaluation), judged_part(judged.evaluation)
    pinned = pinned_beside(judged, part)
    with st.container(border=True):
        _draw(judged, [_own(judged), *_sorted(judged, shown_rules(judged.evaluation), pinned)], "verdict_bars")
    questions = judged.evaluation["windows"][part]
    shell.how_to_read(say(f"pages.inspect.bars.{part}", questions=questions))
    if rest := folded_rules(judged.evaluation):
        with st.expander(say("pages.inspect.bars.others", rules=len(rest))):
            _draw(judged, [_own(judged), *_sorted(judged, rest, [])], "other_bars")
    if "luck" in verdict:  # not in what was judged before luck was
        st.markdown(plain(verdict["luck"]["sentence"]))
    for one in pinned:
        st.markdown(plain(told_of(judged, one)))
    if not verdict["reason"].startswith(PREFIX):  # those are told in full below
        notices.box(Severity.INFO, say("pages.inspect.why"), plain(verdict["why"]))


def _draw(judged: Judged, rows: list[Bar], key: str) -> None:
    alt = ", ".join(f"{row.label} {row.words}" for row in rows)
    st.plotly_chart(bars(rows, dark=shell.dark()), config=dict(NO_TOOLS), key=key, alt=alt)


def _own(judged: Judged) -> Bar:
    error = numbers(verdict_of(judged.evaluation)["errors"])["model"]
    return Bar(label=judged.name, size=error, words=spoken(judged.evaluation, "model"), model=True)


def _sorted(judged: Judged, rules: list[str], pinned: list[Pinned]) -> list[Bar]:
    errors, labels = numbers(verdict_of(judged.evaluation)["errors"]), judged.evaluation["labels"]
    rows = [Bar(label=small(labels[who]), size=errors[who], words=spoken(judged.evaluation, who)) for who in rules]
    rows += [Bar(label=one.label, size=one.found.error, words=one.words, pinned=True) for one in pinned]
    return sorted(rows, key=lambda row: (math.isnan(row.size), row.size))
