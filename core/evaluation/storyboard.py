"""The worst moments of a part, one for each event: what the model saw, what it said and what happened.

Letters: `w` windows of one series in order, `H` horizon, `M` moments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import DAY
from core.evaluation.past import actual, blocks
from core.examples.prepare import Located
from core.spec import record

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

MOST = 8
_NEAREST = 3
_PER_MOMENT = 4


@record
class Moment:
    """One forecast that went wrong: its place (from 0) among the windows of the part, and how far it was off.

    `now` is the newest row the model saw; `error` is averaged over all steps ahead, in the target's unit, and
    `usual` the same over all windows.
    """

    place: int
    now: int
    error: float
    usual: float

    @property
    def times(self) -> float:
        """How many times its usual error; NaN where it is usually right to the last digit."""
        return self.error / self.usual if self.usual > 0 else float("nan")


def storyboard(located: Located, now: Rows, values: Floats, c: int) -> tuple[Moment, ...]:
    """The worst of the windows `now` (w,) with predictions `values` (w, H, C) of target `c`, the worst first."""
    errors = window_errors(located, now, values, c)
    known = np.isfinite(errors)
    if not known.any():
        return ()
    usual = float(errors[known].mean())
    chosen = distinct(now, np.where(known, errors, -np.inf), least_apart(located, len(now)))
    return tuple(
        Moment(place=place, now=int(now[place]), error=float(errors[place]), usual=usual)
        for place in chosen
        if errors[place] > 0
    )


def window_errors(located: Located, now: Rows, values: Floats, c: int) -> Floats:
    """(w,) mean absolute error of each window over its steps."""
    errors, start = np.empty(len(now)), 0
    for block in blocks(now, 3 * values[:1].size):
        said = values[start : start + len(block), :, c]
        errors[start : start + len(block)] = np.abs(said - actual(located, block)[..., c]).mean(axis=1)
        start += len(block)
    return errors


def least_apart(located: Located, windows: int) -> int:
    """Rows from one moment to the next that make them two events.

    Longer than a forecast, so that no answer is told twice; a day or a season where the part is long enough
    to hold several times as many.
    """
    dataset, horizon = located.dataset, located.windows.horizon
    day = round(DAY / dataset.spacing) if dataset.spacing and dataset.spacing < DAY else 1
    room = windows * located.windows.stride // (_PER_MOMENT * MOST)
    return max(horizon, _NEAREST, min(max(day, dataset.season or 1), room))


def distinct(now: Rows, errors: Floats, apart: int, most: int = MOST) -> list[int]:
    """Places of the largest errors (w,), each at least `apart` rows from all larger ones; −inf is never chosen."""
    left = errors.copy()
    chosen: list[int] = []
    while len(chosen) < most and len(left) and np.isfinite(left.max()):
        worst = int(left.argmax())
        chosen.append(worst)
        left[np.abs(now - now[worst]) < apart] = -np.inf
    return chosen
