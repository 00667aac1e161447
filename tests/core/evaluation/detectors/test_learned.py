"""By heart, too little, not to the end, beaten by a straight line: from errors and losses alone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.few import independent, too_few_windows
from core.evaluation.detectors.learned import improving, overfits, underfits
from core.evaluation.detectors.line import beaten_by_line
from core.evaluation.report import About, Learning
from core.examples.spec import Windows
from core.findings import Severity
from tests.core.evaluation.detectors.made import answered, daily, evidence, examples, key_of, last, nearly, of, walk


@pytest.fixture(scope="module")
def case() -> Evidence:
    return of(daily(), nearly(0.5), season=24)


def told(case: Evidence, train: float, validation: float, test: float, **others: float) -> Evidence:
    """The model's errors beside rules whose errors are alike on every part: 1 of doing nothing."""
    rules = {"last_value": 1.0, "seasonal": 0.9, "ridge": 0.8, **others}
    by_part = zip(("train", "validation", "test"), (train, validation, test), strict=True)
    return replace(case, errors={part: {"model": error, **rules} for part, error in by_part})


@pytest.mark.parametrize(
    ("errors", "severity"),
    [
        ((0.2, 0.7, 0.7), "info"),
        ((0.2, 0.9, 0.95), "warning"),
        ((0.7, 0.8, 0.84), None),
        ((0.7, 0.8, 0.86), "warning"),
        ((0.2, 0.22, 0.95), None),
        ((0.7, 0.7, 0.7), None),
        ((1.5, 3.0, 3.0), None),
        ((math.nan, 0.7, 0.7), None),
    ],
)
def test_skill_lost_on_rows_it_never_saw_is_learning_by_heart(case, errors, severity) -> None:
    """Where validation holds what training promised, the test part alone is another one: nothing was learned by heart.
    A model that still beats every rule is only told of it, and one that knows not even its training rows learned
    nothing by heart."""
    found = overfits(told(case, *errors))
    assert (found and str(found.finding.severity)) == severity


def test_a_harder_test_part_is_no_learning_by_heart(case) -> None:
    errors = {part: {"model": 0.5 * hard, "last_value": hard, "ridge": 0.6 * hard} for part, hard in
              (("train", 1.0), ("validation", 2.0), ("test", 3.0))}  # fmt: skip
    assert overfits(replace(case, errors=errors)) is None


def losses(validation: list[float], kept: int, train: list[float] | None = None) -> Learning:
    falling = train or [1 / (1 + epoch) for epoch in range(len(validation))]
    return Learning(train=tuple(falling), validation=tuple(validation), kept=kept)


@pytest.mark.parametrize(
    ("learned", "found"),
    [
        (losses([1, 0.5, 0.6, 0.7], kept=4), True),
        (losses([1, 0.5, 0.52, 0.54], kept=4), False),
        (losses([1, 0.5, 0.6, 0.7], kept=2), False),
        (losses([1, 0.5, 0.6, 0.7], kept=4, train=[1, 0.5, 0.6, 0.7]), False),
        (losses([1, 0.5, math.nan, 0.7], kept=4), False),
    ],
)
def test_keeping_an_epoch_after_the_best_one_is_told_with_the_remedy(case, learned, found) -> None:
    judged = overfits(replace(told(case, 0.7, 0.7, 0.7), about=About(learning=(learned,))))
    assert key_of(judged) == ("judged_kept_late" if found else None)
    assert not found or judged.finding.remedies == ("keep_best",)


@pytest.mark.parametrize(
    ("networks", "found"),
    [
        ((losses([1, 0.8, 0.6, 0.5], kept=4),), True),
        ((losses([1, 0.8, 0.6, 0.595], kept=4),), False),
        ((losses([1, 0.5, 0.6, 0.55], kept=2),), False),
        ((losses([1, 0.8, 0.6, 0.5], kept=4), losses([1, 0.5, 0.6, 0.55], kept=2)), False),
        ((losses([1.0], kept=1),), False),
        ((), False),
    ],
)
def test_still_falling_at_the_end_is_told_where_every_network_was(case, networks, found) -> None:
    judged = improving(replace(told(case, 0.9, 0.9, 0.9), about=About(learning=networks)))
    assert (judged is not None) == found
    assert not found or judged.finding.severity is Severity.WARNING
    assert not found or "4 epochs" in judged.finding.text


def test_a_rule_that_is_better_on_the_training_rows_shows_that_too_little_was_learned(case) -> None:
    assert key_of(underfits(told(case, 1.0, 1.0, 1.0))) == "judged_underfits"
    assert underfits(told(case, 0.83, 1.0, 1.0)) is None
    assert underfits(told(case, 0.7, 2.0, 2.0)) is None, "the training rows alone tell"
    assert underfits(told(case, 0.7, 0.8, 0.8, trees=0.1)) is None, "trees know their rows by heart"
    still = replace(told(case, 1, 1, 1), about=About(learning=(losses([1, 0.8, 0.5], kept=3),)))
    assert underfits(still) is None, "it had no time"


def test_a_straight_line_that_is_clearly_better_is_told_and_one_that_is_level_is_not() -> None:
    noise = np.random.default_rng(1)
    found = beaten_by_line(of(daily(), last, season=24))
    assert key_of(found) == "judged_line"
    given = examples(daily(), season=24)
    ridge = evidence(given, answered(given, last)).rules["ridge"]
    same = answered(given, lambda y, now, ahead: ridge(now[:, 0]) + noise.normal(0, 0.001, (*ahead.shape, 1)))
    assert beaten_by_line(evidence(given, same)) is None
    assert beaten_by_line(of(walk(), last)) is None


def test_a_line_itself_is_told_otherwise() -> None:
    itself = of(daily(), last, season=24, about=About(preset="linear"))
    assert key_of(beaten_by_line(itself)) == "judged_line_itself"


def test_five_windows_beat_nobody() -> None:
    assert beaten_by_line(of(daily(50), last, Windows(lookback=2), season=24)) is None


@pytest.mark.parametrize(
    "windows", [Windows(lookback=5), Windows(lookback=6, step=2, delay=3, horizon=4), Windows(lookback=3, stride=4)]
)
def test_windows_without_a_common_row_are_those_of_a_search(windows) -> None:
    series = np.repeat([0, 1], [150, 90])
    one = of(daily(240), nearly(0.5), windows, series=series)
    now = one.prepared.placement.of(0)
    long, chosen, free = windows.reach + windows.delay + windows.horizon, 0, {0: -1, 1: -1}
    for row in now:
        if row - windows.reach > free[series[row]]:
            chosen += 1
            free[series[row]] = row - windows.reach + long - 1
    assert independent(one, now) == chosen


@pytest.mark.parametrize(
    ("rows", "parameters", "found"), [(144, 3_000, True), (144, 50, False), (4_000, 100_000, False), (144, None, False)]
)
def test_a_large_network_on_few_windows_is_told(rows, parameters, found) -> None:
    few = of(daily(rows), nearly(0.5), Windows(lookback=24, horizon=4), about=About(parameters=parameters))
    assert (too_few_windows(few) is not None) == found


def test_few_windows_are_a_warning_once_the_skill_is_lost() -> None:
    few = of(daily(144), nearly(0.5), Windows(lookback=24, horizon=4), about=About(parameters=3_000))
    assert too_few_windows(told(few, 0.1, 0.9, 0.9)).finding.severity is Severity.WARNING
    assert too_few_windows(told(few, 0.5, 0.5, 0.5)).finding.severity is Severity.INFO
