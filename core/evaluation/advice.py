"""Why a verdict came out as it did, and what to try next, where nothing that was found about the model explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation.detectors.judgement import Judgement
from core.evaluation.questions import Question
from core.evaluation.verdict import Verdict
from core.findings import Severity
from core.text import say

__all__ = ["advise", "explained", "reason"]

_OF_EXAMPLES = {"level": "level_of_examples", "trees": "trees_of_examples", "chance": "chance_of_examples"}
"""What is advised without a past that goes on: for classes and whole examples. The other reasons fit all."""

_FINE = ("best_of_all", "perhaps")
"""Headlines that need no explanation of what went wrong."""


def reason(verdict: Verdict, preset: str | None = None) -> str:
    """The key of the reason. `preset` is where the model's layers came from."""
    if verdict.headline_key == "best_of_all":
        return "fine"
    if verdict.headline_key == "perhaps":
        return "perhaps"
    if verdict.headline_key == "level":
        return "level_linear" if preset == "linear" else "level"
    return {"trees": "trees", "seasonal": "season"}.get(verdict.best_baseline, "chance")


def advise(verdict: Verdict, preset: str | None, question: Question) -> dict[str, str]:
    """`key`, `why` and `next`, in words."""
    key = reason(verdict, preset)
    own = "" if question == "numbers_over_time" else _OF_EXAMPLES.get(key, "")
    return {"key": key, **{part: say(f"advice.{own or key}.{part}") for part in ("why", "next")}}


def explained(verdict: Mapping[str, Any], judged: Sequence[Judgement]) -> dict[str, Any]:
    """The verdict with the gravest finding as its reason, where one explains what went wrong."""
    grave = [one for one in judged if one.finding.severity in (Severity.WARNING, Severity.ERROR)]
    if not grave or verdict["headline_key"] in _FINE:
        return dict(verdict)
    told = grave[0].as_dict()
    return {**verdict, "why": told["text"], "next": told["next"], "reason": told["key"]}
