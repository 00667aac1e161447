"""How the learning rate changes while a network learns: stock Keras objects, and the same in plain numbers.

A schedule counts optimiser steps, a plateau counts epochs. Labels are `training.schedules.<kind>.label`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from core.experiment import Cosine, Exponential, Plateau, StepDown, TrainingSpec
from core.models.layers import Call
from core.models.layers.base import unless

__all__ = ["SCHEDULES", "Steps", "StepsOf", "learning_rate", "plateau_call", "rate_after"]

SCHEDULES: Mapping[str, type[StepDown | Exponential | Cosine | Plateau]] = {
    "step": StepDown,
    "exponential": Exponential,
    "cosine": Cosine,
    "plateau": Plateau,
}

Steps = Callable[[int], object]
"""Epochs → the optimiser steps they take: a number, or for the printer what stands for it."""


class StepsOf:
    """The steps of some epochs in a script, where `per_epoch` is worked out when it runs."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs

    def __repr__(self) -> str:
        return "per_epoch" if self.epochs == 1 else f"{self.epochs} * per_epoch"


def learning_rate(training: TrainingSpec, steps: Steps) -> float | Call:
    """What the optimiser is given: a number, or how Keras makes the schedule."""
    rate, schedule = training.learning_rate, training.schedule
    if isinstance(schedule, StepDown):
        options = {"decay_steps": steps(schedule.every), "decay_rate": schedule.factor, "staircase": True}
        return _call("ExponentialDecay", rate, options)
    if isinstance(schedule, Exponential):
        return _call("ExponentialDecay", rate, {"decay_steps": steps(1), "decay_rate": schedule.factor})
    if isinstance(schedule, Cosine):
        return _cosine(schedule, training, steps)
    return rate


def plateau_call(training: TrainingSpec) -> Call | None:
    """The callback that lowers the rate when nothing improves any more."""
    schedule = training.schedule
    if not isinstance(schedule, Plateau):
        return None
    options: dict[str, object] = {"monitor": training.watched, "mode": "min"}
    options |= {"factor": schedule.factor, "patience": schedule.patience, "min_delta": schedule.min_delta}
    options |= unless(0, cooldown=schedule.cooldown, min_lr=schedule.floor * training.learning_rate)
    return Call(layer="callbacks.ReduceLROnPlateau", options=options)


def rate_after(training: TrainingSpec, epochs: float) -> float:
    """The learning rate once so many epochs are over; NaN where it depends on the losses."""
    rate, schedule = training.learning_rate, training.schedule
    if schedule is None:
        return rate
    if isinstance(schedule, StepDown):
        return rate * schedule.factor ** math.floor(epochs / schedule.every)
    if isinstance(schedule, Exponential):
        return rate * schedule.factor**epochs
    if isinstance(schedule, Plateau):
        return math.nan
    if epochs < schedule.warmup:
        return rate * epochs / schedule.warmup
    share = min(1.0, (epochs - schedule.warmup) / _falling(schedule, training))
    return rate * ((1 - schedule.floor) * (1 + math.cos(math.pi * share)) / 2 + schedule.floor)


def _cosine(schedule: Cosine, training: TrainingSpec, steps: Steps) -> Call:
    options: dict[str, object] = {"decay_steps": steps(_falling(schedule, training))}
    options |= unless(0, alpha=schedule.floor)
    if not schedule.warmup:
        return _call("CosineDecay", training.learning_rate, options)
    options |= {"warmup_target": training.learning_rate, "warmup_steps": steps(schedule.warmup)}
    return _call("CosineDecay", 0.0, options)


def _falling(schedule: Cosine, training: TrainingSpec) -> int:
    """Epochs from the highest rate to the lowest."""
    return max(1, training.epochs - schedule.warmup)


def _call(name: str, rate: float, options: Mapping[str, object]) -> Call:
    return Call(layer=f"optimizers.schedules.{name}", options={"initial_learning_rate": rate, **options})
