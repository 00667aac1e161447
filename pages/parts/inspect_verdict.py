"""The verdict: headline, sentence, and the bars it rests on."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from core.charts.bars import Bar, bars
from core.charts.theme import NO_TOOLS
from core.evaluation.verdict import Case
from core.findings import Severity
from core.text import say
from pages.parts import notices, shell
from pages.parts.inspect_run import Judged
from pages.parts.live_run import short
from pages.parts.words import plain

SEVERITY = {"ok": Severity.OK, "info": Severity.INFO, "warning": Severity.WARNING, "error": Severity.ERROR}


def verdict_of(evaluation: dict[str, Any]) -> dict[str, Any]:
    """On the test part; where that has no example, on validation."""
    return dict(evaluation["verdict"] or evaluation["verdicts"]["validation"])


def headline(evaluation: dict[str, Any]) -> tuple[str, str]:
    """The verdict's headline (plain) and its sentence (Markdown, the model's error in bold)."""
    verdict = verdict_of(evaluation)
    text, own = plain(verdict["text"]), plain(spoken(evaluation, "model"))
    return verdict["headline"], text.replace(own, f"**{own}**", 1)


def spoken(evaluation: dict[str, Any], who: str) -> str:
    """`±1.50 °C`, of classes `12 of 100`, as the verdict itself says it."""
    verdict = verdict_of(evaluation)
    question = evaluation.get("question", "numbers_over_time")
    case = Case(errors=_numbers(verdict["errors"]), phrases={}, part="", name="", unit=verdict["unit"],
                question=question, answers=_answers(evaluation))  # fmt: skip
    return case.spoken(who)


def _answers(evaluation: dict[str, Any]) -> int:
    """How many answers with classes were judged."""
    counted = evaluation.get("classes", {}).get("parts", {}).get(judged_part(evaluation), {})
    return sum(map(sum, counted.get("confusion", [])))


def judged_part(evaluation: dict[str, Any]) -> str:
    """The part the verdict is about."""
    return "test" if "test" in evaluation["verdicts"] else "validation"


def evidence(judged: Judged) -> None:
    """The model's bar, then the rules from best to worst; all on the same rows."""
    verdict = verdict_of(judged.evaluation)
    errors, labels = _numbers(verdict["errors"]), judged.evaluation["labels"]
    rules = sorted((who for who in errors if who != "model"), key=lambda who: (math.isnan(errors[who]), errors[who]))
    rows = [Bar(label=judged.name, size=errors["model"], words=spoken(judged.evaluation, "model"), model=True)]
    rows += [Bar(label=small(labels[who]), size=errors[who], words=spoken(judged.evaluation, who)) for who in rules]
    alt = ", ".join(f"{row.label} {row.words}" for row in rows)
    with st.container(border=True):
        st.plotly_chart(bars(rows, dark=shell.dark()), config=dict(NO_TOOLS), key="verdict_bars", alt=alt)
    part = judged_part(judged.evaluation)
    questions = judged.evaluation["windows"][part]
    shell.how_to_read(say(f"pages.inspect.bars.{part}", questions=questions))
    if "luck" in verdict:  # not in what was judged before luck was
        st.markdown(plain(verdict["luck"]["sentence"]))
    notices.box(Severity.INFO, say("pages.inspect.why"), plain(verdict["why"]))


def findings(judged: Judged) -> None:
    """What else a reader of the figures has to know; what is only missing stays one quiet line."""
    for finding in judged.evaluation["findings"]:
        if finding["severity"] == "info":
            continue
        notices.box(SEVERITY[finding["severity"]], plain(finding["title"]), plain(finding["text"]))


def quiet_lines(judged: Judged) -> list[str]:
    """Findings that are no fault, as sentences."""
    found = judged.evaluation["findings"]
    return [f"{plain(f['title'])}: {plain(f['text'])}" for f in found if f["severity"] == "info"]


def small(label: str) -> str:
    """A rule's label as it stands beside a bar: `straight line`, `same hour, a day earlier`."""
    plain_label = label.split(" (")[0]
    return plain_label[:1].lower() + plain_label[1:]


def shortest(label: str) -> str:
    """Beside a line, where there is little room: `a day earlier`."""
    return short(small(label))


def _numbers(errors: dict[str, float | None]) -> dict[str, float]:
    return {who: math.nan if error is None else error for who, error in errors.items()}
