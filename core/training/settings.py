"""The choices of training: losses and optimisers by key, and what Keras calls them.

Labels and helps are `training.losses.<key>.label`, `.help`, and `training.optimizers.<key>…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.experiment import TrainingSpec
from core.models.layers import Call
from core.spec import record
from core.text import say

__all__ = ["LOSSES", "OPTIMIZERS", "Choice", "Optimizer", "optimizer_call", "recommended_learning_rate"]


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
    """One optimiser with the learning rate to start from."""

    table: str = "optimizers"
    learning_rate: float


LOSSES: Mapping[str, Choice] = {
    choice.key: choice
    for choice in (
        Choice(key="mae", keras="mean_absolute_error"),
        Choice(key="mse", keras="mean_squared_error"),
        Choice(key="huber", keras="huber"),
    )
}

OPTIMIZERS: Mapping[str, Optimizer] = {
    choice.key: choice
    for choice in (
        Optimizer(key="adam", keras="Adam", learning_rate=0.001),
        Optimizer(key="adamw", keras="AdamW", learning_rate=0.001),
        Optimizer(key="nadam", keras="Nadam", learning_rate=0.001),
        Optimizer(key="rmsprop", keras="RMSprop", learning_rate=0.001),
        Optimizer(key="sgd", keras="SGD", learning_rate=0.01),
        Optimizer(key="adagrad", keras="Adagrad", learning_rate=0.01),
    )
}


def recommended_learning_rate(optimizer: str) -> float:
    """A start that neither explodes nor crawls on scaled values."""
    return OPTIMIZERS[optimizer].learning_rate


def optimizer_call(training: TrainingSpec) -> Call:
    """How Keras makes the optimiser: the trainer makes this call, the script prints it."""
    options: dict[str, Any] = {"learning_rate": training.learning_rate}
    if training.clip is not None:
        options["global_clipnorm"] = training.clip
    return Call(layer=f"optimizers.{OPTIMIZERS[training.optimizer].keras}", options=options)
