"""Which rows of a file a model has learned from, when only the model is known.

Letters: `N` rows, `K` columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.examples.fitting import Fitted

CLOSE = 1e-9


def training_rows(dataset: Dataset, fitted: Fitted) -> int:
    """How many rows from the first one have exactly the mean and deviation the model learned; 0: none.

    Every column must agree, to 1e-9 of its deviation, so that a file grown at its end is
    recognised and one with other rows is not.
    """
    mean, deviation = fitted.arrays["mean"], fitted.arrays["deviation"]
    width = np.where(deviation > 0, deviation, np.maximum(np.abs(mean), 1.0))
    means, deviations = _running(dataset.values, mean)
    close = np.abs(means - mean) <= CLOSE * width
    close &= np.abs(deviations - deviation) <= np.where(deviation > 0, CLOSE, np.sqrt(CLOSE)) * width
    found = np.flatnonzero(close.all(axis=1))
    return int(found[-1]) + 1 if len(found) and (deviation > 0).any() else 0


def _running(values: NDArray[np.float64], around: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """(N, K) mean and deviation of the rows up to each; missing cells left out, NaN before the first."""
    there = np.isfinite(values)
    away = np.where(there, values - around, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        cells = np.cumsum(there, axis=0)
        shift = np.cumsum(away, axis=0) / cells
        spread = np.cumsum(away**2, axis=0) / cells - shift**2
    return shift + around, np.sqrt(np.maximum(spread, 0.0))
