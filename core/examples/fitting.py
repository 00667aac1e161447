"""Everything learned from rows: fitted on training rows only, kept with the model.

Letters: `N` rows, `K` columns of the dataset once words are numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.learned import learn
from core.examples.reduction import ROWS_AT_ONCE, learned_from, replaced, spread_of
from core.examples.scalers import SCALERS, Learned, bend, clear_width, unbend
from core.examples.spec import FittingSpec
from core.examples.split import rows_of
from core.files import write_bytes, write_json
from core.spec import record

Array = NDArray[np.float64]
Rows = slice | NDArray[np.bool_]


@record
class Fitted:
    """What was learned from the training rows, per column.

    `arrays` hold `mean` (K,) and `deviation` (K,), the z-score of training rows that makes errors
    comparable across scalers (deviation 0: constant there), `<i>/<name>`, what the scaler of
    column i learned, `learned/<i>/<name>`, what the i-th step of the fitting did, and `components/center` (P,)
    and `components/axes` (k, P) where columns are replaced by components. `words` are those of
    the categories, in their order; `log` the columns that are bent before they are scaled.
    """

    columns: tuple[str, ...]
    scalers: tuple[str, ...]
    arrays: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    log: tuple[str, ...] = ()

    @property
    def components(self) -> int | None:
        """How many components stand for columns; None where the columns themselves are read."""
        axes = self.arrays.get("components/axes")
        return None if axes is None else len(axes)

    def learned(self, i: int) -> Learned:
        prefix = f"{i}/"
        return {name[len(prefix) :]: array for name, array in self.arrays.items() if name.startswith(prefix)}


def fit(dataset: Dataset, part_of_row: NDArray[np.int8], fitting: FittingSpec) -> Fitted:
    """`fit_and_transform` without the rows."""
    return fit_and_transform(dataset, part_of_row, fitting)[0]


def fit_and_transform(dataset: Dataset, part_of_row: NDArray[np.int8], fitting: FittingSpec) -> tuple[Fitted, Dataset]:
    """Learn from the rows of part 0 alone: first the steps of `fitting`, then the scalers of what they leave.

    `dataset` is as `arrange` gave it; what comes back is what `transform` makes of it. Raises SettingsError for a
    column without a finite training value, and for a target that was given a scaler of its own which cannot be
    undone. Where such a scaler is the general one, targets are standardised instead (`scaler_of`).
    """
    training = rows_of(part_of_row, 0)
    learned, dataset = learn(dataset, part_of_row, fitting)
    scalers = tuple(scaler_of(dataset, fitting, name) for name in dataset.names)
    bent_ones = logged(dataset, fitting)
    arrays: dict[str, Array] = {}
    mean, deviation = np.empty(len(dataset.names)), np.empty(len(dataset.names))
    for i, (name, scaler) in enumerate(zip(dataset.names, scalers, strict=True)):
        column = dataset.values[training, i]
        known = np.isfinite(column)
        if not known.any():
            raise SettingsError("column_empty_in_training", column=name)
        column = column if known.all() else column[known]
        mean[i], deviation[i] = column.mean(), clear_width(column, float(column.std()))
        bent = bend(column) if name in bent_ones else column
        arrays |= {f"{i}/{key}": np.asarray(array) for key, array in SCALERS[scaler].learn(bent).items()}
    fitted = Fitted(
        columns=dataset.names,
        scalers=scalers,
        arrays={"mean": mean, "deviation": deviation, **arrays, **learned.arrays},
        words=learned.words,
        log=bent_ones,
    )
    if fitting.components is None:
        return fitted, dataset
    return _reduced(fitted, dataset, training, fitting.components)


def _reduced(fitted: Fitted, dataset: Dataset, training: Rows, wanted: float) -> tuple[Fitted, Dataset]:
    """With the components of the scaled training rows; as it was where there is nothing to put together."""
    columns = replaced(dataset)
    spread = spread_of(scaled_blocks(fitted, dataset, columns, training)) if columns else None
    if spread is None:
        return fitted, dataset
    learned = learned_from(spread, wanted)
    fitted = replace(fitted, arrays={**fitted.arrays, **learned})
    return fitted, replace(dataset, components=len(learned["components/axes"]))


def logged(dataset: Dataset, fitting: FittingSpec) -> tuple[str, ...]:
    """The columns that are bent before they are scaled; never the places of classes."""
    told_apart = dataset.target_names if dataset.classes else ()
    return tuple(name for name in dataset.names if name in fitting.log and name not in told_apart)


def scaler_of(dataset: Dataset, fitting: FittingSpec, name: str) -> str:
    """The scaler a column gets: its own, else the general one; else `standard` for a target.

    Words as 0 and 1 stay as they are: a rare one would become a hundred. So do the places of classes.
    """
    key = fitting.scaler_of(name)
    if dataset.classes and name in dataset.target_names:
        return "none"
    if name not in dict(fitting.per_column) and dataset.names.index(name) in dataset.flags:
        return "none"
    if name not in dataset.target_names or SCALERS[key].for_targets:
        return key
    if name in dict(fitting.per_column):
        raise SettingsError("scaler_not_for_targets", column=name, scaler=key)
    return "standard"


def scale(fitted: Fitted, values: Array, columns: Sequence[str]) -> Array:
    """Values (…, k) in the columns' own units → as the network sees them, float64."""
    out = np.empty(np.shape(values), dtype=np.float64)
    for k, name in enumerate(columns):
        i = fitted.columns.index(name)
        cells = np.asarray(values[..., k], dtype=np.float64)
        out[..., k] = SCALERS[fitted.scalers[i]].apply(bend(cells) if name in fitted.log else cells, fitted.learned(i))
    return out


def scaled_blocks(
    fitted: Fitted, dataset: Dataset, columns: Sequence[int], rows: Rows = slice(None)
) -> Iterator[Array]:
    """(b, k) these columns of `rows` scaled, some rows at a time."""
    names, which = [dataset.names[i] for i in columns], np.arange(len(dataset))[rows]
    for first in range(0, len(which), ROWS_AT_ONCE):
        some = which[first : first + ROWS_AT_ONCE, None]
        yield scale(fitted, dataset.values[some, list(columns)], names)


def unscale(fitted: Fitted, values: Array, columns: Sequence[str]) -> Array:
    """The inverse of `scale`."""
    out = np.empty(np.shape(values), dtype=np.float64)
    for k, name in enumerate(columns):
        i = fitted.columns.index(name)
        cells = SCALERS[fitted.scalers[i]].invert(np.asarray(values[..., k], dtype=np.float64), fitted.learned(i))
        out[..., k] = unbend(cells) if name in fitted.log else cells
    return out


def in_own_units(fitted: Fitted, dataset: Dataset, answers: Array, levels: bool = False) -> Array:
    """A network's answers (W, H, C) in the targets' own units; probabilities of classes are what they are.

    Of quantiles (W, H, Q·C) it is the middle one. With `levels` they are all told, as the network said them
    (W, H, C, Q), where Q is 1 if there are none. Every scaler of a target rises with it, so a quantile of the scaled
    values is one of the values.
    """
    if dataset.classes:
        return answers[..., None] if levels else answers
    names = dataset.target_names
    rows = answers.reshape(*answers.shape[:-1], answers.shape[-1] // len(names), len(names))
    own = unscale(fitted, rows, names)
    if levels:
        return np.moveaxis(own, -2, -1)
    return np.sort(own, axis=-2)[..., own.shape[-2] // 2, :]


def levels_in_own_units(fitted: Fitted, dataset: Dataset, answers: Array) -> Array:
    """(W, H, C, Q) every quantile in its target's own unit, ascending."""
    return np.sort(in_own_units(fitted, dataset, answers, levels=True), axis=-1)


def save(fitted: Fitted, folder: Path) -> None:
    """`fitted.json` (columns, scalers, words) and `fitted.safetensors` (arrays, float64)."""
    from safetensors.numpy import save as to_bytes

    write_bytes(
        folder / "fitted.safetensors", to_bytes({k: np.asarray(v, order="C") for k, v in fitted.arrays.items()})
    )
    about = {"columns": fitted.columns, "scalers": fitted.scalers, "words": dict(fitted.words), "log": fitted.log}
    write_json(folder / "fitted.json", about)


def load(folder: Path) -> Fitted:
    """What `save` wrote, bit for bit. A run of the first version kept neither words nor logarithms: it had none."""
    from safetensors.numpy import load as from_bytes

    structure = json.loads((folder / "fitted.json").read_text("utf-8"))
    arrays = from_bytes((folder / "fitted.safetensors").read_bytes())
    return Fitted(
        columns=tuple(structure["columns"]),
        scalers=tuple(structure["scalers"]),
        arrays=arrays,
        words={name: tuple(words) for name, words in structure.get("words", {}).items()},
        log=tuple(structure.get("log", ())),
    )
