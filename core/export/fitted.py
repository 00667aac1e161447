"""What was learned from rows, as it stands in a bundle, and what a stranger may not put there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from pydantic import Field, model_validator

from core.data.dataset import Dataset
from core.errors import BundleError, SettingsError
from core.examples.fitting import Fitted, logged, scaler_of
from core.examples.learned import MOST_WORDS, encoding_of
from core.examples.reduction import replaced
from core.examples.scalers import SCALERS
from core.examples.spec import Clip, FittingSpec, UsualFill
from core.experiment import Experiment
from core.export.probe import arranged, learned_shapes
from core.export.tensors import Wanted
from core.spec import Spec

__all__ = ["FITTED", "FittedJson", "check_fitted", "check_learned", "check_scales", "check_words", "wanted_fitted"]

FITTED = "fitted/"
MAX_COLUMNS = 2_000
MAX_SEASON = 1_000_000
"""A table of so many rows for each season of a column is 8 MB."""


class FittedJson(Spec):
    """`fitted.json`: the columns in their order and the scaler of each, the words of each category, the logarithms,
    and how many components stand for columns."""

    columns: tuple[str, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    scalers: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...] = Field((), max_length=MAX_COLUMNS)
    log: tuple[str, ...] = Field((), max_length=MAX_COLUMNS)
    components: int | None = Field(None, ge=1, le=MAX_COLUMNS)

    @model_validator(mode="after")
    def _every_column_has_a_scaler(self) -> FittedJson:
        if len(set(self.columns)) != len(self.columns) or len(self.scalers) != len(self.columns):
            raise ValueError("every column is named once and has one scaler")
        if unknown := set(self.scalers) - set(SCALERS):
            raise ValueError(f"the scalers are {', '.join(SCALERS)}; received {min(unknown)[:40]!r}")
        if any(not words or len(set(words)) < len(words) for _, words in self.words):
            raise ValueError("every category has words, and each of them once")
        return self


def check_words(experiment: Experiment, structure: FittedJson) -> None:
    """Raises BundleError unless the categories are those of the experiment, with no more words than may be learned.

    So much is known before anything is as wide as its words.
    """
    wanted, received = experiment.data.categories, tuple(name for name, _ in structure.words)
    if received != wanted:
        raise BundleError("bundle_categories", wanted=_few(wanted) or "–", received=_few(received) or "–")
    for name, words in structure.words:
        most = MOST_WORDS[encoding_of(experiment.fitting, name)]
        if len(words) > most:
            raise BundleError("bundle_words", column=name[:100], most=f"{most:,}", received=f"{len(words):,}")


def check_fitted(experiment: Experiment, dataset: Dataset, structure: FittedJson) -> None:
    """Raises BundleError unless columns, scalers, logarithms and components are those the experiment asks for."""
    if structure.columns != dataset.names:
        raise BundleError("bundle_columns", wanted=_few(dataset.names), received=_few(structure.columns))
    bent = logged(dataset, experiment.fitting)
    if structure.log != bent:
        raise BundleError("bundle_columns", wanted=_few(bent) or "–", received=_few(structure.log) or "–")
    for name, scaler in zip(structure.columns, structure.scalers, strict=True):
        try:
            wanted = scaler_of(dataset, experiment.fitting, name)
        except SettingsError as error:
            raise BundleError("bundle_bad_model", reason=str(error)) from error
        if scaler != wanted:
            raise BundleError("bundle_scaler", column=name[:100], wanted=wanted, received=scaler)
    _check_components(experiment.fitting.components, len(replaced(dataset)), structure.components)


def _check_components(wanted: float | None, columns: int, received: int | None) -> None:
    """As many components as wanted, at most one for each of `columns`; for a share of the variance any number."""
    if wanted is None or not columns:
        fits = received is None
    else:
        fits = received is not None and received <= columns and (wanted < 1 or received == min(wanted, columns))
    if not fits:
        given = "–" if received is None else str(received)
        raise BundleError("bundle_components", wanted=str(wanted or "–"), columns=str(columns), received=given)


def wanted_fitted(experiment: Experiment, dataset: Dataset, structure: FittedJson) -> dict[str, Wanted]:
    """Which arrays scalers, steps and components need. Tables of quantiles may have any length."""
    k = len(structure.columns)
    wanted = {f"{FITTED}{name}": Wanted(dtype="float64", shape=(k,)) for name in ("mean", "deviation")}
    for i, scaler in enumerate(structure.scalers):
        wanted |= {f"{FITTED}{i}/{name}": one for name, one in _learned_by(scaler).items()}
    steps = learned_shapes(arranged(experiment.data), experiment.fitting)
    if structure.components is not None:
        columns = len(replaced(dataset))
        steps |= {"components/center": (columns,), "components/axes": (structure.components, columns)}
    return wanted | {f"{FITTED}{name}": Wanted(dtype="float64", shape=shape) for name, shape in steps.items()}


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


def check_learned(fitting: FittingSpec, fitted: Fitted) -> None:
    """Raises BundleError for limits the wrong way round and for a season of rows that lie no time apart."""
    for i, step in enumerate(fitting.learned):
        own = {name: fitted.arrays.get(f"learned/{i}/{name}") for name in ("low", "high", "spacing")}
        low, high, spacing = own["low"], own["high"], own["spacing"]
        crossed = isinstance(step, Clip) and low is not None and high is not None and bool((low > high).any())
        backwards = isinstance(step, UsualFill) and spacing is not None and bool(spacing < 0)
        if crossed or backwards:
            raise BundleError("bundle_bad_step", step=step.kind, columns=_few(step.columns))


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in names[:6]) + (" …" if len(names) > 6 else "")
