"""The network as boxes and arrows, as data: `core.charts` draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from core.examples.spec import Windows
from core.models.layers import Activation, Bidirectional, Layer, Masking, Recurrent, counted
from core.models.plan import Input, Node
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
    drawn = [node for node in nodes if _is_drawn(node)]
    place = {node.name: i for i, node in enumerate(drawn)}
    filled = {node.inputs[0] for node in nodes if isinstance(node.layer, Masking)}
    boxes = []
    for node in drawn:
        if node.name == "answer":
            boxes.append(_answer(node, targets, windows, row_word))
        elif isinstance(node.layer, Layer):
            boxes.append(_layer(node, node.layer, by_name[node.inputs[0]].shape.time or 0))
        else:
            boxes.append(_window(node, node.layer, columns, node.name in filled))
    arrows = {(place[start], place[node.name]) for node in drawn for start in _drawn_before(node, by_name, place)}
    return Diagram(boxes=tuple(boxes), arrows=tuple(sorted(arrows)))


def in_a_sentence(picture: Diagram) -> str:
    """What the picture shows, for those who cannot see it."""
    parts = (f"{box.title} ({box.under})" for box in picture.boxes)
    return say("layers.words.diagram", parts=" → ".join(parts))


def _is_drawn(node: Node) -> bool:
    """What leaves out the filling of shorter examples is told at the window instead."""
    return not isinstance(node.layer, Masking) and (node.part != "head" or node.name in ("head", "answer"))


def _window(node: Node, layer: Input, columns: Sequence[str], filled: bool) -> Box:
    lines = tuple(columns[place] for place in layer.columns)
    under = in_words(node.shape, "columns")
    if filled:
        under = say("layers.input.filled", shape=under)
    return Box(node=node.name, kind="window", title=layer.title, lines=lines, under=under)


def _drawn_before(node: Node, by_name: dict[str, Node], place: dict[str, int]) -> set[str]:
    """The nearest drawn parts that feed this one, past the plumbing that is not drawn."""
    found: set[str] = set()
    for name in node.inputs:
        found |= {name} if name in place else _drawn_before(by_name[name], by_name, place)
    return found


def _layer(node: Node, layer: Layer, timesteps: int) -> Box:
    if node.name == "head":
        serves = "dense" if node.shape.time is None else "shared" if node.inputs == ("by_target",) else "each"
        under = say(f"layers.head.{serves}")
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
    values = counted("values", max(windows.horizon, node.shape.time or 1))
    if isinstance(node.layer, Activation):
        values = counted("probabilities", node.shape.features)
    one = len(targets) == 1
    title = say("layers.answer.one" if one else "layers.answer.many", values=values, target=targets[0])
    under = _when(windows, row_word, node.shape.time or 1)
    return Box(node=node.name, kind="answer", title=title, lines=tuple(targets), under=under)


def _when(windows: Windows, row_word: str, given: int) -> str:
    """Which rows are answered. A network may give one answer at every timestep, or one step of several at a time."""
    if windows.whole:
        return say("layers.answer.whole")
    first, last = windows.delay, windows.delay + windows.horizon - 1
    if given > windows.horizon:
        return say("layers.answer.every_timestep", row=row_word, first=first)
    if given < windows.horizon:
        return say("layers.answer.in_turn", row=row_word, first=first, last=last)
    return say("layers.answer.at" if first == last else "layers.answer.from_to", row=row_word, first=first, last=last)
