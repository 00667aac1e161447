"""What is told of a training while it goes on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import keras

from core.training.callbacks import Logs, Report
from core.training.keeping import Keep
from core.training.waiting import Patience

__all__ = ["Progress"]

SECONDS = 0.25
"""Between two reports on batches."""


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports batches, a few times a second, and epochs. Comes after what keeps and saves them.

    Epochs are counted on over all networks of the training; where there are several, every event names the `member`.
    """

    def __init__(
        self,
        report: Report,
        batches: int,
        kept: Keep,
        patience: Patience | None,
        members: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.report, self.batches, self.kept, self.patience = report, batches, kept, patience
        self.clock = clock
        self.member = {"member": kept.earlier.member} if members > 1 else {}
        self.epoch = 0
        self.whole = 0
        self.began, self.told = -math.inf, -math.inf

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self.epoch, self.began = self.kept.earlier.epochs + epoch + 1, self.clock()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        now = self.clock()
        if now - self.told < SECONDS:
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
            epoch=self.kept.earlier.epochs + epoch + 1,
            loss=told["loss"],
            val_loss=told.get("val_loss"),  # none where every row is for training
            **_accuracies(told),
            seconds=self.clock() - self.began,
            best_epoch=self.kept.epoch,
            best=self.kept.best,
            patience_left=self.patience.left if self.patience else None,
            rate=float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
        )

    def _tell(self, **event: Any) -> None:
        """JSON has no NaN: what is no number goes as null, and the event says so."""
        broken = [name for name, value in event.items() if isinstance(value, float) and not math.isfinite(value)]
        self.report(event | self.member | dict.fromkeys(broken) | ({"finite": False} if broken else {}))


def _accuracies(logs: Mapping[str, float]) -> dict[str, float]:
    """The shares of right answers, where there are any: of classes."""
    return {name: logs[name] for name in ("accuracy", "val_accuracy") if name in logs}
