"""Numbers that stand for a failed reading, such as −9999."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MARKS = (
    -99999.0, -9999.99, -9999.9, -9999.0, -999.99, -999.9, -999.0, -200.0, -99.99, -99.9, -99.0,
    -32768.0, 999.0, 999.9, 999.99, 9999.0, 9999.9, 9999.99, 99999.0, 999999.0, 32767.0,
)  # fmt: skip


def sentinels(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Marks among the extreme values of one column, judged by how far all other values stay away.

    A mark must lie off the rest by half its range; a negative one below a column without negative
    values by a twentieth. `values` (N,) may hold NaN.
    """
    found: list[float] = []
    rest = values[np.isfinite(values)]
    while len(rest):
        low, high = float(rest.min()), float(rest.max())
        mark = low if low in _MARKS else high if high in _MARKS else None
        if mark is None:
            break
        others = rest[rest != mark]
        if not len(others) or len(others) < 0.2 * len(values) or not _far(mark, others):
            break
        found.append(mark)
        rest = others
    return tuple(found)


def _far(mark: float, others: NDArray[np.float64]) -> bool:
    low, high = float(others.min()), float(others.max())
    span = high - low
    away = low - mark if mark < low else mark - high
    if mark < 0 <= low:
        return away > 0.05 * span
    return away > 0.5 * max(span, 1e-9) and abs(mark) > 3 * max(abs(low), abs(high)) / 2
