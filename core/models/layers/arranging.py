"""Layers that move or cut numbers and learn nothing: flatten, reshape, repeat, permute, crop, merge."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from core.errors import DoesNotFit
from core.models.layers.base import F32, Call, Layer, Shape, Weights, timesteps


class Flatten(Layer):
    """All timesteps side by side in one row of numbers."""

    kind: Literal["flatten"] = "flatten"

    def call(self) -> Call:
        return Call(layer="layers.Flatten", options={})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return Shape(time=None, features=given.size)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x.reshape(len(x), -1)


class Reshape(Layer):
    """The same numbers in the same order as `time` × `features`, or as one row of `features`."""

    kind: Literal["reshape"] = "reshape"
    time: int | None = Field(None, ge=1)
    features: int = Field(ge=1)

    @property
    def target(self) -> Shape:
        return Shape(time=self.time, features=self.features)

    def call(self) -> Call:
        return Call(layer="layers.Reshape", options={"target_shape": self.target.axes})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        if given.size != self.target.size:
            values = {"layer": self.title, "needs": self.target.size, "received": given.size}
            raise DoesNotFit("sizes_differ", **values, repair="remove")
        return self.target

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x.reshape(len(x), *self.target.axes)

    def words(self) -> dict[str, object]:
        return {"shape": " × ".join(f"{n:,}" for n in self.target.axes)}


class RepeatVector(Layer):
    """One summary, handed over `times` times as a sequence."""

    kind: Literal["repeat_vector"] = "repeat_vector"
    times: int = Field(ge=1, le=10_000)

    def call(self) -> Call:
        return Call(layer="layers.RepeatVector", options={"n": self.times})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        if given.time is not None:
            raise DoesNotFit("needs_summary", layer=self.title, received=given.time, repair="summary")
        return Shape(time=self.times, features=given.features)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return np.repeat(x[:, None], self.times, axis=1)


class Permute(Layer):
    """Timesteps and features change places."""

    kind: Literal["permute"] = "permute"

    def call(self) -> Call:
        return Call(layer="layers.Permute", options={"dims": (2, 1)})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return Shape(time=given.features, features=timesteps(self, given))

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x.swapaxes(1, 2)


class Cropping(Layer):
    """Leaves out the oldest and the newest timesteps."""

    kind: Literal["cropping"] = "cropping"
    oldest: int = Field(0, ge=0)
    newest: int = Field(0, ge=0)

    def call(self) -> Call:
        return Call(layer="layers.Cropping1D", options={"cropping": (self.oldest, self.newest)})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        time = timesteps(self, given, at_least=self.oldest + self.newest + 1)
        return Shape(time=time - self.oldest - self.newest, features=given.features)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x[:, self.oldest : x.shape[1] - self.newest]


class Merge(Layer):
    """Takes several inputs of one shape; a single timestep stands beside every timestep of another."""

    def shape(self, given: Shape, *more: Shape) -> Shape:
        times = {shape.time for shape in (given, *more)} - {1}
        if len(times) > 1 or any(shape.features != given.features for shape in more):
            raise self.differ(given, *more)
        return Shape(time=times.pop() if times else given.time, features=given.features)

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
    """Features side by side; sequences need equally many timesteps."""

    kind: Literal["concatenate"] = "concatenate"

    def call(self) -> Call:
        return Call(layer="layers.Concatenate", options={})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        if any(shape.time != given.time for shape in more):
            raise self.differ(given, *more)
        return Shape(time=given.time, features=given.features + sum(shape.features for shape in more))

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return np.concatenate([x, *more], axis=-1)
