"""What is written while a network learns: its weights, what a resume needs, and what it says of a stretch.

Keras counts the epochs of a network from 0. What is written counts them from 1, and on over all networks that learn
one after the other; only the state for a resume counts those of its own network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import keras

from core.models.ensemble import gathered
from core.models.forward import forward
from core.models.layers import F32
from core.models.plan import Node
from core.models.weights import get_weights
from core.training.callbacks import Logs, finite
from core.training.checkpoint import take, write
from core.training.earlier import NONE, Earlier
from core.training.kept import Kept, write_epoch, write_kept
from core.training.snapshots import append
from core.training.waiting import Lower, Patience

__all__ = ["EveryEpoch", "Keep", "SaveState", "Snapshot"]


class Keep(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the weights of every epoch that is better than all before it; with `last` those of every epoch.

    Those of earlier networks are written beside them. `epoch` is the newest that is kept, `value` what this network
    was chosen by, and `best` the mean of that over all networks.
    """

    def __init__(self, folder: Path, monitor: str, last: bool = False, earlier: Earlier = NONE) -> None:
        super().__init__()
        self.folder, self.monitor, self.last, self.earlier = folder, monitor, last, earlier
        self.epoch = earlier.epoch
        self.value = math.inf

    @property
    def networks(self) -> int:
        """How many have kept something."""
        return len(self._values)

    @property
    def best(self) -> float:
        return fmean(self._values) if self._values else math.inf

    @property
    def _values(self) -> tuple[float, ...]:
        return (*self.earlier.values, *([self.value] if math.isfinite(self.value) else []))

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value = (logs or {})[self.monitor]
        if not finite(logs) or not (self.last or value < self.value):
            return
        kept = Kept(
            weights=gathered([*self.earlier.weights, get_weights(self.model)]),
            epoch=self.earlier.epochs + epoch + 1,
            monitor=self.monitor,
            value=fmean([*self.earlier.values, value]),
            members=self.earlier.member,
        )
        write_kept(self.folder, kept)
        self.epoch, self.value = kept.epoch, value

    def state(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "value": self.value}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.epoch, self.value = state["epoch"], state["value"]


class EveryEpoch(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the weights of every epoch beside the kept ones, to be opened later: those of one network alone."""

    def __init__(self, folder: Path, monitor: str, before: int = 0) -> None:
        super().__init__()
        self.folder, self.monitor, self.before = folder, monitor, before

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            value = (logs or {})[self.monitor]
            number = self.before + epoch + 1
            weights = get_weights(self.model)
            write_epoch(self.folder, Kept(weights=weights, epoch=number, monitor=self.monitor, value=value))


class SaveState(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes after every epoch what an exact resume needs; a broken epoch is not written."""

    def __init__(self, kept: Keep, patience: Patience | None, lower: Lower | None = None) -> None:
        super().__init__()
        self.kept, self.patience, self.lower = kept, patience, lower

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            about = {
                "stopping": self.patience.state() if self.patience else {},
                "lowering": self.lower.state() if self.lower else {},
                "kept": self.kept.state(),
                "earlier": self.kept.earlier.state(),
            }
            write(self.kept.folder, take(self.model, epoch + 1, about))


class Snapshot(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps what every epoch says of the same few windows: of a network that answers at every timestep the newest.

    NumPy answers: Keras would trace one more function. `steps` is how many steps ahead the network answers itself.
    """

    def __init__(self, folder: Path, nodes: Sequence[Node], x: F32, steps: int, before: int = 0) -> None:
        super().__init__()
        self.folder, self.nodes, self.x, self.steps, self.before = folder, nodes, x, steps, before

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if finite(logs):
            answers = forward(self.nodes, get_weights(self.model), self.x)
            append(self.folder, self.before + epoch + 1, answers[:, -self.steps :])
