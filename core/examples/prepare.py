"""From a dataset and its settings to examples: split, fit on training rows, gather."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.fills import first_of_run
from core.errors import SettingsError
from core.examples.ahead import look_ahead
from core.examples.deliberate import leaked, reading_answers, shuffled
from core.examples.fitting import Fitted, fit_and_transform
from core.examples.gather import Examples, Gather, gather_examples, read_from
from core.examples.learned import transform
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import PARTS, part_of_row
from core.examples.windows import Placement, example_ends, needed_rows, place
from core.spec import record


@record
class Located:
    """Where the examples are and what was learned for them: all that a baseline or a picture needs.

    `dataset` holds the rows as the windows read them, in their own units: with what was learned applied, words
    as numbers, and inputs known beforehand shown ahead.
    """

    dataset: Dataset
    windows: Windows
    placement: Placement
    fitted: Fitted

    @cached_property
    def counts(self) -> dict[str, int]:
        """Examples per part."""
        return {name: int(np.count_nonzero(self.placement.part == i)) for i, name in enumerate(PARTS)}


@record
class Prepared(Located):
    """The examples as a network reads them."""

    examples: Examples

    @property
    def future(self) -> Gather:
        """Inputs of the forecasts whose targets nobody has measured yet."""
        return self.inputs_at(self.placement.future)

    def inputs_at(self, now: NDArray[np.int64]) -> Gather:
        """Inputs of the examples read from these rows (W,)."""
        return read_from(self.examples.inputs.matrix, self.dataset, self.windows, now)


def prepare(
    dataset: Dataset, windows: Windows, split: SplitSpec, fitting: FittingSpec, fitted: Fitted | None = None
) -> Prepared:
    """Examples ready for training; with `fitted`, for a model that has learned already.

    `dataset` is as `arrange` gave it. Raises SettingsError when the rows do not suffice for one example in
    every part.
    """
    refuse_too_few(dataset, windows)
    parts = learned_from = part_of_row(dataset, split)
    if split.leak is not None:
        dataset, learned_from = leaked(dataset, parts, split)
    if fitted is None:
        fitted, dataset = fit_and_transform(dataset, learned_from, fitting)
    else:
        dataset = transform(dataset, fitting, fitted, learned_from)
    found = gathered(located(dataset, windows, split, fitted, parts))
    return _with_answers_read(found) if split.leak == "target" else found


def _with_answers_read(found: Prepared) -> Prepared:
    inputs = found.examples.inputs
    matrix = reading_answers(inputs.matrix, found.dataset, found.windows)
    return replace(found, examples=replace(found.examples, inputs=replace(inputs, matrix=matrix)))


def located(
    dataset: Dataset, windows: Windows, split: SplitSpec, fitted: Fitted, part_of_row: NDArray[np.int8]
) -> Located:
    """The examples of rows to which everything learned is applied. Raises SettingsError when a part has none."""
    dataset = look_ahead(dataset, windows)
    learning = PARTS[:1] if split.by == "all" else PARTS
    placement = locate(dataset, windows, part_of_row, purge=split.border == "purge", parts=learning)
    if split.leak == "shuffled":
        placement = shuffled(placement, split.seed)
    return Located(dataset=dataset, windows=windows, placement=placement, fitted=fitted)


def gathered(examples: Located) -> Prepared:
    """The same examples, scaled and with their answers."""
    dataset, windows, placement, fitted = examples.dataset, examples.windows, examples.placement, examples.fitted
    return Prepared(
        dataset=dataset,
        windows=windows,
        placement=placement,
        fitted=fitted,
        examples=gather_examples(dataset, placement, windows, fitted),
    )


def ready(
    dataset: Dataset,
    windows: Windows,
    fitting: FittingSpec,
    fitted: Fitted,
    part_of_row: NDArray[np.int8] | None = None,
) -> Dataset:
    """Arranged rows as windows read them, in their own units. Without `part_of_row`, rows of a new file."""
    return look_ahead(transform(dataset, fitting, fitted, part_of_row), windows)


def locate(
    dataset: Dataset,
    windows: Windows,
    part_of_row: NDArray[np.int8],
    purge: bool = False,
    parts: tuple[str, ...] = PARTS,
) -> Placement:
    """Where the examples are in rows that are ready; raises SettingsError when one of these parts has none."""
    placement = place(dataset, windows, part_of_row, purge=purge)
    for i, name in enumerate(parts):
        if np.any(placement.part == i):
            continue
        if windows.whole:
            raise SettingsError("part_without_whole_examples", part=name, **_of_examples(dataset, windows, placement))
        raise SettingsError(
            "part_without_examples",
            part=name,
            rows=int(np.count_nonzero(part_of_row == i)),
            needed=needed_rows(windows) if i == 0 or purge else windows.horizon,
            missing=placement.lost.get("missing", 0),
            gap=placement.lost.get("gap", 0),
        )
    return placement


def _of_examples(dataset: Dataset, windows: Windows, placement: Placement) -> dict[str, int]:
    """How many whole examples there are, and how many are of no use for which reason."""
    return {
        "examples": int(np.count_nonzero(example_ends(dataset))),
        "usable": len(placement.now),
        "short": placement.lost.get("start", 0),
        "timesteps": windows.lookback,
        "missing": placement.lost.get("missing", 0),
        "unanswered": placement.lost.get("end", 0),
    }


def refuse_too_few(dataset: Dataset, windows: Windows) -> None:
    """Raises SettingsError when no stretch of rows, or not even all of them, hold one example."""
    needed, rows, longest = needed_rows(windows), len(dataset), longest_stretch(dataset)
    if longest >= needed:
        return
    past = windows.reach + 1
    if windows.whole:
        raise SettingsError("examples_too_short", needed=past, longest=longest)
    whole = rows < needed
    most = (rows if whole else longest) - needed + past
    if whole:
        key = "too_few_rows" if most >= 1 else "too_few_rows_for_answer"
    else:
        key = "too_few_between_gaps" if most >= 1 else "too_few_between_gaps_for_answer"
    values = {"needed": needed, "rows": rows, "past": past, "ahead": needed - past, "horizon": windows.horizon}
    raise SettingsError(key, **values, longest=most, stretch=longest)


def longest_stretch(dataset: Dataset) -> int:
    """The most rows that follow each other without a gap, within one series."""
    return int((np.arange(len(dataset)) - first_of_run(dataset.segment)).max(initial=-1)) + 1
