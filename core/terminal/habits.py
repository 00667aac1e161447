"""How a network is trained, as it was typed."""

from __future__ import annotations

import argparse
from typing import Any

from core.errors import SettingsError
from core.experiment import Schedule, Stopping, TrainingSpec
from core.training.schedules import SCHEDULES

CONSTANT = "constant"
_PLAIN = (
    *("loss", "optimizer", "learning_rate", "momentum", "nesterov", "weight_decay", "rho"),
    *("epochs", "keep", "every_epoch", "clip", "seed", "members"),
)
_STOPPING = ("patience", "monitor", "min_delta", "start_from", "baseline")


def training_of(given: argparse.Namespace, training: TrainingSpec) -> TrainingSpec:
    """The settings changed by what was typed. Patience 0 trains for all epochs.

    Raises SettingsError and pydantic's ValidationError.
    """
    typed = {name: value for name, value in vars(given).items() if value is not None}
    changes: dict[str, Any] = {name: typed[name] for name in _PLAIN if name in typed}
    if "schedule" in typed:
        changes["schedule"] = schedule_of(typed["schedule"])
    if "batch_size" in typed:
        changes["batch"] = None if typed["batch_size"] == "all" else typed["batch_size"]
    stopping = {name: typed[name] for name in _STOPPING if name in typed}
    if stopping.get("patience") == 0:
        changes["stopping"] = None
    elif stopping:
        changes["stopping"] = (training.stopping or Stopping()).but(**stopping)
    return training.but(**changes)


def schedule_of(text: str) -> Schedule | None:
    """`cosine:warmup=5,floor=0.01`. Raises SettingsError, and pydantic's ValidationError for a value."""
    kind, _, rest = text.partition(":")
    pairs = [pair.partition("=") for pair in rest.split(",") if pair.strip()]
    if kind not in (CONSTANT, *SCHEDULES) or not all(equals for _, equals, _ in pairs) or (kind == CONSTANT and rest):
        raise SettingsError("schedule_unreadable", kinds=", ".join((CONSTANT, *SCHEDULES)), received=text)
    values = {name.strip(): value.strip() for name, _, value in pairs}
    return None if kind == CONSTANT else SCHEDULES[kind].model_validate({**values, "kind": kind})
