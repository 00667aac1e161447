"""Numbers that stand for a failed reading, such as −9999, or 0 where 0 is impossible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MARKS = (
    -99999.0, -9999.99, -9999.9, -9999.0, -999.99, -999.9, -999.0, -200.0, -99.99, -99.9, -99.0,
    -32768.0, 999.0, 999.9, 999.99, 9999.0, 9999.9, 9999.99, 99999.0, 999999.0, 32767.0,
)  # fmt: skip
_LEAST, _LEAST_ABOVE = 0.2, 0.02  # share of the column that holds something else; above an impossible negative
_FEW_ZEROS, _KINDS = 0.05, 10  # share of zeros above which, different others below which 0 is a value like any other


def sentinels(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Marks among the extreme values of one column, judged by how far all other values stay away.

    A mark must lie off the rest by half its range; a negative one below a column without negative
    values by a twentieth, and it may fill nearly all of a column whose sensor died. 0 is one only when
    it is rare and the rest varies: air pressure, not sales on a Sunday.
    `values` (N,) may hold NaN.
    """
    found: list[float] = []
    rest = values[np.isfinite(values)]
    while len(rest):
        low, high = float(rest.min()), float(rest.max())
        mark = next((edge for edge in (low, high) if edge in _MARKS or (edge == 0 and _rare_zero(rest))), None)
        if mark is None:
            break
        others = rest[rest != mark]
        if not len(others) or not _far(mark, others):
            break
        impossible = mark < 0 <= float(others.min())
        if len(others) < (_LEAST_ABOVE if impossible else _LEAST) * len(values):
            break
        found.append(mark)
        rest = others
    return tuple(found)


def without_marks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) NaN where a failed reading stands; the same array when there is none."""
    marks = sentinels(values)
    return np.where(np.isin(values, marks), np.nan, values) if marks else values


def _far(mark: float, others: NDArray[np.float64]) -> bool:
    low, high = float(others.min()), float(others.max())
    span = high - low
    away = low - mark if mark < low else mark - high
    if mark < 0 <= low:
        return away > 0.05 * span
    return away > 0.5 * max(span, 1e-9) and (mark == 0 or abs(mark) > 3 * max(abs(low), abs(high)) / 2)


def _rare_zero(rest: NDArray[np.float64]) -> bool:
    zeros = int(np.count_nonzero(rest == 0))
    return zeros < _FEW_ZEROS * len(rest) and len(np.unique(rest[:: max(1, len(rest) // 1_000)])) > _KINDS
