"""evaluation.json: every figure against plain NumPy on the same rows."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.baselines import baselines_for
from core.evaluation.evaluate import evaluate
from core.evaluation.metrics import METRICS
from core.evaluation.number_report import mase_scale
from core.evaluation.past import actual
from core.evaluation.predictions import Predictions, choose, load, save
from core.evaluation.quick import baselines_on_validation
from core.evaluation.report import About
from core.examples.spec import SplitSpec, Windows
from core.examples.split import PARTS
from core.examples.windows import target_offsets
from tests.core.evaluation.builders import predictions_of, prepared, wavy


@pytest.fixture(scope="module")
def case():
    return prepared()


@pytest.fixture(scope="module")
def said(case):
    return predictions_of(case, noise=0.3)


@pytest.fixture(scope="module")
def result(case, said):
    return evaluate(case, said, About(name="GRU", preset="gru"))


def test_model_and_baselines_are_measured_on_identical_rows(case, said, result) -> None:
    for i, part in enumerate(PARTS):
        now, values = said.of(i)
        truth = actual(case, now)
        deviation = case.fitted.arrays["deviation"]
        everyone = {key: baseline(case, 1e12).predict(now) for key, baseline in baselines_for(case).items()}
        for who, predicted in {"model": values.astype(float), **everyone}.items():
            figures = result["metrics"][part] if who == "model" else result["baselines"][who][part]
            miss = np.abs(predicted - truth)
            for c, name in enumerate("ab"):
                assert figures["original"][name]["mae"] == pytest.approx(miss[..., c].mean(), rel=1e-9)
                assert figures["original"][name]["rmse"] == pytest.approx(np.sqrt((miss[..., c] ** 2).mean()), rel=1e-9)
                assert result["by_step"][part][who][name] == pytest.approx(miss[..., c].mean(axis=0), rel=1e-9)
            assert figures["scaled"]["mse"] == pytest.approx(((miss / deviation) ** 2).mean(), rel=1e-9)
            assert figures["scaled"]["mae"] == pytest.approx((miss / deviation).mean(), rel=1e-9)


def test_mase_divides_by_the_seasonal_naive_on_training_rows(case, result) -> None:
    training = case.dataset.values[case.placement.part_of_row == 0]
    scale = np.abs(training[24:] - training[:-24]).mean(axis=0)
    assert mase_scale(case) == pytest.approx(scale, rel=1e-12)
    test = result["metrics"]["test"]["original"]["b"]
    assert test["mase"] == pytest.approx(test["mae"] / scale[1], rel=1e-9)


def test_leaning_worst_moment_and_quantiles_are_those_of_a_search(case, said, result) -> None:
    now, values = said.of(2)
    truth = actual(case, now)
    for c, name in enumerate("ab"):
        moment = result["moments"]["test"][name]
        signed = values[..., c].astype(float) - truth[..., c]
        assert moment["leaning"] == pytest.approx(signed.mean(), rel=1e-9)
        assert moment["quantiles"]["0.9"] == pytest.approx(np.quantile(np.abs(signed), 0.9))
        w, h = np.unravel_index(np.abs(signed).argmax(), signed.shape)
        assert moment["worst"]["row"] == now[w] + target_offsets(case.windows)[h]
        assert moment["worst"]["step"] == h + 1
        assert moment["worst"]["actual"] == case.dataset.values[moment["worst"]["row"], c]
        assert moment["worst"]["time"] == str(case.dataset.time[moment["worst"]["row"]].astype("datetime64[s]"))


def test_several_targets_are_judged_on_the_common_scale(result) -> None:
    verdict = result["verdict"]
    errors = {key: result["baselines"][key]["test"]["scaled"]["mae"] for key in result["baselines"]}
    model = result["metrics"]["test"]["scaled"]["mae"]
    assert verdict["best_baseline"] == min(errors, key=errors.get)
    assert verdict["skill"] == pytest.approx(1 - model / min(errors.values()))
    assert verdict["errors"] == pytest.approx({"model": model, **errors})
    assert "standard deviations" in verdict["text"]
    assert "GRU" in verdict["text"]
    assert set(result["verdicts"]) == {"validation", "test"}


def test_one_target_is_judged_in_its_own_unit() -> None:
    case = prepared(targets=(0,))
    result = evaluate(case, predictions_of(case, noise=0.2))
    assert result["verdict"]["errors"]["model"] == result["metrics"]["test"]["original"]["a"]["mae"]
    assert "the model" in result["verdict"]["text"]


def test_small_blocks_give_the_same_figures(case, said, result, monkeypatch) -> None:
    import core.evaluation.scores as scores
    from core.evaluation.past import blocks

    monkeypatch.setattr(scores, "blocks", lambda rows, cells: blocks(rows, cells, room=200))
    again = evaluate(case, said, About(name="GRU", preset="gru"))
    assert again["verdict"]["text"] == result["verdict"]["text"]
    assert again["metrics"]["test"]["original"]["a"] == pytest.approx(
        result["metrics"]["test"]["original"]["a"], rel=1e-9
    )
    assert again["moments"]["train"]["a"]["worst"] == result["moments"]["train"]["a"]["worst"]


def test_predictions_that_are_no_numbers_are_judged_worse_and_say_so() -> None:
    """A NaN among the predictions ended the evaluation: the reason of a missing MSE had no sentence."""
    case = prepared(wavy())
    answers = predictions_of(case)
    answers.values[answers.part == 2, 0, 0] = np.nan
    result = evaluate(case, answers)
    assert result["verdict"]["key"] == "worse"
    assert set(result["not_computable"]["test"]["a"]) == set(METRICS)
    assert "no finite numbers" in result["not_computable"]["test"]["a"]["mape"]
    json.dumps(result, allow_nan=False)


def test_a_target_whose_changes_are_only_rounding_has_no_scaled_error() -> None:
    """The deviation of a column of 0.1 came out as 1e-17, and the scaled error as 1e34."""
    values = wavy()
    values[:, 0] = 0.1
    values[300:, 0] = 0.2
    case = prepared(values[:, :1], targets=(0,))
    assert evaluate(case, predictions_of(case, noise=0.1))["metrics"]["test"]["scaled"] == {"mse": None, "mae": None}


def test_zeros_and_constants_are_not_computable_with_a_reason_and_json_has_null() -> None:
    values = wavy()
    values[:, 0] = np.where(values[:, 0] > 0.2, values[:, 0], 0.0)
    values[300:, 1] = 7.0
    case = prepared(values)
    result = evaluate(case, predictions_of(case))
    a, b = (result["metrics"]["test"]["original"][name] for name in "ab")
    assert a["mape"] is None
    assert b["r2"] is None
    assert b["mape"] is not None
    assert "0 at least once" in result["not_computable"]["test"]["a"]["mape"]
    assert "never changes" in result["not_computable"]["test"]["b"]["r2"]
    assert {"metric_not_computable"} <= {finding["key"] for finding in result["findings"]}
    json.dumps(result, allow_nan=False)


def test_a_constant_target_leaves_the_scaled_figures_to_the_others() -> None:
    values = wavy()
    values[:, 1] = 3.0
    case = prepared(values)
    result = evaluate(case, predictions_of(case, noise=0.3))
    test = result["metrics"]["test"]
    assert test["scaled"]["mae"] == pytest.approx(
        test["original"]["a"]["mae"] / case.fitted.arrays["deviation"][0], rel=1e-9
    )
    flat = prepared(np.full((400, 2), 3.0))
    nothing = evaluate(flat, predictions_of(flat))
    assert nothing["metrics"]["test"]["scaled"]["mae"] is None
    assert nothing["verdict"]["skill"] is None
    assert nothing["verdict"]["key"] == "no_better"


def test_a_level_never_seen_in_training_is_told() -> None:
    values = wavy(columns=1)
    values[330:] += 8
    case = prepared(values, targets=(0,))
    result = evaluate(case, predictions_of(case))
    told = {finding["key"] for finding in result["findings"]}
    assert "judged_unseen" in told
    assert "drift" not in told, "the same is not told twice"


def test_an_answer_among_the_inputs_is_told() -> None:
    def told(delay: int, inputs: tuple[int, ...]) -> set[str]:
        case = prepared(windows=Windows(lookback=6, delay=delay), targets=(0,), inputs=inputs)
        return {finding["key"] for finding in evaluate(case, predictions_of(case))["findings"]}

    assert "answer_among_inputs" in told(0, (0, 1))
    assert "answer_among_inputs" not in told(1, (0, 1))
    assert "answer_among_inputs" not in told(0, (1,))


def test_scored_answers_that_nobody_measured_are_counted() -> None:
    given = prepared()
    rows = len(given.dataset)
    filled = np.zeros((rows, 2), bool)
    filled[[5, 370, 371, 399], 0] = True
    given = replace(given, dataset=replace(given.dataset, filled=filled))
    told = [one for one in evaluate(given, predictions_of(given))["findings"] if "answers_" in one["key"]]
    ahead = target_offsets(given.windows)
    scored = [row + k for row in given.placement.of(2) for k in ahead]
    count = sum(int(filled[row, 0]) for row in scored)
    assert count > 3
    assert [one["columns"] for one in told] == [["a"]]
    assert f"{count:,} of the {len(scored):,} answers of a" in told[0]["title"]
    given = replace(given, dataset=replace(given.dataset, filled=None, clipped=filled))
    told = [one for one in evaluate(given, predictions_of(given))["findings"] if "answers_" in one["key"]]
    assert f"{count:,} of the {len(scored):,} answers of a" in told[0]["title"]
    assert "cut off" in told[0]["title"]


def test_predictions_come_back_as_they_were_kept(tmp_path, said) -> None:
    save(said, tmp_path)
    back = load(tmp_path)
    for name in ("part", "row", "values", "future_row", "future"):
        assert np.array_equal(getattr(back, name), getattr(said, name))
        assert getattr(back, name).dtype == getattr(said, name).dtype
    assert back.every == 1


def test_only_the_training_part_is_thinned_and_never_in_step_with_the_season(case) -> None:
    placement, cells = case.placement, 10
    others = int((placement.part > 0).sum()) + len(placement.future)
    keep, every = choose(placement, cells, season=24, most_bytes=8 * cells * (others + 60))
    assert keep[placement.part > 0].all()
    assert 0 < keep[placement.part == 0].sum() <= 60
    assert np.gcd(every, 24) == 1
    assert choose(placement, cells)[1] == 1
    assert choose(placement, cells)[0].all()


def test_thinned_predictions_are_told_and_judged(case, said) -> None:
    keep, every = choose(case.placement, 10, 24, most_bytes=8 * 10 * 200)
    thin = Predictions(
        part=said.part[keep],
        row=said.row[keep],
        values=said.values[keep],
        future_row=said.future_row,
        future=said.future,
        every=every,
    )
    result = evaluate(case, thin)
    assert "predictions_sampled" in {finding["key"] for finding in result["findings"]}
    assert result["windows"]["train"] == len(case.placement.of(0))


def test_the_window_page_sees_the_same_figures_as_the_evaluation(case, result) -> None:
    quick = baselines_on_validation(case)
    assert quick.windows == quick.of == len(case.placement.of(1))
    assert {"last_value", "seasonal", "moving_average", "training_mean", "ridge"} == set(quick.error)
    for key in quick.error:
        assert quick.error[key]["a"] == pytest.approx(result["baselines"][key]["validation"]["original"]["a"]["mae"])
        assert quick.scaled[key] == pytest.approx(result["baselines"][key]["validation"]["scaled"]["mae"])
    assert quick.sentence == f"Measured on all {quick.of} validation windows."


def test_the_window_page_states_its_sample() -> None:
    case = prepared(wavy(3000), Windows(lookback=48, horizon=24), SplitSpec())
    quick = baselines_on_validation(case, work=1e6, room=20_000)
    assert quick.windows == 20_000 // (72 * 2)
    assert f"Measured on {quick.windows} of the {quick.of} validation windows" in quick.sentence
    assert "training windows" in quick.sentence
    whole = baselines_on_validation(case)
    for key in ("last_value", "seasonal"):
        assert quick.error[key]["a"] == pytest.approx(whole.error[key]["a"], rel=0.3)


def test_several_series_are_also_judged_one_by_one(case, said) -> None:
    """Rows of a and b lie behind each other; each series' error is the plain mean over its own windows."""
    half = len(case.dataset) // 2
    series = (np.arange(len(case.dataset)) >= half).astype(np.int32)
    both = replace(case, dataset=replace(case.dataset, series=series, series_names=("north", "south")))
    result = evaluate(both, said)
    now, values = said.of(0)
    miss = np.abs(values.astype(float) - actual(both, now))
    for k, one in enumerate(result["by_series"]["train"]):
        own = series[now] == k
        assert (one["series"], one["windows"]) == (("north", "south")[k], own.sum())
        for c, name in enumerate("ab"):
            assert one["errors"]["model"][name] == pytest.approx(miss[own][..., c].mean(), rel=1e-9)
    assert result["metrics"]["train"]["original"]["a"]["mae"] == pytest.approx(miss[..., 0].mean(), rel=1e-9)
    assert evaluate(case, said)["by_series"]["train"] == []
