"""The feed with padded examples, and with answers at every timestep that do not all count alike."""

from __future__ import annotations

import numpy as np
import pytest

from core.examples.asked import at_each_timestep
from core.examples.gather import PADDING, class_weights, materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.training.feed import Shuffle, epoch_order, ordered, shared
from tests.core.examples.builders import dataset
from tests.core.examples.test_padded import examples as unequal
from tests.core.examples.test_padded import windows as padded

SPLIT = SplitSpec(cuts=(0.5, 0.25, 0.25))


def of_unequal_lengths() -> Prepared:
    lengths = [3, 9, 1, 7, 4, 12, 2, 6, 5, 8]
    return prepare(unequal(lengths), padded(7), SplitSpec(by="random", cuts=(0.6, 0.2, 0.2)), FittingSpec())


def over_time(classes: bool = False) -> Prepared:
    values = np.random.default_rng(1).normal(size=(80, 2))
    values[[5, 6, 30], 1] = np.nan
    if classes:
        values[:, 1] = np.where(np.isfinite(values[:, 1]), np.arange(80) % 5 == 0, np.nan)
    windows = Windows(lookback=6, step=2, delay=3)
    return prepare(dataset(values, inputs=(0,), targets=(1,)), windows, SPLIT, FittingSpec(scaler="none"))


def together(dataset) -> list[np.ndarray]:
    return [np.concatenate([one.numpy() for one in each]) for each in zip(*dataset, strict=True)]


def test_padded_examples_come_as_they_are_copied_out():
    case = of_unequal_lengths()
    for part in (0, 1):
        examples = case.examples.of(part)
        x, y = together(ordered(shared(case.examples).of(part), 4))
        np.testing.assert_array_equal(x, materialise(examples.inputs))
        np.testing.assert_array_equal(y, materialise(examples.targets))
        assert x.dtype == np.float32
    assert (materialise(case.examples.inputs) == np.float32(PADDING)).any()


def test_a_shuffled_epoch_shuffles_the_filling_with_its_example():
    examples = of_unequal_lengths().examples.of(0)
    shuffle = Shuffle(examples, 4, seed=3)
    shuffle.on_epoch_begin(1)
    order = epoch_order(len(examples), 3, 2)
    np.testing.assert_array_equal(together(shuffle.dataset)[0], materialise(examples.inputs)[order])


@pytest.mark.parametrize("part", [0, 1])
def test_every_answer_comes_with_what_it_counts_in_validation_too(part):
    case = over_time()
    examples = at_each_timestep(case.examples, case.placement)
    x, y, counts = together(ordered(shared(examples).of(part), 7))
    own = examples.of(part)
    np.testing.assert_array_equal(x, materialise(own.inputs))
    np.testing.assert_array_equal(y, materialise(own.targets))
    np.testing.assert_array_equal(counts, materialise(own.counts)[..., 0])
    assert np.isfinite(y).all()
    assert (counts == 0).any()


def test_classes_count_on_top():
    case = over_time(classes=True)
    examples = at_each_timestep(case.examples, case.placement).of(0)
    weights = class_weights(examples.targets, 2, examples.counts)
    shuffle = Shuffle(examples, 5, seed=0, weights=weights)
    _, y, counts = together(shuffle.dataset)
    np.testing.assert_allclose(counts, materialise(examples.counts)[..., 0] * weights[y[..., 0].astype(int)], rtol=1e-6)
    assert counts.mean() == pytest.approx(1, rel=1e-5)
