"""The steps that learn: fitted on training rows, then applied to every row, and to every later file.

Letters: `N` rows, `K` columns, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.arrange import free_name
from core.data.arranging import beside
from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.mending import (
    clip,
    clip_limits,
    linear_fill,
    place_in_season,
    runs_of,
    seasonal_means,
)
from core.examples.spec import AnyLearned, Clip, Encode, FittingSpec, LinearFill, UsualFill
from core.examples.words import places, switches, words_of
from core.spec import record

Floats = NDArray[np.float64]
Parts = NDArray[np.int8]
Arrays = Mapping[str, Floats]

MOST_WORDS = {"one_hot": 100, "ordinal": 10_000}
"""Beyond these a column names its rows instead of sorting them."""


class Knowing(Protocol):
    """What was learned; a `Fitted` knows it too."""

    @property
    def arrays(self) -> Arrays: ...
    @property
    def words(self) -> Mapping[str, tuple[str, ...]]: ...


@record
class LearnedSteps:
    """Arrays `learned/<i>/<name>`, i counting the steps of a fitting, by column in the order of the step;
    and the words of every category in their order."""

    arrays: Arrays
    words: Mapping[str, tuple[str, ...]]


def learn(dataset: Dataset, part_of_row: Parts, fitting: FittingSpec) -> tuple[LearnedSteps, Dataset]:
    """What the steps of `fitting` learn from the rows of part 0, each from what those before it left.

    And what all of them leave, as `transform` gives it. Raises SettingsError for a column without a known
    training cell, and for one with too many words.
    """
    training = part_of_row == 0
    arrays: dict[str, Floats] = {}
    words = {name: _words(name, cells[training], fitting) for name, cells in dataset.texts.items()}
    for i, step in enumerate(fitting.learned):
        if not step.on:
            continue
        own = _learn(step, dataset, training)
        arrays |= {f"learned/{i}/{name}": np.asarray(array, np.float64) for name, array in own.items()}
        dataset = _with_step(step, dataset, own, part_of_row)
    return LearnedSteps(arrays=arrays, words=words), _encoded(dataset, fitting, words)


def transform(dataset: Dataset, fitting: FittingSpec, fitted: Knowing, part_of_row: Parts | None = None) -> Dataset:
    """Every row with the steps of `fitting` applied; words become columns behind all others.

    How many components stand for columns is noted; `core.examples.gather` makes them of scaled rows.
    Without `part_of_row` (N,), for a new file, all rows are one part.
    """
    parts = np.zeros(len(dataset), np.int8) if part_of_row is None else part_of_row
    for i, step in enumerate(fitting.learned):
        if step.on:
            prefix = f"learned/{i}/"
            own = {name[len(prefix) :]: array for name, array in fitted.arrays.items() if name.startswith(prefix)}
            dataset = _with_step(step, dataset, own, parts)
    dataset = _encoded(dataset, fitting, fitted.words)
    if fitting.components is None:
        return dataset
    axes = fitted.arrays.get("components/axes")
    return dataset if axes is None else replace(dataset, components=len(axes))


def encoding_of(fitting: FittingSpec, name: str) -> str:
    """How a category becomes numbers: by the last step that names it, else as columns of 0 and 1."""
    own = [step.how for step in fitting.working if isinstance(step, Encode) and name in step.columns]
    return own[-1] if own else "one_hot"


def _words(name: str, cells: NDArray[np.object_], fitting: FittingSpec) -> tuple[str, ...]:
    words, how = words_of(cells), encoding_of(fitting, name)
    if not words:
        raise SettingsError("column_empty_in_training", column=name)
    if len(words) > MOST_WORDS[how]:
        raise SettingsError("too_many_words", column=name, words=len(words), most=MOST_WORDS[how])
    return words


def _learn(step: AnyLearned, dataset: Dataset, training: NDArray[np.bool_]) -> Arrays:
    """The arrays of one step, without prefix; n columns in use."""
    names = _in_use(step, dataset)
    match step:
        case Clip():
            limits = [clip_limits(_known(dataset, name, training), step.reach) for name in names]
            return {"low": np.array([low for low, _ in limits]), "high": np.array([high for _, high in limits])}
        case UsualFill() if step.how == "season":
            return _learn_seasons(step, dataset, training, names)
        case UsualFill():
            middle = np.mean if step.how == "mean" else np.median
            return {"value": np.array([middle(_known(dataset, name, training)) for name in names])}
        case _:
            return {}


def _learn_seasons(step: UsualFill, dataset: Dataset, training: NDArray[np.bool_], names: list[str]) -> Arrays:
    """`profile` (n, season), and the `spacing` and `origin` in seconds that its places are counted from."""
    season, spacing, origin = step.season or 1, dataset.spacing or 0.0, 0.0
    if season > np.count_nonzero(training):
        raise SettingsError("season_too_long", season=season, rows=int(np.count_nonzero(training)))
    if dataset.time is not None and training.any():
        origin = float(dataset.time[training][:1].astype("datetime64[s]").astype(np.int64)[0])
    place = place_in_season(dataset.time, dataset.series, season, spacing, origin)
    profile = np.empty((len(names), season))
    for k, name in enumerate(names):
        cells = dataset.values[:, dataset.names.index(name)]
        here = training & np.isfinite(cells)
        profile[k] = seasonal_means(_known(dataset, name, training), place[here], season)
    return {"profile": profile, "spacing": np.array(spacing), "origin": np.array(origin)}


def _with_step(step: AnyLearned, dataset: Dataset, own: Arrays, parts: Parts) -> Dataset:
    """The dataset with one step applied. Encoding comes after all of them."""
    if isinstance(step, Encode):
        return dataset
    mend = _mending(step, dataset, own, parts)
    values = dataset.values
    for k, name in enumerate(_in_use(step, dataset)):
        at = dataset.names.index(name)
        mended = mend(k, dataset.values[:, at])
        if mended is not None:
            values = dataset.values.copy(order="K") if values is dataset.values else values
            values[:, at] = mended
    return dataset if values is dataset.values else _marked(dataset, values)


def _mending(
    step: Clip | LinearFill | UsualFill, dataset: Dataset, own: Arrays, parts: Parts
) -> Callable[[int, Floats], Floats | None]:
    """What a step makes of its k-th column (N,); None where there is nothing to mend."""
    if isinstance(step, Clip):
        return lambda k, column: clip(column, own["low"][k], own["high"][k], step.how)
    if isinstance(step, LinearFill):
        label = runs_of(dataset.segment, parts)
        return lambda k, column: linear_fill(column, label, step.limit) if np.isnan(column).any() else None
    place = np.zeros(len(dataset), np.int64)
    profile = own["value"][:, None] if step.how != "season" else own["profile"]
    if step.how == "season":
        spacing, origin = float(own["spacing"]), float(own["origin"])
        place = place_in_season(dataset.time, dataset.series, step.season or 1, spacing, origin)

    def usual(k: int, column: Floats) -> Floats | None:
        missing = np.isnan(column)
        if not missing.any():
            return None
        mended = column.copy()
        mended[missing] = profile[k][place[missing]]
        return mended

    return usual


def _in_use(step: AnyLearned, dataset: Dataset) -> list[str]:
    """Columns of a step that are there as numbers; another one needs no mending, and classes have no number between."""
    told_apart = dataset.target_names if dataset.classes else ()
    return [name for name in step.columns if name in dataset.names and name not in told_apart]


def _known(dataset: Dataset, name: str, training: NDArray[np.bool_]) -> Floats:
    """(n,) the finite training cells of a column."""
    cells = dataset.values[training, dataset.names.index(name)]
    cells = cells[np.isfinite(cells)]
    if not len(cells):
        raise SettingsError("column_empty_in_training", column=name)
    return cells


def _marked(dataset: Dataset, values: Floats) -> Dataset:
    """The dataset with these values, and the targets' cells marked that are no longer what was measured."""
    old, new = (one[:, list(dataset.targets)] for one in (dataset.values, values))
    there = ~np.isnan(new)
    return replace(
        dataset,
        values=values,
        filled=_also(dataset.filled, there & np.isnan(old)),
        clipped=_also(dataset.clipped, there & ~np.isnan(old) & (old != new)),
    )


def _also(marked: NDArray[np.bool_] | None, fresh: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    both = fresh if marked is None else marked | fresh
    return both if both.any() else None


def _encoded(dataset: Dataset, fitting: FittingSpec, words: Mapping[str, tuple[str, ...]]) -> Dataset:
    """Words as numbers, behind the other columns and the other inputs."""
    if not dataset.texts:
        return dataset
    names, blocks = dataset.names, []
    ahead, flags = list(dataset.ahead), list(dataset.flags)
    for name, cells in dataset.texts.items():
        first = len(names)
        if encoding_of(fitting, name) == "ordinal":
            blocks.append(places(cells, words[name])[:, None])
            names = (*names, free_name(name, names))
        else:
            blocks.append(switches(cells, words[name]))
            for word in words[name]:
                names = (*names, free_name(f"{name} = {word}", names))
            flags += range(first, len(names))
        ahead += range(first, len(names)) if name in dataset.texts_ahead else ()
    return replace(
        dataset,
        names=names,
        units=dataset.units + ("",) * (len(names) - len(dataset.names)),
        values=beside(dataset.values, *blocks),
        inputs=(*dataset.inputs, *range(len(dataset.names), len(names))),
        ahead=tuple(ahead),
        flags=tuple(flags),
        texts={},
        texts_ahead=(),
    )
