"""Whether validation and test look like what the model learns from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.findings import Finding, Severity
from core.text import amount, say

MOVED = 0.5  # training deviations: less is not worth a word


def drift(data: Dataset, part_of_row: NDArray[np.int8]) -> Finding | None:
    """A finding when the mean of the first target that moved lies far from its training mean."""
    for column, name, unit in zip(data.targets, data.target_names, data.target_units, strict=True):
        parts = [data.values[part_of_row == part, column] for part in (0, 1, 2)]
        parts = [values[np.isfinite(values)] for values in parts]
        if not all(len(values) for values in parts):
            continue
        learn, validation, test = (float(values.mean()) for values in parts)
        usual = float(parts[0].std())
        moves = (validation - learn, test - learn)
        if not usual or max(map(abs, moves)) < MOVED * usual:
            continue
        return Finding(
            severity=Severity.INFO,
            key=_key(moves, MOVED * usual),
            columns=(name,),
            values={
                "column": name,
                "by": amount(abs(max(moves, key=abs)), unit, 2),
                "direction": say(f"pages.window.drift.{'higher' if max(moves, key=abs) > 0 else 'lower'}"),
                "learn": amount(learn, unit),
                "validation": amount(validation, unit),
                "test": amount(test, unit),
            },
        )
    return None


def _key(moves: tuple[float, float], enough: float) -> str:
    """Which parts moved; both only when they moved the same way."""
    validation, test = (abs(move) >= enough for move in moves)
    if validation and test and moves[0] * moves[1] > 0:
        return "parts_differ"
    return "test_differs" if abs(moves[1]) >= abs(moves[0]) else "validation_differs"
