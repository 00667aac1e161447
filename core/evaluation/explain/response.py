"""What the answers would be if one column were smaller or larger, all else as it is.

Letters: `W` windows, `Q` values, `C` targets (of classes: probabilities).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.evaluation.explain.asked import Array, Asked
from core.examples.prepare import Located
from core.spec import record

__all__ = ["Response", "levels_of", "response"]

LEVELS = 15
SPREAD = (0.1, 0.9)


@record
class Response:
    """`values` (Q,) of the column; `mean`, `low` and `high` (Q, C) of the answers, over windows and steps ahead.

    Between `low` and `high` lie 80 % of the windows.
    """

    values: Array
    mean: Array
    low: Array
    high: Array


def levels_of(prepared: Located, place: int) -> Array:
    """(Q,) what the column usually holds, from its 1st to its 99th percentile of the training rows; ascending."""
    column = prepared.dataset.values[prepared.placement.part_of_row == 0, place]
    return np.unique(np.quantile(column[np.isfinite(column)], np.linspace(0.01, 0.99, LEVELS)))


def response(
    asked: Asked, place: int, newest: bool, report: Callable[[int, int], None] = lambda done, of: None
) -> Response:
    """Every window with one value in the column: in its newest row, or in all of them.

    The mean is partial dependence (Friedman 2001, section 8.2; scikit-learn's `partial_dependence`).
    """
    values = levels_of(asked.prepared, place)
    found = []
    for done, value in enumerate(values):
        report(done, len(values))
        changed = asked.values.copy()
        changed[:, -1 if newest else slice(None), place] = value
        said = asked.said(changed).mean(axis=1)
        found.append([said.mean(axis=0), *np.quantile(said, SPREAD, axis=0)])
    mean, low, high = np.moveaxis(np.array(found), 1, 0)
    return Response(values=values, mean=mean, low=low, high=high)
