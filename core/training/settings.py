"""The choices of training: losses and optimisers by key, and what Keras calls them.

Each `…_call` is how Keras makes a thing: the trainer makes the call, the script prints it.

Labels and helps are `training.losses.<key>.label`, `.help`, and `training.optimizers.<key>…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.experiment import TrainingSpec
from core.models.layers import Call
from core.models.layers.base import unless
from core.spec import record
from core.text import say
from core.training.schedules import Steps, learning_rate

__all__ = [
    "LOSSES",
    "OPTIMIZERS",
    "Choice",
    "Optimizer",
    "optimizer_call",
    "recommended_learning_rate",
    "stopping_call",
]


@record
class Choice:
    """One loss: its key, and its name in Keras."""

    key: str
    keras: str
    table: str = "losses"

    @property
    def label(self) -> str:
        return say(f"training.{self.table}.{self.key}.label")

    @property
    def help(self) -> str:
        return say(f"training.{self.table}.{self.key}.help")


@record
class Optimizer(Choice):
    """One optimiser with the learning rate to start from, and its own settings: fields of TrainingSpec."""

    table: str = "optimizers"
    learning_rate: float
    own: tuple[str, ...] = ()


LOSSES: Mapping[str, Choice] = {
    choice.key: choice
    for choice in (
        Choice(key="mae", keras="mean_absolute_error"),
        Choice(key="mse", keras="mean_squared_error"),
        Choice(key="huber", keras="huber"),
        Choice(key="log_cosh", keras="log_cosh"),
        Choice(key="mape", keras="mean_absolute_percentage_error"),
    )
}

OPTIMIZERS: Mapping[str, Optimizer] = {
    choice.key: choice
    for choice in (
        Optimizer(key="adam", keras="Adam", learning_rate=0.001),
        Optimizer(key="adamw", keras="AdamW", learning_rate=0.001, own=("weight_decay",)),
        Optimizer(key="nadam", keras="Nadam", learning_rate=0.001),
        Optimizer(key="rmsprop", keras="RMSprop", learning_rate=0.001, own=("rho",)),
        Optimizer(key="sgd", keras="SGD", learning_rate=0.01, own=("momentum", "nesterov")),
        Optimizer(key="adagrad", keras="Adagrad", learning_rate=0.01),
    )
}


def recommended_learning_rate(optimizer: str) -> float:
    """A start that neither explodes nor crawls on scaled values."""
    return OPTIMIZERS[optimizer].learning_rate


def optimizer_call(training: TrainingSpec, steps: Steps) -> Call:
    """The optimiser with its settings; `steps` tells how many of its steps some epochs take."""
    chosen, usual = OPTIMIZERS[training.optimizer], TrainingSpec()
    options: dict[str, Any] = {"learning_rate": learning_rate(training, steps)}
    for name in chosen.own:
        options |= unless(getattr(usual, name), **{name: getattr(training, name)})
    options |= unless(None, global_clipnorm=training.clip)
    return Call(layer=f"optimizers.{chosen.keras}", options=options)


def stopping_call(training: TrainingSpec) -> Call | None:
    """Early stopping as Keras does it, for the script; the trainer counts alike, and can go on counting."""
    stopping = training.stopping
    if stopping is None:
        return None
    options: dict[str, object] = {"monitor": stopping.monitor, "mode": "min", "patience": stopping.patience}
    options |= unless(0, min_delta=stopping.min_delta, start_from_epoch=stopping.start_from)
    options |= unless(None, baseline=stopping.baseline)
    return Call(layer="callbacks.EarlyStopping", options=options)
