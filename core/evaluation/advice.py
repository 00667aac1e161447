"""Why a verdict came out as it did, and what to try next: the first of a few reasons that fits."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.evaluation.questions import Question
from core.evaluation.verdict import Verdict, skill
from core.spec import record
from core.text import amount, say

FAR = 1.0
"""A mean that moved by this many training deviations is told as the likely reason."""

GAP = 0.15
"""So much more skill on training than on test rows reads as learned by heart."""


_OF_EXAMPLES = {
    "level": "level_of_examples",
    "by_heart": "by_heart_of_examples",
    "line": "line_of_examples",
    "chance": "chance_of_examples",
}
"""What is advised without a past that goes on: for classes and whole examples. The other reasons fit all."""


@record
class Facts:
    """What is known about a judged model beside its errors.

    `train` holds errors on the training part by who made them, None when they are not known.
    `drift` is how far the mean of the judged rows lies from the training mean, in training
    deviations, for the target that moved most; `shift` is the same in its own `unit`. `preset`
    is where its layers came from; `still_improving` whether its last epoch was its best.
    """

    train: Mapping[str, float] | None
    part: str
    target: str
    unit: str
    drift: float
    shift: float
    preset: str | None = None
    still_improving: bool = False
    question: Question = "numbers_over_time"


def reason(verdict: Verdict, facts: Facts) -> str:
    """The key of the reason: which fact speaks loudest."""
    best = verdict.best_baseline
    learned = skill(facts.train["model"], facts.train[best]) if facts.train else float("nan")
    if verdict.headline_key == "best_of_all":
        return "fine"
    if verdict.headline_key == "perhaps":
        return "perhaps"
    if verdict.headline_key == "level":
        return "level_linear" if facts.preset == "linear" else "level"
    if facts.still_improving:
        return "too_few_epochs"
    if facts.question == "numbers_over_time" and math.isfinite(facts.drift) and abs(facts.drift) >= FAR:
        return "drift_linear" if facts.preset == "linear" else "drift"
    if math.isfinite(learned) and learned - verdict.skill > GAP:
        return "by_heart"
    if best == "ridge" and facts.preset != "linear":
        return "line"
    if best == "seasonal":
        return "season"
    return "chance"


def advise(verdict: Verdict, facts: Facts) -> dict[str, str]:
    """`key`, `why` and `next`, in words."""
    key = reason(verdict, facts)
    own = "" if facts.question == "numbers_over_time" else _OF_EXAMPLES.get(key, "")
    values = {
        "part": facts.part,
        "target": facts.target,
        "shift": amount(abs(facts.shift), facts.unit),
        "direction": say("verdict.higher") if facts.shift > 0 else say("verdict.lower"),
    }
    told = {part: say(f"advice.{own or key}.{part}", **values) for part in ("why", "next")}
    return {"key": key, **told}
