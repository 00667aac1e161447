"""A window and a network in sentences: for the card of a model, and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from core.examples.spec import Windows
from core.experiment import Experiment, TrainingSpec
from core.models.layers import AnyLayer
from core.models.spec import Branch, ModelSpec
from core.text import count, known, say

__all__ = ["architecture", "members_lines", "network_lines", "window_lines"]

Quote = Callable[[str], str]
"""Makes a user's text harmless where it is shown."""


def window_lines(windows: Windows) -> Iterator[str]:
    """What an example is, and what is done with one that is too short."""
    if not windows.whole:
        yield say(
            "card.window.text",
            lookback=count(windows.lookback, "row"),
            timesteps=f"{windows.timesteps:,}",
            step=f"{windows.step:,}",
            horizon=count(windows.horizon, "row"),
            delay=f"{windows.delay:,}",
        )
        return
    key = "padded" if windows.padded else "row" if windows.lookback == 1 else "whole"
    lookback = count(windows.lookback, "timestep")
    yield say(f"card.window.{key}", lookback=lookback, timesteps=f"{windows.timesteps:,}")


def network_lines(experiment: Experiment, quote: Quote) -> Iterator[str]:
    """The layers, by branch where there are several, and how the last one answers where that needs a word."""
    model = experiment.model
    if len(model.branches) == 1 and not model.branches[0].columns:
        yield say("card.model.text", model=architecture(model), layers=_titles(model.layers))
    else:
        told = say("card.model.branches", model=architecture(model))
        yield "\n".join([told, *(f"- {_branch(branch, quote)}" for branch in model.branches)])
        if len(model.branches) > 1:
            yield say(f"card.merge.{model.merge}", layers=_titles(model.trunk))
    if model.head.kind in ("each_timestep", "each_step"):
        yield say(f"card.answer.{model.head.kind}")
    if model.head.ahead == "recursive":
        yield say("card.answer.recursive")


def members_lines(training: TrainingSpec) -> Iterator[str]:
    """How many networks answer together; nothing of one."""
    if training.members > 1:
        last = training.seed + training.members - 1
        yield say("card.model.members", members=training.members, first=str(training.seed), last=str(last))


def architecture(model: ModelSpec) -> str:
    """What the architecture is called."""
    preset = model.preset or ""
    return say(f"presets.{preset}.title") if known(f"presets.{preset}.title") else say("card.model.own")


def _branch(branch: Branch, quote: Quote) -> str:
    name = branch.input.removeprefix("input_").replace("_", " ")
    columns = ", ".join(map(quote, branch.columns)) or say("card.model.rest")
    return say("card.model.branch", name=name, columns=columns, layers=_titles(branch.layers))


def _titles(layers: Sequence[AnyLayer]) -> str:
    return "; ".join(layer.title for layer in layers) or say("card.model.no_layers")
