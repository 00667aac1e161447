"""A model as a list of layers: one list per branch, a shared trunk, and a head."""

from __future__ import annotations

from typing import Literal

from core.models.layers import AnyLayer
from core.spec import Spec


class Branch(Spec):
    """The layers one input passes before the branches meet."""

    input: str = "main"
    layers: tuple[AnyLayer, ...] = ()


class Head(Spec):
    """How the last layer answers, (H, C).

    `dense`: one Dense of H·C. `shared_over_targets`: one Dense of H that serves every target's
    own past (NLinear, arXiv 2205.13504), so its branch has no layers. `anchor="last_value"`
    predicts the change from each target's newest known value, which must be among the inputs.
    """

    kind: Literal["dense", "shared_over_targets"] = "dense"
    anchor: Literal["none", "last_value"] = "none"


class ModelSpec(Spec):
    """`preset` is where the layers came from: provenance only, nothing reads it to decide.

    `settings` are the preset's settings that gave these layers, for the same reason.
    """

    branches: tuple[Branch, ...] = (Branch(),)
    trunk: tuple[AnyLayer, ...] = ()
    head: Head = Head()
    preset: str | None = None
    settings: tuple[tuple[str, str | int | float | bool], ...] = ()


class TaskSpec(Spec):
    """What kind of answer is asked for. Classes and quantiles come with their own issues."""

    kind: Literal["regression"] = "regression"
