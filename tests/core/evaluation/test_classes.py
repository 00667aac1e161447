"""Predicted classes: counted and ranked as scikit-learn does, judged by the share that is wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from core.data.dataset import Dataset
from core.evaluation.baselines import baselines_for
from core.evaluation.class_metrics import CLASS_METRICS
from core.evaluation.class_scores import each_class, scores_of
from core.evaluation.curves import MOST_POINTS, area, precision_recall, roc
from core.evaluation.evaluate import evaluate
from core.evaluation.past import actual
from core.evaluation.predictions import Predictions
from core.evaluation.quick import baselines_on_validation
from core.evaluation.report import About
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows

WORDS = ("calm", "breeze", "storm")
CHRONOLOGICAL = SplitSpec(by="rows", cuts=(200, 50, 50))


def weather(classes: tuple[str, ...] = WORDS, rows: int = 300, seed: int = 2) -> Dataset:
    """A column of noise and the class of each row, which lasts for a while; later ones are rarer."""
    rng = np.random.default_rng(seed)
    often = np.array([0.6, 0.3, 0.1])[: len(classes)]
    spells = rng.choice(len(classes), rows, p=often / often.sum())
    codes = np.repeat(spells, rng.integers(1, 6, rows))[:rows].astype(float)
    zeros = np.zeros(rows, dtype=np.int32)
    return Dataset(
        names=("pressure", "weather"),
        units=("hPa", ""),
        values=np.stack([rng.normal(size=rows), codes], axis=1),
        time=None,
        series=zeros,
        segment=zeros,
        row=np.arange(rows),
        inputs=(0,),
        targets=(1,),
        spacing=None,
        season=None,
        classes=classes,
    )


def prepared(classes: tuple[str, ...] = WORDS, windows: Windows | None = None, data: Dataset | None = None) -> Prepared:
    return prepare(data or weather(classes), windows or Windows(lookback=4, horizon=2), CHRONOLOGICAL, FittingSpec())


def said(case: Prepared, columns: int, doubt: float = 0.6, seed: int = 5) -> Predictions:
    """Probabilities (W, H, columns) around the truth; the more `doubt`, the more of them are wrong."""
    truth = actual(case, case.placement.now)[..., 0].astype(int)
    noise = np.random.default_rng(seed).dirichlet(np.ones(len(case.dataset.classes)), truth.shape)
    each = (1 - doubt) * np.eye(len(case.dataset.classes))[truth] + doubt * noise
    return Predictions(
        part=case.placement.part,
        row=case.placement.now,
        values=each[..., 1:] if columns == 1 else each,
        future_row=case.placement.future[:0],
        future=np.zeros((0, truth.shape[1], columns)),
    )


def some_answers(classes: int, seed: int, ties: bool) -> tuple[np.ndarray, np.ndarray]:
    """Codes (n,), every class among them, and probabilities (n, K)."""
    rng = np.random.default_rng(seed)
    codes = np.concatenate([np.arange(classes), rng.integers(0, classes, 60)])
    probabilities = rng.dirichlet(np.ones(classes), len(codes))
    probabilities = np.round(probabilities, 1) if ties else probabilities
    probabilities[:, 0] += 0.05
    return codes, probabilities / probabilities.sum(axis=1, keepdims=True)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(2, 5), st.integers(0, 10_000), st.booleans())
def test_every_metric_is_that_of_scikit_learn(classes: int, seed: int, ties: bool) -> None:
    codes, probabilities = some_answers(classes, seed, ties)
    scores, chosen = scores_of(codes, probabilities), probabilities.argmax(axis=1)
    assert np.array_equal(scores.confusion, sk.confusion_matrix(codes, chosen, labels=range(classes)))
    averaged = {"average": "binary"} if classes == 2 else {"average": "macro"}
    ranked = probabilities[:, 1] if classes == 2 else probabilities
    expected = {
        "accuracy": sk.accuracy_score(codes, chosen),
        "balanced_accuracy": sk.balanced_accuracy_score(codes, chosen),
        "f1": sk.f1_score(codes, chosen, average="macro"),
        "recall": sk.recall_score(codes, chosen, **averaged),
        "roc_auc": sk.roc_auc_score(codes, ranked, multi_class="ovr"),
        "log_loss": sk.log_loss(codes, probabilities),
    }
    if len(np.unique(chosen)) == classes:
        expected["precision"] = sk.precision_score(codes, chosen, **averaged)
    for key, value in expected.items():
        assert CLASS_METRICS[key].of(scores) == pytest.approx(value, rel=1e-9, abs=1e-12), key


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.booleans())
def test_curves_pass_through_the_points_of_scikit_learn(seed: int, ties: bool) -> None:
    codes, probabilities = some_answers(2, seed, ties)
    found, of = codes == 1, probabilities[:, 1]
    x, y, _ = sk.roc_curve(found, of, drop_intermediate=False)
    curve = roc(found, of)
    assert np.allclose(curve.x, x, rtol=0, atol=1e-9)
    assert np.allclose(curve.y, y, rtol=0, atol=1e-9)
    right, share, _ = sk.precision_recall_curve(found, of)
    curve = precision_recall(found, of)
    assert np.allclose(curve.x[1:], share[-2::-1][: len(curve.x) - 1], rtol=0, atol=1e-9)
    assert np.allclose(curve.y[1:], right[-2::-1][: len(curve.y) - 1], rtol=0, atol=1e-9)


def test_a_long_curve_keeps_its_ends_and_its_area() -> None:
    rng = np.random.default_rng(1)
    found = rng.random(20_000) < 0.3
    of = np.where(found, rng.normal(0.6, 0.2, 20_000), rng.normal(0.4, 0.2, 20_000))
    curve = roc(found, of)
    assert len(curve.x) <= MOST_POINTS
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(curve.y, curve.x) == pytest.approx(area(found, of), abs=1e-3)
    assert len(precision_recall(found, of).x) <= MOST_POINTS


def test_without_one_of_both_there_is_no_curve_and_no_area() -> None:
    some = np.linspace(0.1, 0.9, 5)
    assert np.isnan(area(np.ones(5, bool), some))
    assert np.isnan(area(np.zeros(5, bool), some))
    assert len(roc(np.ones(5, bool), some).x) == 0
    assert len(precision_recall(np.zeros(5, bool), some).x) == 0


def test_a_class_that_is_missing_is_left_out_of_the_means_and_never_counts_as_0() -> None:
    codes = np.array([0, 0, 1, 1])
    scores = scores_of(codes, np.array([[0.8, 0.2, 0], [0.6, 0.4, 0], [0.3, 0.7, 0], [0.9, 0.1, 0]]))
    assert CLASS_METRICS["balanced_accuracy"].of(scores) == pytest.approx((1 + 0.5) / 2)
    assert CLASS_METRICS["roc_auc"].of(scores) == pytest.approx(sk.roc_auc_score(codes, [0.2, 0.4, 0.7, 0.1]))
    assert np.isnan(CLASS_METRICS["precision"].of(scores))


def test_the_last_class_is_the_newest_one_known() -> None:
    data = weather()
    data.values[[40, 41, 42], 1] = np.nan
    case = prepared(data=data)
    now = case.placement.now
    predicted = baselines_for(case)["last_class"](case).predict(now).argmax(axis=-1)
    codes = data.values[:, 1]
    for place, row in enumerate(now):
        known = codes[: row + 1][np.isfinite(codes[: row + 1])]
        assert predicted[place].tolist() == [known[-1]] * 2


def test_with_delay_0_the_class_itself_is_not_known() -> None:
    case = prepared(windows=Windows(lookback=4, delay=0))
    now = case.placement.now
    predicted = baselines_for(case)["last_class"](case).predict(now).argmax(axis=-1)
    assert np.array_equal(predicted[:, 0], case.dataset.values[now - 1, 1])


def test_always_the_most_frequent_class_learns_from_training_answers_alone() -> None:
    case = prepared()
    training = actual(case, case.placement.of(0)).astype(int).ravel()
    predicted = baselines_for(case)["majority"](case).predict(case.placement.of(2))
    assert predicted.shape == (len(case.placement.of(2)), 2, 3)
    assert np.allclose(predicted[0, 0], np.bincount(training, minlength=3) / len(training))


@pytest.mark.parametrize(("classes", "columns"), [(WORDS[:2], 1), (WORDS[:2], 2), (WORDS, 3)])
def test_the_report_counts_what_brute_force_counts(classes: tuple[str, ...], columns: int) -> None:
    case = prepared(classes)
    predictions = said(case, columns)
    result = evaluate(case, predictions, About(name="LSTM"))
    json.dumps(result, allow_nan=False)
    now, values = predictions.of(2)
    truth = actual(case, now)[..., 0].astype(int)
    chosen = each_class(values).argmax(axis=-1)
    assert result["question"] == "classes_over_time"
    assert result["classes"]["words"] == list(classes)
    counted = result["classes"]["parts"]["test"]
    assert (
        counted["confusion"] == sk.confusion_matrix(truth.ravel(), chosen.ravel(), labels=range(len(classes))).tolist()
    )
    report = sk.classification_report(truth.ravel(), chosen.ravel(), labels=range(len(classes)), output_dict=True)
    for k, row in enumerate(counted["by_class"]):
        own = report[str(k)]
        assert (row["class"], row["support"]) == (classes[k], own["support"])
        assert row["predicted"] == (chosen == k).sum()
        assert [row[name] for name in ("recall", "f1")] == pytest.approx([own["recall"], own["f1-score"]])
    wrong = (chosen != truth).mean()
    assert result["metrics"]["test"]["original"]["weather"]["accuracy"] == pytest.approx(1 - wrong)
    assert result["verdict"]["errors"]["model"] == pytest.approx(wrong)
    assert result["by_step"]["test"]["model"]["weather"] == pytest.approx((chosen != truth).mean(axis=0).tolist())
    assert set(result["baselines"]) == set(result["labels"]) == {"last_class", "majority", "logistic"}
    for key, rule in baselines_for(case).items():
        right = (rule(case).predict(now).argmax(axis=-1) == truth).mean()
        assert result["baselines"][key]["test"]["original"]["weather"]["accuracy"] == pytest.approx(right)
    curves = result["curves"]["test"]
    assert set(curves["roc"]) == set(curves["precision_recall"]) == set(classes[1:] if len(classes) == 2 else classes)
    for word, curve in curves["roc"].items():
        of = each_class(values)[..., classes.index(word)].ravel()
        assert curve["area"] == pytest.approx(sk.roc_auc_score(truth.ravel() == classes.index(word), of))


@pytest.mark.parametrize(("doubt", "headline"), [(0.45, "best_of_all"), (0.55, "perhaps")])
def test_the_verdict_counts_the_answers_that_are_wrong(doubt: float, headline: str) -> None:
    case = prepared()
    predictions = said(case, 3, doubt=doubt)
    result = evaluate(case, predictions, About(name="LSTM"))
    now, values = predictions.of(2)
    truth = actual(case, now)[..., 0]
    wrong = int((values.argmax(axis=-1) != truth).sum())
    assert f"LSTM is wrong in {wrong} of {truth.size}." in result["verdict"]["text"]
    assert result["verdict"]["headline_key"] == headline
    assert (result["verdict"]["luck"]["p"] < 0.05) is (headline == "best_of_all")
    assert result["verdict"]["spoken"]["model"] == f"{wrong} of {truth.size}"


def test_a_model_that_always_says_the_same_is_told_so() -> None:
    case = prepared()
    constant = np.broadcast_to([0.8, 0.15, 0.05], (len(case.placement.now), 2, 3))
    lazy = Predictions(
        part=case.placement.part,
        row=case.placement.now,
        values=constant,
        future_row=case.placement.future[:0],
        future=np.zeros((0, 2, 3)),
    )
    result = evaluate(case, lazy)
    assert {"class_never_predicted", "no_better_than_chance"} <= {finding["key"] for finding in result["findings"]}
    assert result["metrics"]["test"]["original"]["weather"]["precision"] is None
    assert "breeze" in result["not_computable"]["test"]["weather"]["precision"]
    assert result["verdict"]["headline_key"] in ("no_better", "worse")


def test_several_series_are_told_one_by_one() -> None:
    data = weather()
    from dataclasses import replace

    series = np.repeat([0, 1], 150).astype(np.int32)
    data = replace(data, series=series, segment=series, series_names=("north", "south"))
    case = prepare(data, Windows(lookback=4), SplitSpec(per="series"), FittingSpec())
    predictions = said(case, 3)
    result = evaluate(case, predictions)
    now, values = predictions.of(2)
    wrong = (values.argmax(axis=-1) != actual(case, now)[..., 0])[:, 0]
    for one in result["by_series"]["test"]:
        here = data.series[now] == data.series_names.index(one["series"])
        assert one["windows"] == here.sum()
        assert one["errors"]["model"]["weather"] == pytest.approx(wrong[here].mean())


def test_the_window_page_sees_the_same_shares_as_the_evaluation() -> None:
    case = prepared()
    result, quick = evaluate(case, said(case, 3)), baselines_on_validation(case)
    assert set(quick.error) == {"last_class", "majority"}
    for key in quick.error:
        accuracy = result["baselines"][key]["validation"]["original"]["weather"]["accuracy"]
        assert quick.error[key]["weather"] == pytest.approx(1 - accuracy)
        assert quick.scaled[key] == pytest.approx(1 - accuracy)
