"""The network in Keras: stock layers only, so that `.keras` and `.h5` load anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import keras

from core.models.code import MODEL, apart, named
from core.models.layers import Call
from core.models.plan import Node


def build(nodes: Sequence[Node]) -> keras.Model:
    """The model with fresh weights, layers made in the order of the nodes.

    After `keras.utils.set_random_seed(seed)` the weights are those of `core.models.code.keras_code`
    with that seed. A single input is taken as it is, several as a list in their order.
    """
    made: dict[str, Any] = {}
    for node in nodes:
        layer = make(named(node))
        given = [made[name] for name in node.inputs]
        made[node.name] = (layer(*given) if apart(node) else layer(given)) if given else layer
    inputs = [made[node.name] for node in nodes if node.part == "input"]
    return keras.Model(inputs=inputs[0] if len(inputs) == 1 else inputs, outputs=made[nodes[-1].name], name=MODEL)


def make(call: Call) -> Any:
    """What the call gives. `call.layer` comes from our own layers only, never from a file."""
    options = {name: make(value) if isinstance(value, Call) else value for name, value in call.options.items()}
    return attrgetter(call.layer)(keras)(*map(make, call.inner), **options)
