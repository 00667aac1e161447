"""Networks that answer together: how good each is alone, and how far they are from what they answer together.

Letters: `W` windows, `H` horizon, `C` targets (of classes: probabilities), `M` networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.class_scores import each_class
from core.evaluation.evaluate import plain
from core.evaluation.past import actual
from core.evaluation.predicting import Answer, Way, answers, at_once
from core.evaluation.predictions import Predictions
from core.examples.prepare import Prepared
from core.examples.split import PARTS

__all__ = ["members_report"]

Array = NDArray[np.float64]
UNSEEN = (1, 2)
"""The parts that are looked at: of the training part a network alone knows more than it should."""


def members_report(
    prepared: Prepared, predictions: Predictions, networks: Sequence[Answer], way: Way = at_once
) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """What each network (M) is worth alone, and how far apart they are (W, H, C) for every window of `predictions`.

    The first is JSON-safe: part → target → `alone` (M) and `together`, the mean absolute errors, and `apart`, the mean
    distance of the networks from what they answer together; all in the target's unit. Of classes these are the share
    that is wrong and the distance of probabilities. Windows of the training part have no distance, NaN.
    """
    far = np.full(predictions.values.shape, np.nan, np.float32)
    told: dict[str, Any] = {}
    for part in UNSEEN:
        now, together = predictions.of(part)
        if not len(now):
            continue
        inputs, alone, apart = prepared.inputs_at(now), [], np.zeros(together.shape)
        for network in networks:  # one after the other: the answers of a long series are many
            said = answers(prepared, inputs, network, way)
            alone.append(_errors(prepared, now, said))
            apart += _distances(said, together) / len(networks)
        far[predictions.part == part] = apart
        told[PARTS[part]] = _by_target(prepared, np.array(alone), _errors(prepared, now, together), apart)
    return {"count": len(networks), "parts": plain(told)}, far


def _distances(said: Array, together: Array) -> Array:
    """(W, H, C) how far answers are from those of all together."""
    with np.errstate(invalid="ignore", over="ignore"):  # a network that ran away says inf
        return np.asarray(np.abs(said - together))


def _by_target(prepared: Prepared, alone: Array, together: Array, apart: Array) -> dict[str, Any]:
    """Target → its figures, of errors `alone` (M, C) and `together` (C,)."""
    mean = np.atleast_1d(apart.mean()) if prepared.dataset.classes else apart.mean(axis=(0, 1))
    return {
        name: {"alone": alone[:, c].tolist(), "together": float(together[c]), "apart": float(mean[c])}
        for c, name in enumerate(prepared.dataset.target_names)
    }


def _errors(prepared: Prepared, now: NDArray[np.int64], values: Array) -> Array:
    """(C,) the mean absolute error of each target, or (1,) the share of classes that are wrong."""
    truth = actual(prepared, now)
    if prepared.dataset.classes:
        return np.atleast_1d((each_class(values).argmax(axis=-1) != truth[..., 0]).mean())
    return np.asarray(_distances(values, truth).mean(axis=(0, 1)))
