"""An experiment kept as a JSON file, and what is wrong with settings, in words."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from core.errors import SettingsError
from core.experiment import Experiment

__all__ = ["experiment_in", "in_words"]

_WHOLE = {"SplitSpec": "split", "Windows": "window", "TrainingSpec": "training", "FittingSpec": "scaler"}
"""What a rule over several settings is about, as it is typed or called."""


def experiment_in(path: Path) -> Experiment:
    """The experiment of a file. Raises SettingsError."""
    try:
        return Experiment.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise SettingsError("file_not_found", path=str(path)) from problem
    except ValidationError as problem:
        raise in_words(problem) from problem


def in_words(problem: ValidationError) -> SettingsError:
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
