"""What every layer is: one Keras call, a shape, named variables, and the same thing in NumPy.

Letters: W windows, T timesteps, F features.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from core.errors import DoesNotFit
from core.spec import Spec, record
from core.text import say

F32 = NDArray[np.float32]
Mask = NDArray[np.bool_]
"""(W, T): which timesteps of every example are real; the others only fill it up."""
Weights = Mapping[str, F32]
Share = Field(default=0.0, ge=0.0, lt=1.0)
Penalty = Field(default=0.0, ge=0.0, le=10.0)


@record
class Shape:
    """What flows between two layers for one example: (T, F), or (F,) where `time` is None.

    Where it is `masked`, a mask says with it which timesteps are real.
    """

    time: int | None
    features: int
    masked: bool = False

    @property
    def axes(self) -> tuple[int, ...]:
        return (self.features,) if self.time is None else (self.time, self.features)

    @property
    def size(self) -> int:
        return math.prod(self.axes)


@record
class Call:
    """One call into Keras, such as `layers.LSTM(units=32)`; the builder makes it, the printer writes it.

    `layer` is a dotted name below `keras`. Options at their Keras default are left out. Values
    may be calls themselves (regularisers); `inner` are layers handed over first (wrappers).
    """

    layer: str
    options: Mapping[str, Any]
    inner: tuple[Call, ...] = ()


class Layer(Spec):
    """One kind of layer. Shapes and weights are for one example; `forward` takes all W at once.

    `copies`: how often Keras is handed the output of the layer before, as that many arguments.
    """

    copies: ClassVar[int] = 1

    kind: str

    @abstractmethod
    def call(self) -> Call:
        """How Keras makes this layer, its name apart."""

    @abstractmethod
    def shape(self, given: Shape, *more: Shape) -> Shape:
        """What comes out, and whether a mask comes with it. Raises DoesNotFit, whose `repair` value names a remedy."""

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        """Name → shape of every weight, as Keras names and orders them."""
        return {}

    def parameters(self, given: Shape, *more: Shape) -> int:
        """How many numbers the layer holds (equal to `count_params` of Keras)."""
        return sum(math.prod(shape) for shape in self.variables(given, *more).values())

    def between(self, given: Shape, *more: Shape) -> int:
        """How many numbers it holds for one example between what comes in and what goes out."""
        return 0

    @abstractmethod
    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        """The answer at inference, x (W, T, F) or (W, F) in float32; dropout does nothing here."""

    def looks_ahead(self, given: Shape) -> bool:
        """Whether what comes out at a timestep depends on later ones."""
        return False

    @property
    def title(self) -> str:
        """`LSTM, 32 units`."""
        return say(f"layers.{self.kind}.title", **self.words())

    @property
    def does(self) -> str:
        """What it does in half a sentence: `reads one timestep after the other`."""
        return say(f"layers.{self.kind}.does", **self.words())

    def words(self) -> dict[str, object]:
        """What fills the placeholders of the layer's texts."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Skipping(Layer):
    """A layer that reads real timesteps only, where a mask tells it which. All others read the filling too."""

    def call_real(self) -> Call:
        """How Keras makes this layer where a mask comes in."""
        return self.call()

    @abstractmethod
    def forward_real(self, weights: Weights, x: F32, real: Mask) -> F32:
        """The answer from the timesteps of x (W, T, F) that are `real` (W, T), at least one in every example."""


def counted(what: str, n: int) -> str:
    """`1 timestep`, `28 timesteps`: the sentences `layers.words.<what>.one` and `.many`."""
    return say(f"layers.words.{what}.{'one' if n == 1 else 'many'}", n=n)


def unless(default: object, **options: object) -> dict[str, object]:
    """The options whose value is not the default of Keras, so that printed code stays short."""
    return {name: value for name, value in options.items() if value != default}


def regularised(l1: float, l2: float, *options: str) -> dict[str, object]:
    """The same L1 and L2 penalty on each of these options; nothing when both are 0."""
    if not l1 and not l2:
        return {}
    return {option: Call(layer="regularizers.L1L2", options={"l1": l1, "l2": l2}) for option in options}


def timesteps(layer: Layer, given: Shape, at_least: int = 1) -> int:
    """T of a sequence. Raises DoesNotFit for a summary, or a sequence shorter than `at_least`."""
    if given.time is None:
        raise DoesNotFit("needs_sequence", layer=layer.title, features=given.features, repair="sequences")
    if given.time < at_least:
        raise DoesNotFit("too_short", layer=layer.title, needs=at_least, received=given.time, repair="padding")
    return given.time


def project(x: F32, kernel: F32) -> F32:
    """x (…, F) times kernel (F, U) as one matrix product: many times faster than a stack of small ones."""
    return (x.reshape(-1, x.shape[-1]) @ kernel).reshape(*x.shape[:-1], kernel.shape[1])
