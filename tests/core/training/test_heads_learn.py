"""Networks that answer at every timestep, and those that answer one step, learn from what counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.errors import SettingsError
from core.examples.asked import at_each_timestep
from core.examples.gather import materialise
from core.examples.prepare import Prepared
from core.examples.spec import Windows
from core.experiment import Experiment
from core.models.layers import GRU, Dense, Flatten
from core.models.spec import Branch, Head, ModelSpec, TaskSpec
from core.models.weights import set_weights
from core.training.finder import sweep
from core.training.kept import read_kept
from core.training.snapshots import read_snapshots
from core.training.trainer import compiled, planned, train
from tests.core.training import given as small
from tests.core.training import test_classes as classes

EVERY = ModelSpec(branches=(Branch(layers=(GRU(units=3, sequences=True),)),), head=Head(kind="each_timestep"))
RECURSIVE = ModelSpec(branches=(Branch(layers=(Flatten(), Dense(units=4))),), head=Head(ahead="recursive"))


def every_timestep(**training: Any) -> Experiment:
    return small.experiment(**training).but(model=EVERY, examples=Windows(lookback=8, step=2, delay=3))


def recursive(**training: Any) -> tuple[Experiment, Prepared]:
    whole = small.experiment(**training).but(model=RECURSIVE, examples=Windows(lookback=8, step=2, delay=1, horizon=5))
    data = whole.data.but(columns=whole.data.columns[:1])
    whole = whole.but(data=data)
    return whole, small.prepared_columns(whole, small.series()[:, :1])


def trained(given: Experiment, case: Prepared, folder: Path) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    train(case, given, folder, events.append, lambda: None)
    return [event for event in events if event["kind"] == "epoch"]


@pytest.mark.course("A8", "C10")
def test_the_losses_of_an_epoch_are_the_mean_over_what_counts(tmp_path: Path) -> None:
    """Keras fits the same arrays with the same weights, all in one batch."""
    given = every_timestep(batch=None, epochs=3, optimizer="sgd", loss="mse", keep="last")
    case = small.prepared(given)
    told = trained(given, case, tmp_path)
    examples = at_each_timestep(case.examples, case.placement)
    arrays = [
        (materialise(own.inputs), materialise(own.targets), materialise(own.counts)[..., 0])
        for own in (examples.of(0), examples.of(1))
    ]
    model = compiled(case, given)
    history = model.fit(*arrays[0][:2], sample_weight=arrays[0][2], validation_data=arrays[1], epochs=3,
                        batch_size=10_000, shuffle=False, verbose=0).history  # fmt: skip
    assert [one["loss"] for one in told] == pytest.approx(history["loss"], rel=1e-5)
    assert [one["val_loss"] for one in told] == pytest.approx(history["val_loss"], rel=1e-5)
    x, y, counts = arrays[1]
    said = np.asarray(model.predict_on_batch(x))
    mean = ((said - y) ** 2)[counts > 0].mean()
    assert told[-1]["val_loss"] == pytest.approx(mean, rel=1e-3), "Keras alone trained to the same weights"


def poisoned(case: Prepared, part: int, what: float) -> Prepared:
    """Every answer that is no row of this part is something else."""
    targets = case.examples.targets
    matrix = targets.matrix.copy()
    matrix[case.placement.part_of_row != part] = what
    return replace(case, examples=replace(case.examples, targets=replace(targets, matrix=matrix)))


@pytest.mark.parametrize("what", [1e6, float("nan")])
def test_rows_of_another_part_change_no_weight_and_no_training_loss(what: float, tmp_path: Path) -> None:
    """Of validation nothing is left, which must not matter."""
    given = every_timestep(epochs=2, keep="last")
    case = small.prepared(given)
    told = trained(given, case, tmp_path / "clean")
    again = trained(given, poisoned(case, 0, what), tmp_path / "poisoned")
    assert [one["loss"] for one in again] == [one["loss"] for one in told]
    assert small.last_weights(tmp_path / "poisoned") == small.last_weights(tmp_path / "clean")


@pytest.mark.parametrize("what", [1e6, float("nan")])
def test_rows_of_another_part_change_no_validation_loss(what: float) -> None:
    given = every_timestep()
    case = small.prepared(given)
    model = compiled(case, given)
    clean, dirty = (at_each_timestep(one.examples, one.placement).of(1) for one in (case, poisoned(case, 1, what)))
    assert _loss(model, clean) == _loss(model, dirty)


def _loss(model: keras.Model, examples: Any) -> float:
    x, y, counts = (materialise(one) for one in (examples.inputs, examples.targets, examples.counts))
    return float(model.evaluate(x, y, sample_weight=counts[..., 0], verbose=0))


@pytest.mark.parametrize("kind", classes.WORDS)
def test_the_share_that_is_right_is_of_the_answers_that_count(kind: str, tmp_path: Path) -> None:
    given = classes.experiment(kind, epochs=1).but(model=EVERY)
    case = classes.prepared(given)
    (told,) = trained(given, case, tmp_path)
    model = compiled(case, given)
    set_weights(model, read_kept(tmp_path).weights)
    own = at_each_timestep(case.examples, case.placement).of(1)
    said = np.asarray(model.predict_on_batch(materialise(own.inputs)))
    codes, counted = materialise(own.targets)[..., 0], materialise(own.counts)[..., 0] > 0
    says = said.argmax(axis=-1) if kind == "multiclass" else said[..., 0] > 0.5
    assert told["val_accuracy"] == pytest.approx((says == codes)[counted].mean(), abs=1e-6)
    assert not counted.all()


def test_weighed_classes_train_at_every_timestep(tmp_path: Path) -> None:
    given = classes.experiment("multiclass", weights="balanced", epochs=1).but(model=EVERY)
    (told,) = trained(given, classes.prepared(given), tmp_path)
    assert np.isfinite([told["loss"], told["val_loss"]]).all()
    assert given.task == TaskSpec(kind="multiclass", weights="balanced")


def test_a_recursive_network_learns_its_one_step(tmp_path: Path) -> None:
    given, case = recursive(batch=None, epochs=2, optimizer="sgd", keep="last")
    told = trained(given, case, tmp_path)
    x, y = (materialise(one) for one in (case.examples.of(0).inputs, case.examples.of(0).targets))
    model = compiled(case, given)
    history = model.fit(x, y[:, :1], epochs=2, batch_size=10_000, shuffle=False, verbose=0).history
    assert [one["loss"] for one in told] == pytest.approx(history["loss"], rel=1e-5)


def test_the_replay_shows_the_newest_timestep_and_the_first_step(tmp_path: Path) -> None:
    given = every_timestep(epochs=1)
    case = small.prepared(given)
    trained(given, case, tmp_path / "every")
    kept = read_snapshots(tmp_path / "every")
    assert kept is not None
    assert kept.answers.shape == (1, len(kept.now), 1, 1)
    assert (np.diff(kept.now) == 1).all()
    given, case = recursive(epochs=1)
    trained(given, case, tmp_path / "recursive")
    kept = read_snapshots(tmp_path / "recursive")
    assert kept is not None
    assert kept.answers.shape == (1, len(kept.now), 1, 1)
    assert (np.diff(kept.now) == 1).all(), "one step each, side by side"


def test_the_finder_tries_rates_on_what_is_asked() -> None:
    rates = np.geomspace(1e-4, 1e-2, 5)
    given = every_timestep()
    assert sweep(small.prepared(given), given, lambda event: None, lambda: None, rates) is not None
    given, case = recursive()
    found = sweep(case, given, lambda event: None, lambda: None, rates)
    assert found is not None
    assert np.isfinite(found.losses).all()


@pytest.mark.parametrize(
    ("key", "windows", "head"),
    [
        ("every_timestep_one_step", {"horizon": 2}, Head(kind="each_timestep")),
        ("recursive_next_row", {"delay": 2}, Head(ahead="recursive")),
        ("recursive_targets_only", {"horizon": 3}, Head(ahead="recursive")),
        ("recursive_one_answer", {"horizon": 3}, Head(kind="each_step", ahead="recursive")),
    ],
)
def test_what_a_head_cannot_answer_is_refused_before_anything_is_built(key: str, windows: Any, head: Head) -> None:
    whole = small.experiment().but(examples=Windows(lookback=8, **windows))
    whole = whole.but(model=whole.model.but(head=head))
    with pytest.raises(SettingsError) as refused:
        planned(small.prepared(whole), whole)
    assert refused.value.key == key
