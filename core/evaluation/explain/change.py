"""What if: one window with a stretch of one column changed.

Letters: `R` rows of a window, `K` columns of the dataset, `H` horizon, `C` targets (of classes: probabilities).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.evaluation.explain.asked import Array, Asked, usual
from core.evaluation.explain.columns import Column
from core.spec import record

__all__ = ["KINDS", "Change", "Kind", "after", "changed"]

Kind = Literal["raise", "set", "hide"]
KINDS: tuple[Kind, ...] = ("raise", "set", "hide")


@record
class Change:
    """`column` is raised by `amount`, set to it, or hidden (its usual value instead) in some `timesteps`."""

    column: Column
    timesteps: slice
    kind: Kind
    amount: float = 0.0


def changed(asked: Asked, change: Change) -> Array:
    """(1, R, K) the first window of `asked`, changed."""
    values, rows = asked.values[:1].copy(), asked.rows(change.timesteps)
    ordinary = usual(asked) if change.kind == "hide" else None
    for place in change.column.places:
        if ordinary is not None:
            values[:, rows, place] = ordinary[rows, place]
        elif change.kind == "set":
            values[:, rows, place] = change.amount
        else:
            values[:, rows, place] += change.amount
    return values


def after(asked: Asked, change: Change) -> tuple[Array, Array]:
    """(H, C) what is said to the window as it is, and to the changed one."""
    before, then = asked.said(np.concatenate([asked.values[:1], changed(asked, change)]))
    return before, then
