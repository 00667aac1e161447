"""What a model of whole examples has to beat where it predicts a number: the mean, and a straight line.

Letters: `W` examples, `T` timesteps, `F` inputs, `P` = T · F, `C` targets.
"""

from __future__ import annotations

import numpy as np

from core.evaluation.inputs import inputs_of, width_of
from core.evaluation.past import Array, Fit, Rows, actual, blocks, spread
from core.evaluation.ridge import ALPHA
from core.examples.prepare import Located

__all__ = ["example_line", "usual_value"]

ROOM = 20_000_000
"""Cells of examples that may stand in memory for the fit: 160 MB."""


def usual_value(prepared: Located, work: float) -> Fit:
    """Every answer is the mean of the training answers; where they are not at hand, of the training rows."""
    at, training = list(prepared.dataset.targets), prepared.placement.of(0)
    rows = np.broadcast_to(prepared.fitted.arrays["mean"][at], (prepared.windows.horizon, len(at)))
    usual = actual(prepared, training).mean(axis=0) if len(training) else rows
    return Fit(predict=lambda now: np.broadcast_to(usual, (len(now), *usual.shape)))


def example_line(prepared: Located, work: float) -> Fit:
    """Ridge regression from all standardised inputs of an example to its standardised answers, in closed form.

    What a padded example does not have takes the mean of the training rows.
    `work` bounds the multiplications: beyond it a sample of the training examples is used.
    """
    training, at = prepared.placement.of(0), list(prepared.dataset.targets)
    centre, width = prepared.fitted.arrays["mean"][at], width_of(prepared, at)
    timesteps = prepared.windows.timesteps
    sample = spread(training, _affordable(work, timesteps * len(prepared.dataset.inputs)))
    y = ((actual(prepared, sample) - centre) / width).reshape(len(sample), -1)
    coefficients, intercept = _line(inputs_of(prepared, sample), y)

    def predict(now: Rows) -> Array:
        said = [inputs_of(prepared, block) @ coefficients + intercept for block in blocks(now, len(coefficients))]
        return np.concatenate(said).reshape(len(now), -1, len(at)) * width + centre

    return Fit(predict=predict, fitted_on=len(sample), fitted_of=len(training), timesteps=timesteps)


def _affordable(work: float, inputs: int) -> int:
    """How many examples of so many inputs a fit may take: W · P · min(W, P) multiplications, and W · P cells."""
    most = max(work / inputs**2, np.sqrt(work / inputs))
    return max(2, int(min(most, ROOM / inputs)))


def _line(x: Array, y: Array) -> tuple[Array, Array]:
    """Coefficients (P, C) and intercept (C,), which is not penalised; by the smaller of the two systems."""
    x_mean, y_mean = x.mean(axis=0), y.mean(axis=0)
    x, y = x - x_mean, y - y_mean
    if x.shape[0] < x.shape[1]:
        coefficients = x.T @ np.linalg.solve(x @ x.T + ALPHA * np.eye(len(x)), y)
    else:
        coefficients = np.linalg.solve(x.T @ x + ALPHA * np.eye(x.shape[1]), x.T @ y)
    return np.asarray(coefficients), np.asarray(y_mean - x_mean @ coefficients)
