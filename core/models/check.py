"""Whether a model may be built at all, decided by arithmetic before anything is built."""

from __future__ import annotations

from core.errors import SettingsError
from core.models.given import Given
from core.models.plan import Node, plan
from core.models.spec import ModelSpec
from core.models.walk import total, with_given

MOST_LAYERS = 100
MOST_BRANCHES = 20
MOST_PARAMETERS = 10_000_000
MOST_NUMBERS = 10_000_000
"""Numbers that all layers together may put out for one example: 40 MB in float32."""


def check(model: ModelSpec, given: Given) -> tuple[Node, ...]:
    """The plan of a model that is fit to be built.

    Raises SettingsError for too many layers, branches, parameters or numbers in between, and what `plan`
    raises. Takes no more memory or time than the layer list itself, whatever it asks for.
    """
    if len(model.layers) > MOST_LAYERS:
        raise SettingsError("too_many_layers", received=len(model.layers), most=MOST_LAYERS)
    if len(model.branches) > MOST_BRANCHES:
        raise SettingsError("too_many_branches", received=len(model.branches), most=MOST_BRANCHES)
    return within(plan(model, given))


def within(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """A plan that holds and puts out no more numbers than may be. Raises SettingsError for another."""
    if total(nodes) > MOST_PARAMETERS:
        raise SettingsError("too_many_parameters", received=total(nodes), most=MOST_PARAMETERS)
    numbers = sum(node.shape.size for node in nodes)
    numbers += sum(layer.between(*shapes) for _, layer, shapes in with_given(nodes))
    if numbers > MOST_NUMBERS:
        raise SettingsError("too_many_numbers", received=numbers, most=MOST_NUMBERS)
    return nodes
