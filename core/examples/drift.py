"""Whether validation and test look like what the model learns from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.words import listed
from core.examples.split import rows_of
from core.findings import Finding, Severity
from core.spec import record
from core.text import amount, figure, say

MOVED = 0.5  # training deviations: less is not worth a word
_FAR = 1.0  # … for inputs, which may move more before it hurts
_WIDER = 3.0  # times the training spread, or a part of it
_FEWEST = 30  # values in a part that tell its spread


@record
class Parts:
    """Level (mean) and spread (standard deviation) of one column in training, validation and test."""

    levels: tuple[float, float, float]
    spreads: tuple[float, float, float]

    @property
    def far(self) -> float:
        """How far the test part lies from training, in training deviations; NaN for a column that never changed."""
        return (self.levels[2] - self.levels[0]) / self.spreads[0] if self.spreads[0] else float("nan")

    @property
    def wider(self) -> float:
        """The spread of the test part over that of training; NaN when that is 0."""
        return self.spreads[2] / self.spreads[0] if self.spreads[0] else float("nan")


def drift(data: Dataset, part_of_row: NDArray[np.int8]) -> Finding | None:
    """A finding when the mean of the first target that moved lies far from its training mean."""
    for column, name, unit in zip(data.targets, data.target_names, data.target_units, strict=True):
        parts = _parts(data.values[:, column], part_of_row)
        if parts is None or not parts.spreads[0]:
            continue
        learn, validation, test = parts.levels
        moves = (validation - learn, test - learn)
        if max(map(abs, moves)) < MOVED * parts.spreads[0]:
            continue
        return Finding(
            severity=Severity.INFO,
            key=_key(moves, MOVED * parts.spreads[0]),
            columns=(name,),
            values={
                "column": name,
                "by": amount(abs(max(moves, key=abs)), unit, 2),
                "direction": say(f"drift.{'higher' if max(moves, key=abs) > 0 else 'lower'}"),
                "learn": amount(learn, unit),
                "validation": amount(validation, unit),
                "test": amount(test, unit),
            },
        )
    return None


def other_drifts(data: Dataset, part_of_row: NDArray[np.int8], names: Iterable[str]) -> list[Finding]:
    """Inputs whose level in the test part is new to the model, and columns whose spread is; `names` are looked at."""
    parts = {
        name: own
        for name in names
        if name in data.names and (own := _parts(data.values[:, data.names.index(name)], part_of_row, _FEWEST))
    }
    far = {n: own for n, own in parts.items() if n not in data.target_names and abs(own.far) >= _FAR}
    wider = {n: own for n, own in parts.items() if own.wider >= _WIDER or own.wider <= 1 / _WIDER}
    return [*_levels(data, far), *_spreads(data, wider)]


def _levels(data: Dataset, far: dict[str, Parts]) -> list[Finding]:
    if not far:
        return []
    worst = max(far, key=lambda name: abs(far[name].far))
    unit = data.units[data.names.index(worst)]
    values = {
        "columns": listed(list(far)),
        "column": worst,
        "learn": amount(far[worst].levels[0], unit),
        "test": amount(far[worst].levels[2], unit),
        "deviations": figure(abs(far[worst].far), 2),
    }
    return [Finding(severity=Severity.INFO, key="inputs_drift", values=values, columns=tuple(far))]


def _spreads(data: Dataset, wider: dict[str, Parts]) -> list[Finding]:
    if not wider:
        return []
    worst = max(wider, key=lambda name: abs(np.log(max(wider[name].wider, 1e-9))))
    unit = data.units[data.names.index(worst)]
    values = {
        "columns": listed(list(wider)),
        "column": worst,
        "learn": amount(wider[worst].spreads[0], unit),
        "test": amount(wider[worst].spreads[2], unit),
    }
    return [Finding(severity=Severity.INFO, key="spread_drift", values=values, columns=tuple(wider))]


def _parts(values: NDArray[np.float64], part_of_row: NDArray[np.int8], fewest: int = 1) -> Parts | None:
    """None when a part has fewer known values than `fewest`."""
    parts = [_known(values[rows_of(part_of_row, part)]) for part in (0, 1, 2)]
    if min(len(part) for part in parts) < fewest:
        return None
    levels = tuple(float(part.mean()) for part in parts)
    spreads = tuple(float(part.std()) for part in parts)
    return Parts(levels=levels, spreads=spreads)  # type: ignore[arg-type]


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(values)
    return values if known.all() else values[known]


def _key(moves: tuple[float, float], enough: float) -> str:
    """Which parts moved; both only when they moved the same way."""
    validation, test = (abs(move) >= enough for move in moves)
    if validation and test and moves[0] * moves[1] > 0:
        return "parts_differ"
    return "test_differs" if abs(moves[1]) >= abs(moves[0]) else "validation_differs"
