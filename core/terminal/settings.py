"""From what was typed to an experiment: recommended where nothing was said."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.table import Table
from core.errors import SettingsError
from core.examples.spec import SplitSpec, Windows
from core.examples.suggest import suggest
from core.experiment import Experiment, TrainingSpec
from core.models.presets import PRESETS, preset
from core.models.settings import Value
from core.models.spec import ModelSpec
from core.terminal.habits import training_of
from core.terminal.preparing import preparation_of

WINDOW = ("lookback", "step", "delay", "horizon", "stride")
_WHOLE = {"SplitSpec": "split", "Windows": "window", "TrainingSpec": "training", "FittingSpec": "scaler"}
"""What a rule over several settings is about, as it is typed or called."""


def experiment_of(given: argparse.Namespace, table: Table) -> Experiment:
    """The experiment of an `--experiment` file, or a recommended one, changed by what was typed.

    Raises SettingsError and DataError, each with the remedy.
    """
    base = _from_file(given.experiment) if given.experiment else None
    try:
        prep = preparation_of(given, table, base)
        dataset = arrange(table, prep.data)
        return Experiment(
            data=prep.data,
            examples=_windows(given, dataset, base),
            split=_split(given, base.split if base else SplitSpec()),
            fitting=prep.fitting.but(**_said(given, ("scaler",))),
            model=_model(given, dataset, base),
            training=training_of(given, base.training if base else TrainingSpec()),
        )
    except ValidationError as problem:
        raise _in_words(problem) from problem


def split_of(text: str) -> dict[str, Any]:
    """`0.7/0.15/0.15`, `8640/2880/2880` or `2017-07-01/2017-11-01` as fields of a SplitSpec.

    Raises SettingsError for anything else.
    """
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


def _from_file(path: Path) -> Experiment:
    try:
        return Experiment.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise SettingsError("file_not_found", path=str(path)) from problem
    except ValidationError as problem:
        raise _in_words(problem) from problem


def _windows(given: argparse.Namespace, dataset: Dataset, base: Experiment | None) -> Windows:
    """With a lookback, what was not said has its usual value; without, the suggested window is changed."""
    said = _said(given, WINDOW)
    if base:
        return base.examples.but(**said)
    return Windows(**said) if "lookback" in said else suggest(dataset).but(**said)


def _split(given: argparse.Namespace, split: SplitSpec) -> SplitSpec:
    changes: dict[str, Any] = _said(given, ("gap", "per"))
    if given.split is not None:
        changes |= split_of(given.split)
    if given.purge:
        changes["border"] = "purge"
    return split.but(**changes)


def _model(given: argparse.Namespace, dataset: Dataset, base: Experiment | None) -> ModelSpec:
    """The preset with its settings; settings of the file's preset stay unless they are typed anew."""
    settings: dict[str, Value] = dict(_pair(text) for text in given.set)
    if base and not given.architecture and (not settings or not base.model.preset):
        if settings:
            raise SettingsError("set_without_preset")
        return base.model
    if base and given.architecture in (None, base.model.preset):
        chosen = base.model.preset or ""
        settings = dict(base.model.settings) | settings
    else:
        chosen = given.architecture or _default_preset(dataset)
    return preset(chosen).make(**settings)


def _default_preset(dataset: Dataset) -> str:
    """The recommended one that works without the targets' own past, if that is not there."""
    fitting = [one for one in PRESETS.values() if dataset.anchored or not one.needs_own_past]
    return max(fitting, key=lambda one: one.recommended).key


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SettingsError("set_unreadable", received=text)
    return name.strip(), value.strip()


def _said(given: argparse.Namespace, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(given, name) for name in names if getattr(given, name) is not None}


def _in_words(problem: ValidationError) -> SettingsError:
    """The first thing that is wrong: which setting, the rule, and what was received."""
    first = problem.errors()[0]
    whole = _WHOLE.get(problem.title, "experiment")
    where = ".".join(str(part) for part in first["loc"]) or whole
    rule, told, found = first["msg"].removeprefix("Value error, ").partition(" Received: ")
    rule = rule.removesuffix(".")
    received = (
        found
        if told
        else first["input"]
        if isinstance(first["input"], str | int | float)
        else type(first["input"]).__name__
    )
    return SettingsError("setting_refused", setting=where.replace("_", "-"), rule=rule, received=str(received)[:80])
