"""Layers changed by hand: every edit gives another model, and what does not fit comes with its repairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import cast

from core.errors import DoesNotFit, LookbackError
from core.models.check import check
from core.models.given import Given
from core.models.layers import (
    AnyLayer,
    Bidirectional,
    Flatten,
    GlobalMaxPool,
    Recurrent,
    Reshape,
    Shape,
)
from core.models.plan import places_read
from core.models.spec import Head, ModelSpec
from core.spec import record
from core.text import say

Layers = tuple[AnyLayer, ...]


@record
class Where:
    """A layer's place: `list` counts the branches, then the trunk; `at` counts the layers in it."""

    list: int
    at: int


@record
class Line:
    """One layer of a list. `shape` is what comes out, None behind a layer that does not fit."""

    where: Where
    layer: AnyLayer
    shape: Shape | None
    parameters: int | None
    problem: DoesNotFit | None = None


@record
class Repair:
    """A click that mends: `text` says what it does, `model` is what comes of it."""

    key: str
    text: str
    model: ModelSpec


def lists(model: ModelSpec) -> tuple[Layers, ...]:
    """The layers of every branch, then those of the trunk."""
    return (*(branch.layers for branch in model.branches), model.trunk)


def inserted(model: ModelSpec, where: Where, layer: AnyLayer) -> ModelSpec:
    """With this layer at the place; what stood there comes after it."""
    layers = lists(model)[where.list]
    return _with_list(model, where.list, (*layers[: where.at], layer, *layers[where.at :]))


def removed(model: ModelSpec, where: Where) -> ModelSpec:
    layers = lists(model)[where.list]
    return _with_list(model, where.list, layers[: where.at] + layers[where.at + 1 :])


def replaced(model: ModelSpec, where: Where, layer: AnyLayer) -> ModelSpec:
    layers = lists(model)[where.list]
    return _with_list(model, where.list, (*layers[: where.at], layer, *layers[where.at + 1 :]))


def moved(model: ModelSpec, where: Where, by: int) -> ModelSpec:
    """The layer `by` places later (or earlier), as far as its list goes."""
    layers = list(lists(model)[where.list])
    layer = layers.pop(where.at)
    layers.insert(max(0, where.at + by), layer)
    return _with_list(model, where.list, tuple(layers))


def problem_of(model: ModelSpec, given: Given) -> LookbackError | None:
    """Why the model cannot be built; None when it can."""
    try:
        check(model, given)
    except LookbackError as problem:
        return problem
    return None


def lines(model: ModelSpec, given: Given) -> tuple[tuple[Line, ...], ...]:
    """Every list as lines, with shapes as far as they are known; the trunk's start where the branches meet.

    Raises SettingsError where a branch reads columns that are not there.
    """
    read = [Shape(time=given.timesteps, features=len(places)) for places in places_read(model, given.columns)]
    by_branch = [
        tuple(_lines(number, branch.layers, shape))
        for number, (branch, shape) in enumerate(zip(model.branches, read, strict=True))
    ]
    ends = [own[-1].shape if own else shape for own, shape in zip(by_branch, read, strict=True)]
    trunk = tuple(_lines(len(by_branch), model.trunk, _merged(model, ends)))
    return (*by_branch, trunk)


def repairs(model: ModelSpec, problem: DoesNotFit, given: Given) -> tuple[Repair, ...]:
    """What mends this problem with one click: first what leaves nothing else to mend."""
    tried = [(repair, problem_of(repair.model, given)) for repair in _candidates(model, problem)]
    better = [(repair, left) for repair, left in tried if left is None or _further(model, problem, repair.model, left)]
    return tuple(repair for repair, left in sorted(better, key=lambda pair: pair[1] is not None))


def place_of(model: ModelSpec, node: str) -> Where | None:
    """The place of the layer that the plan calls `lstm_2`; None for what stands in no list, such as the head."""
    counts: Counter[str] = Counter()
    for number, layers in enumerate(lists(model)):
        for at, layer in enumerate(layers):
            counts[layer.kind] += 1
            if f"{layer.kind}_{counts[layer.kind]}" == node:
                return Where(list=number, at=at)
    return None


def _with_list(model: ModelSpec, number: int, layers: Layers) -> ModelSpec:
    """Changed by hand, the layers are no preset's any more; a head that stands alone learns to follow others."""
    branches, trunk = model.branches, model.trunk
    if number < len(branches):
        branches = (*branches[:number], branches[number].but(layers=layers), *branches[number + 1 :])
    else:
        trunk = layers
    head = model.head
    if layers and head.kind == "shared_over_targets":
        head = Head(anchor=head.anchor, l1=head.l1, l2=head.l2)
    return model.but(branches=branches, trunk=trunk, head=head, preset=None, origin=model.preset or model.origin)


def _lines(number: int, layers: Layers, start: Shape | None) -> Iterator[Line]:
    shape = start
    for at, layer in enumerate(layers):
        where = Where(list=number, at=at)
        if shape is None:
            yield Line(where=where, layer=layer, shape=None, parameters=None)
            continue
        given = (shape,) * layer.copies
        try:
            shape = layer.shape(*given)
            yield Line(where=where, layer=layer, shape=shape, parameters=layer.parameters(*given))
        except DoesNotFit as problem:
            shape = None
            yield Line(where=where, layer=layer, shape=None, parameters=None, problem=problem)


def _merged(model: ModelSpec, ends: list[Shape | None]) -> Shape | None:
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    if len(known) == 1:
        return known[0]
    if model.merge == "average":
        return known[0] if all(end == known[0] for end in known) else None
    same = all(end.time == known[0].time for end in known)
    return Shape(time=known[0].time, features=sum(end.features for end in known)) if same else None


def _further(model: ModelSpec, problem: DoesNotFit, new: ModelSpec, left: LookbackError) -> bool:
    """Whether what is left lies behind what was mended, counted from the end."""
    if not isinstance(left, DoesNotFit):
        return False
    return _from_end(new, left) < _from_end(model, problem)


def _from_end(model: ModelSpec, problem: DoesNotFit) -> int:
    where = place_of(model, str(problem.values.get("node", "")))
    if where is None:
        return 0
    return sum(len(layers) for layers in lists(model)[where.list :]) - where.at


def _candidates(model: ModelSpec, problem: DoesNotFit) -> Iterator[Repair]:
    where = place_of(model, str(problem.values.get("node", "")))
    if where is None:
        where = Where(list=len(model.branches), at=len(model.trunk))  # the head follows the trunk
        if not model.trunk and len(model.branches) == 1:
            where = Where(list=0, at=len(model.branches[0].layers))
    match problem.key:
        case "needs_sequence":
            yield from _sequences(model, where, hand_over=True)
            features = int(str(problem.values["features"]))
            yield _repair("reshape", inserted(model, where, Reshape(time=features, features=1)), timesteps=features)
        case "needs_summary" | "head_needs_summary":
            yield from _sequences(model, where, hand_over=False)
            yield _repair("flatten", inserted(model, where, Flatten()))
            yield _repair("pool", inserted(model, where, GlobalMaxPool()))
        case "too_short":
            layer = lists(model)[where.list][where.at]
            if "padding" in type(layer).model_fields:
                yield _repair("padding", replaced(model, where, layer.but(padding="same")), layer=layer.title)
    if problem.key != "head_needs_summary":
        yield _repair("remove", removed(model, where), layer=lists(model)[where.list][where.at].title)


def _sequences(model: ModelSpec, where: Where, *, hand_over: bool) -> Iterator[Repair]:
    """The nearest recurrent layer before, told to hand over every timestep, or its last state alone."""
    for at in range(where.at - 1, -1, -1):
        layer = lists(model)[where.list][at]
        inner = layer.inner if isinstance(layer, Bidirectional) else layer
        if isinstance(inner, Recurrent):
            if inner.sequences != hand_over:
                told = inner.but(sequences=hand_over)
                new = layer.but(inner=told) if isinstance(layer, Bidirectional) else cast(AnyLayer, told)
                key = "hand_over" if hand_over else "last_state"
                yield _repair(key, replaced(model, Where(list=where.list, at=at), new), layer=layer.title)
            return


def _repair(key: str, model: ModelSpec, **values: object) -> Repair:
    return Repair(key=key, text=say(f"layer_repairs.{key}", **values), model=model)
