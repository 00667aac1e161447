"""The network a model spec means, as a flat tuple of nodes: the one thing every reader walks.

Letters: T timesteps, F features, H horizon, C targets (for classes: probabilities). Targets that are inputs too
are the first C input features.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import SettingsError
from core.examples.gather import PADDING
from core.models.given import Ending, Given
from core.models.growing import Growing, Input, Node, Part
from core.models.heads import answer, past_of, refuse, steps_at_once
from core.models.layers import AnyLayer, Average, Concatenate, Masking, RepeatVector, Shape
from core.models.spec import ModelSpec

__all__ = ["Ending", "Input", "Node", "Part", "columns_read", "places_read", "plan", "settled"]


def plan(model: ModelSpec, given: Given) -> tuple[Node, ...]:
    """Branches, trunk and head as ordinary layers; the last node is the answer: (H, C), or (T, C) at every timestep.

    Raises DoesNotFit, whose `node` value names the layer, and SettingsError where the head cannot answer what is
    asked, such as a change of classes, and where a branch reads a column that is not there, or none.
    """
    places, growing = places_read(model, given.columns), Growing()
    refuse(model.head, given, places)
    starts = [
        growing.add_input(branch.input, Shape(time=given.timesteps, features=len(columns)), columns)
        for branch, columns in zip(model.branches, places, strict=True)
    ]
    if given.padded:
        starts = [growing.add("branch", Masking(padding=PADDING), start) for start in starts]
    ends = [
        growing.add_all("branch", settled(branch.layers, model, given), start)
        for branch, start in zip(model.branches, starts, strict=True)
    ]
    last = ends[0] if len(ends) == 1 else growing.add("trunk", merge_of(model), *ends)
    last = growing.add_all("trunk", settled(model.trunk, model, given), last)
    answer(growing, model.head, given, last, starts[past_of(given, places) or 0])
    return tuple(growing.nodes.values())


def merge_of(model: ModelSpec) -> Concatenate | Average:
    """The layer in which several branches meet."""
    return Concatenate() if model.merge == "concatenate" else Average()


def settled(layers: tuple[AnyLayer, ...], model: ModelSpec, given: Given) -> tuple[AnyLayer, ...]:
    """The layers with what they leave to the examples: how often a summary is repeated."""
    steps = steps_at_once(model.head, given)
    return tuple(layer.settled(steps) if isinstance(layer, RepeatVector) else layer for layer in layers)


def places_read(model: ModelSpec, columns: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For each branch the places of the columns it reads, ascending. Raises SettingsError."""
    known = frozenset(columns)
    named = frozenset(name for branch in model.branches for name in branch.columns)
    if unknown := [name for branch in model.branches for name in branch.columns if name not in known]:
        raise SettingsError("branch_columns_missing", columns=", ".join(unknown), known=", ".join(columns))
    places = tuple(
        tuple(i for i, name in enumerate(columns) if (name in own if own else name not in named))
        for own in (frozenset(branch.columns) for branch in model.branches)
    )
    if not all(places):
        raise SettingsError("branch_without_columns", columns=", ".join(columns))
    return places


def columns_read(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    """The places of the features that each input of the network reads, in the order of its inputs."""
    return tuple(node.layer.columns for node in nodes if isinstance(node.layer, Input))
