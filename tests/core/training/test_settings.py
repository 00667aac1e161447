"""What is chosen reaches Keras as it is meant, and old experiments mean what they meant."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

import keras
import numpy as np
import pytest

from core.experiment import Cosine, Exponential, Plateau, Schedule, StepDown, Stopping, TrainingSpec
from core.models.build import make
from core.models.code import written
from core.training.schedules import SCHEDULES, StepsOf, learning_rate, plateau_call, rate_after
from core.training.settings import OPTIMIZERS, optimizer_call, stopping_call
from core.training.waiting import Patience

BATCHES = 7


def steps(epochs: int) -> int:
    return epochs * BATCHES


FALLING = {
    "step": StepDown(every=3, factor=0.4),
    "exponential": Exponential(factor=0.8),
    "cosine": Cosine(floor=0.1),
    "cosine, warmed up": Cosine(warmup=4, floor=0.05),
    "a warm-up as long as the training": Cosine(warmup=12),
}


@pytest.mark.parametrize("name", FALLING)
def test_the_rate_of_keras_after_some_epochs_is_the_one_that_is_told(name: str) -> None:
    training = TrainingSpec(learning_rate=0.02, epochs=12, schedule=FALLING[name])
    made = make(learning_rate(training, steps))
    for epoch in range(13):
        assert float(made(epoch * BATCHES)) == pytest.approx(rate_after(training, epoch), rel=1e-5, abs=1e-9)


def test_a_step_falls_at_its_epoch_and_not_before() -> None:
    training = TrainingSpec(learning_rate=1.0, schedule=StepDown(every=10, factor=0.5))
    assert [rate_after(training, epoch) for epoch in (0, 9, 10, 19, 20)] == [1, 1, 0.5, 0.5, 0.25]


def test_a_plateau_depends_on_the_losses() -> None:
    assert math.isnan(rate_after(TrainingSpec(schedule=Plateau()), 3))
    assert rate_after(TrainingSpec(learning_rate=0.3), 50) == 0.3


def test_a_script_works_the_steps_out_where_it_runs() -> None:
    training = TrainingSpec(schedule=Cosine(warmup=1), epochs=9)
    assert written(optimizer_call(training, StepsOf)) == (
        "keras.optimizers.Adam(\n"
        "    learning_rate=keras.optimizers.schedules.CosineDecay(\n"
        "        initial_learning_rate=0.0,\n"
        "        decay_steps=8 * per_epoch,\n"
        "        warmup_target=0.001,\n"
        "        warmup_steps=per_epoch,\n"
        "    ),\n"
        ")"
    )


def test_the_optimizer_is_called_with_its_rate_and_what_is_not_usual() -> None:
    assert optimizer_call(TrainingSpec(), steps).options == {"learning_rate": 0.001}
    sgd = TrainingSpec(clip=2.0, optimizer="sgd", momentum=0.9, nesterov=True, rho=0.5, weight_decay=0.5)
    assert optimizer_call(sgd, steps).options == {
        "learning_rate": 0.001,
        "momentum": 0.9,
        "nesterov": True,
        "global_clipnorm": 2.0,
    }


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_keras_takes_every_setting_of_an_optimizer_and_its_usual_values_are_ours(optimizer: str) -> None:
    usual = make(optimizer_call(TrainingSpec(optimizer=optimizer), steps))
    for name in OPTIMIZERS[optimizer].own:
        assert getattr(usual, name) == getattr(TrainingSpec(), name)
    other = TrainingSpec(optimizer=optimizer, momentum=0.5, nesterov=True, weight_decay=0.1, rho=0.7, clip=1.0)
    made = make(optimizer_call(other, steps))
    for name in OPTIMIZERS[optimizer].own:
        assert getattr(made, name) == getattr(other, name)


class Model:
    """As much of a network as a callback of Keras asks for."""

    stop_training = False
    metrics = ()


def epochs_of(callback: keras.callbacks.Callback, losses: Iterable[float]) -> int:
    """After how many epochs it wants to stop; 0 for never."""
    callback.set_model(Model())
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"loss": 5.0, "val_loss": loss})
        if callback.model.stop_training:
            return epoch + 1
    return 0


@pytest.mark.course("D4")
@pytest.mark.parametrize("seed", range(40))
def test_early_stopping_ends_where_that_of_keras_ends(seed: int) -> None:
    """The script uses Keras' own; ours goes on counting after a resume."""
    random = np.random.default_rng(seed)
    losses = np.round(random.normal(size=25).cumsum() * 0.1 + 1, 2).tolist()
    stopping = Stopping(
        patience=int(random.integers(1, 6)),
        min_delta=float(random.choice([0.0, 0.125])),
        start_from=int(random.choice([0, 4])),
        baseline=[None, 0.75][random.integers(2)],
    )
    call = stopping_call(TrainingSpec(stopping=stopping))
    assert call is not None
    assert epochs_of(Patience(stopping), losses) == epochs_of(make(call), losses)


def test_epochs_to_wait_first_are_not_looked_at() -> None:
    falling_late = [0.1, 0.1, 5.0, 4.0, 3.0, 3.5, 3.5]
    assert epochs_of(Patience(Stopping(patience=2)), falling_late) == 3
    assert epochs_of(Patience(Stopping(patience=2, start_from=2)), falling_late) == 7


def test_a_training_that_does_not_reach_its_baseline_ends_with_the_first_epoch_that_is_no_better() -> None:
    patience = Patience(Stopping(patience=2, baseline=0.5))
    assert epochs_of(patience, [4.0, 3.0, 2.0, 2.0]) == 4
    assert patience.left == 0
    assert epochs_of(Patience(Stopping(patience=2, baseline=0.5)), [4.0, 0.4, 0.4, 0.3, 0.3, 0.3]) == 6


def test_what_watches_for_a_plateau_watches_what_decides_on_the_best_epoch() -> None:
    call = plateau_call(TrainingSpec(learning_rate=0.5, schedule=Plateau(floor=0.1), stopping=Stopping(monitor="loss")))
    assert call is not None
    assert call.options["monitor"] == "loss"
    assert call.options["min_lr"] == 0.05
    assert plateau_call(TrainingSpec()) is None


@pytest.mark.parametrize("kind", SCHEDULES)
def test_a_schedule_travels_as_json(kind: str) -> None:
    schedule: Schedule = SCHEDULES[kind]()
    training = TrainingSpec(schedule=schedule)
    assert TrainingSpec.model_validate_json(training.model_dump_json()) == training
    assert json.loads(training.model_dump_json())["schedule"]["kind"] == kind


def test_settings_stored_before_there_were_schedules_mean_what_they_meant() -> None:
    old = (
        '{"loss":"mae","optimizer":"adamw","learning_rate":0.01,"batch":64,"epochs":9,'
        '"stopping":{"monitor":"loss","patience":3,"min_delta":0.1},"clip":1.0,"seed":5}'
    )
    training = TrainingSpec.model_validate_json(old)
    assert training.schedule is None
    assert training.stopping == Stopping(monitor="loss", patience=3, min_delta=0.1, start_from=0, baseline=None)
    assert (training.keep, training.every_epoch, training.batch_size) == ("best", False, 64)
    assert optimizer_call(training, steps).options == {"learning_rate": 0.01, "global_clipnorm": 1.0}
    assert TrainingSpec().batch_size == 128
