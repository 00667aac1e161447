"""A whole experiment that works before any click, and what of it follows from what is predicted."""

from __future__ import annotations

from typing import Any

from core.data.arrange import arrange
from core.data.spec import DataSpec
from core.data.steps import Circular
from core.data.table import Table
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.suggest import suggest, whole_examples
from core.examples.windows import example_ends
from core.experiment import Experiment, Loss, TrainingSpec
from core.models.by_file import read_apart
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
        model=by_file(preset_for(data, windows).make(), data),
        training=TrainingSpec(batch=batch_for(examples), loss=loss_for(task_for(data))),
    )


def task_for(data: DataSpec, before: TaskSpec | None = None) -> TaskSpec:
    """A number, one of two, or one of several; what else was chosen stays, such as the quantiles of a number."""
    before = before or TaskSpec()
    if not data.classes:
        return before.but(kind="quantile" if before.quantiles else "regression")
    return before.but(kind="multiclass" if len(data.classes) > 2 else "binary", quantiles=())


def loss_for(task: TaskSpec, before: Loss = "mae") -> Loss:
    """The one before where it serves the task, else the usual one."""
    only: dict[str, Loss] = {"binary": "cross_entropy", "multiclass": "cross_entropy", "quantile": "pinball"}
    of_numbers: Loss = "mae" if before in only.values() else before
    return only.get(task.kind, of_numbers)


def split_for(data: DataSpec, windows: Windows) -> SplitSpec:
    """Parts that a column names, else drawn for whole examples, else one after the other in time."""
    if data.split:
        return SplitSpec(by="column")
    return AT_RANDOM if windows.whole else SplitSpec()


def preset_for(data: DataSpec, windows: Windows) -> Preset:
    """The one with the star: lines through their own past for forecasts, else convolutions, or layers for one row.

    Of examples that are filled up a network that skips the filling.
    """
    if set(data.targets) <= set(data.inputs):
        return next(preset for preset in PRESETS.values() if preset.recommended)
    if windows.timesteps == 1:
        return PRESETS["tapering"]
    return PRESETS["bidirectional" if windows.padded else "conv"]


def with_data(experiment: Experiment, data: DataSpec, **parts: Any) -> Experiment:
    """The experiment on other data: task, loss and head follow where another kind of answer is asked for.

    `parts` replace other parts of the experiment; what they hold stays as far as it fits.
    """
    training: TrainingSpec = parts.pop("training", experiment.training)
    model: ModelSpec = parts.pop("model", experiment.model)
    windows: Windows = parts.get("examples", experiment.examples)
    task: TaskSpec = parts.pop("task", experiment.task)
    task = task_for(data, task)
    training = training.but(loss=loss_for(task, training.loss))
    if data.classes and model.head.needs_own_past:
        model = preset_for(data, windows).make()
    if data.join or experiment.data.join:
        model = by_file(model, data, parts.get("fitting", experiment.fitting))
    return experiment.but(data=data, task=task, training=training, model=model, **parts)


def by_file(model: ModelSpec, data: DataSpec, fitting: FittingSpec | None = None) -> ModelSpec:
    """The model with a branch for the inputs of every file after the first, where they are wanted apart.

    What is predicted stays in the first branch, where an answer starts from its newest value. Principal components
    are made of all columns together: they belong to no file.
    """
    apart = data.join is not None and data.join.apart and (fitting is None or fitting.components is None)
    circles = {name for step in data.working if isinstance(step, Circular) for name in step.columns}
    read = {name: _features(name, name in circles) for name in data.inputs if name not in data.targets}
    groups = [tuple(f for name in names if name in read for f in read[name]) for names in data.joined_columns]
    alone = sum(map(len, groups)) == sum(map(len, read.values())) and not _reads_more(data)
    return read_apart(model, groups if apart and not alone else ())


def _features(name: str, circle: bool) -> tuple[str, ...]:
    """What a network reads of an input: itself, or its place on a circle."""
    return (f"{name} (sine)", f"{name} (cosine)") if circle else (name,)


def _reads_more(data: DataSpec) -> bool:
    """Whether the own past, words or the calendar are read too: they belong to the first branch."""
    own = set(data.targets) & set(data.inputs)
    return bool(own or data.categories) or any(step.kind == "calendar" for step in data.working)


def batch_for(rows: int) -> int:
    """128 examples, fewer for a short file: a power of two, at least 8, that gives an epoch enough steps."""
    return next((size for size in (128, 64, 32, 16) if size * FEWEST_STEPS <= rows), 8)
