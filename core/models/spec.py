"""A model as a list of layers: one list per branch, a shared trunk, and a head."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from core.models.layers import AnyLayer
from core.spec import Spec

HeadKind = Literal["dense", "shared_over_targets", "each_timestep", "each_step"]


class Branch(Spec):
    """The layers one input passes before the branches meet. `input` also names it in printed code.

    `columns` are the features it reads (`core.models.given.Given.columns`); empty: all that no other branch names.
    """

    input: str = Field("main", pattern=r"^(main|input_[a-z0-9_]{1,40})$")
    columns: tuple[str, ...] = ()
    layers: tuple[AnyLayer, ...] = ()


class Head(Spec):
    """How the last layer answers, (H, C).

    `dense`: one Dense of H·C. `shared_over_targets`: one Dense of H that serves every target's
    own past (NLinear, arXiv 2205.13504), so there are no layers before it. `each_timestep`: one Dense of C
    serves each of T timesteps, whose target is the row `delay` after it (H = 1; the answer is (T, C)).
    `each_step`: one Dense of C serves each of the H timesteps a decoder hands over.
    `ahead="recursive"`: the network answers one step, and further ones from its own answers.
    `anchor="last_value"` predicts the change from each target's newest known value, which must be
    among the inputs. L1 and L2 bear on the head's kernel.
    """

    kind: HeadKind = "dense"
    ahead: Literal["direct", "recursive"] = "direct"
    anchor: Literal["none", "last_value"] = "none"
    l1: float = Field(0.0, ge=0.0, le=10.0)
    l2: float = Field(0.0, ge=0.0, le=10.0)

    @property
    def needs_own_past(self) -> bool:
        """Whether every target's own past must be among the inputs (`Dataset.anchored`)."""
        return self.kind == "shared_over_targets" or self.anchor == "last_value"


class ModelSpec(Spec):
    """`preset` is where the layers came from: provenance only, nothing reads it to decide.

    `settings` are the preset's settings that gave these layers, for the same reason. Layers changed
    by hand have no preset any more; `origin` is then the one they were made from, the way back.
    `merge` says how several branches become one.
    """

    branches: tuple[Branch, ...] = Field((Branch(),), min_length=1)
    merge: Literal["concatenate", "average"] = "concatenate"
    trunk: tuple[AnyLayer, ...] = ()
    head: Head = Head()
    preset: str | None = None
    settings: tuple[tuple[str, str | int | float | bool], ...] = ()
    origin: str | None = None

    @property
    def layers(self) -> tuple[AnyLayer, ...]:
        """All layers of the lists, branch by branch, then the trunk."""
        return (*(layer for branch in self.branches for layer in branch.layers), *self.trunk)

    @model_validator(mode="after")
    def _inputs_are_unique_and_the_shared_head_stands_alone(self) -> ModelSpec:
        inputs = [branch.input for branch in self.branches]
        if len(set(inputs)) != len(inputs):
            raise ValueError(f"Every branch has an input of its own. Received: {inputs}")
        if sum(not branch.columns for branch in self.branches) > 1:
            raise ValueError("Only one branch may read the columns that no other branch names.")
        if self.head.kind == "shared_over_targets" and (self.layers or len(inputs) > 1):
            raise ValueError("A head shared over the targets reads one input directly; there are layers before it.")
        return self


class TaskSpec(Spec):
    """What kind of answer is asked for: a number, yes or no (sigmoid), or one of several classes (softmax).

    `weights="balanced"`: while learning, an example of a rare class counts as much more as it is rarer.
    A `quantile` task asks for a number together with the ends of its intervals: `quantiles` (Q) ascending, as many
    below one half as above it and as far from it, one half in the middle, which is the forecast.
    """

    kind: Literal["regression", "binary", "multiclass", "quantile"] = "regression"
    weights: Literal["none", "balanced"] = "none"
    quantiles: tuple[float, ...] = Field((), max_length=19)

    @model_validator(mode="after")
    def _quantiles_lie_around_the_middle(self) -> TaskSpec:
        found = self.quantiles
        if (self.kind == "quantile") != bool(found):
            raise ValueError(f"Quantiles belong to a task of the kind quantile, and to no other. Received: {found}")
        if not found:
            return self
        rising = all(low < high for low, high in pairwise((0.0, *found, 1.0)))
        mirrored = all(abs(low + high - 1) < 1e-9 for low, high in zip(found, reversed(found), strict=True))
        if len(found) < 3 or len(found) % 2 == 0 or not rising or not mirrored:
            rule = "Quantiles rise from above 0 to below 1, in pairs around 0.5: such as 0.05, 0.5, 0.95."
            raise ValueError(f"{rule} Received: {found}")
        return self

    @property
    def activation(self) -> Literal["linear", "sigmoid", "softmax"]:
        """What the head ends with."""
        ends: dict[str, Literal["linear", "sigmoid", "softmax"]] = {"binary": "sigmoid", "multiclass": "softmax"}
        return ends.get(self.kind, "linear")

    def outputs(self, targets: int, classes: int) -> int:
        """C of the answer (H, C): one number for each target, one probability, or one for each class.

        With quantiles Q·C numbers: those of all targets at the lowest quantile first.
        """
        outputs = {"regression": targets, "quantile": targets * len(self.quantiles), "binary": 1}
        return classes if self.kind == "multiclass" else outputs[self.kind]
