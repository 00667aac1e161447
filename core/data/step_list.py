"""The list of steps of a DataSpec, changed: each in its place in the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.data.spec import DataSpec
from core.data.steps import STEPS, Blank, Circular, ForwardFill, SeasonalFill, Sentinels, Step

SEVERAL = (Sentinels, Blank, Circular)
"""Kinds of steps of which there may be more than one, each for other columns, numbers or times."""


def with_step(data: DataSpec, step: Step) -> DataSpec:
    """`data` with this step in its place in the order, instead of any of its kind.

    Of the kinds in `SEVERAL` the others stay, apart from one that differs in nothing but `on`.
    """
    if not isinstance(step, SEVERAL):
        return only(data, type(step), step)
    return in_order(data, [*(old for old in data.steps if old.but(on=step.on) != step), step])


def without_step(data: DataSpec, kind: type[Step]) -> DataSpec:
    """No step of this kind is left."""
    return only(data, kind, None)


def without_columns(
    data: DataSpec, kind: type[ForwardFill | SeasonalFill | Circular], columns: Collection[str]
) -> DataSpec:
    """No step of this kind touches `columns`; one that is left without any goes."""
    steps: list[Step] = []
    for step in data.steps:
        if isinstance(step, kind) and set(step.columns) & set(columns):
            if names := tuple(name for name in step.columns if name not in columns):
                steps.append(step.but(columns=names))
        else:
            steps.append(step)
    return data if tuple(steps) == data.steps else data.but(steps=tuple(steps))


def only(data: DataSpec, kind: type, step: Step | None) -> DataSpec:
    """`step` instead of all of its kind; an equal one that is there already stays where it is."""
    own = [old for old in data.steps if isinstance(old, kind)]
    if own == ([step] if step else []):
        return data
    return in_order(data, [*(old for old in data.steps if not isinstance(old, kind)), *([step] if step else [])])


def in_order(data: DataSpec, steps: Iterable[Step]) -> DataSpec:
    """`data` with these steps, in the order in which they are applied."""
    return data.but(steps=tuple(sorted(steps, key=lambda step: STEPS.index(type(step)))))
