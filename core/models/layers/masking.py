"""Where examples of unequal length come in: what only fills them up becomes zeros, and a mask says so.

Letters: W windows, T timesteps, F features.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.models.layers.base import F32, Call, Layer, Mask, Shape, Weights, timesteps


class Masking(Layer):
    """A timestep whose every feature is `padding` is not real. Only the plan places it."""

    kind: Literal["masking"] = "masking"
    padding: float

    def call(self) -> Call:
        return Call(layer="layers.Masking", options={"mask_value": self.padding})

    def shape(self, given: Shape, *more: Shape) -> Shape:
        return Shape(time=timesteps(self, given), features=given.features, masked=True)

    def real(self, x: F32) -> Mask:
        """(W, T) of x (W, T, F)."""
        return (x != np.float32(self.padding)).any(axis=-1)

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return np.where(self.real(x)[..., None], x, np.float32(0))
