"""Networks of one weighted sum, whose every explanation can be computed by hand."""

from __future__ import annotations

import numpy as np

from core.evaluation.explain.asked import Asked, asked_at
from core.evaluation.predicting import Way, at_once
from core.examples.prepare import Prepared
from core.examples.spec import Windows
from tests.core.evaluation.builders import prepared

WINDOWS = Windows(lookback=12, step=3, delay=2, horizon=2)


def weights(timesteps: int = 4, columns: int = 3, horizon: int = 2) -> np.ndarray:
    """(T, F, H): nothing of the oldest timestep, nothing of the last column."""
    found = np.random.default_rng(4).normal(size=(timesteps, columns, horizon))
    found[0], found[:, -1] = 0.0, 0.0
    return found


def case(windows: Windows = WINDOWS) -> Prepared:
    """Three columns of noise around levels of their own, the first predicted."""
    values = np.array([3.0, 40.0, -5.0]) + np.array([1.0, 9.0, 2.0]) * np.random.default_rng(6).normal(size=(400, 3))
    return prepared(values, windows, targets=(0,))


def linear(weighted: np.ndarray):
    """(W, T, F) → (W, H, 1) in float64, so that nothing is lost to rounding."""
    return lambda x: np.einsum("wtf,tfh->wh", x.astype(np.float64), weighted)[..., None]


def asked(given: Prepared, weighted: np.ndarray, part: int = 2, way: Way = at_once) -> Asked:
    return asked_at(given, linear(weighted), way, given.placement.of(part))
