"""Layers that look at a few neighbouring timesteps at a time: convolution and pooling.

Letters: W windows, T timesteps, F features, K timesteps under the kernel, L timesteps that come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from core.models.layers.activations import ACTIVATIONS, ActivationName
from core.models.layers.base import (
    F32,
    Call,
    Layer,
    Mask,
    Penalty,
    Shape,
    Skipping,
    Weights,
    counted,
    project,
    regularised,
    timesteps,
    unless,
)

Padding = Literal["valid", "same", "causal"]


def length(time: int, reach: int, stride: int, padding: Padding) -> int:
    """L: how many positions a kernel that spans `reach` timesteps takes."""
    return (time - reach) // stride + 1 if padding == "valid" else -(-time // stride)


def padded(x: F32, reach: int, stride: int, padding: Padding, fill: float) -> F32:
    """x with timesteps of `fill` around it; `same` puts the odd one after, as TensorFlow does."""
    if padding == "valid":
        return x
    if padding == "causal":
        before, after = reach - 1, 0
    else:
        total = max((length(x.shape[1], reach, stride, padding) - 1) * stride + reach - x.shape[1], 0)
        before, after = total // 2, total - total // 2
    return np.pad(x, ((0, 0), (before, after), (0, 0)), constant_values=np.float32(fill))


def taps(x: F32, size: int, stride: int, dilation: int) -> Iterator[F32]:
    """What each of the `size` places of the kernel sees at every position: (W, L, F) views."""
    positions = (x.shape[1] - (size - 1) * dilation - 1) // stride + 1
    for place in range(size):
        first = place * dilation
        yield x[:, first : first + (positions - 1) * stride + 1 : stride]


class Conv1D(Layer):
    """Looks for `filters` short shapes, `size` timesteps long, along the sequence.

    `causal` padding keeps every output from seeing later timesteps.
    """

    kind: Literal["conv1d"] = "conv1d"
    filters: int = Field(32, ge=1, le=4096)
    size: int = Field(5, ge=1, le=1024)
    stride: int = Field(1, ge=1, le=1024)
    dilation: int = Field(1, ge=1, le=1024)
    padding: Padding = "valid"
    activation: ActivationName = "relu"
    l1: float = Penalty
    l2: float = Penalty

    @model_validator(mode="after")
    def _strides_or_dilates(self) -> Conv1D:
        if self.stride > 1 and self.dilation > 1:
            raise ValueError(f"A convolution strides or dilates. Received: {self.stride} and {self.dilation}")
        return self

    @property
    def reach(self) -> int:
        """From the first timestep under the kernel to the last, both counted."""
        return (self.size - 1) * self.dilation + 1

    def call(self) -> Call:
        options = {
            "filters": self.filters,
            "kernel_size": self.size,
            **unless(1, strides=self.stride, dilation_rate=self.dilation),
            **unless("valid", padding=self.padding),
            **unless("linear", activation=self.activation),
        }
        return Call(layer="layers.Conv1D", options=options | regularised(self.l1, self.l2, "kernel_regularizer"))

    def shape(self, given: Shape, *more: Shape) -> Shape:
        time = timesteps(self, given, at_least=self.reach if self.padding == "valid" else 1)
        return Shape(time=length(time, self.reach, self.stride, self.padding), features=self.filters)

    def looks_ahead(self, given: Shape) -> bool:
        return self.padding != "causal" and self.reach > 1

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        return {"kernel": (self.size, given.features, self.filters), "bias": (self.filters,)}

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        x = padded(x, self.reach, self.stride, self.padding, fill=0)
        total: Any = weights["bias"]
        for seen, kernel in zip(taps(x, self.size, self.stride, self.dilation), weights["kernel"], strict=True):
            total = total + project(seen, kernel)
        return ACTIVATIONS[self.activation](total)

    def words(self) -> dict[str, object]:
        return super().words() | {"filters": counted("filters", self.filters), "size": counted("timesteps", self.size)}


class Pool(Layer):
    """One number per feature out of `size` neighbouring timesteps, which do not overlap."""

    size: int = Field(3, ge=1, le=1024)
    padding: Literal["valid", "same"] = "valid"

    def options(self) -> dict[str, object]:
        return {"pool_size": self.size, **unless("valid", padding=self.padding)}

    def shape(self, given: Shape, *more: Shape) -> Shape:
        time = timesteps(self, given, at_least=self.size if self.padding == "valid" else 1)
        return Shape(time=length(time, self.size, self.size, self.padding), features=given.features)

    def looks_ahead(self, given: Shape) -> bool:
        return self.size > 1

    def reduced(self, x: F32, fill: float, reduce: Callable[..., F32]) -> F32:
        x = padded(x, self.size, self.size, self.padding, fill)
        return reduce(np.stack(list(taps(x, self.size, self.size, 1))), axis=0)

    def words(self) -> dict[str, object]:
        return super().words() | {"size": counted("timesteps", self.size)}


class MaxPool(Pool):
    """The largest of every `size` timesteps. Padding never wins."""

    kind: Literal["max_pool"] = "max_pool"

    def call(self) -> Call:
        return Call(layer="layers.MaxPooling1D", options=self.options())

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return self.reduced(x, -np.inf, np.max)


class AveragePool(Pool):
    """The mean of every `size` timesteps. Padding is not counted."""

    kind: Literal["average_pool"] = "average_pool"

    def call(self) -> Call:
        return Call(layer="layers.AveragePooling1D", options=self.options())

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        counted_ones = np.ones((1, x.shape[1], 1), np.float32)
        return self.reduced(x, 0, np.sum) / self.reduced(counted_ones, 0, np.sum)


class GlobalMaxPool(Layer):
    """The largest of all timesteps, per feature."""

    kind: Literal["global_max_pool"] = "global_max_pool"

    def call(self) -> Call:
        return Call(layer="layers.GlobalMaxPooling1D", options={})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        timesteps(self, given)
        return Shape(time=None, features=given.features)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x.max(axis=1)


class GlobalAveragePool(Skipping):
    """The mean of all timesteps that are real, per feature."""

    kind: Literal["global_average_pool"] = "global_average_pool"

    def call(self) -> Call:
        return Call(layer="layers.GlobalAveragePooling1D", options={})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        timesteps(self, given)
        return Shape(time=None, features=given.features)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x.mean(axis=1)

    def forward_real(self, weights: Weights, x: F32, real: Mask) -> F32:
        total = np.where(real[..., None], x, np.float32(0)).sum(axis=1)
        return total / real.sum(axis=1, dtype=np.float32)[:, None]
