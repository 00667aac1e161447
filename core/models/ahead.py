"""Where a network that answers at every timestep lets an answer see later timesteps, and what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.findings import Finding, Severity
from core.models.editing import place_of, removed, replaced
from core.models.given import Given
from core.models.layers import GRU, AnyLayer, Bidirectional, Conv1D
from core.models.plan import Node, plan
from core.models.repairing import Repair, lessening, repair
from core.models.spec import ModelSpec
from core.models.telling import with_sequences
from core.models.walk import with_given


def looks_ahead(nodes: Sequence[Node], model: ModelSpec) -> Node | None:
    """The first layer through which an answer sees later timesteps; None where none does.

    Only with an answer at every timestep: with one at the end, all that is read lies before it.
    """
    if model.head.kind != "each_timestep":
        return None
    return next((node for node, layer, given in with_given(nodes) if given and layer.looks_ahead(given[0])), None)


def ahead_finding(nodes: Sequence[Node], model: ModelSpec) -> Finding | None:
    """The same in words: which layer, and why the loss then flatters."""
    node = looks_ahead(nodes, model)
    if node is None:
        return None
    return Finding(severity=Severity.WARNING, key="looks_ahead", values={"layer": node.layer.title})


def ahead_repairs(model: ModelSpec, given: Given) -> tuple[Repair, ...]:
    """What mends it with one click: first what leaves no layer that looks ahead. The model must fit."""

    def first(tried: ModelSpec) -> Node | None:
        return looks_ahead(plan(tried, given), tried)

    found = first(model)
    return () if found is None else lessening(model, given, _candidates(model, found), first)


def _candidates(model: ModelSpec, found: Node) -> Iterator[Repair]:
    where, layer = place_of(model, found.name), found.layer
    if where is None:
        return
    instead: AnyLayer = GRU(sequences=True)
    if isinstance(layer, Conv1D):
        yield repair("look_back", replaced(model, where, layer.but(padding="causal")), layer=layer.title)
    elif isinstance(layer, Bidirectional):
        instead = with_sequences(layer.inner, hand_over=True)
    yield repair("in_order", replaced(model, where, instead), layer=layer.title, instead=instead.title)
    yield repair("remove", removed(model, where), layer=layer.title)
