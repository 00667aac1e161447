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
from core.training.kept import Kept, write_kept
from core.training.outcome import Reason
from core.training.snapshots import append

__all__ = ["Finite", "KeepBest", "Leave", "Pace", "Patience", "Progress", "SaveState", "Snapshot", "Stop", "finite"]

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


class KeepBest(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the weights of every epoch that is better than all before it."""

    def __init__(self, folder: Path, monitor: str) -> None:
        super().__init__()
        self.folder, self.monitor = folder, monitor
        self.epoch: int | None = None
        self.value = math.inf

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value = (logs or {})[self.monitor]
        if finite(logs) and value < self.value:
            weights = get_weights(self.model)
            write_kept(self.folder, Kept(weights=weights, epoch=epoch + 1, monitor=self.monitor, value=value))
            self.epoch, self.value = epoch + 1, value


class Patience(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the training after `patience` epochs in a row without an improvement of `min_delta`."""

    def __init__(self, stopping: Stopping) -> None:
        super().__init__()
        self.stopping = stopping
        self.best = math.inf
        self.waited = 0

    @property
    def left(self) -> int:
        """Epochs that may still bring nothing; 0 when it is over."""
        return max(0, self.stopping.patience - self.waited)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value = (logs or {})[self.stopping.monitor]
        improved = value < self.best - (self.stopping.min_delta if math.isfinite(self.best) else 0)
        self.waited = 0 if improved else self.waited + 1
        self.best = value if improved else self.best
        self.model.stop_training = self.left == 0

    def state(self) -> dict[str, Any]:
        return {"best": self.best if math.isfinite(self.best) else None, "waited": self.waited}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.best = math.inf if state["best"] is None else state["best"]
        self.waited = state["waited"]


class SaveState(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes after every epoch what an exact resume needs; a broken epoch is not written."""

    def __init__(self, folder: Path, patience: Patience | None) -> None:
        super().__init__()
        self.folder, self.patience = folder, patience

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            stopping = self.patience.state() if self.patience else {}
            write(self.folder, take(self.model, epoch + 1, stopping))


class Snapshot(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps what every epoch says of the same few windows. NumPy answers: Keras would trace one more function."""

    def __init__(self, folder: Path, nodes: Sequence[Node], inputs: Mapping[str, F32]) -> None:
        super().__init__()
        self.folder, self.nodes, self.inputs = folder, nodes, inputs

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            append(self.folder, epoch + 1, forward(self.nodes, get_weights(self.model), self.inputs))


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports batches, a few times a second, and epochs. Comes after what keeps and saves them."""

    def __init__(
        self,
        report: Report,
        batches: int,
        kept: KeepBest,
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
        self._tell(kind="batch", epoch=self.epoch, batch=done, of=self.batches, loss=(logs or {})["loss"])

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        told = logs or {}
        self.whole = epoch + 1
        self._tell(
            kind="epoch",
            epoch=epoch + 1,
            loss=told["loss"],
            val_loss=told["val_loss"],
            seconds=self.clock() - self.began,
            best_epoch=self.kept.epoch,
            best=self.kept.value,
            patience_left=self.patience.left if self.patience else None,
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
