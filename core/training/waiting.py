"""What counts epochs without an improvement: one callback ends the training, one lowers the learning rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import keras

from core.experiment import Stopping
from core.training.callbacks import Logs

__all__ = ["Lower", "Patience"]


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
