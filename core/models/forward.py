"""The network in NumPy, inference only: equal to Keras' `predict` to 1e-5, without TensorFlow.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.models.layers import F32, Layer, Weights
from core.models.plan import Node
from core.models.walk import answer_shape

NUMBERS_AT_ONCE = 1_000_000
"""How many numbers one layer may put out at once: 4 MB in float32, which stays near the processor."""


def forward(nodes: Sequence[Node], weights: Weights, x: F32) -> F32:
    """Answers (W, H, C) for the examples `x` (W, T, F), of which every input reads its columns.

    `weights` are named `<node>/<variable>`; raises KeyError where one is missing.
    """
    own = {node.name: _of_node(weights, node.name) for node in nodes}
    windows = len(x)
    answers = np.empty((windows, *answer_shape(nodes)), np.float32)
    for first in range(0, windows, chunk(nodes)):
        part = slice(first, first + chunk(nodes))
        with np.errstate(over="ignore", invalid="ignore"):  # weights that ran away answer inf or NaN, as in Keras
            answers[part] = _forward(nodes, own, x[part])
    return answers


def hidden(nodes: Sequence[Node], weights: Weights, x: F32) -> F32 | None:
    """The last hidden state (W, D): what the answer is made from, timesteps one behind the other.

    None for a network that learns nothing before its answer. Arguments as `forward`.
    """
    before = [node for node in nodes if node.part in ("input", "branch", "trunk")]
    own = {node.name: _of_node(weights, node.name) for node in before}
    if not any(own.values()):
        return None
    windows = len(x)
    states = np.empty((windows, before[-1].shape.size), np.float32)
    for first in range(0, windows, chunk(before)):
        part = slice(first, first + chunk(before))
        with np.errstate(over="ignore", invalid="ignore"):
            found = _forward(before, own, x[part])
            states[part] = found.reshape(len(found), -1)
    return states


def read(x: F32, columns: tuple[int, ...]) -> F32:
    """What one input reads of examples (W, T, F): all of them as they are, or its columns."""
    return x if len(columns) == x.shape[-1] else x[..., list(columns)]


def chunk(nodes: Sequence[Node]) -> int:
    """How many windows go through the network at once."""
    widest = max(node.shape.size for node in nodes)
    return max(1, min(4096, NUMBERS_AT_ONCE // widest))


def _forward(nodes: Sequence[Node], weights: Mapping[str, Weights], x: F32) -> F32:
    values: dict[str, F32] = {}
    for node in nodes:
        if isinstance(node.layer, Layer):
            given = (values[name] for name in node.inputs)
            values[node.name] = node.layer.forward(weights[node.name], *given)
        else:
            values[node.name] = read(x, node.layer.columns).astype(np.float32, copy=False)
    return values[nodes[-1].name]


def _of_node(weights: Weights, name: str) -> Weights:
    prefix = f"{name}/"
    return {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}
