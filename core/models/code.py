"""The Keras code of a network, printed from the same `call()` the builder makes."""

from __future__ import annotations

from collections.abc import Sequence

from core.models.layers import Call
from core.models.plan import Node

MODEL = "model"  # without a name Keras numbers models by what was built before
WIDTH = 100


def keras_code(nodes: Sequence[Node], seed: int) -> str:
    """A script that makes `model` with the initial weights a run with this seed starts from."""
    return f"import keras\n\nkeras.utils.set_random_seed({seed!r})\n\n{network_code(nodes)}\n"


def network_code(nodes: Sequence[Node]) -> str:
    """One statement per layer and one for `model`; needs `import keras` and a seed set before."""
    inputs = [node.name for node in nodes if node.part == "input"]
    statements = [f"{node.name} = {_laid_out(named(node), node)}{_applied(node.inputs)}" for node in nodes]
    taken = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
    return "\n".join([*statements, f'model = keras.Model(inputs={taken}, outputs={nodes[-1].name}, name="{MODEL}")'])


def named(node: Node) -> Call:
    """The node's call with its name, as both the builder and the printer take it."""
    call = node.layer.call()
    return Call(layer=call.layer, options={**call.options, "name": node.name}, inner=call.inner)


def written(call: Call) -> str:
    """`keras.layers.LSTM(units=32, name="lstm_1")`."""
    return f"keras.{call.layer}({', '.join(_arguments(call))})"


def _laid_out(call: Call, node: Node) -> str:
    """The call on one line, or one line per argument where that would be too long to read."""
    line = written(call)
    if len(node.name) + len(line) + len(_applied(node.inputs)) <= WIDTH:
        return line
    return "\n    ".join([f"keras.{call.layer}(", *(f"{argument}," for argument in _arguments(call))]) + "\n)"


def _arguments(call: Call) -> list[str]:
    return [*map(written, call.inner), *(f"{name}={_value(value)}" for name, value in call.options.items())]


def _value(value: object) -> str:
    if isinstance(value, Call):
        return written(value)
    return f'"{value}"' if isinstance(value, str) and value.isidentifier() else repr(value)


def _applied(inputs: tuple[str, ...]) -> str:
    if not inputs:
        return ""
    return f"({inputs[0]})" if len(inputs) == 1 else f"([{', '.join(inputs)}])"
