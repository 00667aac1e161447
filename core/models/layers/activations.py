"""Activation functions by their Keras names, in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from core.models.layers.base import F32

ActivationName = Literal["linear", "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "softplus", "softmax"]


def linear(x: F32) -> F32:
    return x


def relu(x: F32) -> F32:
    return np.maximum(x, 0)


def tanh(x: F32) -> F32:
    return np.tanh(x)


def sigmoid(x: F32) -> F32:
    """By way of tanh, which cannot overflow."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def elu(x: F32) -> F32:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def selu(x: F32) -> F32:
    """Klambauer et al. 2017; the constants are those of Keras."""
    return np.float32(1.05070098) * np.where(x > 0, x, np.float32(1.67326324) * np.expm1(np.minimum(x, 0)))


def gelu(x: F32) -> F32:
    return 0.5 * x * (1 + erf(x * np.float32(np.sqrt(0.5))))


def silu(x: F32) -> F32:
    return x * sigmoid(x)


def softplus(x: F32) -> F32:
    return np.logaddexp(np.float32(0), x)


def softmax(x: F32) -> F32:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def erf(x: F32) -> F32:
    """Abramowitz and Stegun 7.1.26: off by at most 1.5e-7, the precision of float32."""
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    factors = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    series: F32 = np.zeros_like(x)
    for factor in factors:
        series = ((series + np.float32(factor)) * t).astype(np.float32)
    return np.sign(x) * (1 - series * np.exp(-x * x))


ACTIVATIONS: dict[ActivationName, Callable[[F32], F32]] = {
    "linear": linear,
    "relu": relu,
    "tanh": tanh,
    "sigmoid": sigmoid,
    "elu": elu,
    "selu": selu,
    "gelu": gelu,
    "silu": silu,
    "softplus": softplus,
    "softmax": softmax,
}
