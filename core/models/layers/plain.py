"""Layers that treat every timestep alike: dense, activation, the two dropouts, the two normalisations.

Letters: W windows, T timesteps, F features, U units.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from core.models.layers.activations import ACTIVATIONS, ActivationName
from core.models.layers.base import (
    F32,
    Call,
    Layer,
    Penalty,
    Shape,
    Weights,
    counted,
    project,
    regularised,
    timesteps,
    unless,
)


class Dense(Layer):
    """Every output weighs every input. On a sequence, the same weights at each timestep."""

    kind: Literal["dense"] = "dense"
    units: int = Field(32, ge=1, le=4096)
    activation: ActivationName = "linear"
    l1: float = Penalty
    l2: float = Penalty

    def call(self) -> Call:
        options = {"units": self.units, **unless("linear", activation=self.activation)}
        return Call(layer="layers.Dense", options=options | regularised(self.l1, self.l2, "kernel_regularizer"))

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return Shape(time=given.time, features=self.units, masked=given.masked)

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        return {"kernel": (given.features, self.units), "bias": (self.units,)}

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return ACTIVATIONS[self.activation](project(x, weights["kernel"]) + weights["bias"])

    def words(self) -> dict[str, object]:
        return {**super().words(), "units": counted("units", self.units)}


class Output(Dense):
    """The dense layer of a head: as many units as there are values to predict, however many."""

    units: int = Field(ge=1)


class Unchanged(Layer):
    """A layer that leaves the shape as it is, and a mask too."""

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return given


class Activation(Unchanged):
    """An activation function as a layer of its own."""

    kind: Literal["activation"] = "activation"
    activation: ActivationName = "relu"

    def call(self) -> Call:
        return Call(layer="layers.Activation", options={"activation": self.activation})

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return ACTIVATIONS[self.activation](x)


class Hiding(Unchanged):
    """Hides a share of the numbers while learning; at inference nothing happens."""

    rate: float = Field(0.2, ge=0.0, lt=1.0)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x

    def words(self) -> dict[str, object]:
        return {"percent": f"{self.rate:.0%}".replace("%", " %")}


class Dropout(Hiding):
    """Hides single numbers, so that none is relied on alone."""

    kind: Literal["dropout"] = "dropout"

    def call(self) -> Call:
        return Call(layer="layers.Dropout", options={"rate": self.rate})


class SpatialDropout(Hiding):
    """Hides whole features of a sequence."""

    kind: Literal["spatial_dropout"] = "spatial_dropout"

    def call(self) -> Call:
        return Call(layer="layers.SpatialDropout1D", options={"rate": self.rate})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        timesteps(self, given)
        return given


class LayerNorm(Unchanged):
    """Every example, at every timestep, to mean 0 and deviation 1 over its features (Ba et al. 2016)."""

    kind: Literal["layer_norm"] = "layer_norm"
    epsilon: float = Field(0.001, ge=1e-7, le=1.0)

    def call(self) -> Call:
        return Call(layer="layers.LayerNormalization", options=unless(0.001, epsilon=self.epsilon))

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        return {"gamma": (given.features,), "beta": (given.features,)}

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        apart = x - x.mean(axis=-1, keepdims=True)
        variance = np.square(apart).mean(axis=-1, keepdims=True)
        return apart / np.sqrt(variance + np.float32(self.epsilon)) * weights["gamma"] + weights["beta"]


class BatchNorm(Unchanged):
    """Every feature to mean 0 and deviation 1 over the examples; afterwards by their moving averages."""

    kind: Literal["batch_norm"] = "batch_norm"
    epsilon: float = Field(0.001, ge=1e-7, le=1.0)
    momentum: float = Field(0.99, ge=0.0, lt=1.0)

    def call(self) -> Call:
        options = unless(0.001, epsilon=self.epsilon) | unless(0.99, momentum=self.momentum)
        return Call(layer="layers.BatchNormalization", options=options)

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), (given.features,))

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        factor = weights["gamma"] / np.sqrt(weights["moving_variance"] + np.float32(self.epsilon))
        return x * factor + (weights["beta"] - weights["moving_mean"] * factor)
