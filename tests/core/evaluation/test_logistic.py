"""Logistic regression against scikit-learn on inputs gathered by plain loops."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from core.evaluation.baselines import BASELINES
from core.evaluation.evaluate import evaluate
from core.evaluation.logistic import INPUTS, SMALLEST
from core.evaluation.past import actual
from core.evaluation.ridge import ALPHA
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.evaluation import test_whole_examples as whole
from tests.core.evaluation.test_classes import CHRONOLOGICAL, prepared, said, weather


def inputs(case: Prepared, rows: np.ndarray, columns: list[int]) -> np.ndarray:
    z = (case.dataset.values - case.fitted.arrays["mean"]) / case.fitted.arrays["deviation"]
    back = case.windows.lookback
    return np.array([z[t - back + 1 : t + 1][:, columns].ravel() for t in rows])


def test_it_equals_scikit_learn_one_model_for_each_step_ahead() -> None:
    case = prepared(data=weather(("calm", "storm")), windows=Windows(lookback=4, horizon=2))
    training, now = case.placement.of(0), case.placement.of(2)
    found = BASELINES["logistic"](case).predict(now)
    for h in range(2):
        codes = actual(case, training)[:, h, 0].astype(int)
        model = LogisticRegression(C=1 / ALPHA).fit(inputs(case, training, [0]), codes)
        assert np.allclose(found[:, h], model.predict_proba(inputs(case, now, [0])), atol=1e-9)


def test_of_whole_examples_it_reads_all_inputs() -> None:
    case = whole.prepared(whole.examples(classes=("small", "middle", "large")))
    training, now = case.placement.of(0), case.placement.of(2)
    codes = actual(case, training).ravel().astype(int)
    model = LogisticRegression(C=1 / ALPHA).fit(inputs(case, training, [0, 1]), codes)
    found = BASELINES["logistic"](case).predict(now)
    assert np.allclose(found[:, 0], model.predict_proba(inputs(case, now, [0, 1])), atol=1e-9)


def test_a_class_that_no_training_example_has_gets_no_probability() -> None:
    data = weather(rows=300)
    data.values[:210, 1] = np.where(data.values[:210, 1] == 2, 0, data.values[:210, 1])
    case = prepared(data=data)
    found = BASELINES["logistic"](case).predict(case.placement.of(2))
    assert (found[..., 2] == 0).all()
    assert np.allclose(found.sum(axis=-1), 1)


def test_one_class_alone_leaves_nothing_to_learn_and_says_so() -> None:
    data = weather(rows=300)
    cut = CHRONOLOGICAL.cuts[0]
    data.values[: int(cut), 1] = 0
    case = prepared(data=data)
    result = evaluate(case, said(case, columns=3))
    assert set(result["baselines"]) == {"last_class", "majority"}
    told = {finding["key"]: finding for finding in result["findings"]}["rule_left_out"]
    assert "only one class" in told["text"]


def test_a_bounded_fit_reads_fewer_examples_and_long_windows_are_cut() -> None:
    split = SplitSpec(cuts=(0.6, 0.2, 0.2))
    case = prepare(weather(rows=2_000), Windows(lookback=600), split, FittingSpec())
    fit = BASELINES["logistic"](case, 1e6)
    assert fit.timesteps == INPUTS
    assert (fit.fitted_on, fit.fitted_of) == (SMALLEST, len(case.placement.of(0)))
    assert fit.sampled
    assert BASELINES["logistic"](case, 1e6).predict(case.placement.of(2)[:0]).shape == (0, 1, 3)
