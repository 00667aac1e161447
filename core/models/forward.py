"""The network in NumPy, inference only: equal to Keras' `predict` to 1e-5, without TensorFlow.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

import numpy as np

from core.models.layers import F32, Layer, Mask, Masking, Skipping, Weights
from core.models.plan import Node
from core.models.walk import answer_shape

NUMBERS_AT_ONCE = 1_000_000
"""How many numbers one layer may put out at once: 4 MB in float32, which stays near the processor."""

USUAL_NODES = 32
"""As many layers may each put out that much."""


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

    None for a network that learns nothing before its answer; of several together (`core.models.ensemble`) the first
    one's. Arguments as `forward`.
    """
    before = list(takewhile(lambda node: node.part != "head", nodes))
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
    """How many windows go through the network at once: of several together no more numbers are held than of one."""
    sizes = [node.shape.size for node in nodes]
    return max(1, min(4096, NUMBERS_AT_ONCE // max(*sizes, sum(sizes) // USUAL_NODES)))


def _forward(nodes: Sequence[Node], weights: Mapping[str, Weights], x: F32) -> F32:
    values: dict[str, F32] = {}
    masks: dict[str, Mask | None] = {}
    for node in nodes:
        if isinstance(node.layer, Layer):
            given, real = [values[name] for name in node.inputs], [masks[name] for name in node.inputs]
            values[node.name] = _through(node.layer, weights[node.name], given, real[0])
            masks[node.name] = _handed_on(node.layer, given[0], real) if node.shape.masked else None
        else:
            values[node.name] = read(x, node.layer.columns).astype(np.float32, copy=False)
            masks[node.name] = None
    return values[nodes[-1].name]


def _through(layer: Layer, weights: Weights, given: Sequence[F32], real: Mask | None) -> F32:
    if real is not None and isinstance(layer, Skipping):
        return layer.forward_real(weights, given[0], real)
    return layer.forward(weights, *given)


def _handed_on(layer: Layer, x: F32, real: Sequence[Mask | None]) -> Mask:
    """The mask of what comes out of a layer that hands one on: a timestep is real where it is so in one input."""
    if isinstance(layer, Masking):
        return layer.real(x)
    every = np.ones(x.shape[:2], np.bool_)
    return np.logical_or.reduce([every if one is None else one for one in real])


def _of_node(weights: Weights, name: str) -> Weights:
    prefix = f"{name}/"
    return {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}
