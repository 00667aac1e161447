"""The loss of which quantiles are the best answer, for Keras. No page may load this: it loads TensorFlow.

Letters: B examples of a batch, H horizon, C targets, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

__all__ = ["pinball"]


def pinball(quantiles: tuple[float, ...]) -> Callable[[Any, Any], Any]:
    """The loss of answers (B, H, Q·C) to questions whose values (B, H, C) are known, for each step (B, H).

    Koenker and Bassett 1978: what lies above a quantile q costs q for each unit, what lies below it 1 − q, so
    that the cheapest answer has the share q of values below it. The mean over quantiles and targets.
    """
    share = np.array(quantiles, np.float32)[:, None]

    def loss(actual: Any, answer: Any) -> Any:
        steps, targets = answer.shape[1], answer.shape[2] // len(quantiles)
        levels = keras.ops.reshape(answer, (-1, steps, len(quantiles), targets))
        over = keras.ops.expand_dims(actual, 2) - levels
        return keras.ops.mean(keras.ops.maximum(share * over, (share - 1) * over), axis=(2, 3))

    return loss
