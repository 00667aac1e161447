"""Was it worth it: a model's error against the simple rules, in one headline and a few sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from core.evaluation.baselines import doing_nothing
from core.evaluation.questions import Question
from core.findings import Finding, Severity
from core.spec import record
from core.text import amount, figure, say

LEVEL = 0.02
"""Errors within 2 % of each other count as level."""

FEW = 1_000
"""Up to so many answers the wrong ones are counted; of more they are told of a hundred."""

Key = Literal["better", "no_better", "worse"]
Headline = Literal["best_of_all", "perhaps", "level", "rule_is_better", "perhaps_rule", "no_better", "worse"]

HEADLINES: Mapping[Key, Headline] = {"better": "best_of_all", "no_better": "level", "worse": "rule_is_better"}
"""What is said of a model that is better than doing nothing, by how it compares with the best rule."""

PERHAPS: Mapping[str, Headline] = {"best_of_all": "perhaps", "rule_is_better": "perhaps_rule"}
"""What is said instead where the difference to the best rule may be luck."""


def skill(error: float, reference: float) -> float:
    """1 − error / reference; NaN when the reference is already perfect: no skill to measure."""
    return 1 - error / reference if reference > 0 else float("nan")


def compare(error: float, reference: float) -> Key:
    """An error that is not a number is worse than any."""
    if not math.isfinite(error) or error > (1 + LEVEL) * reference:
        return "worse"
    return "better" if error < (1 - LEVEL) * reference else "no_better"


def foremost(errors: Mapping[str, float], question: Question, most: int = 3) -> list[str]:
    """Of rules with their errors those worth a bar of their own, best first: doing nothing, and the best others.

    Level with doing nothing and not the best of all, a rule says nothing new: the drift of a wave, or the seasonal
    rule without a season.
    """
    ranked = sorted(errors, key=lambda who: (math.isnan(errors[who]), errors[who]))
    idle = doing_nothing(question)
    nothing = errors.get(idle, math.nan)
    new = [who for who in ranked if who == ranked[0] or compare(errors[who], nothing) != "no_better"]
    others = [who for who in new if who != idle][: most - (idle in errors)]
    return [who for who in ranked if who == idle or who in others]


_TOLD: Mapping[Question, str] = {
    "numbers_over_time": "numbers",
    "numbers_of_examples": "examples",
    "classes_over_time": "classes",
    "classes_of_examples": "classes",
}


def wrong_of(error: float, answers: int = 0) -> str:
    """How many answers with a class are wrong: `3 of 40` where there are few of them, else `12 of 100`."""
    if 0 < answers <= FEW and math.isfinite(error):
        return say("verdict.wrong_of", wrong=f"{round(error * answers):,}", of=f"{answers:,}")
    return say("verdict.wrong_of", wrong=figure(100 * error), of="100")


@record
class Case:
    """What is judged: errors by who made them (`model` and baselines), and how to speak of them.

    `unit` follows each figure; `phrases` name the baselines inside a sentence. The error of classes is the share
    of `answers` that is wrong.
    """

    errors: Mapping[str, float]
    phrases: Mapping[str, str]
    part: str
    name: str
    unit: str
    question: Question = "numbers_over_time"
    answers: int = 0

    @property
    def nothing(self) -> str:
        """The rule that is called doing nothing."""
        return doing_nothing(self.question)

    @property
    def best(self) -> str:
        """The best baseline; the simplest of equals. One that is not a number never wins."""
        rules = [who for who in self.errors if who != "model"]
        return min(rules, key=lambda who: (not math.isfinite(self.errors[who]), self.errors[who]))

    def spoken(self, who: str) -> str:
        """`±1.3 °C`; of classes `12 of 100`."""
        if self.question.startswith("classes"):
            return wrong_of(self.errors[who], self.answers)
        return "±" + amount(self.errors[who], self.unit)


@record
class Verdict:
    """`key` compares with the best of the baselines, `headline_key` with doing nothing as well."""

    key: Key
    headline_key: Headline
    skill: float
    best_baseline: str
    headline: str
    text: str

    def to_finding(self) -> Finding:
        """The verdict as the page shows it."""
        severity = {"better": Severity.OK, "no_better": Severity.INFO, "worse": Severity.WARNING}
        if self.headline_key in PERHAPS.values():
            return Finding(severity=Severity.INFO, key="verdict", values={"title": self.headline, "text": self.text})
        shown = severity["better" if self.headline_key in ("best_of_all", "level") else self.key]
        return Finding(severity=shown, key="verdict", values={"title": self.headline, "text": self.text})


def judge(case: Case, sure: bool = True) -> Verdict:
    """The verdict on one part; the same rows for the model and for every baseline.

    `sure` says whether the difference to the best baseline is more than luck (`core.evaluation.luck`).
    """
    model, nothing, best = case.errors["model"], case.errors[case.nothing], case.best
    key, over_nothing = compare(model, case.errors[best]), compare(model, nothing)
    headline = HEADLINES[key] if over_nothing == "better" else over_nothing
    shown = headline if sure else PERHAPS.get(headline, headline)
    return Verdict(
        key=key,
        headline_key=shown,
        skill=skill(model, case.errors[best]),
        best_baseline=best,
        headline=say(f"verdict.{shown}.headline", best=case.phrases[best]),
        text=_sentences(case, headline),
    )


def _sentences(case: Case, headline: Headline) -> str:
    best, nothing = case.best, case.errors[case.nothing]
    variant = f"{headline}_than_{'nothing' if best == case.nothing else 'rule'}" if headline == "worse" else headline
    if headline == "no_better" and compare(case.errors[best], nothing) == "better":
        variant = "no_better_than_rule"
    reference = case.errors[best] if headline == "best_of_all" else nothing
    return say(
        f"verdict.{_TOLD[case.question]}.{variant}.text",
        part=case.part,
        model=case.name,
        error=case.spoken("model"),
        nothing=case.spoken(case.nothing),
        rule=case.phrases[case.nothing],
        rule_first=case.phrases[case.nothing][:1].upper() + case.phrases[case.nothing][1:],
        best=case.phrases[best],
        best_first=case.phrases[best][:1].upper() + case.phrases[best][1:],
        best_error=case.spoken(best),
        gone=_percent(skill(case.errors["model"], reference)),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if math.isfinite(share) else say("words.not_computable")
