"""The intervals that a network answers itself, by its quantiles, held against what happened.

Letters: `w` forecasts, `H` horizon, `Q` quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.evaluation.intervals import Interval
from core.evaluation.residuals import Residuals
from core.evaluation.sureness import Sureness
from core.models.quantiles import promises_of

__all__ = ["bands", "own_sureness"]

Floats = NDArray[np.float64]


def own_sureness(judged: Residuals, rows: NDArray[np.int64], levels: Floats, level: float) -> Sureness | None:
    """The interval `levels` (w, 2) of the forecasts of `rows` (w,), ascending, which should hold `level` of `judged`.

    None where nothing is known to measure it on.
    """
    if not len(judged):
        return None
    ends = levels[np.searchsorted(rows, judged.row)]
    found = Interval(low=ends[:, 0] - judged.predicted, high=ends[:, 1] - judged.predicted)
    return Sureness(interval=found, residuals=judged, level=level)


def bands(quantiles: Sequence[float], levels: Floats) -> list[tuple[float, Floats, Floats]]:
    """What each interval promises, with its ends (…) of `levels` (…, Q); the widest first."""
    promised = promises_of(tuple(quantiles))[::-1]
    return [(promise, levels[..., pair], levels[..., -1 - pair]) for pair, promise in enumerate(promised)]
