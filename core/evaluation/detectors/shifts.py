"""Which actual value a forecast resembles most: the one it was made for, the last one known, or another.

Letters: `n` forecasts, `k` lags.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.detectors.evidence import Evidence, Pairs, centred
from core.evaluation.past import Array
from core.examples.windows import target_offsets
from core.spec import record

__all__ = ["FEWEST", "Shifts", "shifts"]

FEWEST = 30
"""Forecasts below which resemblance is chance."""
BEYOND = 12
EVERY = 96
"""Up to so many lags each is looked at."""


@record
class Shifts:
    """`alike` (k,) is the correlation of forecasts with what was actual `lags` (k,) rows earlier than predicted.

    `copy` is the lag at which the newest known value stands. `last` (n,) holds those values, `pairs` the forecasts
    that were compared: those that have all the rows in their own stretch.
    """

    lags: NDArray[np.int64]
    alike: Array
    copy: int
    pairs: Pairs
    last: Array

    @property
    def peak(self) -> int:
        """The lag of the strongest resemblance."""
        return int(self.lags[np.argmax(self.alike)])

    def left(self, lag: int) -> float:
        """The share of their spread that forecasts and those values do not have in common."""
        alike = float(self.alike[np.flatnonzero(self.lags == lag)[0]])
        return float(np.sqrt(max(0.0, 1 - alike**2)))

    def picture(self) -> dict[str, object]:
        return {"lags": self.lags.tolist(), "alike": self.alike.tolist(), "copy": self.copy, "peak": self.peak}


def shifts(evidence: Evidence, c: int) -> Shifts | None:
    """Of the furthest step ahead; None where it cannot be told. No row of another series or behind a gap counts."""
    windows = evidence.prepared.windows
    ahead = int(target_offsets(windows)[-1])
    copy = max(1, windows.horizon) if windows.delay == 0 else ahead
    pairs = evidence.pairs(c)
    if len(pairs) < FEWEST or not pairs.finite:
        return None
    for beyond in (BEYOND, 3, 0):
        lags = _lags(copy, beyond)
        rows, usable = _rows(evidence, pairs, ahead, lags, c)
        if np.count_nonzero(usable) >= FEWEST:
            return _compared(evidence, _only(pairs, usable), rows[usable], lags, copy, c)
    return None


def _lags(copy: int, beyond: int) -> NDArray[np.int64]:
    """All from none to a little more than the last value's; of very many only some between the ends."""
    if copy + beyond <= EVERY:
        return np.arange(copy + beyond + 1)
    between = np.linspace(0, copy, EVERY).astype(np.int64)
    return np.unique(np.concatenate([np.arange(BEYOND), between, np.arange(copy - BEYOND, copy + beyond + 1)]))


def _rows(
    evidence: Evidence, pairs: Pairs, ahead: int, lags: NDArray[np.int64], c: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(n, k) the rows to compare with, and which forecasts (n,) have them all, known and in one stretch."""
    data = evidence.prepared.dataset
    answered = pairs.now + ahead
    rows = answered[:, None] - lags
    inside = np.maximum(rows, 0)
    same = (rows >= 0) & (data.segment[inside] == data.segment[answered][:, None])
    known = np.isfinite(data.values[:, data.targets[c]])[inside]
    return inside, (same & known).all(axis=1)


def _only(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    return Pairs(
        now=pairs.now[which],
        actual=pairs.actual[which],
        predicted=pairs.predicted[which],
        series=pairs.series[which],
    )


def _compared(
    evidence: Evidence, pairs: Pairs, rows: NDArray[np.int64], lags: NDArray[np.int64], copy: int, c: int
) -> Shifts | None:
    values = evidence.prepared.dataset.values[:, evidence.prepared.dataset.targets[c]][rows]
    earlier, said = centred(values, pairs.series), centred(pairs.predicted, pairs.series)
    spread = np.sqrt((earlier**2).sum(axis=0) * (said**2).sum())
    steady = 1e-9 * max(1e-300, float(np.abs(pairs.actual).max())) ** 2
    if not (spread > steady).all():
        return None  # what never changes resembles everything
    last = values[:, np.flatnonzero(lags == copy)[0]]
    return Shifts(lags=lags, alike=(said @ earlier) / spread, copy=copy, pairs=pairs, last=last)
