"""A training learns, tells what it does, ends when it must, and comes out the same every time."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import RunError
from core.experiment import Stopping
from core.models.forward import forward
from core.models.layers import Shape
from core.models.plan import plan
from core.training import callbacks
from core.training.checkpoint import LAST, PREVIOUS
from core.training.kept import FILE, read_kept
from core.training.outcome import Reason
from tests.core.training.given import (
    CUTS,
    DENSE,
    RECURRENT,
    experiment,
    kept_weights,
    last_weights,
    of_kind,
    prepared,
    series,
    trained,
)

ROOT = Path(__file__).parents[3]


class After:
    """Wants a stop once it has been asked this many times."""

    def __init__(self, asked: int) -> None:
        self.left = asked

    def __call__(self) -> str | None:
        self.left -= 1
        return "stop" if self.left <= 0 else None


def batches_of(epochs: int) -> int:
    """How often `wanted` is asked in that many epochs: 10 batches of training, 3 of validation."""
    return epochs * (10 + 3)


# ---- what it tells and keeps


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
    json.dumps(events, allow_nan=False)


def test_the_kept_weights_are_those_whose_validation_loss_numpy_computes_as_the_best(tmp_path: Path) -> None:
    given = experiment(epochs=4, loss="mae")
    outcome, events = trained(given, tmp_path)
    kept = read_kept(tmp_path)
    losses = [event["val_loss"] for event in of_kind(events, "epoch")]
    assert outcome.best_epoch == kept.epoch == 1 + int(np.argmin(losses))
    assert outcome.best == kept.value == min(losses)
    examples = prepared(given).examples.of(1)
    nodes = plan(given.model, {"main": Shape(time=4, features=2)}, 2, 1)
    x, y = (g.matrix[g.rows[:, None] + g.offsets] for g in (examples.inputs["main"], examples.targets))
    assert np.abs(forward(nodes, kept.weights, {"main": x}) - y).mean() == pytest.approx(min(losses), rel=1e-5)


def test_the_first_batch_is_told_at_once_and_later_ones_a_few_times_a_second() -> None:
    told: list[dict] = []
    clock = iter(np.arange(0.0, 100.0, 0.1).tolist())
    kept = callbacks.KeepBest(Path(), "val_loss")
    progress = callbacks.Progress(told.append, 40, kept, None, clock=lambda: next(clock))
    progress.on_epoch_begin(4)
    for batch in range(40):
        progress.on_train_batch_end(batch, {"loss": 2.5})
    assert [event["batch"] for event in told] == list(range(1, 41, 3))  # every 0.3 s: the first after 0.25 s
    assert told[0] == {"kind": "batch", "epoch": 5, "batch": 1, "of": 40, "loss": 2.5}


def test_a_batch_number_never_exceeds_the_number_of_batches() -> None:
    told: list[dict] = []
    progress = callbacks.Progress(told.append, 10, callbacks.KeepBest(Path(), "val_loss"), None)
    progress.on_train_batch_end(11, {"loss": 1.0})  # Keras says 11 for the last of three executions of four
    assert told[0]["batch"] == 10


def test_patience_counts_epochs_without_an_improvement_of_min_delta() -> None:
    class Model:
        stop_training = False

    patience = callbacks.Patience(Stopping(patience=2, min_delta=0.1))
    patience.set_model(Model())
    left = []
    for epoch, value in enumerate([1.0, 0.95, 0.85, 0.80, 0.76]):
        patience.on_epoch_end(epoch, {"val_loss": value})
        left.append(patience.left)
    assert left == [2, 1, 2, 1, 0]
    assert Model.stop_training is False
    assert patience.model.stop_training


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


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "sgd", "adamw", "nadam", "adagrad"])
def test_every_optimizer_learns_with_a_clip(tmp_path: Path, optimizer: str) -> None:
    _, events = trained(experiment(epochs=2, optimizer=optimizer, clip=1.0, loss="huber"), tmp_path)
    first, second = of_kind(events, "epoch")
    assert second["loss"] < first["loss"]


# ---- ends that are no good ends


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


def _resume_with_rate(folder: Path, rate: float):
    from core.training import checkpoint

    state, _ = checkpoint.read_newest(folder)
    assert state is not None
    for name, array in state.arrays.items():
        if name.startswith("optimizer") and array.dtype == np.float32 and array.ndim == 0:
            state.arrays[name] = np.array(rate, dtype=np.float32)
    checkpoint.write(folder, state)
    return trained(experiment(epochs=4), folder, resume=True)


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


def test_a_new_start_takes_nothing_from_an_earlier_attempt(tmp_path: Path) -> None:
    trained(experiment(epochs=1), tmp_path)
    outcome, _ = trained(experiment(epochs=1), tmp_path, wanted=After(1))
    assert outcome.best_epoch is None
    assert not list(tmp_path.glob("*.safetensors"))


# ---- the same every time


def test_the_same_seed_in_two_processes_gives_bit_identical_weights(tmp_path: Path) -> None:
    """The other one on a single thread (RELIABILITY N3)."""
    script = (
        "import sys, tensorflow as tf\n"
        "tf.config.threading.set_intra_op_parallelism_threads(1)\n"
        "tf.config.threading.set_inter_op_parallelism_threads(1)\n"
        "from pathlib import Path\n"
        "from tests.core.training.given import *\n"
        "trained(experiment(RECURRENT, epochs=2), Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "single")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    trained(experiment(RECURRENT, epochs=2), tmp_path / "usual")
    assert last_weights(tmp_path / "single") == last_weights(tmp_path / "usual")
    assert kept_weights(tmp_path / "single") == kept_weights(tmp_path / "usual")


def test_another_seed_gives_other_weights(tmp_path: Path) -> None:
    for seed in (1, 2):
        trained(experiment(epochs=1, seed=seed), tmp_path / str(seed))
    assert kept_weights(tmp_path / "1") != kept_weights(tmp_path / "2")


@pytest.mark.parametrize("layers", [DENSE, RECURRENT], ids=["dense", "recurrent"])
def test_stop_at_three_and_resume_to_six_equals_six_straight_bit_for_bit(tmp_path: Path, layers) -> None:
    stopping = Stopping(patience=6)
    straight, told = trained(experiment(layers, epochs=6, stopping=stopping), tmp_path / "straight")
    halfway = After(batches_of(3) + 5)  # in the middle of epoch 4, which has to be trained again
    stopped, _ = trained(experiment(layers, epochs=6, stopping=stopping), tmp_path / "halves", wanted=halfway)
    assert stopped.reason is Reason.STOPPED
    assert stopped.epochs == 3
    resumed, rest = trained(experiment(layers, epochs=6, stopping=stopping), tmp_path / "halves", resume=True)
    assert of_kind(rest, "start")[0]["first_epoch"] == 4
    assert last_weights(tmp_path / "halves") == last_weights(tmp_path / "straight")
    assert kept_weights(tmp_path / "halves") == kept_weights(tmp_path / "straight")
    assert resumed == straight
    for whole, again in zip(of_kind(told, "epoch")[3:], of_kind(rest, "epoch"), strict=True):
        assert {**whole, "seconds": 0} == {**again, "seconds": 0}


def test_several_steps_at_once_change_no_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(experiment(RECURRENT, epochs=3), tmp_path / "one")
    monkeypatch.setattr(callbacks.Pace, "together", lambda self, steps_left: 7)
    outcome, _ = trained(experiment(RECURRENT, epochs=3), tmp_path / "seven")
    assert outcome.epochs == 3
    assert last_weights(tmp_path / "one") == last_weights(tmp_path / "seven")


def test_steps_are_taken_together_only_where_they_are_quick_and_many() -> None:
    def together(seconds: float, left: int) -> int:
        clock = iter(np.arange(200) * seconds)
        pace = callbacks.Pace(clock=lambda: float(next(clock)))
        for batch in range(100):
            pace.on_train_batch_end(batch)
        return pace.together(left)

    assert together(0.003, 10_000) == 20
    assert together(0.041, 10_000) == 4  # 0.16 s; five would take longer than 0.2 s
    assert together(0.3, 10_000) == 1
    assert together(0.003, 500) == 1  # tracing again costs more than it saves
    assert callbacks.Pace().together(10_000) == 1  # nothing measured


# ---- resuming from files that are not as they should be


def test_a_damaged_state_falls_back_to_the_one_before_and_says_so(tmp_path: Path) -> None:
    given = experiment(epochs=6)
    trained(given, tmp_path / "straight")
    trained(given, tmp_path / "hurt", wanted=After(batches_of(4) + 1))
    raw = bytearray((tmp_path / "hurt" / LAST).read_bytes())
    raw[-9] ^= 1
    (tmp_path / "hurt" / LAST).write_bytes(raw)
    outcome, events = trained(given, tmp_path / "hurt", resume=True)
    assert events[0]["first_epoch"] == 4
    assert outcome.findings[0].key == "checkpoint_damaged"
    assert "goes on with epoch 4" in outcome.findings[0].text
    assert last_weights(tmp_path / "hurt") == last_weights(tmp_path / "straight")
    assert kept_weights(tmp_path / "hurt") == kept_weights(tmp_path / "straight")


def test_a_worker_that_dies_between_two_writes_leaves_a_state_to_go_on_from(tmp_path: Path) -> None:
    trained(experiment(epochs=2), tmp_path)
    (tmp_path / LAST).unlink()  # renamed away, the new one not written yet
    outcome, events = trained(experiment(epochs=2), tmp_path, resume=True)
    assert events[0]["first_epoch"] == 2
    assert outcome.findings == ()


def test_with_both_states_damaged_it_starts_again_and_says_so(tmp_path: Path) -> None:
    trained(experiment(epochs=2), tmp_path)
    for name in (LAST, PREVIOUS):
        (tmp_path / name).write_bytes(b"torn")
    outcome, events = trained(experiment(epochs=2), tmp_path, resume=True)
    assert events[0]["first_epoch"] == 1
    assert outcome.epochs == 2
    assert outcome.findings[0].key == "checkpoints_damaged"


def test_resuming_what_has_ended_trains_nothing_and_ends_the_same(tmp_path: Path) -> None:
    given = experiment(epochs=30, learning_rate=0.3, stopping=Stopping(patience=1))
    first, _ = trained(given, tmp_path)
    before = last_weights(tmp_path)
    again, events = trained(given, tmp_path, resume=True)
    assert again == first
    assert not of_kind(events, "epoch")
    assert last_weights(tmp_path) == before


def test_a_state_of_another_model_is_refused(tmp_path: Path) -> None:
    trained(experiment(epochs=1), tmp_path)
    with pytest.raises(RunError, match="another model"):
        trained(experiment(RECURRENT, epochs=2), tmp_path, resume=True)


# ---- nothing leaks (RELIABILITY N1)


def test_noise_after_the_training_cut_changes_neither_scaler_nor_weights(tmp_path: Path) -> None:
    given = experiment(epochs=1)
    poisoned = series()
    poisoned[CUTS[0] :] = np.random.default_rng(9).normal(size=poisoned[CUTS[0] :].shape) * 1000
    for name, values in (("clean", series()), ("poisoned", poisoned)):
        trained(given, tmp_path / name, values)
    clean, noisy = (prepared(given, values).fitted.arrays for values in (series(), poisoned))
    assert {k: v.tobytes() for k, v in clean.items()} == {k: v.tobytes() for k, v in noisy.items()}
    assert last_weights(tmp_path / "clean") == last_weights(tmp_path / "poisoned")


def test_noise_in_the_test_rows_changes_nothing_that_was_chosen(tmp_path: Path) -> None:
    given = experiment(epochs=5, stopping=Stopping(patience=2))
    poisoned = series()
    poisoned[sum(CUTS[:2]) :] = np.random.default_rng(9).normal(size=poisoned[sum(CUTS[:2]) :].shape) * 1000
    clean, _ = trained(given, tmp_path / "clean", series())
    noisy, _ = trained(given, tmp_path / "poisoned", poisoned)
    assert clean == noisy
    assert kept_weights(tmp_path / "clean") == kept_weights(tmp_path / "poisoned")
    assert last_weights(tmp_path / "clean") == last_weights(tmp_path / "poisoned")
