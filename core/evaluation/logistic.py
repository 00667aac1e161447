"""Logistic regression: the straight line among the rules for classes.

Letters: `W` examples, `H` horizon, `K` classes, `P` inputs of an example.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.inputs import few_timesteps, inputs_of
from core.evaluation.past import Array, Fit, Rows, actual, blocks, spread
from core.evaluation.ridge import ALPHA
from core.examples.prepare import Located
from core.text import say

__all__ = ["logistic"]

INPUTS = 500
"""Inputs of an example that are read: of more, the newest timesteps, of a whole example some all along."""

CELL_WORK = 12_500
"""What one input of one example counts of `work`, for each class and step ahead: all together about 2 s."""

SMALLEST = 200
"""Examples learned from at least, where there are so many."""

ROUNDS = 100


def logistic(prepared: Located, work: float) -> Fit:
    """scikit-learn's `LogisticRegression` on the standardised inputs of an example, one for each step ahead.

    Penalised as strongly as the ridge. `work` bounds the fit: beyond it a sample of the training examples is used.
    Where only one class occurs in the training part there is nothing to tell apart, and no answer.
    """
    training, timesteps = prepared.placement.of(0), few_timesteps(prepared, INPUTS)
    horizon, classes = prepared.windows.horizon, len(prepared.dataset.classes)
    cells = len(timesteps) * len(prepared.dataset.inputs)
    sample = spread(training, max(SMALLEST, int(work / CELL_WORK / (cells * horizon * classes))))
    codes = actual(prepared, sample)[..., 0].astype(np.int64)
    if any(len(np.unique(step)) < 2 for step in codes.T):
        return Fit.cannot(say("baselines.one_class_only"))
    x = inputs_of(prepared, sample, timesteps)
    models = [_fit(x, step) for step in codes.T]

    def predict(now: Rows) -> Array:
        said = [
            np.stack([_shares(model, inputs_of(prepared, block, timesteps), classes) for model in models], axis=1)
            for block in blocks(now, cells)
        ]
        return np.concatenate(said) if said else np.zeros((0, horizon, classes))

    return Fit(predict=predict, fitted_on=len(sample), fitted_of=len(training), timesteps=len(timesteps))


def _fit(x: Array, codes: NDArray[np.int64]) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # as far as it got is the rule: `ROUNDS` are its bound
        return LogisticRegression(C=1 / ALPHA, max_iter=ROUNDS).fit(x, codes)


def _shares(model: Any, x: Array, classes: int) -> Array:
    """(W, K) a probability for each class; 0 for one that no training example has."""
    shares = np.zeros((len(x), classes))
    shares[:, model.classes_] = model.predict_proba(x)
    return shares
