"""A curve of any length drawn from about two thousand points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POINTS = 2_000


def thinned(values: NDArray[np.float64], points: int = POINTS) -> NDArray[np.int64]:
    """Which positions of a curve to draw, ascending: the shape stays, peaks included.

    Missing values stay as breaks: each stretch of known values is thinned by its share, and one
    missing position between two stretches is kept. (MinMaxLTTB, arXiv 2305.00332.)
    """
    n = len(values)
    if n <= points:
        return np.arange(n, dtype=np.int64)
    known = np.isfinite(values)
    if known.all():
        return _thin(values, points)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(known)) + 1, [n]])
    if len(edges) > points:  # more breaks than points: a plain stride shows as much
        return np.arange(0, n, -(-n // points), dtype=np.int64)
    parts = []
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if known[begin]:
            parts.append(begin + _thin(values[begin:end], max(4, round(points * (end - begin) / n))))
        else:
            parts.append(np.array([begin], dtype=np.int64))
    return np.concatenate(parts)


def _thin(values: NDArray[np.float64], points: int) -> NDArray[np.int64]:
    if len(values) <= points:
        return np.arange(len(values), dtype=np.int64)
    from tsdownsample import MinMaxLTTBDownsampler

    chosen = MinMaxLTTBDownsampler().downsample(np.ascontiguousarray(values), n_out=points)
    return np.asarray(chosen, dtype=np.int64)
