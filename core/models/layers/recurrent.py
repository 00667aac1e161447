"""Layers that read one timestep after the other and remember: SimpleRNN, LSTM, GRU, both directions.

Letters: W windows, T timesteps, F features, U units.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from core.models.layers.activations import ACTIVATIONS, ActivationName
from core.models.layers.base import (
    F32,
    Call,
    Mask,
    Penalty,
    Shape,
    Share,
    Skipping,
    Weights,
    counted,
    regularised,
    timesteps,
    unless,
)

State = tuple[F32, ...]


class Recurrent(Skipping):
    """What the three share. `sequences` hands over the state after every timestep, not only the last.

    A timestep that is not real leaves the state as it was. `dropout` hides inputs, `recurrent_dropout` the
    state from itself, while learning. L1 and L2 bear on both kernels.
    """

    units: int = Field(32, ge=1, le=4096)
    activation: ActivationName = "tanh"
    sequences: bool = False
    dropout: float = Share
    recurrent_dropout: float = Share
    l1: float = Penalty
    l2: float = Penalty

    @abstractmethod
    def step(self, weights: Weights, x: F32, state: State) -> State:
        """The state after one more timestep, x (W, F). The first of the state is the output, (W, U)."""

    def start(self, windows: int) -> State:
        """The state before the first timestep."""
        return (np.zeros((windows, self.units), np.float32),)

    def call(self) -> Call:
        return Call(layer=f"layers.{type(self).__name__}", options=self.options())

    def options(self) -> dict[str, object]:
        return {
            "units": self.units,
            **unless("tanh", activation=self.activation),
            **unless(False, return_sequences=self.sequences),
            **unless(0.0, dropout=self.dropout, recurrent_dropout=self.recurrent_dropout),
            **regularised(self.l1, self.l2, "kernel_regularizer", "recurrent_regularizer"),
        }

    def shape(self, given: Shape, *more: Shape) -> Shape:
        time = timesteps(self, given)
        if not self.sequences:
            return Shape(time=None, features=self.units)
        return Shape(time=time, features=self.units, masked=given.masked)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return self._read(weights, x, None)

    def forward_real(self, weights: Weights, x: F32, real: Mask) -> F32:
        return self._read(weights, x, real)

    def _read(self, weights: Weights, x: F32, real: Mask | None) -> F32:
        state = self.start(len(x))
        states = np.empty((len(x), x.shape[1] if self.sequences else 0, self.units), np.float32)
        for t, now in enumerate(np.ascontiguousarray(x.swapaxes(0, 1))):
            after = self.step(weights, now, state)
            if real is not None:
                after = tuple(np.where(real[:, t, None], new, old) for new, old in zip(after, state, strict=True))
            state = after
            if self.sequences:
                states[:, t] = state[0]
        return states if self.sequences else state[0]

    def words(self) -> dict[str, object]:
        return {**super().words(), "units": counted("units", self.units)}


class SimpleRNN(Recurrent):
    """The plain recurrence h = activation(x·K + h·R + b)."""

    kind: Literal["simple_rnn"] = "simple_rnn"

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        u = self.units
        return {"kernel": (given.features, u), "recurrent_kernel": (u, u), "bias": (u,)}

    def step(self, weights: Weights, x: F32, state: State) -> State:
        total = x @ weights["kernel"] + state[0] @ weights["recurrent_kernel"] + weights["bias"]
        return (ACTIVATIONS[self.activation](total),)


class Gated(Recurrent):
    """A recurrence with gates; `recurrent_activation` opens and closes them."""

    recurrent_activation: ActivationName = "sigmoid"

    def options(self) -> dict[str, object]:
        return {**super().options(), **unless("sigmoid", recurrent_activation=self.recurrent_activation)}

    def call_real(self) -> Call:
        """The implementation for graphics cards refuses examples that are filled up in front."""
        call = self.call()
        return Call(layer=call.layer, options={**call.options, "use_cudnn": False})


class LSTM(Gated):
    """Hochreiter and Schmidhuber 1997, as Keras has it. Kernels hold input, forget, cell, output."""

    kind: Literal["lstm"] = "lstm"

    def start(self, windows: int) -> State:
        return super().start(windows) * 2

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        u = self.units
        return {"kernel": (given.features, 4 * u), "recurrent_kernel": (u, 4 * u), "bias": (4 * u,)}

    def step(self, weights: Weights, x: F32, state: State) -> State:
        gate, activation = ACTIVATIONS[self.recurrent_activation], ACTIVATIONS[self.activation]
        h, cell = state
        total = x @ weights["kernel"] + h @ weights["recurrent_kernel"] + weights["bias"]
        i, f, c, o = (total[:, n * self.units : (n + 1) * self.units] for n in range(4))
        cell = gate(f) * cell + gate(i) * activation(c)
        return gate(o) * activation(cell), cell


class GRU(Gated):
    """Cho et al. 2014 with the reset gate after the product (`reset_after`, the default of Keras).

    Kernels hold update, reset, candidate; the bias has a row for the input and one for the state.
    """

    kind: Literal["gru"] = "gru"

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        u = self.units
        return {"kernel": (given.features, 3 * u), "recurrent_kernel": (u, 3 * u), "bias": (2, 3 * u)}

    def step(self, weights: Weights, x: F32, state: State) -> State:
        gate, activation = ACTIVATIONS[self.recurrent_activation], ACTIVATIONS[self.activation]
        (h,), u = state, self.units
        of_x = x @ weights["kernel"] + weights["bias"][0]
        of_h = h @ weights["recurrent_kernel"] + weights["bias"][1]
        update = gate(of_x[:, :u] + of_h[:, :u])
        reset = gate(of_x[:, u : 2 * u] + of_h[:, u : 2 * u])
        candidate = activation(of_x[:, 2 * u :] + reset * of_h[:, 2 * u :])
        return (update * h + (1 - update) * candidate,)


AnyRecurrent = Annotated[SimpleRNN | LSTM | GRU, Field(discriminator="kind")]


class Bidirectional(Skipping):
    """The inner layer twice, reading forwards and backwards; the outputs stand side by side."""

    kind: Literal["bidirectional"] = "bidirectional"
    inner: AnyRecurrent = LSTM()

    def call(self) -> Call:
        return self._around(self.inner.call())

    def call_real(self) -> Call:
        return self._around(self.inner.call_real())

    def _around(self, inner: Call) -> Call:
        """Without a name of its own the inner layer would be numbered by what was built before it."""
        named = Call(layer=inner.layer, options={**inner.options, "name": self.inner.kind})
        return Call(layer="layers.Bidirectional", options={}, inner=(named,))

    def shape(self, given: Shape, *more: Shape) -> Shape:
        one_way = self.inner.shape(given)
        return Shape(time=one_way.time, features=2 * one_way.features, masked=one_way.masked)

    def looks_ahead(self, given: Shape) -> bool:
        return True

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        inner = self.inner.variables(given)
        return {f"{way}/{name}": shape for way in ("forward", "backward") for name, shape in inner.items()}

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        there = self.inner.forward(_of_way(weights, "forward"), x)
        return self._beside(there, self.inner.forward(_of_way(weights, "backward"), x[:, ::-1]))

    def forward_real(self, weights: Weights, x: F32, real: Mask) -> F32:
        there = self.inner.forward_real(_of_way(weights, "forward"), x, real)
        back = self.inner.forward_real(_of_way(weights, "backward"), x[:, ::-1], real[:, ::-1])
        together = self._beside(there, back)
        # … and hands over zeros where nothing is, not the state so far as one way alone does.
        return np.where(real[..., None], together, np.float32(0)) if self.inner.sequences else together

    def _beside(self, there: F32, back: F32) -> F32:
        """Keras turns the backward sequence round again, so that both stand at the same timestep."""
        return np.concatenate([there, back[:, ::-1] if self.inner.sequences else back], axis=-1)

    def words(self) -> dict[str, object]:
        return {"inner": self.inner.title}


def _of_way(weights: Weights, way: str) -> Weights:
    return {name.removeprefix(f"{way}/"): w for name, w in weights.items() if name.startswith(f"{way}/")}
