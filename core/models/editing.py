"""Layers changed by hand: every edit gives another model. What does not fit is mended in `core.models.repairing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from core.errors import DoesNotFit, LookbackError
from core.models.check import check
from core.models.given import Given
from core.models.layers import AnyLayer, Shape
from core.models.plan import merge_of, places_read, settled
from core.models.spec import Head, ModelSpec
from core.spec import record

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
    starts = [
        Shape(time=given.timesteps, features=len(places), masked=given.padded)
        for places in places_read(model, given.columns)
    ]
    known = [settled(layers, model, given) for layers in lists(model)]
    by_branch = [_lines(model, n, known[n], start) for n, start in enumerate(starts)]
    ends = [own[-1].shape if own else start for own, start in zip(by_branch, starts, strict=True)]
    trunk = _lines(model, len(by_branch), known[-1], _merged(model, ends))
    return (*by_branch, trunk)


def ends_of(model: ModelSpec, given: Given) -> tuple[Shape | None, ...]:
    """What every branch hands over; None where that is not known."""
    starts = (Shape(time=given.timesteps, features=len(places)) for places in places_read(model, given.columns))
    return tuple(own[-1].shape if own else start for own, start in zip(lines(model, given), starts, strict=False))


def place_of(model: ModelSpec, node: str) -> Where | None:
    """The place of the layer that the plan calls `lstm_2`; None for what stands in no list, such as the head."""
    counts: Counter[str] = Counter()
    for number, layers in enumerate(lists(model)):
        for at, layer in enumerate(layers):
            counts[layer.kind] += 1
            if f"{layer.kind}_{counts[layer.kind]}" == node:
                return Where(list=number, at=at)
    return None


def with_lists(model: ModelSpec, changed: Sequence[Layers]) -> ModelSpec:
    """With these layers in every list (`lists`).

    Changed by hand, the layers are no preset's any more; a head that stands alone learns to follow others.
    """
    branches = tuple(branch.but(layers=own) for branch, own in zip(model.branches, changed, strict=False))
    head = model.head
    if any(changed) and head.kind == "shared_over_targets":
        head = Head(ahead=head.ahead, anchor=head.anchor, l1=head.l1, l2=head.l2)
    return by_hand(model, branches=branches, trunk=changed[-1], head=head)


def by_hand(model: ModelSpec, **changes: object) -> ModelSpec:
    """With changes that no preset has; the preset it came from is remembered."""
    return model.but(**changes, preset=None, origin=model.preset or model.origin)


def _with_list(model: ModelSpec, number: int, layers: Layers) -> ModelSpec:
    every = lists(model)
    return with_lists(model, (*every[:number], layers, *every[number + 1 :]))


def _lines(model: ModelSpec, number: int, known: Layers, start: Shape | None) -> tuple[Line, ...]:
    """`known` are the layers as the plan settles them; a line shows them as they were chosen."""
    shapes = list(_shapes(known, start))
    return tuple(
        Line(where=Where(list=number, at=at), layer=layer, shape=shape, parameters=parameters, problem=problem)
        for at, (layer, (shape, parameters, problem)) in enumerate(zip(lists(model)[number], shapes, strict=True))
    )


def _shapes(layers: Layers, shape: Shape | None) -> Iterator[tuple[Shape | None, int | None, DoesNotFit | None]]:
    for layer in layers:
        if shape is None:
            yield None, None, None
            continue
        given = (shape,) * layer.copies
        try:
            shape = layer.shape(*given)
            yield shape, layer.parameters(*given), None
        except DoesNotFit as problem:
            shape = None
            yield None, None, problem


def _merged(model: ModelSpec, ends: list[Shape | None]) -> Shape | None:
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    if len(known) == 1:
        return known[0]
    try:
        return merge_of(model).shape(*known)
    except DoesNotFit:
        return None
