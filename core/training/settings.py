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
from core.models.spec import TaskSpec
from core.spec import record
from core.text import say
from core.training.schedules import Steps, learning_rate

__all__ = [
    "LOSSES",
    "OPTIMIZERS",
    "Choice",
    "Loss",
    "Optimizer",
    "keras_loss",
    "losses_for",
    "metric_calls",
    "optimizer_call",
    "recommended_learning_rate",
    "stopping_call",
]


@record
class Choice:
    """One of several, with its words."""

    key: str
    table: str

    @property
    def label(self) -> str:
        return say(f"training.{self.table}.{self.key}.label")

    @property
    def help(self) -> str:
        return say(f"training.{self.table}.{self.key}.help")


@record
class Loss(Choice):
    """One loss: `keras` is its name in Keras by the kind of task it serves (`TaskSpec.kind`).

    Keras has none for quantiles: that one is `core.training.pinball`.
    """

    table: str = "losses"
    keras: Mapping[str, str]


@record
class Optimizer(Choice):
    """One optimiser with the learning rate to start from, and its own settings: fields of TrainingSpec."""

    table: str = "optimizers"
    keras: str
    learning_rate: float
    own: tuple[str, ...] = ()


LOSSES: Mapping[str, Loss] = {
    loss.key: loss
    for loss in (
        Loss(key="mae", keras={"regression": "mean_absolute_error"}),
        Loss(key="mse", keras={"regression": "mean_squared_error"}),
        Loss(key="huber", keras={"regression": "huber"}),
        Loss(key="log_cosh", keras={"regression": "log_cosh"}),
        Loss(key="mape", keras={"regression": "mean_absolute_percentage_error"}),
        Loss(key="pinball", keras={"quantile": "pinball"}),
        Loss(
            key="cross_entropy",
            keras={"binary": "binary_crossentropy", "multiclass": "sparse_categorical_crossentropy"},
        ),
    )
}

ACCURACIES: Mapping[str, str] = {"binary": "BinaryAccuracy", "multiclass": "SparseCategoricalAccuracy"}
"""What Keras calls the share of right answers, by kind of task."""

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


def losses_for(task: TaskSpec) -> tuple[Loss, ...]:
    """The losses that can be chosen for a task."""
    return tuple(loss for loss in LOSSES.values() if task.kind in loss.keras)


def keras_loss(training: TrainingSpec, task: TaskSpec) -> str:
    """The name of the loss in Keras."""
    return LOSSES[training.loss].keras[task.kind]


def metric_calls(task: TaskSpec) -> tuple[Call, ...]:
    """What is told beside the loss: of classes the share of right answers, as `accuracy`; of numbers nothing."""
    if task.kind not in ACCURACIES:
        return ()
    return (Call(layer=f"metrics.{ACCURACIES[task.kind]}", options={"name": "accuracy"}),)


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
