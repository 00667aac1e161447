"""What is told of answers with classes, read from what was counted. What cannot be computed is NaN.

Letters: `K` classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.class_scores import ClassScores
from core.evaluation.past import Array
from core.spec import record

__all__ = ["CLASS_METRICS", "ClassMetric", "chance", "f1s", "precisions", "recalls"]


def recalls(scores: ClassScores) -> Array:
    """(K,) the share of each class that was found; NaN for one that never occurs."""
    return _share(np.diag(scores.confusion), scores.confusion.sum(axis=1))


def precisions(scores: ClassScores) -> Array:
    """(K,) the share of what was taken for each class that is it; NaN for one that is never said."""
    return _share(np.diag(scores.confusion), scores.confusion.sum(axis=0))


def f1s(scores: ClassScores) -> Array:
    """(K,) 2 · hits / (occurs + said): the harmonic mean of both; NaN for a class that neither occurs nor is said."""
    both = scores.confusion.sum(axis=0) + scores.confusion.sum(axis=1)
    return _share(2 * np.diag(scores.confusion), both)


def accuracy(scores: ClassScores) -> float:
    """The share of right answers."""
    return float(_share(np.trace(scores.confusion), scores.confusion.sum()))


def balanced_accuracy(scores: ClassScores) -> float:
    """The mean of the recalls: every class that occurs counts alike."""
    return _mean(recalls(scores))


def f1(scores: ClassScores) -> float:
    """The mean over the classes that occur or are said (macro)."""
    return _mean(f1s(scores))


def precision(scores: ClassScores) -> float:
    """Of two classes that of the second, which is looked for; of more the mean, NaN when one is never said."""
    return _looked_for(precisions(scores))


def recall(scores: ClassScores) -> float:
    """Of two classes that of the second, which is looked for; of more the mean over those that occur."""
    found = recalls(scores)
    return _looked_for(found) if len(found) == 2 else _mean(found)


def roc_auc(scores: ClassScores) -> float:
    """Of two classes that of the second; of more the mean of each against all others, where it can be computed."""
    return _looked_for(scores.areas) if len(scores.areas) == 2 else _mean(scores.areas)


def log_loss(scores: ClassScores) -> float:
    """The mean −log of the probability that the actual class was given."""
    return scores.surprise


def chance(scores: ClassScores) -> float:
    """The balanced accuracy of guessing among the classes that occur."""
    occurring = int(np.count_nonzero(scores.confusion.sum(axis=1)))
    return 1 / occurring if occurring else float("nan")


@record
class ClassMetric:
    """`kind`: a share (0.12 = 12 %) or a bare ratio, as of `core.evaluation.metrics.Metric`."""

    key: str
    of: Callable[[ClassScores], float]
    kind: Literal["share", "ratio"]
    better: Literal["lower", "higher"] = "higher"


CLASS_METRICS: Mapping[str, ClassMetric] = {
    metric.key: metric
    for metric in (
        ClassMetric(key="accuracy", of=accuracy, kind="share"),
        ClassMetric(key="balanced_accuracy", of=balanced_accuracy, kind="share"),
        ClassMetric(key="f1", of=f1, kind="share"),
        ClassMetric(key="precision", of=precision, kind="share"),
        ClassMetric(key="recall", of=recall, kind="share"),
        ClassMetric(key="roc_auc", of=roc_auc, kind="ratio"),
        ClassMetric(key="log_loss", of=log_loss, kind="ratio", better="lower"),
    )
}
"""A new metric is one entry here and its sentences `metrics.<key>` in the text file."""


def _looked_for(by_class: Array) -> float:
    return float(by_class[1]) if len(by_class) == 2 else float(by_class.mean())


def _mean(by_class: Array) -> float:
    there = by_class[np.isfinite(by_class)]
    return float(there.mean()) if len(there) else float("nan")


def _share(part: ArrayLike, whole: ArrayLike) -> Array:
    """part / whole, NaN where the whole is 0."""
    return np.asarray(np.asarray(part) / np.where(np.asarray(whole) > 0, whole, np.nan))
