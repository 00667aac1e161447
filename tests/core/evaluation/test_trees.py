"""Boosted trees against scikit-learn fed by plain loops, and the costs that bound them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from core.evaluation.baselines import BASELINES
from core.evaluation.evaluate import evaluate
from core.evaluation.past import actual
from core.evaluation.ridge import FIT_WORK
from core.evaluation.trees import FEWEST, LAGS, MOST, SMALLEST, afford
from core.examples.spec import Windows
from tests.core.evaluation import test_whole_examples as whole
from tests.core.evaluation.builders import predictions_of, prepared, wavy


def test_trees_equal_scikit_learn_on_lags_level_season_and_step() -> None:
    case = prepared(windows=Windows(lookback=30, step=3, delay=2, horizon=3), season=24)
    z = (case.dataset.values - case.fitted.arrays["mean"]) / case.fitted.arrays["deviation"]

    def table(rows: np.ndarray, c: int) -> tuple[np.ndarray, np.ndarray]:
        x, y = [], []
        for t in rows:
            for h in range(3):
                lags = [z[t - back, c] - z[t, c] for back in range(27, 0, -3)]
                x.append([*lags, z[t, c], z[t + 2 + h - 24, c] - z[t, c], h])
                y.append(z[t + 2 + h, c] - z[t, c])
        return np.array(x), np.array(y)

    training, now = case.placement.of(0), case.placement.of(2)
    said = BASELINES["trees"](case).predict(now)
    for c in range(2):
        model = HistGradientBoostingRegressor(max_iter=100, early_stopping=False, random_state=0)
        change = model.fit(*table(training, c)).predict(table(now, c)[0]).reshape(-1, 3)
        wanted = (change + z[now, c][:, None]) * case.fitted.arrays["deviation"][c] + case.fitted.arrays["mean"][c]
        assert np.allclose(said[..., c], wanted, rtol=1e-3, atol=1e-3 * case.fitted.arrays["deviation"][c])


def test_trees_find_what_bends_where_a_line_cannot() -> None:
    values = np.empty(1_200)
    values[0] = 0.3
    for row in range(1, len(values)):  # the logistic map: no straight line knows what comes next
        values[row] = 3.8 * values[row - 1] * (1 - values[row - 1])
    case = prepared(values[:, None], Windows(lookback=3, horizon=1), targets=(0,), season=None)
    now = case.placement.of(2)
    off = {key: np.abs(BASELINES[key](case).predict(now) - actual(case, now)).mean() for key in ("ridge", "trees")}
    assert off["trees"] < 0.2 * off["ridge"]


def test_a_long_window_is_read_at_a_few_lags_and_without_a_season_too() -> None:
    case = prepared(wavy(900, columns=1), Windows(lookback=300, horizon=2), targets=(0,), season=None)
    now = case.placement.of(2)
    assert case.windows.timesteps > LAGS
    assert np.isfinite(BASELINES["trees"](case).predict(now)).all()


@pytest.mark.parametrize("answers", [1_000, 1_000_000, 5_000_000])
def test_the_more_answers_the_fewer_trees(answers: int) -> None:
    forest = afford(FIT_WORK, answers, 4)
    assert FEWEST <= forest.trees <= MOST
    assert forest.trees * answers * 45e-9 < 4, "seconds, at 45 ns for an answer of a tree"
    assert forest.pairs * 4 <= 50_000
    assert forest.trees * forest.rate >= 0.4 * FEWEST
    assert afford(FIT_WORK, 10**8, 1).trees == 0
    assert afford(1.0, 10, 1).pairs == SMALLEST


def test_what_would_take_too_long_is_left_out_and_says_so() -> None:
    case = prepared()
    result = evaluate(case, predictions_of(case, noise=0.3), work=1e6)
    assert "trees" not in result["baselines"]
    assert "trees" not in result["labels"]
    told = {finding["key"]: finding for finding in result["findings"]}["rule_left_out"]
    assert "Boosted trees" in told["title"]
    assert "too long" in told["text"]
    with pytest.raises(ValueError, match="is not asked"):
        BASELINES["trees"](case, 1e6).predict(case.placement.now)


def test_a_bounded_fit_tells_how_many_answers_it_used() -> None:
    case = prepared(wavy(1_500), Windows(lookback=4, horizon=5))
    fit = BASELINES["trees"](case, FIT_WORK / 100)
    assert (fit.fitted_on, fit.fitted_of) == (SMALLEST, 5 * len(case.placement.of(0)))
    assert fit.sampled


def test_of_whole_examples_trees_are_those_of_scikit_learn_on_all_inputs() -> None:
    case = whole.prepared()
    centre, width = case.fitted.arrays["mean"], case.fitted.arrays["deviation"]

    def table(rows: np.ndarray) -> np.ndarray:
        return np.array([((case.dataset.values[t - 4 : t + 1] - centre) / width)[:, :2].ravel() for t in rows])

    training, now = case.placement.of(0), case.placement.of(2)
    y = (actual(case, training).ravel() - centre[2]) / width[2]
    model = HistGradientBoostingRegressor(max_iter=100, early_stopping=False, random_state=0).fit(table(training), y)
    said = BASELINES["trees"](case).predict(now).ravel()
    assert np.allclose(said, model.predict(table(now)) * width[2] + centre[2])


def test_of_padded_examples_trees_answer_too() -> None:
    case = whole.of_unequal_lengths(6)
    assert np.isfinite(BASELINES["trees"](case).predict(case.placement.now)).all()
