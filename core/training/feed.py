"""Batches for Keras, gathered from one matrix per input: windows are never copied out.

Letters: `W` examples, `B` batch, `T` timesteps, `F` inputs, `H` horizon, `C` targets, `K` classes.

A dataset of `range(batches)` with one `map` is all there is. Gathering a batch takes a tenth of
a training step, so it runs in step with the training: with op determinism on, TensorFlow takes
prefetching away from a dataset that reads a variable, and on two cores it gains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.examples.gather import PADDING, Examples, Gather

__all__ = ["Shuffle", "apart", "batches", "epoch_order", "ordered", "shared"]

Weights = NDArray[np.float32]


def shared(examples: Examples) -> Examples:
    """The same examples over tensors, so that the datasets of all parts hold one copy of each matrix."""
    return replace(
        examples,
        inputs=_shared(examples.inputs),
        targets=_shared(examples.targets),
        counts=None if examples.counts is None else _shared(examples.counts),
    )


def _shared(gather: Gather) -> Gather:
    return replace(gather, matrix=tf.constant(gather.matrix))


def epoch_order(examples: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """(W,) the order of the examples in an epoch, counted from 1; nothing else decides it."""
    return np.random.default_rng([seed, epoch]).permutation(examples)


def ordered(examples: Examples, batch: int) -> tf.data.Dataset:
    """Batches in order of time, the last one shorter where it must be."""
    return batches(examples, batch, tf.constant(np.arange(len(examples))))


def batches(
    examples: Examples, batch: int, order: tf.Tensor | tf.Variable, weights: Weights | None = None
) -> tf.data.Dataset:
    """(x (B, T, F), y (B, H, C)) of the examples in `order` (W,), read anew with every batch.

    With the `weights` (K,) of classes, or where not all answers count alike, third what each counts (B, H). The
    number of batches is known to Keras.
    """
    read, answer = _reader(examples.inputs), _reader(examples.targets)
    counted = None if examples.counts is None else _reader(examples.counts)

    def at(number: tf.Tensor) -> tuple[Any, ...]:
        chosen = tf.convert_to_tensor(order)[number * batch : (number + 1) * batch]
        x, y = read(chosen), answer(chosen)
        counts = [] if weights is None else [tf.gather(tf.constant(weights), tf.cast(y[..., 0], tf.int32))]
        if counted is not None:
            counts.append(counted(chosen)[..., 0])
        return (x, y, tf.reduce_prod(counts, axis=0)) if counts else (x, y)

    return tf.data.Dataset.range(-(-len(examples) // batch)).map(at)


def apart(dataset: tf.data.Dataset, columns: Sequence[Sequence[int]]) -> tf.data.Dataset:
    """The same batches for a network with several inputs: x is a tuple of what each reads, by its columns."""
    if len(columns) == 1:
        return dataset
    return dataset.map(lambda x, *rest: (tuple(tf.gather(x, list(one), axis=-1) for one in columns), *rest))


def _reader(gather: Gather) -> Any:
    """A function from chosen examples (B,) to their values (B, T, F), as `materialise` gives them."""
    matrix, rows, offsets = (tf.constant(a) for a in (gather.matrix, gather.rows, gather.offsets))
    if gather.lengths is None:
        return lambda chosen: tf.gather(matrix, tf.gather(rows, chosen)[:, None] + offsets)
    filled, newest = tf.constant(len(gather.offsets) - gather.lengths), tf.range(len(gather.offsets), dtype=tf.int64)

    def read(chosen: tf.Tensor) -> tf.Tensor:
        there = newest >= tf.gather(filled, chosen)[:, None]
        values = tf.gather(matrix, tf.maximum(tf.gather(rows, chosen)[:, None] + offsets, 0))
        return tf.where(there[..., None], values, tf.constant(PADDING, matrix.dtype))

    return read


class Shuffle(keras.callbacks.Callback):  # type: ignore[misc]
    """Gives every epoch its own order, by its absolute number: a resumed epoch meets the same.

    Keras makes a new iterator for each epoch after `on_epoch_begin`, and one more when an epoch
    ends; so the order hangs on the epoch's number, never on how often the dataset is iterated.
    """

    def __init__(self, examples: Examples, batch: int, seed: int, weights: Weights | None = None) -> None:
        super().__init__()
        self.seed = seed
        self.order = tf.Variable(np.arange(len(examples)), trainable=False)
        self.dataset = batches(examples, batch, self.order, weights)

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        self.order.assign(epoch_order(self.order.shape[0], self.seed, epoch + 1))
