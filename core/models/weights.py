"""The weights of a Keras model by the names that the plan, the NumPy forward and every file use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from core.models.layers import F32


def get_weights(model: keras.Model) -> dict[str, F32]:
    """`<node>/<variable>` → a copy of its values; inside others `<node>/forward/<variable>`."""
    return {name: np.array(variable.numpy(), np.float32) for name, variable in named_variables(model).items()}


def set_weights(model: keras.Model, weights: Mapping[str, F32]) -> None:
    """Gives the model these weights. Raises ValueError unless names and shapes are exactly its own."""
    variables = named_variables(model)
    expected = {name: tuple(variable.shape) for name, variable in variables.items()}
    received = {name: tuple(values.shape) for name, values in weights.items()}
    if expected != received:
        wrong = sorted(name for name, _ in expected.items() ^ received.items())
        raise ValueError(f"Weights must have the model's names and shapes. They differ at {sorted(set(wrong))}")
    for name, variable in variables.items():
        variable.assign(weights[name])


def named_variables(model: keras.Model) -> dict[str, Any]:
    """Every weight variable by its name here. Seeds of dropout are no weights."""
    return {_name(layer.name, variable.path): variable for layer in model.layers for variable in layer.weights}


def _name(layer: str, path: str) -> str:
    """Keras' path also names cells and inner layers (`…/forward_lstm/lstm_cell/kernel`, `…/query/kernel`)."""
    *inside, variable = path.split("/")
    way = [way for way in ("forward", "backward") if any(part.startswith(f"{way}_") for part in inside)]
    role = [part for part in inside if part in ("query", "key", "value", "attention_output")]
    return "/".join([layer, *way, *role, variable])
