"""Layers that move or cut numbers and learn nothing: flatten, reshape, repeat, permute, crop."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from core.errors import DoesNotFit
from core.models.layers.base import F32, Call, Layer, Shape, Weights, timesteps
from core.text import say


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

    def looks_ahead(self, given: Shape) -> bool:
        return given.time != self.time

    def words(self) -> dict[str, object]:
        return {"shape": " × ".join(f"{n:,}" for n in self.target.axes)}


class Levels(Reshape):
    """A Reshape at the end of a head that answers `levels` quantiles: at each step the lowest of all targets first."""

    levels: int = Field(ge=1)


class RepeatVector(Layer):
    """One summary, handed over `times` times as a sequence; None: as often as there are steps to answer.

    `core.models.plan` puts the number in (`settled`) before anything else is asked of the layer.
    """

    kind: Literal["repeat_vector"] = "repeat_vector"
    times: int | None = Field(None, ge=1)

    def settled(self, steps: int) -> RepeatVector:
        """With its number."""
        return self if self.times is not None else RepeatVector(times=steps)

    @property
    def number(self) -> int:
        """Raises ValueError before the layer is settled."""
        if self.times is None:
            raise ValueError("A RepeatVector without a number must be settled first.")
        return self.times

    def call(self) -> Call:
        return Call(layer="layers.RepeatVector", options={"n": self.number})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        if given.time is not None:
            raise DoesNotFit("needs_summary", layer=self.title, received=given.time, repair="summary")
        return Shape(time=self.number, features=given.features)

    def looks_ahead(self, given: Shape) -> bool:
        return True

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return np.repeat(x[:, None], self.number, axis=1)

    @property
    def title(self) -> str:
        return super().title if self.times is not None else say("layers.repeat_vector.each_step")


class Permute(Layer):
    """Timesteps and features change places."""

    kind: Literal["permute"] = "permute"

    def call(self) -> Call:
        return Call(layer="layers.Permute", options={"dims": (2, 1)})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return Shape(time=given.features, features=timesteps(self, given))

    def looks_ahead(self, given: Shape) -> bool:
        return True

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

    def looks_ahead(self, given: Shape) -> bool:
        return self.oldest > 0

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return x[:, self.oldest : x.shape[1] - self.newest]
