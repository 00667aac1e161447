"""One class against all others, at every threshold: ROC and precision–recall.

Letters: `n` answers, `p` points of a curve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.past import Array
from core.spec import record

__all__ = ["MOST_POINTS", "Curve", "area", "precision_recall", "roc"]

MOST_POINTS = 200

Flags = NDArray[np.bool_]


@record
class Curve:
    """Points (p,) from left to right; empty where the class never occurs, or for ROC always."""

    x: Array
    y: Array


def roc(is_class: Flags, probability: Array) -> Curve:
    """The share of the others taken for the class (x) against the share of the class found (y); all (n,).

    Fawcett 2006. Of more than 200 points those are kept that lie at even distances along the curve.
    """
    hits, misses = _counts(is_class, probability)
    if not len(hits) or not hits[-1] or not misses[-1]:
        return Curve(x=np.empty(0), y=np.empty(0))
    return _thinned(Curve(x=np.append(0, misses / misses[-1]), y=np.append(0, hits / hits[-1])))


def precision_recall(is_class: Flags, probability: Array) -> Curve:
    """The share of the class found (x) against the share of what was taken for it that is it (y)."""
    hits, misses = _counts(is_class, probability)
    if not len(hits) or not hits[-1]:
        return Curve(x=np.empty(0), y=np.empty(0))
    x, y = hits / hits[-1], hits / (hits + misses)
    return _thinned(Curve(x=np.append(0, x), y=np.append(y[0], y)))


def area(is_class: Flags, probability: Array) -> float:
    """The area under the ROC curve (n,): how often one of the class is ranked above one of the others.

    Ties count half. NaN where one of both is missing.
    """
    hits, misses = _counts(is_class, probability)
    if not len(hits) or not hits[-1] or not misses[-1]:
        return float("nan")
    return float(np.trapezoid(np.append(0, hits / hits[-1]), np.append(0, misses / misses[-1])))


def _counts(is_class: Flags, probability: Array) -> tuple[Array, Array]:
    """At every threshold, falling: how many of the class and how many of the others are at or above it."""
    order = np.argsort(-probability, kind="stable")
    ranked = probability[order]
    last = np.flatnonzero(np.append(np.diff(ranked) != 0, True)) if len(ranked) else np.empty(0, np.int64)
    hits = np.cumsum(is_class[order], dtype=np.float64)[last]
    return hits, last + 1 - hits


def _thinned(curve: Curve) -> Curve:
    """At most `MOST_POINTS` points, the first and the last among them."""
    if len(curve.x) <= MOST_POINTS:
        return curve
    way = np.append(0, np.cumsum(np.abs(np.diff(curve.x)) + np.abs(np.diff(curve.y))))
    kept = np.unique(np.searchsorted(way, np.linspace(0, way[-1], MOST_POINTS)))
    return Curve(x=curve.x[kept], y=curve.y[kept])
