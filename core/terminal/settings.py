"""From what was typed to an experiment: recommended where nothing was said."""

from __future__ import annotations

import argparse
import re
from typing import Any

import numpy as np
from pydantic import ValidationError

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.spec import DataSpec
from core.data.table import Table
from core.errors import SettingsError
from core.examples.remedies import Preparation
from core.examples.spec import SplitSpec, Windows
from core.examples.suggest import suggest, whole_examples
from core.examples.windows import example_ends
from core.experiment import Experiment, TrainingSpec
from core.models.quantiles import quantiles_for
from core.models.spec import ModelSpec, TaskSpec
from core.recommend import batch_for, by_file, loss_for, split_for, task_for
from core.terminal.experiments import experiment_in, in_words
from core.terminal.habits import training_of
from core.terminal.networks import model_of
from core.terminal.preparing import preparation_of

WINDOW = ("lookback", "step", "delay", "horizon", "stride", "padded")


def experiment_of(given: argparse.Namespace, table: Table) -> Experiment:
    """The experiment of an `--experiment` file, or a recommended one, changed by what was typed.

    Raises SettingsError and DataError, each with the remedy.
    """
    base = experiment_in(given.experiment) if given.experiment else None
    try:
        prep = preparation_of(given, table, base)
        dataset = arrange(table, prep.data)
        windows = _windows(given, table, prep.data, base) or suggest(dataset)
        if given.padded and not windows.whole:
            raise SettingsError("pad_needs_examples")
        windows = windows.but(**_said(given, WINDOW))
        task = _task(given, prep.data, base)
        return Experiment(
            data=prep.data,
            task=task,
            examples=windows,
            split=_split(given, prep.data, base.split if base else split_for(prep.data, windows)),
            fitting=prep.fitting.but(**_said(given, ("scaler",))),
            model=_model(given, prep, windows, base),
            training=training_of(given, _habits(task, base.training if base else _usual(dataset, windows))),
        )
    except ValidationError as problem:
        raise in_words(problem) from problem


def _model(given: argparse.Namespace, prep: Preparation, windows: Windows, base: Experiment | None) -> ModelSpec:
    """Joined files are read by a branch each, unless branches were typed."""
    model = model_of(given, prep.data, windows, base)
    return model if given.branch else by_file(model, prep.data, prep.fitting)


def split_of(text: str) -> dict[str, Any]:
    """`0.7/0.15/0.15`, `8640/2880/2880`, `2017-07-01/2017-11-01`, `random` or `random:0.6/0.2/0.2` as fields of a
    SplitSpec, or `column`.

    Raises SettingsError for anything else.
    """
    if text == "column":
        return {"by": "column"}
    drawn, _, shares = text.partition(":")
    if drawn == "random":
        drawn_parts = split_of(shares or "0.7/0.15/0.15")
        if drawn_parts["by"] == "fraction":
            return drawn_parts | {"by": "random"}
    parts = text.split("/")
    if len(parts) == 3 and all(re.fullmatch(r"\d+", part) for part in parts):
        return {"by": "rows", "cuts": tuple(map(int, parts))}
    if len(parts) == 3 and all(re.fullmatch(r"\d*\.?\d+", part) for part in parts):
        return {"by": "fraction", "cuts": tuple(map(float, parts))}
    if len(parts) == 2 and all(_is_date(part) for part in parts):
        return {"by": "date", "cuts": tuple(parts)}
    raise SettingsError("split_unreadable", received=text)


def _is_date(text: str) -> bool:
    try:
        return bool(re.match(r"\d{4}-\d\d", text)) and not np.isnat(np.datetime64(text))
    except ValueError:
        return False


def _windows(given: argparse.Namespace, table: Table, data: DataSpec, base: Experiment | None) -> Windows | None:
    """Those of the file, of whole examples, or with a lookback the usual ones; None where none are chosen.

    Only windows over time have a delay or a horizon to say.
    """
    said = _said(given, WINDOW)
    if base:
        return base.examples
    of_whole = {"padded", *(("lookback", "step") if data.series else ())}
    in_time = given.layout != "examples" and not set(said) <= of_whole
    whole = None if given.layout == "rows" or in_time else whole_examples(table, data)
    return whole or (Windows(lookback=said["lookback"]) if "lookback" in said else None)


def _split(given: argparse.Namespace, data: DataSpec, split: SplitSpec) -> SplitSpec:
    """A column of parts that was typed is what the split goes by, unless another split was typed too."""
    changes: dict[str, Any] = _said(given, ("gap", "per"))
    if given.split_column is not None:
        changes["by"] = "column"
    if given.split is not None:
        changes |= split_of(given.split)
    if given.split_seed is not None:
        changes["seed"] = given.split_seed
    if given.purge:
        changes["border"] = "purge"
    split = split.but(**changes)
    if split.by == "column" and data.split is None:
        raise SettingsError("split_needs_column")
    return split


def _task(given: argparse.Namespace, data: DataSpec, base: Experiment | None) -> TaskSpec:
    """What fits what is predicted; that of the file where it fits."""
    same = base is not None and len(base.data.classes) == len(data.classes)
    task = base.task if base and same else task_for(data)
    if given.quantiles is not None:
        task = _with_quantiles(task, data, given.quantiles)
    if given.class_weights is None:
        return task
    if not data.classes:
        raise SettingsError("weights_need_classes", received=given.class_weights)
    return task.but(weights=given.class_weights)


def _with_quantiles(task: TaskSpec, data: DataSpec, text: str) -> TaskSpec:
    """`90`, the share an interval should hold; `0.05,0.5,0.95`; or `none`. Raises SettingsError."""
    if text == "none":
        return task_for(data, task.but(kind="regression", quantiles=()))
    if data.classes:
        raise SettingsError("quantiles_need_numbers", received=text)
    try:
        typed = tuple(float(one) for one in text.split(","))
        quantiles = quantiles_for(typed[0] / 100) if len(typed) == 1 else typed
        return task.but(kind="quantile", quantiles=quantiles)
    except ValueError as problem:
        raise SettingsError("quantiles_unreadable", received=text) from problem


def _usual(dataset: Dataset, windows: Windows) -> TrainingSpec:
    """Of whole examples there are often few: smaller batches give an epoch enough steps."""
    if not windows.whole:
        return TrainingSpec()
    return TrainingSpec(batch=batch_for(int(np.count_nonzero(example_ends(dataset)))))


def _habits(task: TaskSpec, training: TrainingSpec) -> TrainingSpec:
    """The same with the usual loss of such a task, where that of a file serves another."""
    return training.but(loss=loss_for(task, training.loss))


def _said(given: argparse.Namespace, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(given, name) for name in names if getattr(given, name) is not None}
