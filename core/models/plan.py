"""The network a model spec means, as a flat tuple of nodes: the one thing every reader walks.

Letters: T timesteps, F features, H horizon, C targets (for classes: probabilities). Targets that are inputs too
are the first C input features.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from core.errors import DoesNotFit, SettingsError
from core.models.given import Ending, Given
from core.models.layers import (
    Activation,
    Add,
    Average,
    Call,
    Concatenate,
    Cropping,
    Layer,
    Output,
    Permute,
    Reshape,
    Shape,
    Subtract,
)
from core.models.spec import Head, ModelSpec
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
    """One layer with its place: `inputs` are names of earlier nodes, `shape` is what comes out."""

    name: str
    layer: Layer | Input
    inputs: tuple[str, ...]
    shape: Shape
    part: Part


def plan(model: ModelSpec, given: Given) -> tuple[Node, ...]:
    """Branches, trunk and head as ordinary layers; the last node is the answer, (H, C).

    Raises DoesNotFit, whose `node` value names the layer, and SettingsError where the head needs a past that is
    not there, or that no class has, and where a branch reads a column that is not there, or none.
    """
    places, outputs = places_read(model, given.columns), given.outputs
    if model.head.needs_own_past and given.activation != "linear":
        raise SettingsError("classes_have_no_change")
    if model.head.needs_own_past and not (given.anchored and places[0][:outputs] == tuple(range(outputs))):
        raise SettingsError("needs_own_past")
    growing = _Growing()
    for branch, columns in zip(model.branches, places, strict=True):
        growing.add_input(branch.input, Shape(time=given.timesteps, features=len(columns)), columns)
    ends = [growing.add_all("branch", branch.layers, branch.input) for branch in model.branches]
    last, first = ends[0], model.branches[0].input
    if len(ends) > 1:
        last = growing.add("trunk", Concatenate() if model.merge == "concatenate" else Average(), *ends)
    last = growing.add_all("trunk", model.trunk, last)
    if model.head.kind == "dense":
        arrange = Reshape(time=given.horizon, features=outputs)
        _answer_at_once(growing, model.head, last, first, arrange, given.activation)
    else:
        _answer_per_target(growing, model.head, first, given.horizon, outputs)
    return tuple(growing.nodes.values())


def places_read(model: ModelSpec, columns: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For each branch the places of the columns it reads, ascending. Raises SettingsError."""
    named = [name for branch in model.branches for name in branch.columns]
    if unknown := [name for name in named if name not in columns]:
        raise SettingsError("branch_columns_missing", columns=", ".join(unknown), known=", ".join(columns))
    rest = tuple(i for i, name in enumerate(columns) if name not in named)
    places = tuple(
        tuple(i for i, name in enumerate(columns) if name in branch.columns) if branch.columns else rest
        for branch in model.branches
    )
    if not all(places):
        raise SettingsError("branch_without_columns", columns=", ".join(columns))
    return places


def columns_read(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    """The places of the features that each input of the network reads, in the order of its inputs."""
    return tuple(node.layer.columns for node in nodes if isinstance(node.layer, Input))


class _Growing:
    """Nodes by name, in the order they are added."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.used: Counter[str] = Counter()

    def add_input(self, name: str, shape: Shape, columns: tuple[int, ...]) -> None:
        layer = Input(shape=shape, columns=columns)
        self.nodes[name] = Node(name=name, layer=layer, inputs=(), shape=shape, part="input")

    def add_all(self, part: Part, layers: tuple[Layer, ...], last: str) -> str:
        for layer in layers:
            last = self.add(part, layer, *(last,) * layer.copies)
        return last

    def add(self, part: Part, layer: Layer, *inputs: str, name: str = "") -> str:
        """The name of the new node: its own, or its kind with a number (`lstm_2`)."""
        if not name:
            self.used[layer.kind] += 1
            name = f"{layer.kind}_{self.used[layer.kind]}"
        try:
            shape = layer.shape(*(self.nodes[key].shape for key in inputs))
        except DoesNotFit as problem:
            raise DoesNotFit(problem.key, **{**problem.values, "node": name}) from problem
        self.nodes[name] = Node(name=name, layer=layer, inputs=inputs, shape=shape, part=part)
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


def _answer_at_once(growing: _Growing, head: Head, last: str, first: str, arrange: Reshape, activation: Ending) -> None:
    """Dense of H·C, arranged as (H, C); anchored, that is added to the newest values (1, C)."""
    shape = growing.nodes[last].shape
    output = Output(units=arrange.target.size, l1=head.l1, l2=head.l2)
    if shape.time is not None:
        values = {"layer": output.title, "timesteps": shape.time, "features": shape.features}
        raise DoesNotFit("head_needs_summary", **values, node="head", repair="flatten")
    values_ahead = growing.add("head", output, last, name="head")
    if activation != "linear":
        scores = growing.add("head", arrange, values_ahead, name="scores")
        growing.add("head", Activation(activation=activation), scores, name="answer")
        return
    if head.anchor == "none":
        growing.add("head", arrange, values_ahead, name="answer")
        return
    change = growing.add("head", arrange, values_ahead, name="change")
    newest = growing.add_first_features(growing.add_newest(first, "newest"), arrange.features)
    growing.add("head", Add(), change, newest, name="answer")


def _answer_per_target(growing: _Growing, head: Head, first: str, horizon: int, targets: int) -> None:
    """Each target's past (T) through one Dense of H; anchored, minus its newest value and plus it again."""
    past = growing.add_first_features(first, targets)
    newest = growing.add_newest(past, "newest") if head.anchor == "last_value" else None
    if newest:
        past = growing.add("head", Subtract(), past, newest, name="past_change")
    by_target = growing.add("head", Permute(), past, name="by_target")
    ahead = growing.add("head", Output(units=horizon, l1=head.l1, l2=head.l2), by_target, name="head")
    change = growing.add("head", Permute(), ahead, name="change" if newest else "answer")
    if newest:
        growing.add("head", Add(), change, newest, name="answer")
