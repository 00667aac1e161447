"""The network as boxes and arrows, as data: `core.charts` draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from core.examples.spec import Windows
from core.models.layers import Activation, Bidirectional, Layer, Recurrent, counted
from core.models.plan import Node
from core.models.walk import in_words
from core.spec import record
from core.text import say

Kind = Literal["window", "recurrent", "convolution", "dense", "other", "answer"]

_CONVOLUTIONS = ("conv1d", "max_pool", "average_pool", "global_max_pool", "global_average_pool")


@record
class Box:
    """One part of the picture: `title` and `lines` inside, `under` below it.

    `steps` is how many timesteps a recurrent layer reads one after the other, 0 for the rest.
    Names of columns in `title` and `lines` are the user's own text.
    """

    node: str
    kind: Kind
    title: str
    lines: tuple[str, ...]
    under: str
    steps: int = 0


@record
class Diagram:
    """Boxes from left to right, and arrows between them as pairs of indices."""

    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int], ...]


def diagram(
    nodes: Sequence[Node], columns: Sequence[str], targets: Sequence[str], windows: Windows, row_word: str = "row"
) -> Diagram:
    """The picture of a plan. `columns` are the F inputs' names, `row_word` what one row is called.

    Steps of the head that only arrange numbers are not drawn; an arrow past a box remains of them
    where the newest value is added at the end.
    """
    by_name = {node.name: node for node in nodes}
    drawn = [node for node in nodes if node.part != "head" or node.name in ("head", "answer")]
    place = {node.name: i for i, node in enumerate(drawn)}
    boxes = []
    for node in drawn:
        if node.name == "answer":
            boxes.append(_answer(node, targets, windows, row_word))
        elif isinstance(node.layer, Layer):
            boxes.append(_layer(node, node.layer, by_name[node.inputs[0]].shape.time or 0))
        else:
            under = in_words(node.shape, "columns")
            lines = tuple(columns[place] for place in node.layer.columns)
            boxes.append(Box(node=node.name, kind="window", title=node.layer.title, lines=lines, under=under))
    arrows = {(place[start], place[node.name]) for node in drawn for start in _drawn_before(node, by_name, place)}
    return Diagram(boxes=tuple(boxes), arrows=tuple(sorted(arrows)))


def in_a_sentence(picture: Diagram) -> str:
    """What the picture shows, for those who cannot see it."""
    parts = (f"{box.title} ({box.under})" for box in picture.boxes)
    return say("layers.words.diagram", parts=" → ".join(parts))


def _drawn_before(node: Node, by_name: dict[str, Node], place: dict[str, int]) -> set[str]:
    """The nearest drawn parts that feed this one, past the plumbing that is not drawn."""
    found: set[str] = set()
    for name in node.inputs:
        found |= {name} if name in place else _drawn_before(by_name[name], by_name, place)
    return found


def _layer(node: Node, layer: Layer, timesteps: int) -> Box:
    if node.name == "head":
        under = say("layers.head.shared" if node.shape.time else "layers.head.dense")
        return Box(node=node.name, kind="dense", title=say("layers.head.title"), lines=(), under=under)
    kind, steps = _kind(layer), timesteps if isinstance(layer, Recurrent | Bidirectional) else 0
    under = in_words(node.shape)
    return Box(node=node.name, kind=kind, title=layer.title, lines=(layer.does,), under=under, steps=steps)


def _kind(layer: Layer) -> Kind:
    if isinstance(layer, Recurrent | Bidirectional):
        return "recurrent"
    if layer.kind in _CONVOLUTIONS:
        return "convolution"
    return "dense" if layer.kind == "dense" else "other"


def _answer(node: Node, targets: Sequence[str], windows: Windows, row_word: str) -> Box:
    values = counted("values", windows.horizon)
    if isinstance(node.layer, Activation):
        values = counted("probabilities", node.shape.features)
    one = len(targets) == 1
    title = say("layers.answer.one" if one else "layers.answer.many", values=values, target=targets[0])
    return Box(node=node.name, kind="answer", title=title, lines=tuple(targets), under=_when(windows, row_word))


def _when(windows: Windows, row_word: str) -> str:
    if windows.whole:
        return say("layers.answer.whole")
    first, last = windows.delay, windows.delay + windows.horizon - 1
    return say("layers.answer.at" if first == last else "layers.answer.from_to", row=row_word, first=first, last=last)
