"""The whole description of one run: what the page builds, the worker runs and the script prints."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.data.spec import DataSpec
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.models.spec import ModelSpec, TaskSpec
from core.spec import Spec

Loss = Literal["mae", "mse", "huber", "log_cosh", "mape", "cross_entropy", "pinball"]
Optimizer = Literal["adam", "rmsprop", "sgd", "adamw", "nadam", "adagrad"]


ALL_AT_ONCE = 1_000_000_000
"""A batch that no file fills: all examples in one."""


class StepDown(Spec):
    """Every `every` epochs the learning rate is multiplied by `factor`."""

    kind: Literal["step"] = "step"
    every: int = Field(10, ge=1, le=100_000)
    factor: float = Field(0.5, gt=0, lt=1)


class Exponential(Spec):
    """Over each epoch the learning rate shrinks to `factor` of itself, a little with every batch."""

    kind: Literal["exponential"] = "exponential"
    factor: float = Field(0.95, gt=0, lt=1)


class Cosine(Spec):
    """Half a wave from the learning rate down to `floor` of it at the last epoch.

    Before it the rate rises from 0 for `warmup` epochs.
    """

    kind: Literal["cosine"] = "cosine"
    warmup: int = Field(0, ge=0, le=100_000)
    floor: float = Field(0.0, ge=0, lt=1)


class Plateau(Spec):
    """The rate is multiplied by `factor` after `patience` epochs without an improvement of `min_delta`.

    What is watched is `TrainingSpec.watched`. Then `cooldown` epochs pass before any count again; the
    rate never falls below `floor` of the first one.
    """

    kind: Literal["plateau"] = "plateau"
    factor: float = Field(0.5, gt=0, lt=1)
    patience: int = Field(3, ge=1, le=10_000)
    min_delta: float = Field(0.0, ge=0)
    cooldown: int = Field(0, ge=0, le=10_000)
    floor: float = Field(0.0, ge=0, lt=1)


Schedule = Annotated[StepDown | Exponential | Cosine | Plateau, Field(discriminator="kind")]
"""How the learning rate changes while a network learns; `factor` and `floor` are shares."""


class Stopping(Spec):
    """Early stopping. `patience` epochs without an improvement of `min_delta` end the training.

    The first `start_from` epochs are not looked at. With a `baseline` only what is better than it
    begins the count anew, as in Keras. A loss is watched, so lower is better.
    """

    monitor: Literal["val_loss", "loss"] = "val_loss"
    patience: int = Field(8, ge=1, le=10_000)
    min_delta: float = Field(0.0, ge=0)
    start_from: int = Field(0, ge=0, le=100_000)
    baseline: float | None = None


class TrainingSpec(Spec):
    """`clip` bounds the norm of the gradient of each step; None leaves it alone.

    `stopping=None` trains for all epochs, `schedule=None` leaves the learning rate as it is, and
    `batch=None` takes all examples at once. `keep` says whether the best weights by `watched` stay,
    or the last; `every_epoch` stores those of each epoch beside them. Of `momentum`, `nesterov`,
    `weight_decay` and `rho` those count that the optimiser has. Of `members` equal
    networks each begins with a seed of its own (`seed`, `seed` + 1 …) and learns alone; what they answer is averaged.
    """

    loss: Loss = "mae"
    optimizer: Optimizer = "adam"
    learning_rate: float = Field(0.001, gt=0, le=1_000_000)
    schedule: Schedule | None = None
    momentum: float = Field(0.0, ge=0, lt=1)
    nesterov: bool = False
    weight_decay: float = Field(0.004, ge=0, lt=1)
    rho: float = Field(0.9, ge=0, lt=1)
    batch: int | None = Field(128, ge=1, le=1_000_000)
    epochs: int = Field(60, ge=1, le=100_000)
    stopping: Stopping | None = Stopping()
    keep: Literal["best", "last"] = "best"
    every_epoch: bool = False
    clip: float | None = Field(None, gt=0)
    seed: int = Field(1, ge=0, lt=2**31)
    members: int = Field(1, ge=1, le=20)

    @property
    def watched(self) -> str:
        """The loss that decides when to stop, which epoch is the best, and when a plateau is reached."""
        return self.stopping.monitor if self.stopping else "val_loss"

    @property
    def batch_size(self) -> int:
        """Examples in one step, or more than there are."""
        return self.batch or ALL_AT_ONCE


class Experiment(Spec):
    """One frozen tree of seven. JSON both ways: `model_dump_json`, `model_validate_json`."""

    format: Literal[1] = 1
    data: DataSpec
    task: TaskSpec = TaskSpec()
    examples: Windows
    split: SplitSpec = SplitSpec()
    fitting: FittingSpec = FittingSpec()
    model: ModelSpec
    training: TrainingSpec = TrainingSpec()

    @model_validator(mode="after")
    def _what_is_watched_is_there(self) -> Experiment:
        if self.split.by == "all" and self.training.watched != "loss":
            rule = "Where every row is for training, only the training loss can be watched."
            raise ValueError(f"{rule} Received: {self.training.watched}")
        return self

    @model_validator(mode="after")
    def _task_fits_what_is_predicted(self) -> Experiment:
        classes = len(self.data.classes)
        numbers = classes == 0
        fits = {"regression": numbers, "quantile": numbers, "binary": classes == 2, "multiclass": classes >= 2}
        if not fits[self.task.kind]:
            raise ValueError(f"A task of the kind {self.task.kind} does not fit {classes} classes.")
        if (self.training.loss == "cross_entropy") != bool(classes):
            raise ValueError(f"Classes learn by cross_entropy, numbers by another loss. Received: {self.training.loss}")
        if (self.training.loss == "pinball") != (self.task.kind == "quantile"):
            rule = "Quantiles learn by pinball, and nothing else does: ask for both, or for neither."
            raise ValueError(f"{rule} Received: {self.training.loss}")
        return self
