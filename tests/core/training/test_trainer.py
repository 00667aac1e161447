"""A training learns, tells what it does, keeps its best epoch, and ends when it must."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.experiment import Stopping
from core.models.forward import forward
from core.models.plan import plan
from core.training.kept import FILE, read_kept
from core.training.outcome import Reason
from tests.core.models.asked import asked
from tests.core.training.given import (
    After,
    batches_of,
    experiment,
    kept_weights,
    of_kind,
    prepared,
    trained,
)


def test_events_tell_the_start_every_epoch_and_the_end(tmp_path: Path) -> None:
    outcome, events = trained(experiment(epochs=3), tmp_path)
    assert [event["kind"] for event in events if event["kind"] != "batch"] == [
        "start",
        "epoch",
        "epoch",
        "epoch",
        "end",
    ]
    start = events[0]
    assert start["examples"] == {"train": 192, "validation": 49, "test": 49}
    assert start["batches"] == 10
    assert start["epochs"] == 3
    assert start["first_epoch"] == 1
    assert start["parameters"] == (4 * 2 * 6 + 6) + (6 * 2 + 2)
    assert [event["epoch"] for event in of_kind(events, "epoch")] == [1, 2, 3]
    assert events[-1] == {"kind": "end", "reason": "all_epochs", "epoch": 3, "best_epoch": outcome.best_epoch}
    assert not any("accuracy" in event for event in events)
    json.dumps(events, allow_nan=False)


def test_the_kept_weights_are_those_whose_validation_loss_numpy_computes_as_the_best(tmp_path: Path) -> None:
    given = experiment(epochs=4, loss="mae")
    outcome, events = trained(given, tmp_path)
    kept = read_kept(tmp_path)
    losses = [event["val_loss"] for event in of_kind(events, "epoch")]
    assert outcome.best_epoch == kept.epoch == 1 + int(np.argmin(losses))
    assert outcome.best == kept.value == min(losses)
    examples = prepared(given).examples.of(1)
    nodes = plan(given.model, asked(4, 2, 2, 1))
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs, examples.targets))
    assert np.abs(forward(nodes, kept.weights, x) - y).mean() == pytest.approx(min(losses), rel=1e-5)


def test_patience_ends_the_training_and_the_better_weights_stay_kept(tmp_path: Path) -> None:
    given = experiment(epochs=30, learning_rate=0.3, stopping=Stopping(patience=2))
    outcome, events = trained(given, tmp_path)
    losses = [event["val_loss"] for event in of_kind(events, "epoch")]
    assert outcome.reason is Reason.PATIENCE
    assert outcome.epochs < 30
    assert outcome.best_epoch == outcome.epochs - 2 == 1 + int(np.argmin(losses))
    assert of_kind(events, "epoch")[-1]["patience_left"] == 0


def test_the_monitored_loss_decides_what_is_kept(tmp_path: Path) -> None:
    outcome, events = trained(experiment(stopping=Stopping(monitor="loss", patience=9)), tmp_path)
    assert outcome.best == min(event["loss"] for event in of_kind(events, "epoch"))


@pytest.mark.course("D1")
@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "sgd", "adamw", "nadam", "adagrad"])
def test_every_optimizer_learns_with_a_clip(tmp_path: Path, optimizer: str) -> None:
    _, events = trained(experiment(epochs=2, optimizer=optimizer, clip=1.0, loss="huber"), tmp_path)
    first, second = of_kind(events, "epoch")
    assert second["loss"] < first["loss"]


def test_an_exploding_loss_ends_within_the_epoch_and_the_best_finite_weights_stay(tmp_path: Path) -> None:
    wild = experiment(loss="mse", optimizer="sgd", learning_rate=1e6, epochs=5)
    outcome, events = trained(wild, tmp_path)
    assert outcome.reason is Reason.NOT_FINITE
    assert outcome.epochs == 0
    assert outcome.best_epoch is None
    assert math.isnan(outcome.best)
    assert not (tmp_path / FILE).exists()
    assert outcome.findings[0].key == "not_finite_nothing_kept"
    assert events[-1]["reason"] == "not_finite"
    json.dumps(events, allow_nan=False)


def test_a_loss_that_breaks_after_a_good_epoch_keeps_that_epoch(tmp_path: Path) -> None:
    """A resumed optimiser with an absurd rate: epoch 2 explodes, epoch 1 was fine."""
    good, _ = trained(experiment(epochs=1), tmp_path)
    before = kept_weights(tmp_path)
    outcome, events = _resume_with_rate(tmp_path, 1e36)
    assert good.best_epoch == 1
    assert outcome.reason is Reason.NOT_FINITE
    assert outcome.epochs == 1
    assert outcome.best_epoch == 1
    assert kept_weights(tmp_path) == before
    assert "exploded in epoch 2. Epoch 1 is kept" in outcome.findings[0].text
    assert all(event.get("finite", True) or event.get("loss") is None for event in events)
    assert all(math.isfinite(v) for v in np.concatenate([a.ravel() for a in read_kept(tmp_path).weights.values()]))


@pytest.mark.parametrize("asked", [1, 4, 12])
def test_a_stop_ends_within_one_batch_of_training_or_validation(tmp_path: Path, asked: int) -> None:
    wanted = After(asked)
    outcome, events = trained(experiment(epochs=50), tmp_path, wanted=wanted)
    assert wanted.left == 0  # nobody asked again: it left at once
    assert outcome.reason is Reason.STOPPED
    assert outcome.epochs == 0
    assert not of_kind(events, "epoch")
    assert outcome.findings[0].key == "stopped_nothing_kept"
    assert not (tmp_path / FILE).exists()


def test_a_stop_later_keeps_the_best_epoch_so_far(tmp_path: Path) -> None:
    outcome, _ = trained(experiment(epochs=50), tmp_path, wanted=After(batches_of(2) + 1))
    assert outcome.reason is Reason.STOPPED
    assert outcome.epochs == 2
    assert read_kept(tmp_path).epoch == outcome.best_epoch
    assert outcome.findings == ()


def _resume_with_rate(folder: Path, rate: float):
    from core.training import checkpoint

    state, _ = checkpoint.read_newest(folder)
    assert state is not None
    for name, array in state.arrays.items():
        if name.startswith("optimizer") and array.dtype == np.float32 and array.ndim == 0:
            state.arrays[name] = np.array(rate, dtype=np.float32)
    checkpoint.write(folder, state)
    return trained(experiment(epochs=4), folder, resume=True)
