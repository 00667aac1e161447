"""A pinned run beside the simple rules: what both models answered to the same questions, and whether it is luck.

Letters: `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.class_scores import each_class
from core.evaluation.luck import Luck
from core.evaluation.past import Array, actual, blocks
from core.evaluation.predictions import Predictions
from core.evaluation.report import luck_of
from core.evaluation.scores import window_losses
from core.examples.prepare import Located
from core.spec import record

__all__ = ["Reference", "beside"]


@record
class Reference:
    """What two models are off by on the `shared` questions of a part that both answered, of `of` the first one did.

    Errors are as in a verdict: of one target in its unit, of several in training deviations, of classes the share
    that is wrong.
    """

    own: float
    error: float
    shared: int
    of: int
    chance: Luck


def beside(prepared: Located, own: Predictions, other: Predictions, part: int) -> Reference | None:
    """None where no question of the part was answered by both. Nothing is trained, nothing predicted anew."""
    rows, mine = own.of(part)
    others, theirs = other.of(part)
    shared, at, there = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
    if not len(shared):
        return None
    losses = {"model": _losses(prepared, shared, mine[at]), "other": _losses(prepared, shared, theirs[there])}
    return Reference(
        own=float(losses["model"].mean()),
        error=float(losses["other"].mean()),
        shared=len(shared),
        of=len(rows),
        chance=luck_of(prepared, losses, "other"),
    )


def _losses(prepared: Located, now: NDArray[np.int64], values: Array) -> Array:
    """(W,) what each window is off by, as `core.evaluation.scores` and `class_scores` count it."""
    found, start = [], 0
    for block in blocks(now, values[0].size):
        truth, said = actual(prepared, block), values[start : start + len(block)]
        start += len(block)
        if prepared.dataset.classes:
            found.append((each_class(said).argmax(axis=-1) != truth[..., 0]).mean(axis=1))
        else:
            found.append(window_losses(prepared, truth, said))
    return np.concatenate(found)
