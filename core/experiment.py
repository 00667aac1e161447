"""The whole description of one run: what the page builds, the worker runs and the script prints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.data.spec import DataSpec
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.models.spec import ModelSpec, TaskSpec
from core.spec import Spec

Loss = Literal["mae", "mse", "huber"]
Optimizer = Literal["adam", "rmsprop", "sgd", "adamw", "nadam", "adagrad"]


class Stopping(Spec):
    """Early stopping. `patience` epochs without an improvement of `min_delta` end the training."""

    monitor: Literal["val_loss", "loss"] = "val_loss"
    patience: int = Field(8, ge=1, le=10_000)
    min_delta: float = Field(0.0, ge=0)


class TrainingSpec(Spec):
    """`clip` bounds the norm of the gradient of each step; None leaves it alone.

    `stopping=None` trains for all epochs. The kept weights are the best by `stopping.monitor`,
    or by validation loss.
    """

    loss: Loss = "mae"
    optimizer: Optimizer = "adam"
    learning_rate: float = Field(0.001, gt=0, le=1_000_000)
    batch: int = Field(128, ge=1, le=1_000_000)
    epochs: int = Field(60, ge=1, le=100_000)
    stopping: Stopping | None = Stopping()
    clip: float | None = Field(None, gt=0)
    seed: int = Field(1, ge=0, lt=2**31)


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
