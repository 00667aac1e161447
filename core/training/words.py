"""The settings of a training in words, for cards, tables and pages."""

from __future__ import annotations

import numpy as np

from core.experiment import Cosine, TrainingSpec
from core.models.spec import TaskSpec
from core.text import count, say
from core.training.schedules import rate_after
from core.training.settings import OPTIMIZERS

__all__ = ["batch_in_words", "loss_in_words", "optimizer_in_words", "positional", "schedule_in_words"]


def positional(value: float, digits: int = 3) -> str:
    """`0.00001`: a small number with all its zeros."""
    return np.format_float_positional(value, precision=digits, fractional=False, trim="-")


def batch_in_words(batch: int | None) -> str:
    """`128`, or that it is all of them."""
    return say("training.batch_all") if batch is None else f"{batch:,}"


def loss_in_words(training: TrainingSpec, task: TaskSpec) -> str:
    """The loss by its name, with the quantiles it is for."""
    if not task.quantiles:
        return say(f"training.losses.{training.loss}.label")
    return say("training.losses.pinball.words", quantiles=", ".join(f"{q:g}" for q in task.quantiles))


def optimizer_in_words(training: TrainingSpec) -> str:
    """`SGD, momentum 0.9`: with those of its own settings that are not the usual ones."""
    chosen, usual = OPTIMIZERS[training.optimizer], TrainingSpec()
    words = [chosen.label]
    for name in chosen.own:
        value = getattr(training, name)
        if value != getattr(usual, name):
            label = say(f"training.{name}.label")
            label = label[0].lower() + label[1:]
            words.append(label if isinstance(value, bool) else f"{label} {positional(value)}")
    return ", ".join(words)


def schedule_in_words(training: TrainingSpec) -> str:
    """What becomes of the learning rate until the last epoch, as one sentence."""
    schedule = training.schedule
    kind = schedule.kind if schedule else "constant"
    warm = isinstance(schedule, Cosine) and schedule.warmup
    values = schedule.model_dump(exclude={"kind"}) if schedule else {}
    told = {name: positional(value) for name, value in values.items() if isinstance(value, float)}
    told |= {name: count(value, "epoch") for name, value in values.items() if isinstance(value, int)}
    end = training.epochs - 1e-9  # a step at the very end is never taken
    told |= {"first": positional(training.learning_rate), "last": positional(rate_after(training, end))}
    return say(f"training.schedules.{kind}.{'words_warm' if warm else 'words'}", **told)
