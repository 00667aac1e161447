"""Single values far away from everything around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.hints import some
from core.spec import record

Floats = NDArray[np.float64]

_REACH = 3  # widths of the middle half that a spike lies outside of it
_MOST = 0.001  # share of the rows; more of them are the nature of the series
_JUMP = 4  # times the move that only one row in a hundred makes
_AROUND = 5  # rows to either side


@record
class Spikes:
    """`rows` (n,) of the spikes of one column; `reach` counts widths of the middle half, as `Clip` does."""

    rows: NDArray[np.int64]
    reach: float


def spikes(values: Floats) -> Spikes | None:
    """Spikes of a column in order of time, None without any.

    A spike lies far outside the middle half of all values and far from the rows around it, at most three rows
    in a run. `values` (N,) may hold NaN.
    """
    known = some(values)
    if len(known) < 60:
        return None
    low, high = (float(edge) for edge in np.quantile(known, (0.25, 0.75)))
    moves = np.abs(np.diff(values[-len(known) :]))
    moves = moves[np.isfinite(moves)]
    width = high - low
    if width <= 0 or not len(moves):
        return None
    usual = float(np.quantile(moves, 0.99))
    away = np.maximum(low - values, values - high)
    far = np.flatnonzero(away > _REACH * width)
    if not len(far) or len(far) > max(3, 10 * _MOST * len(values)):
        return None
    alone = np.array([row for row in far if _stands_out(values, int(row), _JUMP * usual)], np.int64)
    if not len(alone) or len(alone) > max(3, _MOST * len(values)):
        return None
    return Spikes(rows=alone, reach=float(np.floor(9 * away[alone].min() / width)) / 10)  # the nearest one included


def _stands_out(values: Floats, row: int, enough: float) -> bool:
    """Whether most of the rows around it lie further away than `enough`, on the same side."""
    around = np.concatenate([values[max(0, row - _AROUND) : row], values[row + 1 : row + 1 + _AROUND]])
    around = around[np.isfinite(around)]
    if len(around) < _AROUND:
        return False
    return bool(abs(float(values[row] - np.median(around))) > max(enough, 4 * float(np.ptp(_middle(around)))))


def _middle(around: Floats) -> Floats:
    """Without the two lowest and the two highest: other rows of the same spike."""
    ordered = np.sort(around)
    return ordered[2:-2] if len(ordered) > 6 else ordered[1:-1]
