"""What mends a layer, a merge or a head that does not fit: each repair is one click that gives another model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.errors import DoesNotFit, LookbackError
from core.models.editing import (
    Layers,
    Where,
    by_hand,
    ends_of,
    inserted,
    lists,
    place_of,
    problem_of,
    removed,
    replaced,
    with_lists,
)
from core.models.given import Given
from core.models.layers import (
    Cropping,
    Flatten,
    GlobalMaxPool,
    Recurrent,
    RepeatVector,
    Reshape,
)
from core.models.plan import Node
from core.models.spec import ModelSpec
from core.models.telling import (
    behind,
    end_of,
    equally_many,
    inner,
    keeping,
    last_recurrent,
    summed,
    told,
    with_sequences,
)
from core.spec import record
from core.text import say


@record
class Repair:
    """A click that mends: `text` says what it does, `model` is what comes of it."""

    key: str
    text: str
    model: ModelSpec


def repairs(model: ModelSpec, problem: DoesNotFit, given: Given) -> tuple[Repair, ...]:
    """What mends this problem with one click: first what leaves nothing else to mend."""
    tried = [(repair, problem_of(repair.model, given)) for repair in _candidates(model, problem, given)]
    better = [(repair, left) for repair, left in tried if left is None or _further(model, problem, repair.model, left)]
    return tuple(repair for repair, left in sorted(better, key=lambda pair: pair[1] is not None))


def lessening(
    model: ModelSpec, given: Given, offered: Iterable[Repair], first: Callable[[ModelSpec], Node | None]
) -> tuple[Repair, ...]:
    """What mends a model that fits and still does not do what it should: first what leaves nothing else to mend.

    `first` is the first layer that is at fault; what moves it nearer to the end is a repair as well.
    """

    def fault(tried: ModelSpec) -> int | None:
        found = first(tried)
        return None if found is None else from_end(tried, place_of(tried, found.name))

    here = fault(model)
    if here is None:
        return ()
    tried = [(one, fault(one.model)) for one in offered if problem_of(one.model, given) is None]
    better = [(one, left) for one, left in tried if left is None or left < here]
    return tuple(one for one, left in sorted(better, key=lambda pair: pair[1] is not None))


def repair(key: str, model: ModelSpec, **values: object) -> Repair:
    """With its sentence, `layer_repairs.<key>`."""
    return Repair(key=key, text=say(f"layer_repairs.{key}", **values), model=model)


def from_end(model: ModelSpec, where: Where | None) -> int:
    """Layers from here to the head (None), where it counts as one that branches meet."""
    if where is None:
        return 0
    return sum(len(layers) for layers in lists(model)[where.list :]) - where.at + (where.list < len(model.branches))


def _further(model: ModelSpec, problem: DoesNotFit, new: ModelSpec, left: LookbackError) -> bool:
    """Whether what is left lies behind what was mended, counted from the end."""
    if not isinstance(left, DoesNotFit):
        return False
    return _from_end(new, left) < _from_end(model, problem)


def _from_end(model: ModelSpec, problem: DoesNotFit) -> int:
    if problem.key == "inputs_differ":
        return len(model.trunk) + 1
    return from_end(model, place_of(model, str(problem.values.get("node", ""))))


def _candidates(model: ModelSpec, problem: DoesNotFit, given: Given) -> Iterator[Repair]:
    if problem.key == "inputs_differ":
        yield from _at_the_merge(model, given)
        return
    place = place_of(model, str(problem.values.get("node", "")))
    where = place or end_of(model)
    match problem.key:
        case "needs_sequence":
            yield from _sequences(model, where, hand_over=True)
            features = int(str(problem.values["features"]))
            yield repair("reshape", inserted(model, where, Reshape(time=features, features=1)), timesteps=features)
        case "needs_summary" | "head_needs_summary":
            yield from _sequences(model, where, hand_over=False)
            yield repair("flatten", inserted(model, where, Flatten()))
            yield repair("pool", inserted(model, where, GlobalMaxPool()))
        case "too_short":
            layer = lists(model)[where.list][where.at]
            if "padding" in type(layer).model_fields:
                yield repair("padding", replaced(model, where, layer.but(padding="same")), layer=layer.title)
        case "head_needs_each_timestep" | "head_needs_each_timestep_all":
            yield from _sequences(model, where, hand_over=True)
            yield repair("every_timestep", with_lists(model, [keeping(layers) for layers in lists(model)]))
        case "head_needs_each_step" | "head_needs_each_step_all":
            yield from _steps(model, problem)
    if place is not None:
        yield repair("remove", removed(model, where), layer=lists(model)[where.list][where.at].title)
    elif problem.key != "head_needs_summary":
        yield from _answered_once(model, summary="received" not in problem.values)


def _sequences(model: ModelSpec, where: Where, *, hand_over: bool) -> Iterator[Repair]:
    """The nearest recurrent layer before, or for the trunk those of all branches, told what to hand over."""
    key, every = "hand_over" if hand_over else "last_state", lists(model)
    before, after = every[where.list][: where.at], every[where.list][where.at :]
    if found := told(before, hand_over=hand_over):
        changed = (*every[: where.list], (*found[0], *after), *every[where.list + 1 :])
        yield repair(key, with_lists(model, changed), layer=found[1].title)
    elif where.list == len(model.branches) and not any(isinstance(inner(layer), Recurrent) for layer in before):
        yield from _all_branches(model, f"{key}_all", lambda own: (told(own, hand_over=hand_over) or (own,))[0])


def _all_branches(model: ModelSpec, key: str, change: Callable[[Layers], Layers]) -> Iterator[Repair]:
    changed = with_lists(model, [*(change(branch.layers) for branch in model.branches), model.trunk])
    if changed.branches != model.branches:
        yield repair(key, changed)


def _steps(model: ModelSpec, problem: DoesNotFit) -> Iterator[Repair]:
    """A sequence as long as there are steps ahead: repeated, unrolled, or cut from what is there."""
    where, needs = end_of(model), int(str(problem.values["needs"]))
    received = int(str(problem.values.get("received", 0)))
    if any(isinstance(layer, RepeatVector) and layer.times for layer in model.layers):
        free = [[RepeatVector() if isinstance(one, RepeatVector) else one for one in own] for own in lists(model)]
        yield repair("as_many_steps", with_lists(model, [tuple(own) for own in free]))
    unrolling = with_sequences(last_recurrent(model), hand_over=True)
    if not received:
        yield repair("decoder", behind(model, RepeatVector(), unrolling))
        return
    every = lists(model)
    if found := told(every[where.list], hand_over=False):
        changed = (*every[: where.list], found[0], *every[where.list + 1 :])
        yield repair("decoder", behind(with_lists(model, changed), RepeatVector(), unrolling))
    if received > needs:
        yield repair("newest_steps", behind(model, Cropping(oldest=received - needs)), steps=needs)
    yield repair("decoder_flat", behind(model, Flatten(), RepeatVector(), unrolling))


def _answered_once(model: ModelSpec, *, summary: bool) -> Iterator[Repair]:
    """One Dense for all that is asked, from a summary."""
    head = by_hand(model, head=model.head.but(kind="dense"))
    yield repair("answer_once", head if summary else behind(head, Flatten()))


def _at_the_merge(model: ModelSpec, given: Given) -> Iterator[Repair]:
    """Branches that hand over the same kind of thing: summaries, and where they are averaged equally many numbers."""
    summaries = with_lists(model, [*map(summed, lists(model)[:-1], ends_of(model, given)), model.trunk])
    yield repair("summaries", summaries)
    yield repair("equal_units", equally_many(summaries, given))
    if model.merge == "average":
        yield repair("side_by_side", by_hand(model, merge="concatenate"))
        yield repair("summaries_side_by_side", by_hand(summaries, merge="concatenate"))
