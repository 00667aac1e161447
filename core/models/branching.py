"""Several inputs: which columns each branch reads, and where the branches meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from core.errors import SettingsError
from core.models.editing import by_hand
from core.models.layers import Flatten
from core.models.spec import Branch, Head, ModelSpec


def with_branches(model: ModelSpec, groups: Sequence[Sequence[str]]) -> ModelSpec:
    """Each group of columns read by a branch of its own, with copies of the first branch's layers.

    The first branch reads what is left. A branch that reads just such a group already stays as it is. A head shared
    over the targets reads one input; it becomes a dense one behind flattened branches.
    """
    first = model.branches[0].but(columns=())
    head = model.head
    if head.kind == "shared_over_targets":
        first, head = first.but(layers=(Flatten(),)), Head(ahead=head.ahead, anchor=head.anchor, l1=head.l1, l2=head.l2)
    own = {branch.columns: branch for branch in model.branches[1:]}
    branches, used = [first], {branch.input for branch in own.values()} | {first.input}
    for group in map(tuple, groups):
        branch = own.get(group) or Branch(input=_free(used), columns=group, layers=first.layers)
        used.add(branch.input)
        branches.append(branch)
    return by_hand(model, branches=tuple(branches), head=head)


def without_branches(model: ModelSpec) -> ModelSpec:
    """One input that reads all columns, through the layers of the first branch."""
    return by_hand(model, branches=(model.branches[0].but(columns=()),))


def merged(model: ModelSpec, how: Literal["concatenate", "average"]) -> ModelSpec:
    """With the branches side by side, or averaged number by number."""
    return by_hand(model, merge=how)


def column_moved(model: ModelSpec, column: str, to: int) -> ModelSpec:
    """The column read by branch `to` and by no other.

    Raises SettingsError where a branch would have no column left: without names it would read all that is left.
    """
    branches = [
        branch.but(columns=tuple(name for name in branch.columns if name != column)) for branch in model.branches
    ]
    for branch, before in zip(branches, model.branches, strict=True):
        if before.columns and not branch.columns and before is not model.branches[to]:
            raise SettingsError("branch_would_be_empty", column=column)
    if model.branches[to].columns:
        branches[to] = branches[to].but(columns=(*branches[to].columns, column))
    return by_hand(model, branches=tuple(branches))


def _free(used: set[str]) -> str:
    return next(name for name in (f"input_{n}" for n in range(2, len(used) + 3)) if name not in used)
