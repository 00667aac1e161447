"""Quantiles: the pinball loss against scikit-learn, what a network learns by it, and that it answers levels in order.

Letters: W windows, H horizon, C targets, Q quantiles.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import norm
from sklearn.metrics import mean_pinball_loss

from core.evaluation.own_levels import bands, own_sureness
from core.evaluation.predicting import answered_levels, predict, way_of
from core.evaluation.predictions import load, save
from core.evaluation.residuals import residuals
from core.examples.fitting import in_own_units, levels_in_own_units, scale
from core.examples.prepare import Prepared, prepare
from core.examples.scalers import SCALERS
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.experiment import Experiment
from core.export.network import nodes_of
from core.models.forward import forward
from core.models.layers import Dense, Flatten
from core.models.spec import Branch, Head, ModelSpec, TaskSpec
from core.training.kept import read_kept
from core.training.pinball import pinball
from core.training.trainer import train
from tests.core.training import given as small

QUANTILES = (0.05, 0.5, 0.95)
ASKED = TaskSpec(kind="quantile", quantiles=QUANTILES)


def both_targets(head: Head, *layers: Dense | Flatten) -> Experiment:
    whole = small.experiment(loss="mae", epochs=2)
    columns = tuple(column.but(roles=("input", "target")) for column in whole.data.columns)
    model = ModelSpec(branches=(Branch(layers=layers),), head=head)
    training = whole.training.but(loss="pinball")
    return whole.but(data=whole.data.but(columns=columns), task=ASKED, training=training, model=model)


def of_both(given: Experiment) -> Prepared:
    dataset = replace(small.dataset(small.series()), targets=(0, 1))
    return prepare(dataset, given.examples, given.split, given.fitting)


def test_the_pinball_loss_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    actual, answer = rng.normal(size=(40, 3, 2)).astype("f4"), rng.normal(size=(40, 3, 10)).astype("f4")
    quantiles = (0.1, 0.25, 0.5, 0.75, 0.9)
    loss = np.asarray(pinball(quantiles)(actual, answer))
    assert loss.shape == (40, 3)
    levels = answer.reshape(40, 3, 5, 2)
    expected = [mean_pinball_loss(actual.ravel(), levels[:, :, q].ravel(), alpha=a) for q, a in enumerate(quantiles)]
    assert float(loss.mean()) == pytest.approx(float(np.mean(expected)), abs=1e-6)


def test_what_is_learned_of_noise_are_its_quantiles(tmp_path: Path) -> None:
    """Of noise nothing can be known but its spread, which is 2 around 10."""
    values = 10 + 2 * np.random.default_rng(3).normal(size=(4_000, 1))
    head = ModelSpec(branches=(Branch(layers=(Flatten(),)),))
    whole = small.experiment(epochs=12, batch=64, loss="mae", learning_rate=0.01)
    given = whole.but(
        data=whole.data.but(columns=whole.data.columns[:1]),
        task=ASKED,
        training=whole.training.but(loss="pinball"),
        examples=Windows(lookback=2, horizon=1),
        split=SplitSpec(by="rows", cuts=(2_400, 800, 800)),
        model=head,
    )
    case = small.prepared_columns(given, values)
    train(case, given, tmp_path, lambda event: None, lambda: None)
    answer = partial(forward, nodes_of(given, case.dataset), read_kept(tmp_path).weights)
    made = predict(case, answer, case.placement.part == 2)
    assert made.levels is not None
    np.testing.assert_allclose(made.levels.mean(axis=(0, 1, 2)), norm.ppf(QUANTILES, 10, 2), atol=0.35)
    rows, (promise, low, high) = made.row + 1, bands(QUANTILES, made.levels[:, 0, 0])[0]
    left = residuals(rows, case.dataset.values[rows, 0], made.values[:, 0, 0], 1)
    found = own_sureness(left, rows, np.stack([low, high], axis=-1), promise)
    assert found is not None
    assert promise == 0.9
    assert found.held == pytest.approx(0.9, abs=0.04)
    counted = (case.dataset.values[rows, 0] >= low) & (case.dataset.values[rows, 0] <= high)
    assert found.held == pytest.approx(counted.mean(), abs=2e-3)


@pytest.mark.parametrize("head", [Head(anchor="last_value"), Head(kind="shared_over_targets", anchor="last_value")])
def test_levels_rise_their_middle_is_the_forecast_and_files_keep_them(head: Head, tmp_path: Path) -> None:
    given = both_targets(head, *((Flatten(), Dense(units=4)) if head.kind == "dense" else ()))
    case = of_both(given)
    outcome = train(case, given, tmp_path, lambda event: None, lambda: None)
    assert outcome.best_epoch
    answer = partial(forward, nodes_of(given, case.dataset), read_kept(tmp_path).weights)
    made = predict(case, answer, case.placement.part == 2, way=way_of(given.model.head))
    assert made.levels is not None
    assert made.future_levels is not None
    assert made.values.shape == (len(made.row), 2, 2)
    assert made.levels.shape == (*made.values.shape, 3)
    assert made.future_levels.shape == (*made.future.shape, 3)
    assert (np.diff(made.levels, axis=3) >= 0).all()
    assert np.array_equal(made.levels[..., 1], made.values)
    inputs = case.examples.inputs.of(case.placement.part == 2)
    assert np.array_equal(answered_levels(case, inputs, answer), made.levels)
    save(made, tmp_path)
    kept = load(tmp_path)
    assert kept.levels is not None
    assert np.array_equal(kept.levels, made.levels)
    assert kept.crossed == made.crossed
    assert 0 <= (kept.crossed or 0) <= 1


def test_levels_that_cross_are_put_in_order_and_counted() -> None:
    given = both_targets(Head(), Flatten())
    case = of_both(given)
    asked = case.placement.part == 2

    def answer(x: np.ndarray) -> np.ndarray:
        """The first target's ends the wrong way round, the second one's right."""
        said = np.array([[[1, -1], [0, 0], [-1, 1]]], np.float32).reshape(1, 1, 6)
        return np.tile(said, (len(x), 2, 1))

    made = predict(case, answer, asked)
    assert made.crossed == 0.5
    assert made.levels is not None
    said = answer(np.zeros((1, 1, 1))).astype(float)
    own = in_own_units(case.fitted, case.dataset, said, levels=True)[0, 0]
    assert own[0, 0] > own[0, 2]
    np.testing.assert_allclose(made.levels[0, 0, 0], own[0, ::-1])
    np.testing.assert_allclose(made.levels[0, 0, 1], own[1])


def test_the_anchor_adds_each_targets_newest_value_to_all_its_levels() -> None:
    for head in (Head(anchor="last_value"), Head(kind="shared_over_targets", anchor="last_value")):
        given = both_targets(head, *((Flatten(),) if head.kind == "dense" else ()))
        case = of_both(given)
        nodes = nodes_of(given, case.dataset)
        weights = {"head/kernel": (8, 12) if head.kind == "dense" else (4, 6), "head/bias": ()}
        zeros = {
            "head/kernel": np.zeros(weights["head/kernel"], np.float32),
            "head/bias": np.arange(12 if head.kind == "dense" else 6, dtype=np.float32),
        }
        x = np.random.default_rng(2).normal(size=(5, 4, 2)).astype(np.float32)
        said = forward(nodes, zeros, x).reshape(5, 2, 3, 2)
        moved = said - x[:, -1][:, None, None]
        offsets = np.arange(12.0).reshape(2, 3, 2) if head.kind == "dense" else np.arange(6.0).reshape(2, 3, 1)
        np.testing.assert_allclose(moved, np.broadcast_to(offsets, moved.shape), atol=1e-5)


@pytest.mark.parametrize("scaler", [key for key, one in SCALERS.items() if one.for_targets])
@pytest.mark.parametrize("log", [(), ("load",)])
def test_scaling_back_keeps_the_order_for_every_scaler_of_a_target(scaler: str, log: tuple[str, ...]) -> None:
    given = both_targets(Head(), Flatten()).but(fitting=FittingSpec(scaler=scaler, log=log))
    case = of_both(given)
    said = np.sort(np.random.default_rng(0).normal(size=(20, 2, 3, 2)), axis=2).reshape(20, 2, 6)
    levels = levels_in_own_units(case.fitted, case.dataset, said)
    assert (np.diff(levels, axis=3) > 0).all()
    back = scale(case.fitted, np.moveaxis(levels, 3, 2), ("load", "wind")).reshape(20, 2, 6)
    np.testing.assert_allclose(back, said, atol=1e-9)
    assert np.array_equal(in_own_units(case.fitted, case.dataset, said), levels[..., 1])


@pytest.mark.parametrize(
    "quantiles",
    [(), (0.5,), (0.1, 0.9), (0.05, 0.5, 0.9), (0.5, 0.05, 0.95), (0.0, 0.5, 1.0), (0.1, 0.5, 0.5, 0.5, 0.9)],
)
def test_quantiles_that_are_not_pairs_around_the_middle_are_refused(quantiles: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError, match=r"[Qq]uantiles"):
        TaskSpec(kind="quantile", quantiles=quantiles)


def test_quantiles_go_with_their_task_and_their_loss_alone() -> None:
    whole = small.experiment()
    with pytest.raises(ValidationError, match="belong to a task"):
        TaskSpec(quantiles=QUANTILES)
    with pytest.raises(ValidationError, match="learn by pinball"):
        whole.but(task=ASKED)
    with pytest.raises(ValidationError, match="learn by pinball"):
        whole.but(training=whole.training.but(loss="pinball"))


def test_an_experiment_of_before_there_were_quantiles_is_the_same() -> None:
    whole = small.experiment()
    content = whole.model_dump(mode="json")
    del content["task"]["quantiles"]
    assert Experiment.model_validate(content) == whole
