"""Classes learn by cross-entropy, rare ones may count more, and the share of right answers is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_class_weight

from core.data.dataset import Dataset
from core.data.spec import Column, DataSpec, Source
from core.examples.fitting import in_own_units
from core.examples.gather import Examples, Gather, class_weights, materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import Clip, FittingSpec, SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.models.forward import forward
from core.models.layers import Dense, Flatten
from core.models.spec import Branch, ModelSpec, TaskSpec
from core.training.feed import batches
from core.training.kept import read_kept
from core.training.snapshots import read_snapshots
from core.training.trainer import compiled, planned, train
from tests.core.training.given import of_kind

WORDS = {"binary": ("dry", "wet"), "multiclass": ("calm", "breeze", "storm")}


def rows(classes: tuple[str, ...], n: int = 300) -> Dataset:
    """A column of noise, and the class that its newest value falls in; the last class is rare."""
    noise = np.random.default_rng(3).normal(size=n)
    borders = [0.9] if len(classes) == 2 else [-0.2, 0.9]
    zeros = np.zeros(n, dtype=np.int32)
    return Dataset(
        names=("noise", "weather"),
        units=("", ""),
        values=np.stack([noise, np.digitize(noise, borders).astype(float)], axis=1),
        time=None,
        series=zeros,
        segment=zeros,
        row=np.arange(n),
        inputs=(0,),
        targets=(1,),
        spacing=None,
        season=None,
        classes=classes,
    )


def experiment(kind: str, weights: str = "none", fitting: FittingSpec | None = None, **training: Any) -> Experiment:
    settings = {"epochs": 3, "batch": 20, "seed": 7, "stopping": None, "learning_rate": 0.02, "loss": "cross_entropy"}
    columns = (Column(name="noise"), Column(name="weather", roles=("target",), classes=WORDS[kind]))
    return Experiment(
        data=DataSpec(sources=(Source(name="weather.csv"),), columns=columns),
        task=TaskSpec.model_validate({"kind": kind, "weights": weights}),
        examples=Windows(lookback=4, delay=0),
        split=SplitSpec(by="rows", cuts=(200, 50, 50)),
        fitting=fitting or FittingSpec(),
        model=ModelSpec(branches=(Branch(layers=(Flatten(), Dense(units=6, activation="relu"))),)),
        training=TrainingSpec(**(settings | training)),
    )


def prepared(given: Experiment) -> Prepared:
    return prepare(rows(given.data.classes), given.examples, given.split, given.fitting)


def trained(given: Experiment, folder: Path) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    train(prepared(given), given, folder, events.append, lambda: None)
    return events


def judged(kind: str, folder: Path) -> tuple[dict[str, Any], NDArray[np.float32], NDArray[np.int64]]:
    """The last epoch as it was told, what the network says of the validation part (W, 1, C), and the truth (W,)."""
    given = experiment(kind, keep="last")
    events = trained(given, folder)
    assert all("accuracy" in event for event in of_kind(events, "batch"))
    case = prepared(given)
    validation = case.examples.of(1)
    inputs = materialise(validation.inputs)
    said = forward(planned(case, given), read_kept(folder).weights, inputs)
    return of_kind(events, "epoch")[-1], said, materialise(validation.targets)[:, 0, 0].astype(np.int64)


@pytest.mark.course("D9")
@pytest.mark.parametrize("kind", WORDS)
def test_the_accuracy_told_at_the_end_of_an_epoch_is_the_share_of_right_answers(kind: str, tmp_path: Path) -> None:
    last, said, codes = judged(kind, tmp_path)
    chosen = (said[:, 0, 0] > 0.5) if kind == "binary" else said[:, 0].argmax(axis=-1)
    assert last["val_accuracy"] == pytest.approx(float(np.mean(chosen == codes)), abs=1e-6)
    assert 0 <= last["accuracy"] <= 1


@pytest.mark.course("D2")
@pytest.mark.parametrize("kind", WORDS)
def test_the_loss_is_the_cross_entropy_of_the_probabilities(kind: str, tmp_path: Path) -> None:
    last, said, codes = judged(kind, tmp_path)
    each = np.concatenate([1 - said[:, 0], said[:, 0]], axis=1) if kind == "binary" else said[:, 0]
    expected = -np.log(each[np.arange(len(codes)), codes].astype(float)).mean()
    assert last["val_loss"] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("kind", WORDS)
def test_the_same_seed_gives_the_same_weights(kind: str, tmp_path: Path) -> None:
    given = experiment(kind, weights="balanced", epochs=2)
    kept = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        trained(given, tmp_path / name)
        kept.append(read_kept(tmp_path / name).weights)
    assert all(np.array_equal(kept[0][name], kept[1][name]) for name in kept[0])


def test_rare_classes_count_as_scikit_learn_balances_them() -> None:
    codes = np.array([0, 0, 0, 1, 0, 2, 0, 1, 0, 0], dtype=np.float32)
    targets = Gather(matrix=codes[:, None], rows=np.arange(8), offsets=np.array([1, 2]))
    answered = materialise(targets).ravel()
    expected = compute_class_weight("balanced", classes=np.array([0, 1, 2]), y=answered)
    np.testing.assert_allclose(class_weights(targets, 3), expected, rtol=1e-6)


def test_a_class_that_no_training_answer_has_leaves_the_others_as_they_are() -> None:
    codes = np.array([0, 0, 0, 2], dtype=np.float32)
    targets = Gather(matrix=codes[:, None], rows=np.arange(4), offsets=np.array([0]))
    weights = class_weights(targets, 3)
    assert weights[[0, 2]].tolist() == pytest.approx([4 / 6, 2.0])
    assert np.isfinite(weights).all()


def test_every_answer_of_a_batch_comes_with_the_weight_of_its_class() -> None:
    codes = np.array([0, 1, 2, 1, 0], dtype=np.float32)
    inputs = Gather(matrix=np.arange(5, dtype=np.float32)[:, None], rows=np.arange(4), offsets=np.array([0]))
    targets = Gather(matrix=codes[:, None], rows=np.arange(4), offsets=np.array([0, 1]))
    examples = Examples(inputs=inputs, targets=targets, part=np.zeros(4, np.int8))
    fed = batches(examples, 3, tf.range(4), np.array([0.5, 1.5, 7.0], np.float32))
    counts = np.concatenate([weights.numpy() for _, _, weights in fed])
    assert counts.tolist() == [[0.5, 1.5], [1.5, 7.0], [7.0, 1.5], [1.5, 0.5]]


@pytest.mark.parametrize("kind", WORDS)
def test_weights_of_classes_train_as_those_of_keras(kind: str, tmp_path: Path) -> None:
    """One batch of everything: the order of the examples does not matter."""
    given = experiment(kind, weights="balanced", batch=None, epochs=2, optimizer="sgd", keep="last")
    trained(given, tmp_path)
    case = prepared(given)
    model = compiled(case, given)
    training = case.examples.of(0)
    x, y = materialise(training.inputs), materialise(training.targets)[:, 0]
    weights = dict(enumerate(class_weights(training.targets, len(WORDS[kind])).tolist()))
    flat = keras.Model(model.inputs, keras.layers.Reshape((-1,))(model.outputs[0]))
    flat.compile(optimizer=keras.optimizers.SGD(0.02), loss=model.loss)
    flat.fit(x, y, batch_size=len(x), epochs=2, class_weight=weights, verbose=0)
    kept = read_kept(tmp_path).weights
    for layer in ("dense_1", "head"):
        kernel = flat.get_layer(layer).kernel.numpy()
        np.testing.assert_allclose(kept[f"{layer}/kernel"], kernel, atol=1e-6)


def test_snapshots_keep_every_probability(tmp_path: Path) -> None:
    trained(experiment("multiclass"), tmp_path)
    kept = read_snapshots(tmp_path)
    assert kept is not None
    assert kept.answers.shape[0] == 3
    assert kept.answers.shape[2:] == (1, 3)
    np.testing.assert_allclose(kept.answers.sum(axis=-1), 1, atol=1e-5)


@pytest.mark.parametrize(
    "fitting",
    [
        FittingSpec(scaler="minmax"),
        FittingSpec(per_column=(("weather", "robust"),)),
        FittingSpec(log=("noise", "weather")),
        FittingSpec(learned=(Clip(columns=("weather",), reach=0.1),)),
    ],
)
def test_the_places_of_classes_reach_the_network_as_they_are(fitting: FittingSpec) -> None:
    case = prepared(experiment("multiclass", fitting=fitting))
    assert np.array_equal(case.examples.targets.matrix[:, 0], rows(WORDS["multiclass"]).values[:, 1])
    assert case.fitted.scalers[1] == "none"
    probabilities = np.full((4, 1, 3), 1 / 3)
    assert np.array_equal(in_own_units(case.fitted, case.dataset, probabilities), probabilities)
