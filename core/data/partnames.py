"""Words by which files say which part a row belongs to."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.grouping import codes_of
from core.data.table import Table

NONE = -2
"""The part of rows whose word names none: they neither learn nor judge."""
_WORDS = {
    **dict.fromkeys(("train", "training", "trn", "tr", "learn", "learning", "fit"), 0),
    **dict.fromkeys(("val", "valid", "validation", "validate", "dev", "development"), 1),
    **dict.fromkeys(("test", "testing", "tst", "te", "holdout", "hold out", "evaluation", "eval"), 2),
}
_FEWEST = 0.9  # share of the rows whose word must name a part


def parts_named(cells: pd.Series) -> NDArray[np.int8]:
    """(N,) 0 train, 1 validation, 2 test, −2 where the word is none of these, in capitals or not.

    >>> parts_named(pd.Series(["TRAIN", "dev", "hold-out", "later", None])).tolist()
    [0, 1, 2, -2, -2]
    """
    codes, words = codes_of(cells)
    found = [_WORDS.get(re.sub(r"[\s_-]+", " ", str(word)).strip().casefold(), NONE) for word in words]
    return np.array([*found, NONE], np.int8)[codes]


def split_column(table: Table) -> str | None:
    """The column whose words name parts, of training and of another one at least; None when there is none."""
    for name, kind in table.kinds.items():
        if kind == "text" and table.frame[name].iloc[:1_000].nunique() <= len(_WORDS):
            parts = parts_named(table.frame[name])
            if float(np.mean(parts >= 0)) >= _FEWEST and {0} < set(parts[parts >= 0].tolist()):
                return name
    return None
