"""The verdict: two per cent, the best of the baselines, a headline and a likely reason."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from core.evaluation.advice import advise, explained, reason
from core.evaluation.detectors.judgement import Judgement, Picture
from core.evaluation.verdict import Case, Headline, compare, foremost, judge, skill
from core.findings import Finding, Severity
from core.text import known

PHRASES = {"last_value": "the last value", "seasonal": "the same hour, a day earlier", "ridge": "a straight line"}


def case(model: float, last: float, seasonal: float, ridge: float) -> Case:
    errors = {"model": model, "last_value": last, "seasonal": seasonal, "ridge": ridge}
    return Case(errors=errors, phrases=PHRASES, part="test", name="GRU", unit="°C")


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (0.979, "better"),
        (0.981, "no_better"),
        (1.0, "no_better"),
        (1.019, "no_better"),
        (1.021, "worse"),
        (math.nan, "worse"),
    ],
)
def test_within_two_per_cent_is_no_better(error, key) -> None:
    assert compare(error, 1.0) == key


def test_against_a_perfect_rule_there_is_no_skill_to_measure() -> None:
    assert math.isnan(skill(0.5, 0.0))
    assert skill(0.5, 2.0) == 0.75
    assert compare(0.0, 0.0) == "no_better"
    assert judge(case(0.1, 0.0, 1.0, 1.0)).key == "worse"


@pytest.mark.parametrize(
    ("errors", "key", "headline", "best"),
    [
        ((1.30, 1.67, 1.85, 1.53), "better", "Better than every simple rule", "ridge"),
        ((1.50, 1.67, 1.85, 1.53), "no_better", "Better than doing nothing, level with a straight line", "ridge"),
        ((1.60, 1.67, 1.85, 1.53), "worse", "Better than doing nothing, but a straight line is better", "ridge"),
        ((1.66, 1.67, 1.85, 1.53), "worse", "No better than doing nothing", "ridge"),
        ((1.66, 1.67, 1.85, 1.70), "no_better", "No better than doing nothing", "last_value"),
        ((2.34, 1.67, 1.85, 1.70), "worse", "Worse than doing nothing", "last_value"),
    ],
)
def test_the_headlines(errors, key, headline, best) -> None:
    verdict = judge(case(*errors))
    assert (verdict.key, verdict.headline, verdict.best_baseline) == (key, headline, best)
    assert verdict.skill == pytest.approx(1 - errors[0] / min(errors[1:]))


@pytest.mark.parametrize(
    ("error", "headline"),
    [
        (1.30, "Perhaps better than every simple rule"),
        (1.50, "Better than doing nothing, level with a straight line"),
        (1.60, "Better than doing nothing, but a straight line is perhaps better"),
        (2.34, "Worse than doing nothing"),
    ],
)
def test_a_difference_to_the_best_rule_that_may_be_luck_is_told_as_perhaps(error: float, headline: str) -> None:
    verdict = judge(case(error, 1.67, 1.85, 1.53), sure=False)
    assert verdict.headline == headline
    told = verdict.to_finding().severity
    assert told is {"Perhaps": Severity.INFO, "Worse": Severity.WARNING}.get(headline.split()[0], told)
    assert (told is Severity.INFO) == ("erhaps" in headline)


@pytest.mark.parametrize("headline", get_args(Headline))
def test_every_headline_has_its_words_here_and_where_runs_are_compared(headline: str) -> None:
    assert known(f"verdict.{headline}.headline")
    assert known(f"pages.compare.chips.{headline}")


def test_the_sentences_carry_the_figures_with_their_unit() -> None:
    text = judge(case(1.50, 1.67, 1.85, 1.53)).text
    assert text == (
        "On the test part, GRU is off by ±1.50 °C on average. Repeating the last value is off by ±1.67 °C: "
        "10 % of the error is gone. A straight line does as well (±1.53 °C)."
    )
    assert "Use the last value instead" in judge(case(2.34, 1.67, 1.85, 1.70)).text
    assert "Use a straight line instead" in judge(case(2.34, 1.67, 1.85, 1.53)).text
    assert "a straight line is off by only ±1.53 °C" in judge(case(1.66, 1.67, 1.85, 1.53)).text
    assert "keep the simple rule" in judge(case(1.66, 1.67, 1.85, 1.70)).text
    assert (
        "best simple rule, a straight line, is off by ±1.53 °C: 15 % of the error"
        in judge(case(1.30, 1.67, 1.85, 1.53)).text
    )


def test_a_baseline_that_is_not_a_number_never_wins_and_of_equals_the_simplest_does() -> None:
    assert judge(case(1.0, 2.0, 2.0, math.nan)).best_baseline == "last_value"
    assert judge(case(1.0, math.nan, 3.0, 2.0)).best_baseline == "ridge"


def test_the_verdict_is_a_finding_with_a_severity() -> None:
    assert judge(case(1.3, 1.67, 1.85, 1.53)).to_finding().severity == Severity.OK
    assert judge(case(1.66, 1.67, 1.85, 1.7)).to_finding().severity == Severity.INFO
    shown = judge(case(2.34, 1.67, 1.85, 1.53)).to_finding()
    assert (shown.severity, shown.title) == (Severity.WARNING, "Worse than doing nothing")


@pytest.mark.parametrize(
    ("errors", "preset", "key"),
    [
        ((1.3, 1.67, 1.85, 1.53), "gru", "fine"),
        ((1.5, 1.67, 1.85, 1.53), "gru", "level"),
        ((1.5, 1.67, 1.85, 1.53), "linear", "level_linear"),
        ((2.0, 1.67, 1.50, 1.53), "gru", "season"),
        ((2.0, 1.67, 1.85, 1.70), "gru", "chance"),
    ],
)
def test_what_no_finding_explains_has_a_reason_all_the_same(errors, preset, key) -> None:
    assert reason(judge(case(*errors)), preset) == key


def judgement(severity: Severity) -> Judgement:
    finding = Finding(severity=severity, key="judged_improving", values={"epochs": 9, "last": 1, "fell": "4 %"})
    return Judgement(finding=finding, picture=Picture(kind="curves", values={}))


def test_the_gravest_finding_is_the_reason_of_a_verdict_that_disappoints() -> None:
    lost, won = {"headline_key": "worse", "why": "w", "next": "n"}, {"headline_key": "best_of_all", "why": "w"}
    told = explained(lost, [judgement(Severity.WARNING)])
    assert told["reason"] == "judged_improving"
    assert "9 epochs" in told["why"]
    assert told["next"] == "Try next: twice as many epochs."
    assert explained(lost, [judgement(Severity.INFO)]) == lost, "a remark explains nothing"
    assert explained(won, [judgement(Severity.WARNING)]) == won, "what is good needs no excuse"
    assert explained(lost, []) == lost


@pytest.mark.parametrize("key", ["fine", "level", "level_linear", "trees", "trees_of_examples", "season", "chance"])
def test_every_reason_has_its_sentences(key) -> None:
    assert known(f"advice.{key}.why")
    assert known(f"advice.{key}.next")


def of_classes(model: float, majority: float, answers: int) -> Case:
    return Case(
        errors={"model": model, "majority": majority},
        phrases={"majority": "the most frequent class"},
        part="test",
        name="Convolution",
        unit="",
        question="classes_of_examples",
        answers=answers,
    )


def test_few_mistakes_are_counted_and_many_are_told_of_a_hundred() -> None:
    assert of_classes(3 / 150, 0.5, 150).spoken("model") == "3 of 150"
    assert of_classes(0.0379, 0.501, 1_029).spoken("model") == "3.79 of 100"
    assert of_classes(math.nan, 0.5, 150).spoken("model").endswith("of 100")


def test_mistakes_of_classes_are_compared_with_the_most_frequent_class() -> None:
    assert judge(of_classes(0.1, 0.5, 150)).text == (
        "On the test part, Convolution is wrong in 15 of 150. The best simple rule, the most frequent class, is wrong"
        " in 75 of 150: 80 % of the mistakes are gone."
    )
    assert judge(of_classes(0.5, 0.5, 150)).headline_key == "no_better"
    assert "Use the most frequent class instead." in judge(of_classes(0.6, 0.5, 150)).text
    assert judge(of_classes(0.0, 0.0, 150)).key == "no_better", "nothing is left to be better at"


def test_what_is_advised_for_examples_speaks_of_no_past() -> None:
    lost = judge(of_classes(0.6, 0.5, 150))
    assert "inputs" in advise(lost, "gru", "classes_of_examples")["next"]
    assert "lookback" not in advise(lost, "gru", "classes_of_examples")["next"]


def test_the_rules_that_matter_are_doing_nothing_and_the_best_that_are_not_level_with_it() -> None:
    errors = {"last_value": 1.0, "seasonal": 1.5, "drift": 1.01, "ridge": 0.7, "trees": 0.8, "training_mean": math.nan}
    assert foremost(errors, "numbers_over_time") == ["ridge", "trees", "last_value"]
    assert foremost(errors, "numbers_over_time", most=2) == ["ridge", "last_value"]
    walk = {"last_value": 1.0, "seasonal": 2.0, "drift": 1.01, "ridge": 1.0, "training_mean": math.nan}
    assert foremost(walk, "numbers_over_time") == ["last_value", "seasonal", "training_mean"]
    ahead = {"last_value": 1.0, "drift": 0.99, "seasonal": 3.0}
    assert foremost(ahead, "numbers_over_time") == ["drift", "last_value", "seasonal"]
    assert foremost({"majority": 0.5, "logistic": 0.2}, "classes_of_examples") == ["logistic", "majority"]
    assert foremost({}, "numbers_of_examples") == []
