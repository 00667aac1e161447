"""Words become numbers: a column of 0 and 1 for each, or a place in their order.

Letters: `N` rows, `V` words that training rows hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def words_of(cells: NDArray[np.object_]) -> tuple[str, ...]:
    """The words among cells (N,), each once, in order: of size where all are numbers, else of the alphabet."""
    words = [str(word) for word in pd.unique(cells) if word is not None]
    sizes = [_size(word) for word in words]
    if any(map(math.isnan, sizes)):
        return tuple(sorted(words))
    return tuple(word for _, word in sorted(zip(sizes, words, strict=True)))


def _size(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return float("nan")


def switches(cells: NDArray[np.object_], words: Sequence[str]) -> Floats:
    """(N, V) 1 where a cell is the word, else 0; a missing or unknown word is 0 everywhere."""
    return (_places(cells, words)[:, None] == np.arange(len(words))).astype(np.float64)


def places(cells: NDArray[np.object_], words: Sequence[str]) -> Floats:
    """(N,) a word's place in the order, one after the last for an unknown one, NaN for a missing one."""
    found = _places(cells, words)
    return np.where(pd.isna(cells), np.nan, np.where(found < 0, len(words), found))


def _places(cells: NDArray[np.object_], words: Sequence[str]) -> NDArray[np.int64]:
    """(N,) a word's place, −1 where it is missing or unknown."""
    return np.asarray(pd.Index(list(words), dtype=object).get_indexer(pd.Index(cells, dtype=object)), np.int64)
