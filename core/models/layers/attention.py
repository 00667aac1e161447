"""Every timestep looks at all others and takes over what it has learned to look for.

Letters: W windows, T timesteps, F features, N heads, D numbers per head.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.models.layers.base import (
    F32,
    Call,
    Mask,
    Shape,
    Share,
    Skipping,
    Weights,
    counted,
    project,
    timesteps,
    unless,
)

NUMBERS_AT_ONCE = 1_000_000
"""How many likenesses (W · N · T · T) are held at once: 4 MB in float32."""

_NEVER = np.float32(-1e30)


class Attention(Skipping):
    """A sequence's attention to itself with several heads (Vaswani et al. 2017): softmax(q·kᵀ / √D)·v.

    Real timesteps look at real ones alone. `dropout` hides likenesses while learning.
    """

    copies: ClassVar[int] = 2

    kind: Literal["attention"] = "attention"
    heads: int = Field(2, ge=1, le=32)
    head_size: int = Field(16, ge=1, le=512)
    dropout: float = Share

    def call(self) -> Call:
        options = {"num_heads": self.heads, "key_dim": self.head_size, **unless(0.0, dropout=self.dropout)}
        return Call(layer="layers.MultiHeadAttention", options=options)

    def shape(self, given: Shape, *more: Shape) -> Shape:
        timesteps(self, given)
        return given

    def looks_ahead(self, given: Shape) -> bool:
        return True

    def variables(self, given: Shape, *more: Shape) -> dict[str, tuple[int, ...]]:
        into, heads = (given.features, self.heads, self.head_size), (self.heads, self.head_size)
        out = (self.heads, self.head_size, given.features)
        return {
            **{f"{role}/{name}": shape for role in ("query", "key", "value")
               for name, shape in (("kernel", into), ("bias", heads))},
            "attention_output/kernel": out,
            "attention_output/bias": (given.features,),
        }  # fmt: skip

    def between(self, given: Shape, *more: Shape) -> int:
        return self.heads * timesteps(self, given) ** 2

    def forward(self, weights: Weights, x: F32, *more: F32) -> F32:
        return self._in_portions(weights, x, None)

    def forward_real(self, weights: Weights, x: F32, real: Mask) -> F32:
        return self._in_portions(weights, x, real)

    def _in_portions(self, weights: Weights, x: F32, real: Mask | None) -> F32:
        out = np.empty_like(x)
        at_once = max(1, NUMBERS_AT_ONCE // (self.heads * x.shape[1] ** 2))
        for first in range(0, len(x), at_once):
            part = slice(first, first + at_once)
            out[part] = self._attend(weights, x[part], None if real is None else real[part])
        return out

    def _attend(self, weights: Weights, x: F32, real: Mask | None) -> F32:
        query, key, value = (self._into_heads(weights, role, x) for role in ("query", "key", "value"))
        likeness = query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(self.head_size))  # (W, N, T, T)
        both = None if real is None else (real[:, :, None] & real[:, None, :])[:, None]
        if both is not None:
            likeness = np.where(both, likeness, _NEVER)
        likeness = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        shares = likeness / likeness.sum(axis=-1, keepdims=True)
        if both is not None and self.dropout:  # what is filled up looks at nothing; without dropout at all alike
            shares = np.where(both, shares, np.float32(0))
        seen = shares @ value
        together = seen.swapaxes(1, 2).reshape(*x.shape[:2], -1)
        kernel = weights["attention_output/kernel"].reshape(-1, x.shape[-1])
        return project(together, kernel) + weights["attention_output/bias"]

    def _into_heads(self, weights: Weights, role: str, x: F32) -> F32:
        """(W, N, T, D)"""
        flat = project(x, weights[f"{role}/kernel"].reshape(x.shape[-1], -1))
        return (flat.reshape(*x.shape[:2], self.heads, self.head_size) + weights[f"{role}/bias"]).swapaxes(1, 2)

    def words(self) -> dict[str, object]:
        return {"heads": counted("heads", self.heads)}
