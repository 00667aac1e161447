"""A whole experiment that works before any click, and what of it follows from what is predicted."""

from __future__ import annotations

from typing import Any

from core.data.arrange import arrange
from core.data.spec import DataSpec
from core.data.table import Table
from core.examples.spec import SplitSpec, Windows
from core.examples.suggest import suggest, whole_examples
from core.examples.windows import example_ends
from core.experiment import Experiment, TrainingSpec
from core.models.presets import PRESETS, Preset
from core.models.spec import ModelSpec, TaskSpec

FEWEST_STEPS = 20
"""Updates of the weights in one epoch, below which a network hardly moves."""

AT_RANDOM = SplitSpec(by="random")
"""Whole examples are in no order, so their parts are drawn."""


def recommend(table: Table, data: DataSpec) -> Experiment:
    """`data` with a window that suits it, the recommended preset and its training settings."""
    dataset = arrange(table, data)
    windows = whole_examples(table, data) or suggest(dataset)
    examples = int(example_ends(dataset).sum()) if windows.whole else len(dataset)
    return Experiment(
        data=data,
        task=task_for(data),
        examples=windows,
        split=split_for(data, windows),
        model=preset_for(data, windows).make(),
        training=TrainingSpec(batch=batch_for(examples), loss="cross_entropy" if data.classes else "mae"),
    )


def task_for(data: DataSpec, before: TaskSpec | None = None) -> TaskSpec:
    """A number, one of two, or one of several; what else was chosen stays."""
    kind = "multiclass" if len(data.classes) > 2 else "binary" if data.classes else "regression"
    return (before or TaskSpec()).but(kind=kind)


def split_for(data: DataSpec, windows: Windows) -> SplitSpec:
    """Parts that a column names, else drawn for whole examples, else one after the other in time."""
    if data.split:
        return SplitSpec(by="column")
    return AT_RANDOM if windows.whole else SplitSpec()


def preset_for(data: DataSpec, windows: Windows) -> Preset:
    """The one with the star: lines through their own past for forecasts, else convolutions, or layers for one row."""
    if set(data.targets) <= set(data.inputs):
        return next(preset for preset in PRESETS.values() if preset.recommended)
    return PRESETS["conv" if windows.timesteps > 1 else "tapering"]


def with_data(experiment: Experiment, data: DataSpec, **parts: Any) -> Experiment:
    """The experiment on other data: task, loss and head follow where another kind of answer is asked for.

    `parts` replace other parts of the experiment; what they hold stays as far as it fits.
    """
    training: TrainingSpec = parts.pop("training", experiment.training)
    model: ModelSpec = parts.pop("model", experiment.model)
    windows: Windows = parts.get("examples", experiment.examples)
    task: TaskSpec = parts.pop("task", experiment.task)
    if (training.loss == "cross_entropy") != bool(data.classes):
        training = training.but(loss="cross_entropy" if data.classes else "mae")
    if data.classes and model.head.needs_own_past:
        model = preset_for(data, windows).make()
    return experiment.but(data=data, task=task_for(data, task), training=training, model=model, **parts)


def batch_for(rows: int) -> int:
    """128 examples, fewer for a short file: a power of two, at least 8, that gives an epoch enough steps."""
    return next((size for size in (128, 64, 32, 16) if size * FEWEST_STEPS <= rows), 8)
