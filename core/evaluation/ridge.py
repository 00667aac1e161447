"""Ridge regression on windows, in closed form: the straight line a network has to beat.

The regression form of NLinear (arXiv 2205.13504): each target's own past minus its newest value
predicts its future minus that value, with one set of coefficients shared by all targets.

Letters: `W` windows, `T` timesteps, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Array = NDArray[np.float64]

ALPHA = 10.0
FIT_WORK = 2.5e11
"""Multiplications one fit may cost: about 10 s on two cores."""

READING = 300
"""Reading one cell takes as long as this many multiplications."""

ENOUGH = 20
"""Examples per coefficient below which a sampled fit reads fewer timesteps instead (weather, 1,440
timesteps, all columns: 3 examples give an error of .60, 20 give .37, all windows .36)."""


@record
class Line:
    """`coefficients` (T, H) and `intercept` (H,), on standardised values minus the newest one."""

    coefficients: Array
    intercept: Array

    def predict(self, past: Array) -> Array:
        """Standardised past (W, T, C), newest last → standardised future (W, H, C)."""
        newest = past[:, -1:]
        change = np.swapaxes(past - newest, 1, 2) @ self.coefficients + self.intercept
        return np.asarray(np.swapaxes(change, 1, 2) + newest)


def affordable(work: float, examples: int, timesteps: int, horizon: int) -> tuple[int, int]:
    """How many examples, and how many of the timesteps, a fit of at most `work` multiplications takes."""
    reach = np.arange(1, timesteps + 1)
    cost = (reach + horizon) * (2.0 * reach + READING)
    if examples * cost[-1] <= work:
        return examples, timesteps
    reads = max(1, int(np.count_nonzero(ENOUGH * reach * cost <= work)))
    return max(1, min(examples, int(work / cost[reads - 1]))), reads


def fit_ridge(pairs: Iterable[tuple[Array, Array]], *, timesteps: int, horizon: int, alpha: float = ALPHA) -> Line:
    """Fit on blocks of (past (W, T, C), future (W, H, C)), standardised; the intercept is not penalised.

    Only sums of products are kept, so the windows of a large file never stand in memory at once.
    """
    products, answers = np.zeros((timesteps, timesteps)), np.zeros((timesteps, horizon))
    past_sum, future_sum, count = np.zeros(timesteps), np.zeros(horizon), 0
    for past, future in pairs:
        newest = past[:, -1:]
        x = np.swapaxes(past - newest, 1, 2).reshape(-1, timesteps)
        y = np.swapaxes(future - newest, 1, 2).reshape(-1, horizon)
        products += x.T @ x
        answers += x.T @ y
        past_sum, future_sum, count = past_sum + x.sum(axis=0), future_sum + y.sum(axis=0), count + len(x)
    centred = products - np.outer(past_sum, past_sum) / count
    crossed = answers - np.outer(past_sum, future_sum) / count
    coefficients = np.linalg.solve(centred + alpha * np.eye(timesteps), crossed).astype(np.float64, copy=False)
    return Line(coefficients=coefficients, intercept=(future_sum - past_sum @ coefficients) / count)
