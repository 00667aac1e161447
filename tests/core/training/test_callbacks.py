"""Each callback has one concern; here they are asked without a training."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.experiment import Stopping
from core.training import callbacks, keeping, waiting
from core.training.progress import Progress


def test_the_first_batch_is_told_at_once_and_later_ones_a_few_times_a_second() -> None:
    told: list[dict] = []
    clock = iter(np.arange(0.0, 100.0, 0.1).tolist())
    kept = keeping.Keep(Path(), "val_loss")
    progress = Progress(told.append, 40, kept, None, clock=lambda: next(clock))
    progress.on_epoch_begin(4)
    for batch in range(40):
        progress.on_train_batch_end(batch, {"loss": 2.5})
    assert [event["batch"] for event in told] == list(range(1, 41, 3))  # every 0.3 s: the first after 0.25 s
    assert told[0] == {"kind": "batch", "epoch": 5, "batch": 1, "of": 40, "loss": 2.5}


def test_a_batch_number_never_exceeds_the_number_of_batches() -> None:
    told: list[dict] = []
    progress = Progress(told.append, 10, keeping.Keep(Path(), "val_loss"), None)
    progress.on_train_batch_end(11, {"loss": 1.0})  # Keras says 11 for the last of three executions of four
    assert told[0]["batch"] == 10


def test_patience_counts_epochs_without_an_improvement_of_min_delta() -> None:
    class Model:
        stop_training = False

    patience = waiting.Patience(Stopping(patience=2, min_delta=0.1))
    patience.set_model(Model())
    left = []
    for epoch, value in enumerate([1.0, 0.95, 0.85, 0.80, 0.76]):
        patience.on_epoch_end(epoch, {"val_loss": value})
        left.append(patience.left)
    assert left == [2, 1, 2, 1, 0]
    assert Model.stop_training is False
    assert patience.model.stop_training


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
