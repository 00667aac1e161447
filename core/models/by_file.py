"""Columns of files that were joined, read by branches of their own."""

from __future__ import annotations

from collections.abc import Sequence

from core.models.spec import Branch, ModelSpec

__all__ = ["INPUTS", "read_apart"]

INPUTS = tuple(f"input_{place}" for place in ("second", "third", "fourth", "fifth", "sixth"))
"""What the branches are called that read the files after the first."""


def read_apart(model: ModelSpec, groups: Sequence[tuple[str, ...]]) -> ModelSpec:
    """The model with a branch like its first for each group of features (one a file); the first reads the others.

    Branches for files that are gone, or that add nothing, go. Layers changed by hand get no branch they do not
    have, and a head without layers before it none at all. A model with other branches stays as it is.
    """
    others = [branch for branch in model.branches if branch.input not in INPUTS]
    if len(others) != 1 or others[0].columns:
        return model
    first, known = others[0], {branch.input: branch for branch in model.branches}
    wanted = {} if model.head.kind == "shared_over_targets" else dict(zip(INPUTS, groups, strict=False))
    branches = [
        known.get(name, Branch(input=name)).but(
            columns=columns, layers=first.layers if model.preset else known[name].layers
        )
        for name, columns in wanted.items()
        if columns and (model.preset or name in known)
    ]
    return model.but(branches=(first, *branches))
