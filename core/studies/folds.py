"""What a backtest found: errors by fold, their average and spread, and how often the model was better.

All folds count alike. Errors are those of the verdicts: absolute, in the target's unit (of several targets in
training deviations), of classes the share that is wrong; model and rules on the same windows of a fold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, stdev
from typing import Any, Literal

from core.evaluation.baselines import doing_nothing
from core.evaluation.questions import Question
from core.evaluation.verdict import wrong_of
from core.runs.records import Event
from core.spec import record
from core.text import amount, figure, say

__all__ = ["FoldErrors", "Found", "best_epochs", "found", "of_evaluation"]

Verdict = Literal["always", "mostly", "sometimes", "never"]


@record
class FoldErrors:
    """One fold: its number from 0, how many windows were judged, and the error by who answered."""

    number: int
    windows: int
    errors: Mapping[str, float]


@record
class Found:
    """The folds that are judged, in order; `rules` were judged in every one of them."""

    folds: tuple[FoldErrors, ...]
    rules: tuple[str, ...]
    question: Question
    unit: str

    @property
    def nothing(self) -> str:
        """The rule that is called doing nothing."""
        return doing_nothing(self.question)

    @property
    def best_rule(self) -> str:
        """The rule with the lowest average."""
        return min(self.rules, key=lambda who: (math.isnan(self.mean(who)), self.mean(who)))

    def errors(self, who: str) -> list[float]:
        return [fold.errors[who] for fold in self.folds]

    def mean(self, who: str) -> float:
        """Over the folds; NaN where one has no error that is a number."""
        return fmean(self.errors(who))

    def spread(self, who: str) -> float:
        """The standard deviation over the folds, as of a sample (one degree of freedom less); NaN for a single fold."""
        errors = self.errors(who)
        return stdev(errors) if len(errors) > 1 and all(map(math.isfinite, errors)) else math.nan

    def beaten(self, rule: str) -> int:
        """In how many folds the model's error was lower."""
        return sum(fold.errors["model"] < fold.errors[rule] for fold in self.folds)

    @property
    def verdict(self) -> Verdict:
        """How often the model was better than doing nothing."""
        won, of = self.beaten(self.nothing), len(self.folds)
        return "always" if won == of else "never" if won == 0 else "mostly" if won * 2 > of else "sometimes"

    def spoken(self, error: float) -> str:
        """`±1.52 °C`, or of classes `12 of 100`."""
        if self.question.startswith("classes"):
            return wrong_of(error)
        return "±" + amount(error, self.unit)

    def give_or_take(self, who: str = "model") -> str:
        """The spread, in the unit of the errors: `0.21 °C`."""
        spread = self.spread(who)
        return figure(100 * spread, 2) if self.question.startswith("classes") else amount(spread, self.unit, 2)

    def sentence(self, phrases: Mapping[str, str]) -> str:
        """The honest result in words; `phrases` are the rules inside a sentence."""
        nothing, best = self.nothing, self.best_rule
        values = {
            "error": self.spoken(self.mean("model")),
            "spread": self.give_or_take(),
            "folds": len(self.folds),
            "won": self.beaten(nothing),
            "nothing": phrases[nothing],
            "nothing_error": self.spoken(self.mean(nothing)),
        }
        told = say(f"backtest.{self.verdict}", **values)
        if best == nothing:
            return told
        rule = {"best": phrases[best], "best_error": self.spoken(self.mean(best)), "best_won": self.beaten(best)}
        return f"{told} {say('backtest.rule', **values, **rule)}"


def found(judged: Sequence[FoldErrors], question: Question, unit: str) -> Found:
    """Of at least one judged fold; folds without a window say nothing and are left out."""
    folds = tuple(sorted((fold for fold in judged if fold.windows), key=lambda fold: fold.number))
    rules = [who for who in folds[0].errors if who != "model" and all(who in fold.errors for fold in folds)]
    return Found(folds=folds, rules=tuple(rules), question=question, unit=unit)


def of_evaluation(number: int, evaluation: Mapping[str, Any]) -> FoldErrors:
    """A fold with a model of its own, from what was judged of it."""
    errors = evaluation["verdicts"]["test"]["errors"]
    return FoldErrors(
        number=number,
        windows=int(evaluation["windows"]["test"]),
        errors={who: math.nan if error is None else float(error) for who, error in errors.items()},
    )


def best_epochs(events: Sequence[Event], watched: str, last: bool) -> list[int]:
    """The epoch, from 1, with the lowest loss of each network of a run; with `last` its newest."""
    losses: dict[int, list[float]] = {}
    for event in events:
        if event.kind == "epoch":
            value = event.values.get(watched)
            losses.setdefault(event.values.get("member", 1), []).append(math.inf if value is None else float(value))
    return [len(each) if last else 1 + each.index(min(each)) for each in losses.values()]
