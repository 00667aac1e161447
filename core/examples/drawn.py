"""Parts of examples that are in no order: drawn by a seed, of every class alike, or named by a column of the file.

Letters: `N` rows, `E` examples.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.windows import AFTER_PARTS, example_of, measured

VALIDATION_SHARE = 0.2
"""Of the examples a file names for training, when it names none for validation."""

Rows = NDArray[np.int64]
Parts = NDArray[np.int8]


def drawn_parts(dataset: Dataset, shares: Sequence[float], seed: int) -> Parts:
    """(N,) a part for every example, all of its rows together; −2 for those without an answer, and beyond the shares.

    Every class has these shares of its examples, as nearly as whole examples can; the only one of a class learns.
    """
    example, answered = _answered(dataset)
    counts = whole_counts(len(answered), shares)
    return _drawn(dataset, answered, counts, seed)[example]


def named_parts(dataset: Dataset, seed: int) -> Parts:
    """(N,) the parts that a column of the file names; where it names no validation, it is drawn from training.

    Raises SettingsError without such a column.
    """
    if dataset.given is None:
        raise SettingsError("split_needs_column")
    if (dataset.given == 1).any():
        return dataset.given
    example, answered = _answered(dataset, dataset.given == 0)
    counts = whole_counts(len(answered), (1 - VALIDATION_SHARE, VALIDATION_SHARE))
    drawn = _drawn(dataset, answered, counts, seed)[example]
    return np.where((drawn == 1) & (dataset.given == 0), np.int8(1), dataset.given)


def whole_counts(examples: int, shares: Sequence[float]) -> Rows:
    """How many examples each share gets, by the largest remainder; one at least where there are enough.

    >>> whole_counts(13, (0.7, 0.15, 0.15)).tolist(), whole_counts(3, (0.7, 0.15, 0.15)).tolist()
    ([9, 2, 2], [1, 1, 1])
    """
    exact = np.asarray(shares, np.float64) * examples
    counts = np.floor(exact + 1e-9).astype(np.int64)
    missing = round(float(exact.sum())) - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[: max(0, missing)]] += 1
    while examples >= len(counts) and not counts.all():
        counts[np.argmin(counts)] += 1
        counts[np.argmax(counts)] -= int(counts.sum() > examples)
    return counts


def _answered(dataset: Dataset, among: NDArray[np.bool_] | None = None) -> tuple[Rows, Rows]:
    """(N,) which example a row belongs to; and the last row with an answer of each that has one, (E,)."""
    example = example_of(dataset)
    rows = np.flatnonzero(measured(dataset) & (True if among is None else among))
    return example, rows[np.append(np.diff(example[rows]) > 0, True)] if len(rows) else rows


def _drawn(dataset: Dataset, answered: Rows, counts: Rows, seed: int) -> Parts:
    """(number of all examples,) a part for each; `answered` (E,) is a row of every one that takes part."""
    example = example_of(dataset)
    label = dataset.values[answered, dataset.targets[0]] if dataset.classes else np.zeros(len(answered))
    chance = np.random.PCG64(seed).random_raw(len(answered))  # the same for ever, which a Generator does not promise
    order = np.lexsort((chance, label))
    dealt = np.full(len(answered), AFTER_PARTS, np.int8)
    turns = _in_turn(counts)
    spread = (np.arange(len(turns)) + 0.5) * len(order) / max(len(turns), 1)
    dealt[order[spread.astype(np.int64)]] = turns
    for place in np.unique(label):
        own = np.flatnonzero(label == place)
        if not (dealt[own] == 0).any():
            dealt[own[np.argmin(chance[own])]] = 0
    parts = np.full(int(example[-1]) + 1, AFTER_PARTS, np.int8)
    parts[example[answered]] = dealt
    return parts


def _in_turn(counts: Rows) -> Parts:
    """The parts one after another, each as evenly spread as it can be.

    >>> _in_turn(np.array([4, 2])).tolist()
    [0, 1, 0, 0, 1, 0]
    """
    at = np.concatenate([(np.arange(n) + 0.5) / max(n, 1) for n in counts])
    return np.repeat(np.arange(len(counts), dtype=np.int8), counts)[np.argsort(at, kind="stable")]
