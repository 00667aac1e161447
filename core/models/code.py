"""The Keras code of a network, printed from the same `call()` the builder makes."""

from __future__ import annotations

from collections.abc import Sequence

from core.models.layers import Call, Layer, Skipping
from core.models.plan import Node

MODEL = "model"  # without a name Keras numbers models by what was built before
WIDTH = 100


def keras_code(nodes: Sequence[Node], seed: int) -> str:
    """A script that makes `model` with the initial weights a run with this seed starts from."""
    return f"import keras\n\nkeras.utils.set_random_seed({seed!r})\n\n{network_code(nodes)}\n"


def network_code(nodes: Sequence[Node]) -> str:
    """One statement per layer and one for `model`; needs `import keras` and a seed set before."""
    inputs = [node.name for node in nodes if node.part == "input"]
    statements = [_statement(node) for node in nodes]
    taken = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
    return "\n".join([*statements, f'model = keras.Model(inputs={taken}, outputs={nodes[-1].name}, name="{MODEL}")'])


def named(node: Node) -> Call:
    """The node's call with its name, as both the builder and the printer take it."""
    layer = node.layer
    call = layer.call_real() if node.reads_mask and isinstance(layer, Skipping) else layer.call()
    return Call(layer=call.layer, options={**call.options, "name": node.name}, inner=call.inner)


def apart(node: Node) -> bool:
    """Whether a layer takes its inputs as arguments of their own; what merges branches takes them as a list."""
    return len(node.inputs) == 1 or (isinstance(node.layer, Layer) and node.layer.copies > 1)


def written(call: Call, beside: int = 0, indent: str = "") -> str:
    """`keras.layers.LSTM(units=32, name="lstm_1")`, over several lines where one would be too long.

    `beside` counts the other characters on its line, `indent` is the blank before the statement.
    """
    line = f"keras.{call.layer}({', '.join(_arguments(call))})"
    if len(line) + beside <= WIDTH:
        return line
    deeper = indent + "    "
    return "\n".join([f"keras.{call.layer}(", *(f"{deeper}{part}," for part in _arguments(call, deeper)), f"{indent})"])


def _statement(node: Node) -> str:
    applied = _applied(node)
    return f"{node.name} = {written(named(node), len(f'{node.name} = {applied}'))}{applied}"


def _arguments(call: Call, indent: str = "") -> list[str]:
    """Inner calls first. With an `indent` each argument has a line of its own, and room for itself alone."""
    inner = (written(each, len(indent) + 1, indent) for each in call.inner)
    named_ones = (f"{name}={_value(value, len(f'{indent}{name}=,'), indent)}" for name, value in call.options.items())
    return [*inner, *named_ones]


def _value(value: object, beside: int, indent: str) -> str:
    if isinstance(value, Call):
        return written(value, beside, indent)
    return f'"{value}"' if isinstance(value, str) and value.isidentifier() else repr(value)


def _applied(node: Node) -> str:
    names = ", ".join(node.inputs)
    if not names:
        return ""
    return f"({names})" if apart(node) else f"([{names}])"
