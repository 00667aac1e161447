"""From a dataset and its settings to examples: split, fit on training rows, gather."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.fitting import Fitted, fit
from core.examples.gather import Examples, Gather, gather_examples
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import PARTS, part_of_row
from core.examples.windows import Placement, needed_rows, place
from core.spec import record


@record
class Prepared:
    """Everything a network, a baseline or a picture needs to know about the examples."""

    dataset: Dataset
    windows: Windows
    placement: Placement
    fitted: Fitted
    examples: Examples

    @cached_property
    def counts(self) -> dict[str, int]:
        """Examples per part."""
        return {name: int(np.count_nonzero(self.placement.part == i)) for i, name in enumerate(PARTS)}

    @property
    def future(self) -> Gather:
        """Inputs of the forecasts whose targets lie after the last row."""
        main = self.examples.inputs["main"]
        return Gather(matrix=main.matrix, rows=self.placement.future, offsets=main.offsets)


def prepare(
    dataset: Dataset, windows: Windows, split: SplitSpec, fitting: FittingSpec, fitted: Fitted | None = None
) -> Prepared:
    """Examples ready for training; with `fitted`, for a model that has learned already.

    Raises SettingsError when the rows do not suffice for one example in every part.
    """
    placement = locate(dataset, windows, split)
    fitted = fitted or fit(dataset, placement.part_of_row, fitting)
    return Prepared(
        dataset=dataset,
        windows=windows,
        placement=placement,
        fitted=fitted,
        examples=gather_examples(dataset, placement, windows, fitted),
    )


def locate(dataset: Dataset, windows: Windows, split: SplitSpec) -> Placement:
    """Where the examples are; raises SettingsError when a part has none."""
    needed, rows = needed_rows(windows), len(dataset)
    if rows < needed:
        past = windows.reach + 1
        longest = rows - needed + past
        key = "too_few_rows" if longest >= 1 else "too_few_rows_for_answer"
        raise SettingsError(
            key, needed=needed, rows=rows, past=past, ahead=needed - past, longest=longest, horizon=windows.horizon
        )
    placement = place(dataset, windows, part_of_row(dataset, split), purge=split.border == "purge")
    for i, name in enumerate(PARTS):
        if not np.any(placement.part == i):
            own = needed if i == 0 or split.border == "purge" else windows.horizon
            raise SettingsError(
                "part_without_examples",
                part=name,
                rows=int(np.count_nonzero(placement.part_of_row == i)),
                needed=own,
                missing=placement.lost.get("missing", 0),
                gap=placement.lost.get("gap", 0),
            )
    return placement
