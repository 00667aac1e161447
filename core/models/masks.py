"""Where a network begins to read what only fills up shorter examples, and what mends it.

Letters: T timesteps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.findings import Finding, Severity
from core.models.editing import Where, inserted, lines, lists, place_of, replaced, with_lists
from core.models.given import Given
from core.models.layers import GRU, Cropping, GlobalAveragePool, Layer, Shape, Skipping
from core.models.plan import Node, plan
from core.models.repairing import Repair, lessening, repair
from core.models.spec import ModelSpec
from core.models.walk import with_given

FEWEST = 2
"""Timesteps below which an example has no course to read any more."""


def lost_mask(nodes: Sequence[Node], shortest: int = 1) -> Node | None:
    """The first layer that reads filling like measured values; None where none does.

    Every example has at least `shortest` timesteps: what is cut down to so many needs no mask any more.
    """
    for node, layer, given in with_given(nodes):
        told = any(shape.masked for shape in given)
        if told and not (node.shape.masked or isinstance(layer, Skipping) or _is_full(layer, node.shape, shortest)):
            return node
    return None


def mask_finding(nodes: Sequence[Node], shortest: int = 1) -> Finding | None:
    """The same in words: which layer, and why it matters."""
    node = lost_mask(nodes, shortest)
    if node is None:
        return None
    return Finding(severity=Severity.WARNING, key="mask_lost", values={"layer": node.layer.title})


def mask_repairs(model: ModelSpec, given: Given, shortest: int = 1) -> tuple[Repair, ...]:
    """What mends it with one click: first what leaves no layer that reads filling. The model must fit."""

    def first(tried: ModelSpec) -> Node | None:
        return lost_mask(plan(tried, given), shortest)

    lost = first(model)
    return () if lost is None else lessening(model, given, _candidates(model, given, lost, shortest), first)


def _is_full(layer: Layer, left: Shape, shortest: int) -> bool:
    """Whether only timesteps are left that every example has."""
    return isinstance(layer, Cropping) and not layer.newest and (left.time or 0) <= shortest


def _candidates(model: ModelSpec, given: Given, lost: Node, shortest: int) -> Iterator[Repair]:
    where = place_of(model, lost.name)
    if lost.shape.time is None and where is not None:
        yield repair("mean", replaced(model, where, GlobalAveragePool()), layer=lost.layer.title)
    yield repair("recurrent", _read_in_order(model, given, where), layer=lost.layer.title)
    if FEWEST <= shortest < given.timesteps:
        cut = Cropping(oldest=given.timesteps - shortest)
        cropped = [(cut, *branch.layers) for branch in model.branches]
        yield repair("read_shortest", with_lists(model, [*cropped, model.trunk]), timesteps=shortest)


def _read_in_order(model: ModelSpec, given: Given, where: Where | None) -> ModelSpec:
    """A recurrent layer instead of the layers from here to the one that sums them up."""
    if where is None:
        return inserted(model, Where(list=0, at=0), GRU())
    own, shown = lists(model)[where.list], lines(model, given)[where.list]
    summed = (line.where.at for line in shown[where.at :] if line.shape and line.shape.time is None)
    last = next(summed, None)
    reader = GRU(units=_width(own[where.at]), sequences=last is None)
    behind = () if last is None else own[last + 1 :]
    every = lists(model)
    changed = (*own[: where.at], reader, *behind)
    return with_lists(model, [*every[: where.list], changed, *every[where.list + 1 :]])


def _width(layer: Layer) -> int:
    return int(getattr(layer, "filters", 0)) or 32
