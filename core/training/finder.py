"""Trying learning rates: the network learns from about a hundred batches, each at a higher rate than the last.

It is a network of its own, with the first weights that a training would begin with, and nothing
of it is kept but the losses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import keras
import numpy as np
from numpy.typing import NDArray

from core.examples.prepare import Prepared
from core.experiment import Experiment
from core.training.callbacks import Leave, Report, Stop
from core.training.feed import shared
from core.training.outcome import Reason
from core.training.rates import Sweep, Watch, ladder, sought
from core.training.trainer import asked, compiled, fed

__all__ = ["sweep"]


def sweep(
    prepared: Prepared,
    experiment: Experiment,
    report: Report,
    wanted: Callable[[], str | None],
    rates: NDArray[np.float64] | None = None,
) -> Sweep | None:
    """The losses of single batches, of the scaled values, at rising rates; None when it was stopped.

    Every batch is one that training would meet, in the order it would meet them. `report` receives
    an event of kind "batch" after each; `wanted` stops the sweep with "stop". Two calls with the
    same arguments give the same losses. Raises DoesNotFit.
    """
    tried = Tried(ladder() if rates is None else rates, report)
    settings = sought(experiment)
    model = compiled(prepared, settings)
    feed = fed(prepared, settings, shared(asked(prepared, settings.model.head)))
    try:
        for epoch in count():
            model.fit(feed.dataset, initial_epoch=epoch, epochs=epoch + 1, shuffle=False, verbose=0,
                      callbacks=[feed, tried, Stop(wanted)])  # fmt: skip
    except Leave as leave:
        return None if leave.reason is Reason.STOPPED else tried.sweep
    raise AssertionError("A sweep ends at its last rate.")


class Tried(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets the rate of each batch, notes the loss of that batch alone, and leaves after the last rate."""

    def __init__(self, rates: NDArray[np.float64], report: Report) -> None:
        super().__init__()
        self.rates, self.report = rates, report
        self.losses: list[float] = []
        self.watch = Watch()
        self.exploded = False

    @property
    def sweep(self) -> Sweep:
        told = self.rates[: len(self.losses)].tolist()
        return Sweep(rates=tuple(told), losses=tuple(self.losses), exploded=self.exploded)

    def on_train_batch_begin(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        self.model.optimizer.learning_rate = float(self.rates[len(self.losses)])
        self.model.reset_metrics()  # or Keras would tell the mean of the epoch so far

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        loss = float((logs or {})["loss"])
        self.exploded = self.watch.exploded(loss)
        if np.isfinite(loss):
            self.losses.append(loss)
        self.report({"kind": "batch", "batch": len(self.losses), "of": len(self.rates)})
        if self.exploded:
            raise Leave(Reason.NOT_FINITE)
        if len(self.losses) == len(self.rates):
            raise Leave(Reason.ALL_EPOCHS)
