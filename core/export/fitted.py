"""What was learned from rows, as it stands in a bundle, and what a stranger may not put there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from pydantic import Field, model_validator

from core.data.dataset import Dataset
from core.errors import BundleError, SettingsError
from core.examples.fitting import Fitted, scaler_of
from core.examples.scalers import SCALERS
from core.experiment import Experiment
from core.export.tensors import Wanted
from core.spec import Spec

FITTED = "fitted/"
MAX_COLUMNS = 2_000


class FittedJson(Spec):
    """`fitted.json`: the columns in their order and the scaler of each."""

    columns: tuple[str, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    scalers: tuple[str, ...]

    @model_validator(mode="after")
    def _every_column_has_a_scaler(self) -> FittedJson:
        if len(set(self.columns)) != len(self.columns) or len(self.scalers) != len(self.columns):
            raise ValueError("every column is named once and has one scaler")
        if unknown := set(self.scalers) - set(SCALERS):
            raise ValueError(f"the scalers are {', '.join(SCALERS)}; received {min(unknown)[:40]!r}")
        return self


def check_fitted(experiment: Experiment, dataset: Dataset, structure: FittedJson) -> None:
    """Raises BundleError unless columns and scalers are those the experiment asks for."""
    if structure.columns != dataset.names:
        raise BundleError("bundle_columns", wanted=_few(dataset.names), received=_few(structure.columns))
    for name, scaler in zip(structure.columns, structure.scalers, strict=True):
        try:
            wanted = scaler_of(dataset, experiment.fitting, name)
        except SettingsError as error:
            raise BundleError("bundle_bad_model", reason=str(error)) from error
        if scaler != wanted:
            raise BundleError("bundle_scaler", column=name[:100], wanted=wanted, received=scaler)


def wanted_fitted(structure: FittedJson) -> dict[str, Wanted]:
    """Which arrays the scalers need. Tables of quantiles may have any length."""
    k = len(structure.columns)
    wanted = {f"{FITTED}{name}": Wanted(dtype="float64", shape=(k,)) for name in ("mean", "deviation")}
    for i, scaler in enumerate(structure.scalers):
        wanted |= {f"{FITTED}{i}/{name}": one for name, one in _learned_by(scaler).items()}
    return wanted


@cache
def _learned_by(scaler: str) -> Mapping[str, Wanted]:
    """The names and shapes of what a scaler learns, found by letting it learn."""
    learned = SCALERS[scaler].learn(np.array([0.0, 1.0, 3.0]))
    return {name: Wanted(dtype="float64", shape=(None,) * np.ndim(array)) for name, array in learned.items()}


def check_scales(fitted: Fitted) -> None:
    """Raises BundleError for a scale that is not above zero and for a table of quantiles that falls."""
    for i, name in enumerate(fitted.columns):
        learned = fitted.learned(i)
        falling = "quantiles" in learned and (np.diff(learned["quantiles"]) < 0).any()
        if falling or learned.get("scale", np.array(1.0)) <= 0 or fitted.arrays["deviation"][i] < 0:
            raise BundleError("bundle_zero_scale", column=name[:100])


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in names[:6]) + (" …" if len(names) > 6 else "")
