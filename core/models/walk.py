"""Shapes in words and counts of parameters, from the plan alone: at once, without TensorFlow.

Letters: T timesteps, F features, H horizon, C targets (for classes: probabilities).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.models.growing import Input
from core.models.layers import Activation, Average, Layer, Levels, Masking, Shape, counted
from core.models.plan import Node
from core.spec import record
from core.text import say


@record
class Row:
    """One line of the layer table. `shape` is what comes out, for one example.

    `plumbing` marks steps that only arrange numbers, of the head, or leave out the filling of shorter examples:
    a short table does without.
    """

    name: str
    title: str
    words: str
    shape: tuple[int, ...]
    parameters: int
    plumbing: bool


def with_given(nodes: Sequence[Node]) -> Iterator[tuple[Node, Layer, tuple[Shape, ...]]]:
    """Every layer with its node and the shapes it is given; the inputs of the network are left out."""
    shapes = {node.name: node.shape for node in nodes}
    for node in nodes:
        if isinstance(node.layer, Layer):
            yield node, node.layer, tuple(shapes[name] for name in node.inputs)


def weight_shapes(nodes: Sequence[Node]) -> dict[str, tuple[int, ...]]:
    """Shape of every weight by `<node>/<variable>`: the names in every file of weights."""
    return {
        f"{node.name}/{name}": shape
        for node, layer, given in with_given(nodes)
        for name, shape in layer.variables(*given).items()
    }


def parameters(nodes: Sequence[Node]) -> dict[str, int]:
    """How many numbers each layer holds, by node."""
    return {node.name: layer.parameters(*given) for node, layer, given in with_given(nodes)}


def total(nodes: Sequence[Node]) -> int:
    """How many numbers the network holds, as `count_params` of Keras."""
    return sum(parameters(nodes).values())


def answer_shape(nodes: Sequence[Node]) -> tuple[int, int]:
    """(H, C)."""
    shape = nodes[-1].shape
    return shape.time or 1, shape.features


def tells_classes(nodes: Sequence[Node]) -> bool:
    """Whether the answer is probabilities, or the average of some."""
    return any(isinstance(layer, Activation) for layer in _ends(nodes))


def _ends(nodes: Sequence[Node]) -> list[Layer | Input]:
    """The last layer, or those of all networks that answer together."""
    together = isinstance(nodes[-1].layer, Average)
    return [node.layer for node in nodes if node.name in nodes[-1].inputs] if together else [nodes[-1].layer]


def in_words(shape: Shape, features: str = "numbers") -> str:
    """`28 timesteps × 3 columns`, `one summary of 32 numbers`. `features` is what they are called."""
    inner = counted(features, shape.features)
    if shape.time is None:
        return say("layers.words.summary", numbers=inner)
    return say("layers.words.sequence", timesteps=counted("timesteps", shape.time), features=inner)


def answer_in_words(nodes: Sequence[Node], row_word: str = "row") -> str:
    """`24 values, one for each hour`; several targets: `24 values for each of 7 columns`; classes: `3 probabilities`.

    `row_word` is what one row is called (`core.text.spacing_word`).
    """
    horizon, targets = answer_shape(nodes)
    if tells_classes(nodes):
        probabilities = counted("probabilities", targets)
        each = say("layers.words.probabilities_each", probabilities=probabilities, row=row_word)
        return probabilities if horizon == 1 else each
    levels = next((layer.levels for layer in _ends(nodes) if isinstance(layer, Levels)), 1)
    if levels > 1:
        told = _numbers_in_words(horizon, targets // levels, row_word)
        return say("layers.words.levels", answer=told, levels=levels)
    return _numbers_in_words(horizon, targets, row_word)


def _numbers_in_words(horizon: int, targets: int, row_word: str) -> str:
    """Numbers, so many steps ahead."""
    if targets > 1:
        return say("layers.words.answers", values=counted("values", horizon), columns=targets)
    return counted("values", 1) if horizon == 1 else say("layers.words.answer", n=horizon, row=row_word)


def rows(nodes: Sequence[Node], row_word: str = "row") -> tuple[Row, ...]:
    """The layer table, in order."""
    counts = parameters(nodes)
    return tuple(
        Row(
            name=node.name,
            title=node.layer.title,
            words=_words(node, nodes, row_word),
            shape=node.shape.axes,
            parameters=counts.get(node.name, 0),
            plumbing=_is_plumbing(node),
        )
        for node in nodes
    )


def _words(node: Node, nodes: Sequence[Node], row_word: str) -> str:
    if node.part == "input":
        return in_words(node.shape, "columns")
    if node.name in ("head", nodes[-1].name):
        return answer_in_words(nodes, row_word)
    if _is_plumbing(node):  # turned round, its axes are no timesteps and columns any more
        return say("layers.words.arranged", shape=" × ".join(f"{n:,}" for n in node.shape.axes))
    return in_words(node.shape)


def _is_plumbing(node: Node) -> bool:
    return isinstance(node.layer, Masking) or (node.part == "head" and node.name != "head")
