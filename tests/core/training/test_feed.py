"""The feed hands over every example once, in an order that the seed and the epoch alone decide."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from core.examples.gather import materialise
from core.training.feed import Shuffle, epoch_order, ordered
from tests.core.training.given import experiment, prepared

TRAINING = prepared(experiment()).examples.of(0)
X = materialise(TRAINING.inputs)
Y = materialise(TRAINING.targets)


def together(dataset: Any) -> tuple[np.ndarray, np.ndarray]:
    xs, ys = zip(*[(x.numpy(), y.numpy()) for x, y in dataset], strict=True)
    return np.concatenate(xs), np.concatenate(ys)


def test_in_order_it_equals_the_windows_copied_out_one_by_one() -> None:
    x, y = together(ordered(TRAINING, 20))
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)


def test_the_last_batch_is_kept_though_it_is_shorter() -> None:
    sizes = [len(y) for _, y in ordered(TRAINING, 20)]
    assert sum(sizes) == len(TRAINING)
    assert len(TRAINING) % 20 != 0
    assert sizes[:-1] == [20] * (len(sizes) - 1)
    assert sizes[-1] == len(TRAINING) % 20
    assert int(ordered(TRAINING, 20).cardinality()) == len(sizes)


def test_an_epoch_is_the_permutation_of_its_seed_and_number() -> None:
    shuffle = Shuffle(TRAINING, 20, seed=3)
    for epoch in (4, 0, 4):
        shuffle.on_epoch_begin(epoch)
        expected = np.random.default_rng([3, epoch + 1]).permutation(len(TRAINING))
        x, y = together(shuffle.dataset)
        np.testing.assert_array_equal(x, X[expected])
        np.testing.assert_array_equal(y, Y[expected])


def test_epochs_and_seeds_differ_and_come_again() -> None:
    orders = [epoch_order(50, seed, epoch).tolist() for seed in (1, 2) for epoch in (1, 2, 3)]
    assert len({tuple(order) for order in orders}) == 6
    assert orders[4] == epoch_order(50, 2, 2).tolist()
    assert all(sorted(order) == list(range(50)) for order in orders)


def test_keras_gives_each_epoch_of_a_fit_its_own_order_at_one_step_or_several() -> None:
    """Keras makes spare iterators at the end of an epoch; counting iterations would skip orders."""
    for steps in (1, 3):
        seen = _answers_seen_by_keras(steps)
        for epoch in range(3):
            expected = Y[epoch_order(len(TRAINING), 3, epoch + 1)]
            np.testing.assert_array_equal(seen[epoch], expected[:, 0, 0])


def _answers_seen_by_keras(steps: int) -> np.ndarray:
    """(epochs, W) the first target of every example in the order in which the loss met it."""
    import tensorflow as tf

    met = tf.Variable(tf.zeros(3 * len(TRAINING)))
    place = tf.Variable(0)

    def remember(actual: tf.Tensor, predicted: tf.Tensor) -> tf.Tensor:
        size = tf.shape(actual)[0]
        met.scatter_nd_update((place + tf.range(size))[:, None], actual[:, 0, 0])
        with tf.control_dependencies([place.assign_add(size)]):
            return tf.reduce_mean(tf.abs(actual - predicted))

    shuffle = Shuffle(TRAINING, 20, seed=3)
    model = keras.Sequential(
        [keras.Input(X.shape[1:]), keras.layers.Flatten(), keras.layers.Dense(2), keras.layers.Reshape((2, 1))]
    )
    model.compile("sgd", remember, steps_per_execution=steps, jit_compile=False)
    model.fit(shuffle.dataset, epochs=3, callbacks=[shuffle], shuffle=False, verbose=0)
    return met.numpy().reshape(3, -1)
