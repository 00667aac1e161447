"""The network that was typed: a preset with its settings, in branches, and how it answers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence

from core.data.spec import DataSpec
from core.errors import DoesNotFit, SettingsError
from core.examples.spec import Windows
from core.experiment import Experiment
from core.models.editing import problem_of
from core.models.given import Given
from core.models.presets import preset
from core.models.repairing import Repair, repairs
from core.models.settings import Value
from core.models.spec import Branch, Head, ModelSpec
from core.recommend import preset_for
from core.terminal.answers import names_in

__all__ = ["ANSWERS", "MERGES", "mend_of", "model_of"]

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "direct": {"ahead": "direct"},
    "recursive": {"ahead": "recursive"},
    "each-timestep": {"kind": "each_timestep", "ahead": "direct"},
    "each-step": {"kind": "each_step", "ahead": "direct"},
}
"""How a network answers, as it is typed, and what that is of a head."""

MERGES = ("concatenate", "average")
_NAME = re.compile(r"[a-z0-9_]{1,40}")


def model_of(given: argparse.Namespace, data: DataSpec, windows: Windows, base: Experiment | None) -> ModelSpec:
    """The preset with its settings, or the network of the file, in the branches and with the answer that were typed.

    Settings of the file's preset stay unless they are typed anew. Raises SettingsError and pydantic's ValidationError.
    """
    made = _made(given, data, windows, base)
    model = made
    if given.branch:
        model = _branched(model, given.branch)
    if given.merge:
        model = model.but(merge=given.merge)
    if given.answer:
        model = model.but(head=_answering(model.head, given.answer))
    return model if model == made else model.but(preset=None, origin=made.preset or made.origin)


def mend_of(model: ModelSpec, given: Given) -> Repair | None:
    """The first of the repairs that lets the layers of a model serve its answer as it is; None where all is well.

    None also where nothing of the kind helps: then whoever builds the model says why.
    """
    problem = problem_of(model, given)
    if not isinstance(problem, DoesNotFit):
        return None
    found = (one for one in repairs(model, problem, given) if one.model.head == model.head)
    return next((one for one in found if problem_of(one.model, given) is None), None)


def _made(given: argparse.Namespace, data: DataSpec, windows: Windows, base: Experiment | None) -> ModelSpec:
    settings: dict[str, Value] = dict(_pair(text) for text in given.set)
    if base and not given.architecture and (not settings or not base.model.preset):
        if settings:
            raise SettingsError("set_without_preset")
        return base.model
    if base and given.architecture in (None, base.model.preset):
        chosen = base.model.preset or ""
        settings = dict(base.model.settings) | settings
    else:
        chosen = given.architecture or preset_for(data, windows).key
    return preset(chosen).make(**settings)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingsError("set_unreadable", received=text)
    return name.strip(), value.strip()


def _branched(model: ModelSpec, typed: Sequence[str]) -> ModelSpec:
    """A branch for each that was typed, with the layers of its own name, else with those of the first."""
    if not model.layers:
        raise SettingsError("branches_need_layers")
    layers = {branch.input: branch.layers for branch in model.branches}
    pairs = [_branch(text) for text in typed]
    branches = tuple(
        Branch(input=name, columns=columns, layers=layers.get(name, model.branches[0].layers))
        for name, columns in pairs
    )
    return model.but(branches=branches)


def _branch(text: str) -> tuple[str, tuple[str, ...]]:
    """`weather=wind,rain`; with nothing behind the name all columns that no other branch names."""
    name, equals, columns = text.partition("=")
    name = name.strip()
    if not equals or not _NAME.fullmatch(name):
        raise SettingsError("branch_unreadable", received=text)
    return f"input_{name}", names_in([columns])


def _answering(head: Head, answer: str) -> Head:
    """The head that answers so; what answered every timestep answers with one summary again."""
    plain = "dense" if head.kind in ("each_timestep", "each_step") else head.kind
    return head.but(**{"kind": plain, **ANSWERS[answer]})
