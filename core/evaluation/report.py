"""What the reports on numbers and on classes share: which parts are judged, and how a verdict is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.evaluation.advice import advise
from core.evaluation.luck import Luck, luck
from core.evaluation.past import Array
from core.evaluation.predictions import Predictions
from core.evaluation.verdict import Case, judge
from core.examples.prepare import Located
from core.examples.split import PARTS
from core.spec import record
from core.text import say

__all__ = ["JUDGED", "NEW", "About", "Learning", "judged_first", "luck_of", "parts_of", "verdict_as_dict"]

NEW = 3
"""The part of rows from another file, which is neither of the three."""

JUDGED = ("test", "new", "validation")
"""Parts that have a verdict; the first there is has the last word."""


@record
class Learning:
    """The losses (E,) of one network's epochs, and the one whose weights are kept (from 1, 0 for none)."""

    train: tuple[float, ...]
    validation: tuple[float, ...]
    kept: int

    @property
    def whole(self) -> bool:
        """Whether every epoch has both."""
        return bool(self.validation) and bool(np.isfinite([*self.train, *self.validation]).all())


@record
class About:
    """What the numbers do not tell about the model: its name, its preset, how it learned, how large it is.

    `learning` holds each network that answers, `parameters` counts what one of them learns; empty and None where
    nobody knows.
    """

    name: str = ""
    preset: str | None = None
    learning: tuple[Learning, ...] = ()
    parameters: int | None = None

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


def verdict_as_dict(case: Case, preset: str | None, chance: Luck) -> dict[str, Any]:
    """The verdict with its errors, how they are spoken, the likely reason and what to try next.

    `preset` is where the model's layers came from; `chance` says whether the difference to the best rule may be luck.
    """
    verdict = judge(case, sure=chance.sure or bool(chance.reason))
    advised = advise(verdict, preset, case.question)
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
