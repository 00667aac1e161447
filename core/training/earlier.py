"""Networks that learn one after the other in one training: each as it would alone, with a seed of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.experiment import Experiment
from core.models.ensemble import of_member
from core.models.layers import F32
from core.spec import record
from core.training.kept import read_kept

__all__ = ["NONE", "Earlier", "earlier_of", "single"]

SEEDS = 2**31


@record
class Earlier:
    """What the networks before one have left: how many epochs they took, and of each its weights.

    `values` are what their epochs were chosen by, `epoch` is the newest that is kept, counted over all of them.
    """

    epochs: int = 0
    epoch: int | None = None
    values: tuple[float, ...] = ()
    weights: tuple[Mapping[str, F32], ...] = ()

    @property
    def member(self) -> int:
        """Which network comes after them, from 1."""
        return len(self.values) + 1

    def state(self) -> dict[str, Any]:
        """All but the weights, which are kept anyway."""
        return {"epochs": self.epochs, "epoch": self.epoch, "values": list(self.values)}


NONE = Earlier()


def earlier_of(folder: Path, state: Mapping[str, Any]) -> Earlier:
    """What a state tells of earlier networks, with their weights as they are kept in the run's folder.

    Raises FileNotFoundError when nothing was kept, RunError when that file is damaged.
    """
    values = tuple(state.get("values", ()))
    if not values:
        return NONE
    kept = read_kept(folder)
    weights = tuple(of_member(kept.weights, member, kept.members) for member in range(1, len(values) + 1))
    return Earlier(epochs=state["epochs"], epoch=state["epoch"], values=values, weights=weights)


def single(experiment: Experiment, member: int) -> Experiment:
    """The experiment of one network of several (from 1), as if it were trained alone: the next seed for each."""
    training = experiment.training
    return experiment.but(training=training.but(seed=(training.seed + member - 1) % SEEDS, members=1))
