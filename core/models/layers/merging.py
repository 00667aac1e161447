"""Layers that make one of several inputs: add, subtract, average, concatenate. Only the plan places them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.errors import DoesNotFit
from core.models.layers.base import F32, Call, Layer, Shape, Weights


class Merge(Layer):
    """Takes several inputs of one shape; a single timestep stands beside every timestep of another.

    A timestep is real where it is so in one of them; that is known only where all have a mask.
    """

    def shape(self, given: Shape, *more: Shape) -> Shape:
        every = (given, *more)
        times = {shape.time for shape in every}
        if len(times - {1}) > 1 or (None in times and 1 in times) or len({shape.features for shape in every}) > 1:
            raise self.differ(*every)
        time = next(iter(times - {1}), 1)
        return Shape(time=time, features=given.features, masked=all(shape.masked for shape in every))

    def differ(self, *given: Shape) -> DoesNotFit:
        received = ", ".join(str(shape.axes) for shape in given)
        return DoesNotFit("inputs_differ", layer=self.title, received=received, repair="equal_last_layers")


class Add(Merge):
    kind: Literal["add"] = "add"

    def call(self) -> Call:
        return Call(layer="layers.Add", options={})

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x + sum(more)


class Subtract(Merge):
    """The first input minus the second."""

    kind: Literal["subtract"] = "subtract"

    def call(self) -> Call:
        return Call(layer="layers.Subtract", options={})

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x - more[0]


class Average(Merge):
    kind: Literal["average"] = "average"

    def call(self) -> Call:
        return Call(layer="layers.Average", options={})

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return (x + sum(more)) / np.float32(1 + len(more))


class Concatenate(Merge):
    """Features side by side; sequences need equally many timesteps. Without a mask, all of one are real."""

    kind: Literal["concatenate"] = "concatenate"

    def call(self) -> Call:
        return Call(layer="layers.Concatenate", options={})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        if any(shape.time != given.time for shape in more):
            raise self.differ(given, *more)
        every = (given, *more)
        features = sum(shape.features for shape in every)
        return Shape(time=given.time, features=features, masked=any(shape.masked for shape in every))

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return np.concatenate([x, *more], axis=-1)
