"""Whole examples: what a model has to beat there, and what of a report makes no sense without a past."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from core.data.dataset import Dataset
from core.evaluation.baselines import baselines_for
from core.evaluation.evaluate import evaluate
from core.evaluation.example_rules import _affordable, example_line
from core.evaluation.number_report import mase_scale
from core.evaluation.past import actual
from core.evaluation.predictions import Predictions
from core.evaluation.quick import baselines_on_validation
from core.evaluation.report import About
from core.evaluation.ridge import ALPHA
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows

TIMESTEPS = 5
AT_RANDOM = SplitSpec(by="random", cuts=(0.6, 0.2, 0.2), seed=3)


def examples(count: int = 80, timesteps: int = TIMESTEPS, classes: tuple[str, ...] = ()) -> Dataset:
    """Two columns over the timesteps of each example, and one answer for it, repeated in each of its rows."""
    rng = np.random.default_rng(4)
    cells = rng.normal(size=(count, timesteps, 2)) * [1, 50]
    answer = 100 + 3 * cells[:, 0, 0] - 0.1 * cells[:, -1, 1] + 0.3 * rng.normal(size=count)
    told = np.digitize(answer, np.quantile(answer, [0.5, 0.8])).astype(float) if classes else answer
    series = np.repeat(np.arange(count), timesteps).astype(np.int32)
    return Dataset(
        names=("left", "right", "answer"),
        units=("", "", "" if classes else "kg"),
        values=np.concatenate([cells.reshape(-1, 2), np.repeat(told, timesteps)[:, None]], axis=1),
        time=None,
        series=series,
        segment=series,
        row=series.astype(np.int64),
        inputs=(0, 1),
        targets=(2,),
        spacing=None,
        season=None,
        series_names=tuple(f"example {n + 1}" for n in range(count)),
        classes=classes,
    )


def prepared(data: Dataset | None = None, timesteps: int = TIMESTEPS) -> Prepared:
    windows = Windows(lookback=timesteps, delay=0, whole=True)
    return prepare(data or examples(timesteps=timesteps), windows, AT_RANDOM, FittingSpec())


def said(case: Prepared, values: np.ndarray) -> Predictions:
    return Predictions(
        part=case.placement.part,
        row=case.placement.now,
        values=values,
        future_row=case.placement.future[:0],
        future=np.zeros((0, *values.shape[1:])),
    )


def test_doing_nothing_says_the_mean_of_the_training_examples() -> None:
    case = prepared()
    training = actual(case, case.placement.of(0))
    predicted = baselines_for(case)["mean"](case).predict(case.placement.of(2))
    assert predicted.shape == (len(case.placement.of(2)), 1, 1)
    assert np.allclose(predicted, training.mean())


@pytest.mark.parametrize("timesteps", [5, 40])
def test_the_straight_line_is_the_ridge_of_scikit_learn_on_all_standardised_inputs(timesteps: int) -> None:
    """Fewer inputs than examples, and more."""
    case = prepared(timesteps=timesteps)
    x = {part: materialise(case.examples.of(part).inputs).reshape(-1, timesteps * 2) for part in (0, 2)}
    y = materialise(case.examples.of(0).targets)[:, 0]
    centre, width = case.fitted.arrays["mean"][2], case.fitted.arrays["deviation"][2]
    oracle = Ridge(alpha=ALPHA).fit(x[0].astype(float), y.astype(float)).predict(x[2]).ravel() * width + centre
    predicted = baselines_for(case)["ridge"](case).predict(case.placement.of(2))
    np.testing.assert_allclose(predicted.ravel(), oracle, rtol=1e-4)


def of_unequal_lengths(longest: int) -> Prepared:
    """Of every example a few of the oldest rows are gone, of the first one all but the newest."""
    data = examples(timesteps=longest)
    kept = np.concatenate([np.arange(longest) >= gone for gone in [longest - 1, *np.arange(79) % (longest - 1)]])
    fewer = replace(
        data,
        values=data.values[kept], series=data.series[kept], segment=data.segment[kept], row=data.row[kept]
    )  # fmt: skip
    windows = Windows(lookback=longest - 1, delay=0, whole=True, padded=True)
    return prepare(fewer, windows, AT_RANDOM, FittingSpec())


def test_of_padded_examples_the_straight_line_reads_usual_values_where_nothing_is() -> None:
    case = of_unequal_lengths(6)
    x = {part: materialise(case.examples.of(part).inputs, padding=0.0).reshape(-1, 10) for part in (0, 2)}
    y = materialise(case.examples.of(0).targets)[:, 0]
    centre, width = case.fitted.arrays["mean"][2], case.fitted.arrays["deviation"][2]
    oracle = Ridge(alpha=ALPHA).fit(x[0].astype(float), y.astype(float)).predict(x[2]).ravel() * width + centre
    predicted = example_line(case, work=1e9).predict(case.placement.of(2))
    np.testing.assert_allclose(predicted.ravel(), oracle, rtol=1e-4)
    assert sum(case.counts.values()) == 80


def test_padded_examples_are_judged_like_any_other() -> None:
    case = of_unequal_lengths(6)
    truth = actual(case, case.placement.now)
    result = evaluate(case, said(case, truth + 0.1), About(name="LSTM"))
    json.dumps(result, allow_nan=False)
    assert set(result["baselines"]) == {"mean", "ridge", "trees"}
    assert result["verdict"]["errors"]["model"] == pytest.approx(0.1)
    assert all(np.isfinite(one["original"]["answer"]["mae"]) for one in result["metrics"].values())


def test_with_little_work_the_line_learns_from_a_sample() -> None:
    case = prepared()
    fit = example_line(case, work=20 * 10**2)
    assert fit.sampled
    assert fit.fitted_on == 20 < fit.fitted_of == len(case.placement.of(0))
    assert np.isfinite(fit.predict(case.placement.now)).all()


@pytest.mark.parametrize("inputs", [10, 1_000, 20_000])
@pytest.mark.parametrize("work", [1e7, 1e9, 1e11])
def test_a_fit_stays_within_its_work_and_its_room(inputs: int, work: float) -> None:
    rows = _affordable(work, inputs)
    assert rows * inputs <= 20_000_000
    assert rows * inputs * min(rows, inputs) <= work or rows == 2


def test_nothing_learned_sees_another_part() -> None:
    data = examples()
    clean = prepared(data)
    values = data.values.copy()
    values[clean.placement.part_of_row > 0] += 1e6
    noisy = prepared(replace(data, values=values))
    now = clean.placement.of(0)
    for key, rule in baselines_for(clean).items():
        assert np.array_equal(rule(clean).predict(now), rule(noisy).predict(now)), key


def test_the_report_on_numbers_speaks_of_examples() -> None:
    case = prepared()
    truth = actual(case, case.placement.now)
    result = evaluate(case, said(case, truth + 0.1), About(name="LSTM"))
    json.dumps(result, allow_nan=False)
    assert result["question"] == "numbers_of_examples"
    assert set(result["baselines"]) == {"mean", "ridge", "trees"}
    assert result["by_series"]["test"] == [], "each of eighty series has one answer"
    assert result["metrics"]["test"]["original"]["answer"]["mase"] is None
    assert "season" in result["not_computable"]["test"]["answer"]["mase"]
    assert np.isnan(mase_scale(case)).all()
    assert not {"metric_not_computable", "drift"} & {finding["key"] for finding in result["findings"]}
    verdict = result["verdict"]
    assert verdict["headline_key"] == "best_of_all"
    assert verdict["errors"]["model"] == pytest.approx(0.1)
    worst = result["moments"]["test"]["answer"]["worst"]
    assert worst["series"] == f"example {worst['row'] // TIMESTEPS + 1}"


def test_a_model_that_says_the_mean_is_no_better_than_doing_nothing() -> None:
    case = prepared()
    usual = baselines_for(case)["mean"](case).predict(case.placement.now)
    result = evaluate(case, said(case, usual.copy()))
    assert result["verdict"]["headline_key"] == "no_better"
    assert "the mean by" in result["verdict"]["text"]


def test_classes_of_whole_examples_are_judged_against_the_most_frequent_one() -> None:
    case = prepared(examples(classes=("small", "middle", "large")))
    codes = actual(case, case.placement.now)[:, 0, 0].astype(int)
    result = evaluate(case, said(case, np.eye(3)[codes][:, None]), About(name="Conv"))
    assert result["question"] == "classes_of_examples"
    assert set(result["baselines"]) == {"majority", "logistic"}
    assert result["verdict"]["spoken"]["model"] == f"0 of {len(case.placement.of(2))}"
    assert result["by_series"]["test"] == []


def test_the_window_page_speaks_of_examples() -> None:
    case = prepared()
    quick = baselines_on_validation(case)
    assert set(quick.error) == {"mean", "ridge"}
    assert quick.sentence == f"Measured on all {quick.of} validation examples."
