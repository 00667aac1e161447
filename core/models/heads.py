"""How the last layer answers: one Dense, and what arranges its numbers as (H, C), or as (T, C) at every timestep.

Letters: T timesteps, F features, H steps ahead, C targets (for classes: probabilities), Q quantiles.
Quantiles are rows of (H·Q, C) until the last step, so that what is known of each target is added to all of them.
"""

from __future__ import annotations

from core.errors import DoesNotFit, SettingsError
from core.models.given import Given
from core.models.growing import Growing
from core.models.layers import Activation, Add, Layer, Levels, Output, Permute, Reshape, Shape, Subtract
from core.models.spec import Head


def steps_at_once(head: Head, given: Given) -> int:
    """H of the network itself: one where further steps are predicted from its own answers."""
    return 1 if head.ahead == "recursive" else given.horizon


def refuse(head: Head, given: Given, places: tuple[tuple[int, ...], ...]) -> None:
    """Raises SettingsError where this head cannot answer what is asked, whatever the layers before it."""
    if head.needs_own_past and given.activation != "linear":
        raise SettingsError("classes_have_no_change")
    if head.needs_own_past and past_of(given, places) is None:
        raise SettingsError("needs_own_past")
    if head.kind == "each_timestep" and given.whole:
        raise SettingsError("every_timestep_not_whole")
    if head.kind == "each_timestep" and given.horizon > 1:
        raise SettingsError("every_timestep_one_step", received=given.horizon)
    if given.quantiles > 1 and (head.ahead == "recursive" or head.kind not in ("dense", "shared_over_targets")):
        raise SettingsError("quantiles_at_once")
    if head.ahead == "recursive":
        _refuse_recursion(head, given)


def past_of(given: Given, places: tuple[tuple[int, ...], ...]) -> int | None:
    """Which branch reads the past of every target, the targets first; None where none does."""
    targets = tuple(range(given.targets))
    found = (number for number, read in enumerate(places) if read[: given.targets] == targets)
    return next(found, None) if given.anchored else None


def _refuse_recursion(head: Head, given: Given) -> None:
    """An answer becomes the next row that is read: it must be that row, all of it, as it is."""
    if head.kind not in ("dense", "shared_over_targets"):
        raise SettingsError("recursive_one_answer")
    if given.whole:
        raise SettingsError("recursive_not_whole")
    if given.activation != "linear":
        raise SettingsError("recursive_not_classes")
    if given.delay != 1:
        raise SettingsError("recursive_next_row", received=given.delay)
    if not given.anchored or len(given.columns) > given.outputs:
        others = given.columns[given.outputs :] if given.anchored else given.columns
        raise SettingsError("recursive_targets_only", columns=", ".join(others))


def answer(growing: Growing, head: Head, given: Given, last: str, past: str) -> None:
    """Adds the nodes of the head behind `last`; `past` is what holds the targets' past. Raises DoesNotFit."""
    steps = steps_at_once(head, given)
    if head.kind == "shared_over_targets":
        _per_target(growing, head, given, past, steps)
        return
    if head.kind == "dense":
        target = Shape(time=steps, features=given.outputs)
        units = target.size
        _ask_for_summary(growing.shape(last), Output(units=units))
    else:
        target = Shape(time=given.timesteps if head.kind == "each_timestep" else steps, features=given.outputs)
        units = given.outputs
        _ask_for_sequence(growing.shape(last), target, head.kind)
    values = growing.add("head", Output(units=units, l1=head.l1, l2=head.l2), last, name="head")
    _arrange(growing, head, given, values, past, _arranged(target.time or 1, given))


def _arranged(steps: int, given: Given) -> Reshape:
    """As (H, C), or as (H, Q·C)."""
    if given.quantiles == 1:
        return Reshape(time=steps, features=given.outputs)
    return Levels(time=steps, features=given.outputs, levels=given.quantiles)


def _arrange(growing: Growing, head: Head, given: Given, values: str, past: str, arrange: Reshape) -> None:
    """As (H, C) or (T, C): as it is, as probabilities, or added to each target's newest known value."""
    if given.activation != "linear":
        scores = growing.add("head", arrange, values, name="scores")
        growing.add("head", Activation(activation=given.activation), scores, name="answer")
        return
    if head.anchor == "none":
        growing.add("head", arrange, values, name="answer")
        return
    rows = Reshape(time=(arrange.time or 1) * given.quantiles, features=given.targets)
    change = growing.add("head", rows, values, name="change")
    known = past if head.kind == "each_timestep" else growing.add_newest(past, "newest")
    _end(growing, given, Add(), change, growing.add_first_features(known, given.targets))


def _end(growing: Growing, given: Given, layer: Layer, *inputs: str) -> None:
    """The last layer, and behind it what makes (H, Q·C) of (H·Q, C)."""
    if given.quantiles == 1:
        growing.add("head", layer, *inputs, name="answer")
        return
    rows = growing.add("head", layer, *inputs, name="levels")
    steps = (growing.shape(rows).time or 1) // given.quantiles
    growing.add("head", _arranged(steps, given), rows, name="answer")


def _ask_for_summary(received: Shape, output: Output) -> None:
    if received.time is not None:
        values = {"layer": output.title, "timesteps": received.time, "features": received.features}
        raise DoesNotFit("head_needs_summary", **values, node="head", repair="flatten")


def _ask_for_sequence(received: Shape, target: Shape, kind: str) -> None:
    if received.time is None:
        values = {"needs": target.time, "features": received.features}
        raise DoesNotFit(f"head_needs_{kind}", **values, node="head", repair="sequences")
    if received.time != target.time:
        values = {"needs": target.time, "received": received.time}
        raise DoesNotFit(f"head_needs_{kind}_all", **values, node="head", repair="padding")


def _per_target(growing: Growing, head: Head, given: Given, past: str, steps: int) -> None:
    """Each target's past (T) through one Dense of H·Q; anchored, minus its newest value and plus it again."""
    past = growing.add_first_features(past, given.targets)
    newest = growing.add_newest(past, "newest") if head.anchor == "last_value" else None
    if newest:
        past = growing.add("head", Subtract(), past, newest, name="past_change")
    by_target = growing.add("head", Permute(), past, name="by_target")
    units = steps * given.quantiles
    ahead = growing.add("head", Output(units=units, l1=head.l1, l2=head.l2), by_target, name="head")
    if newest is None:
        _end(growing, given, Permute(), ahead)
        return
    change = growing.add("head", Permute(), ahead, name="change")
    _end(growing, given, Add(), change, newest)
