"""How far back it looks: how much worse the answers become when a stretch of every window is hidden.

Letters: `S` stretches, `C` targets (of classes: probabilities).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.evaluation.explain.asked import Array, Asked, errors, stretches, usual
from core.spec import record

__all__ = ["MOST_STRETCHES", "Occluded", "occluded"]

MOST_STRETCHES = 24


@record
class Occluded:
    """`base` (C,) is the error as it is, `worse` (S, C) how much it grew, `moved` (S, C) how far answers moved.

    `newest` and `oldest` (S,) are the ends of a stretch in timesteps before the newest one, 0 being the newest.
    """

    base: Array
    worse: Array
    moved: Array
    newest: list[int]
    oldest: list[int]


def occluded(asked: Asked, report: Callable[[int, int], None] = lambda done, of: None) -> Occluded:
    """Each stretch of timesteps in turn holds what usually stands there (occlusion, Zeiler and Fergus 2014)."""
    steps, ordinary = len(asked.offsets), usual(asked)
    said = asked.said(asked.values)
    base, hidden = errors(asked, said), stretches(steps, MOST_STRETCHES)
    worse, moved = np.empty((len(hidden), len(base))), np.empty((len(hidden), said.shape[-1]))
    for s, stretch in enumerate(hidden):
        report(s, len(hidden))
        rows, changed = asked.rows(stretch), asked.values.copy()
        changed[:, rows] = ordinary[rows]
        then = asked.said(changed)
        worse[s] = errors(asked, then) - base
        moved[s] = np.abs(then - said).mean(axis=(0, 1))
    return Occluded(
        base=base,
        worse=worse,
        moved=moved,
        newest=[steps - one.stop for one in hidden],
        oldest=[steps - 1 - one.start for one in hidden],
    )
