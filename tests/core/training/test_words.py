"""Settings of a training, as a person would say them."""

from __future__ import annotations

import pytest

from core.experiment import Cosine, Exponential, Plateau, Schedule, StepDown, TrainingSpec
from core.training.words import batch_in_words, optimizer_in_words, schedule_in_words


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (None, "It stays at 0.001."),
        (StepDown(every=1, factor=0.5), "From 0.001 to 0.00000195: times 0.5 after every 1 epoch."),
        (StepDown(every=4, factor=0.1), "From 0.001 to 0.00001: times 0.1 after every 4 epochs."),
        (Exponential(factor=0.5), "From 0.001 to 0.000000977: after each epoch 0.5 of it is left."),
        (Cosine(floor=0.1), "From 0.001 to 0.0001 along half a wave."),
        (Cosine(warmup=2), "It rises to 0.001 for 2 epochs, then falls to 0 along half a wave."),
        (Plateau(patience=3), "From 0.001, times 0.5 after 3 epochs in a row without an improvement."),
    ],
)
def test_a_schedule_says_where_the_rate_begins_and_ends(schedule: Schedule | None, words: str) -> None:
    assert schedule_in_words(TrainingSpec(epochs=10, schedule=schedule)) == words


def test_an_optimizer_is_told_with_what_is_not_usual_about_it() -> None:
    assert optimizer_in_words(TrainingSpec()) == "Adam"
    sgd = TrainingSpec(optimizer="sgd", momentum=0.9, nesterov=True, rho=0.1)
    assert optimizer_in_words(sgd) == "SGD, momentum 0.9, look ahead (Nesterov)"


def test_all_examples_at_once_are_told_as_that() -> None:
    assert batch_in_words(None) == "all examples"
    assert batch_in_words(1024) == "1,024"
