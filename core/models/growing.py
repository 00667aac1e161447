"""A plan while it grows: nodes by name, each with what comes out of it."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from core.errors import DoesNotFit
from core.models.layers import Call, Cropping, Layer, Permute, Shape
from core.spec import record
from core.text import say

Part = Literal["input", "branch", "trunk", "head"]


@record
class Input:
    """Where the windows come in. `columns` are the places of the features it reads (`Given.columns`)."""

    shape: Shape
    columns: tuple[int, ...]
    kind: Literal["input"] = "input"

    def call(self) -> Call:
        return Call(layer="Input", options={"shape": self.shape.axes})

    @property
    def title(self) -> str:
        return say("layers.input.title")


@record
class Node:
    """One layer with its place: `inputs` are names of earlier nodes, `shape` is what comes out.

    `reads_mask`: what comes in says which timesteps are real.
    """

    name: str
    layer: Layer | Input
    inputs: tuple[str, ...]
    shape: Shape
    part: Part
    reads_mask: bool = False


class Growing:
    """Nodes by name, in the order they are added."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.used: Counter[str] = Counter()

    def shape(self, name: str) -> Shape:
        """What comes out of a node."""
        return self.nodes[name].shape

    def add_input(self, name: str, shape: Shape, columns: tuple[int, ...]) -> str:
        layer = Input(shape=shape, columns=columns)
        self.nodes[name] = Node(name=name, layer=layer, inputs=(), shape=shape, part="input")
        return name

    def add_all(self, part: Part, layers: tuple[Layer, ...], last: str) -> str:
        for layer in layers:
            last = self.add(part, layer, *(last,) * layer.copies)
        return last

    def add(self, part: Part, layer: Layer, *inputs: str, name: str = "") -> str:
        """The name of the new node: its own, or its kind with a number (`lstm_2`)."""
        if not name:
            self.used[layer.kind] += 1
            name = f"{layer.kind}_{self.used[layer.kind]}"
        given = [self.nodes[key].shape for key in inputs]
        try:
            shape = layer.shape(*given)
        except DoesNotFit as problem:
            raise DoesNotFit(problem.key, **{**problem.values, "node": name}) from problem
        masked = given[0].masked
        self.nodes[name] = Node(name=name, layer=layer, inputs=inputs, shape=shape, part=part, reads_mask=masked)
        return name

    def add_first_features(self, of: str, count: int) -> str:
        """The first `count` features of a sequence. Stock Keras crops timesteps only, hence the turning."""
        spare = self.nodes[of].shape.features - count
        if not spare:
            return of
        turned = self.add("head", Permute(), of)
        cropped = self.add("head", Cropping(newest=spare), turned)
        return self.add("head", Permute(), cropped)

    def add_newest(self, of: str, name: str) -> str:
        """The newest timestep of a sequence, (1, F)."""
        time = self.nodes[of].shape.time or 1
        return self.add("head", Cropping(oldest=time - 1), of, name=name)
