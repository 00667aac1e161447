"""What the reports on numbers and on classes share: which parts are judged, and how a verdict is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.evaluation.advice import Facts, advise
from core.evaluation.luck import Luck, luck
from core.evaluation.past import Array
from core.evaluation.predictions import Predictions
from core.evaluation.verdict import Case, judge
from core.examples.prepare import Located
from core.examples.split import PARTS
from core.spec import record
from core.text import say

__all__ = ["JUDGED", "NEW", "About", "judged_first", "luck_of", "parts_of", "verdict_as_dict"]

NEW = 3
"""The part of rows from another file, which is neither of the three."""

JUDGED = ("test", "new", "validation")
"""Parts that have a verdict; the first there is has the last word."""


@record
class About:
    """What the numbers do not tell about the model: its name, its preset, whether it was cut short."""

    name: str = ""
    preset: str | None = None
    still_improving: bool = False

    @property
    def spoken(self) -> str:
        """Its name inside a sentence."""
        return self.name or say("verdict.this_model")


def parts_of(predictions: Predictions) -> dict[str, int]:
    """The parts that have predictions, with their numbers."""
    return {part: i for i, part in enumerate((*PARTS, "new")) if np.any(predictions.part == i)}


def judged_first(parts: Mapping[str, object]) -> str:
    """The part that findings speak of: test or new, else the first there is."""
    return next((part for part in ("test", "new") if part in parts), next(iter(parts)))


def luck_of(prepared: Located, losses: Mapping[str, Array], best: str) -> Luck:
    """The model's errors (W,) against those of the best rule; windows whose answers overlap count for fewer."""
    windows = prepared.windows
    overlap = 1 if windows.whole else max(1, -(-(windows.delay + windows.horizon - 1) // windows.stride))
    return luck(losses["model"], losses[best], overlap)


def verdict_as_dict(case: Case, facts: Facts, chance: Luck) -> dict[str, Any]:
    """The verdict with its errors, how they are spoken, the likely reason and what to try next.

    `chance` says whether the difference to the best rule may be luck.
    """
    verdict = judge(case, sure=chance.sure or bool(chance.reason))
    advised = advise(verdict, facts)
    return {
        "key": verdict.key,
        "headline_key": verdict.headline_key,
        "headline": verdict.headline,
        "text": verdict.text,
        "skill": verdict.skill,
        "best_baseline": verdict.best_baseline,
        "errors": dict(case.errors),
        "spoken": {who: case.spoken(who) for who in case.errors},
        "unit": case.unit,
        "why": advised["why"],
        "next": advised["next"],
        "reason": advised["key"],
        "luck": {
            **{name: getattr(chance, name) for name in ("gain", "low", "high", "p")},
            "sentence": chance.sentence(case.phrases[verdict.best_baseline]),
        },
    }
