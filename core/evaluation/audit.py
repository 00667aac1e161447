"""From the outside: whether what a model learned from rows was learned from its training rows alone.

Nobody has to be believed. The file, the split and the settings say which rows a scaler may have seen; learned
again from those, and from those it should not have seen, the numbers tell which it did see.

Letters: `N` rows, `K` columns.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.fitting import Fitted, fit
from core.examples.spec import FittingSpec, SplitSpec
from core.examples.split import parts_if_it_fits
from core.findings import Finding, Severity
from core.text import say

__all__ = ["audit"]

CLOSE = 1e-6
"""Learned again from the same rows a number is the same, but for the order in which they were added up."""

MOST_NAMED = 6

Parts = NDArray[np.int8]
Piece = tuple[str, str]
"""The column that something was learned of (empty: of several together), and what it is called."""


def audit(dataset: Dataset, split: SplitSpec, fitting: FittingSpec, fitted: Fitted) -> tuple[Finding, ...]:
    """One warning where `fitted` has seen rows that judge; none where it has not, or where it cannot be told.

    `dataset` is as `arrange` gave it, of the file the model learned from. Of any other file nothing matches, and
    nothing is said; nor of columns that look alike whichever rows are taken.
    """
    parts = parts_if_it_fits(dataset, split)
    doubtful = None if parts is None else _unlike(fitted, _learned(dataset, parts, fitting))
    if parts is None or not doubtful:
        return ()
    for key, seen in _wider(parts):
        others = _unlike(fitted, _learned(dataset, seen, fitting))
        if others is not None and (caught := doubtful - others):
            return (_finding(key, caught, parts, seen, fitted),)
    return ()


def _wider(parts: Parts) -> Iterator[tuple[str, Parts]]:
    """What a careless hand learns from: training and validation, all parts, or every row of the file."""
    yield "validation", np.where(parts == 1, 0, parts).astype(np.int8)
    yield "test", np.where(parts >= 0, 0, parts).astype(np.int8)
    yield "all", np.zeros(len(parts), np.int8)


def _learned(dataset: Dataset, parts: Parts, fitting: FittingSpec) -> Fitted | None:
    """None where nothing can be learned from those rows."""
    try:
        return fit(dataset, parts, fitting)
    except SettingsError:
        return None


def _unlike(one: Fitted, other: Fitted | None) -> set[Piece] | None:
    """What is not the same in both; None where they cannot be compared: other columns, other scalers, other words."""
    if other is None or (one.columns, one.scalers) != (other.columns, other.scalers):
        return None
    theirs = _pieces(other)
    return {piece for piece, array in _pieces(one).items() if piece not in theirs or not _close(array, theirs[piece])}


def _pieces(fitted: Fitted) -> dict[Piece, NDArray[np.float64]]:
    """Every number learned, by whose it is."""
    found: dict[Piece, NDArray[np.float64]] = {}
    for i, column in enumerate(fitted.columns):
        own = {"mean": fitted.arrays["mean"][i], "deviation": fitted.arrays["deviation"][i], **fitted.learned(i)}
        found |= {(column, name): np.asarray(array, np.float64) for name, array in own.items()}
    together = (name for name in fitted.arrays if name.startswith(("learned/", "components/")))
    return found | {("", name): np.asarray(fitted.arrays[name], np.float64) for name in together}


def _close(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=CLOSE, atol=1e-12, equal_nan=True)


def _finding(key: str, caught: set[Piece], parts: Parts, seen: Parts, fitted: Fitted) -> Finding:
    names = tuple(column for column in fitted.columns if column in {of for of, _ in caught})
    few = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    values = {
        "columns": few or say("audit.together"),
        "rows": f"{np.count_nonzero(seen == 0):,}",
        "training": f"{np.count_nonzero(parts == 0):,}",
        "which": say(f"audit.{key}"),
    }
    return Finding(severity=Severity.WARNING, key="learned_outside_training", values=values, columns=names)
