"""The verdict: headline, sentence, and what else was found."""

from __future__ import annotations

import math
from typing import Any

from core.evaluation.verdict import Case
from core.findings import Severity
from pages.parts import notices
from pages.parts.inspect_run import Judged
from pages.parts.live_run import short
from pages.parts.words import plain

SEVERITY = {"ok": Severity.OK, "info": Severity.INFO, "warning": Severity.WARNING, "error": Severity.ERROR}
PREFIX = "judged_"
"""What findings about the model itself are called: they have cards of their own (`inspect_findings`)."""


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
    return case_of(evaluation, numbers(verdict_of(evaluation)["errors"])).spoken(who)


def case_of(evaluation: dict[str, Any], errors: dict[str, float]) -> Case:
    """Errors as the verdict speaks of them."""
    question = evaluation.get("question", "numbers_over_time")
    unit = verdict_of(evaluation)["unit"]
    return Case(errors=errors, phrases={}, part="", name="", unit=unit, question=question, answers=_answers(evaluation))


def _answers(evaluation: dict[str, Any]) -> int:
    """How many answers with classes were judged."""
    counted = evaluation.get("classes", {}).get("parts", {}).get(judged_part(evaluation), {})
    return sum(map(sum, counted.get("confusion", [])))


def judged_part(evaluation: dict[str, Any]) -> str:
    """The part the verdict is about."""
    return "test" if "test" in evaluation["verdicts"] else "validation"


def findings(judged: Judged) -> None:
    """What else a reader of the figures has to know; what is only missing stays one quiet line."""
    for finding in _about_figures(judged.evaluation):
        if finding["severity"] == "info":
            continue
        notices.box(SEVERITY[finding["severity"]], plain(finding["title"]), plain(finding["text"]))


def quiet_lines(judged: Judged) -> list[str]:
    """Findings that are no fault, as sentences."""
    found = _about_figures(judged.evaluation)
    return [f"{plain(f['title'])}: {plain(f['text'])}" for f in found if f["severity"] == "info"]


def _about_figures(evaluation: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in evaluation["findings"] if not one["key"].startswith(PREFIX)]


def small(label: str) -> str:
    """A rule's label as it stands beside a bar: `straight line`, `same hour, a day earlier`."""
    plain_label = label.split(" (")[0]
    return plain_label[:1].lower() + plain_label[1:]


def shortest(label: str) -> str:
    """Beside a line, where there is little room: `a day earlier`."""
    return short(small(label))


def numbers(errors: dict[str, float | None]) -> dict[str, float]:
    """With NaN where there is none."""
    return {who: math.nan if error is None else error for who, error in errors.items()}
