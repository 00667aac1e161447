"""A pinned run beside a model: the same questions, counted by a plain loop, and never one that only one answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.luck import luck
from core.evaluation.past import actual
from core.evaluation.predictions import Predictions
from core.evaluation.reference import beside
from tests.core.evaluation import test_classes as classes
from tests.core.evaluation.builders import predictions_of, prepared


def without(answers: Predictions, gone: np.ndarray) -> Predictions:
    """As if it had not been asked the questions `gone` (W,)."""
    keep = ~gone
    return replace(answers, part=answers.part[keep], row=answers.row[keep], values=answers.values[keep])


def test_both_are_counted_on_the_questions_that_both_answered() -> None:
    case = prepared(targets=(0,))
    own, other = predictions_of(case, noise=0.3), predictions_of(case, noise=0.5)
    missing = np.arange(len(own.row)) % 7 == 3
    found = beside(case, own, without(other, missing), 2)
    asked = case.placement.of(2)
    shared = [int(t) for t in asked if not missing[list(own.row).index(t)]]
    assert (found.shared, found.of) == (len(shared), len(asked))
    losses = {}
    for name, answers in (("own", own), ("other", other)):
        of = dict(zip(answers.row.tolist(), answers.values, strict=True))
        losses[name] = np.array([np.abs(of[t] - actual(case, np.array([t]))[0]).mean() for t in shared])
    assert found.own == pytest.approx(losses["own"].mean(), rel=1e-9)
    assert found.error == pytest.approx(losses["other"].mean(), rel=1e-9)
    overlap = case.windows.delay + case.windows.horizon - 1
    assert found.chance == luck(losses["own"], losses["other"], overlap)
    assert found.chance.gain == pytest.approx(1 - found.own / found.error)


def test_several_targets_count_in_training_deviations_and_classes_by_what_is_wrong() -> None:
    case = prepared()
    found = beside(case, predictions_of(case, noise=0.3), predictions_of(case, noise=0.6), 2)
    assert found.error == pytest.approx(2 * found.own)
    own = predictions_of(case, noise=0.3)
    now, values = own.of(2)
    wanted = (np.abs(values - actual(case, now)) / case.fitted.arrays["deviation"]).mean()
    assert found.own == pytest.approx(wanted, rel=1e-9)
    told = classes.prepared()
    one, two = classes.said(told, 3), classes.said(told, 3, doubt=0.9, seed=8)
    found = beside(told, one, two, 2)
    now, values = two.of(2)
    assert found.error == (values.argmax(axis=-1) != actual(told, now)[..., 0]).mean()


def test_runs_that_share_no_question_are_not_compared() -> None:
    case = prepared()
    own = predictions_of(case)
    assert beside(case, own, without(own, own.part == 2), 2) is None
