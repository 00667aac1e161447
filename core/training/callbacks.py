"""What happens while Keras fits: one callback, one concern.

Keras counts epochs from 0; everything reported or kept counts them from 1. A callback that must
leave at once raises `Leave`: Keras' own `stop_training` would still run the whole validation and
end an epoch that was never complete.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras

from core.experiment import Stopping
from core.models.forward import forward
from core.models.layers import F32
from core.models.plan import Node
from core.models.weights import get_weights
from core.training.checkpoint import take, write
from core.training.kept import Kept, write_epoch, write_kept
from core.training.outcome import Reason
from core.training.snapshots import append

__all__ = [
    "EveryEpoch",
    "Finite",
    "Keep",
    "Leave",
    "Lower",
    "Pace",
    "Patience",
    "Progress",
    "SaveState",
    "Snapshot",
    "Stop",
    "finite",
]

Logs = Mapping[str, float] | None
Report = Callable[[dict[str, Any]], None]


class Leave(Exception):
    """Training ends here and now, in the middle of an epoch."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def finite(logs: Logs) -> bool:
    """Whether every value is a number that can be compared."""
    return all(math.isfinite(value) for value in (logs or {}).values())


class Stop(keras.callbacks.Callback):  # type: ignore[misc]
    """Leaves within a batch, of training or of validation, once somebody wants it."""

    def __init__(self, wanted: Callable[[], str | None]) -> None:
        super().__init__()
        self.wanted = wanted

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self.wanted() == "stop":
            raise Leave(Reason.STOPPED)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(batch)


class Keep(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the weights of every epoch that is better than all before it; with `last` those of every epoch."""

    def __init__(self, folder: Path, monitor: str, last: bool = False) -> None:
        super().__init__()
        self.folder, self.monitor, self.last = folder, monitor, last
        self.epoch: int | None = None
        self.value = math.inf

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value = (logs or {})[self.monitor]
        if finite(logs) and (self.last or value < self.value):
            write_kept(self.folder, _kept(self.model, epoch, self.monitor, value))
            self.epoch, self.value = epoch + 1, value


class EveryEpoch(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the weights of every epoch beside the kept ones, to be opened later."""

    def __init__(self, folder: Path, monitor: str) -> None:
        super().__init__()
        self.folder, self.monitor = folder, monitor

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            write_epoch(self.folder, _kept(self.model, epoch, self.monitor, (logs or {})[self.monitor]))


def _kept(model: keras.Model, epoch: int, monitor: str, value: float) -> Kept:
    return Kept(weights=get_weights(model), epoch=epoch + 1, monitor=monitor, value=value)


class Patience(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the training after `patience` epochs in a row without an improvement of `min_delta`.

    Counts as `keras.callbacks.EarlyStopping` does, which forgets everything when `fit` is called again.
    """

    def __init__(self, stopping: Stopping) -> None:
        super().__init__()
        self.stopping = stopping
        self.best = math.inf
        self.waited = 0
        self.over = False

    @property
    def left(self) -> int:
        """Epochs that may still bring nothing; 0 when it is over.

        An epoch that improves never ends the training, even where it is not better than the baseline yet.
        """
        return 0 if self.over else max(1, self.stopping.patience - self.waited)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value, asked = (logs or {})[self.stopping.monitor], self.stopping
        if epoch < asked.start_from:
            return
        self.waited += 1
        if value + asked.min_delta < self.best:
            self.best = value
            if asked.baseline is None or value + asked.min_delta < asked.baseline:
                self.waited = 0
        else:
            self.over = self.waited >= asked.patience and epoch > 0
        self.model.stop_training = self.over

    def state(self) -> dict[str, Any]:
        best = self.best if math.isfinite(self.best) else None
        return {"best": best, "waited": self.waited, "over": self.over}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.best = math.inf if state["best"] is None else state["best"]
        self.waited = state["waited"]
        self.over = state.get("over", self.waited >= self.stopping.patience)


class Lower(keras.callbacks.ReduceLROnPlateau):  # type: ignore[misc]
    """Keras' own, which here goes on counting when `fit` is called again, and after a resume.

    The rate itself is a variable of the optimiser.
    """

    def on_train_begin(self, logs: Logs = None) -> None:
        """Keras would forget what it has seen."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        super().on_epoch_end(epoch, dict(logs or {}))  # it adds the rate, which is no loss

    def state(self) -> dict[str, Any]:
        return {"best": self.best, "waited": self.wait, "cooling": self.cooldown_counter}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.best, self.wait, self.cooldown_counter = state["best"], state["waited"], state["cooling"]


class SaveState(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes after every epoch what an exact resume needs; a broken epoch is not written."""

    def __init__(self, folder: Path, patience: Patience | None, lower: Lower | None = None) -> None:
        super().__init__()
        self.folder, self.patience, self.lower = folder, patience, lower

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            stopping = self.patience.state() if self.patience else {}
            write(self.folder, take(self.model, epoch + 1, stopping, self.lower.state() if self.lower else {}))


class Snapshot(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps what every epoch says of the same few windows. NumPy answers: Keras would trace one more function."""

    def __init__(self, folder: Path, nodes: Sequence[Node], x: F32) -> None:
        super().__init__()
        self.folder, self.nodes, self.x = folder, nodes, x

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            append(self.folder, epoch + 1, forward(self.nodes, get_weights(self.model), self.x))


def _accuracies(logs: Mapping[str, float]) -> dict[str, float]:
    """The shares of right answers, where there are any: of classes."""
    return {name: logs[name] for name in ("accuracy", "val_accuracy") if name in logs}


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports batches, a few times a second, and epochs. Comes after what keeps and saves them."""

    def __init__(
        self,
        report: Report,
        batches: int,
        kept: Keep,
        patience: Patience | None,
        clock: Callable[[], float] = time.monotonic,
        every: float = 0.25,
    ) -> None:
        super().__init__()
        self.report, self.batches, self.kept, self.patience = report, batches, kept, patience
        self.clock, self.every = clock, every
        self.epoch = 0
        self.whole = 0
        self.began, self.told = -math.inf, -math.inf

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self.epoch, self.began = epoch + 1, self.clock()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        now = self.clock()
        if now - self.told < self.every:
            return
        self.told = now
        done = min(batch + 1, self.batches)
        told = logs or {}
        self._tell(kind="batch", epoch=self.epoch, batch=done, of=self.batches, loss=told["loss"], **_accuracies(told))

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        told = logs or {}
        self.whole = epoch + 1
        self._tell(
            kind="epoch",
            epoch=epoch + 1,
            loss=told["loss"],
            val_loss=told["val_loss"],
            **_accuracies(told),
            seconds=self.clock() - self.began,
            best_epoch=self.kept.epoch,
            best=self.kept.value,
            patience_left=self.patience.left if self.patience else None,
            rate=float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
        )

    def _tell(self, **event: Any) -> None:
        """JSON has no NaN: what is no number goes as null, and the event says so."""
        broken = [name for name, value in event.items() if isinstance(value, float) and not math.isfinite(value)]
        self.report(event | dict.fromkeys(broken) | ({"finite": False} if broken else {}))


class Finite(keras.callbacks.Callback):  # type: ignore[misc]
    """Leaves as soon as a loss is no longer a number; Keras would train on. Comes last."""

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if not finite(logs):
            raise Leave(Reason.NOT_FINITE)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.on_train_batch_end(epoch, logs)


class Pace(keras.callbacks.Callback):  # type: ignore[misc]
    """Measures the training steps and says how many of them one execution may take."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.marks: list[float] = []

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.marks.append(self.clock())

    def together(self, steps_left: int, longest: float = 0.2, saves: float = 0.0008, tracing: float = 0.7) -> int:
        """Steps per execution, 1 to 20: at most `longest` seconds, and only where it pays.

        An execution of several steps `saves` that many seconds each, and costs one more tracing.
        """
        gaps = sorted(b - a for a, b in zip(self.marks, self.marks[1:], strict=False))
        if not gaps or steps_left * saves < 2 * tracing:
            return 1
        return max(1, min(20, int(longest / max(gaps[len(gaps) // 2], 1e-4))))
