"""How often answers with classes are right: counted over one part, for the model and every rule on the same rows.

Letters: `W` windows, `H` horizon, `K` classes, `n` = W · H answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.evaluation.curves import area
from core.evaluation.past import Array, Predict, actual, spread
from core.examples.prepare import Located
from core.spec import record

__all__ = ["ClassScores", "PartScores", "each_class", "score_classes", "scores_of"]

MOST_FOR_AREA = 2_000_000
"""Answers that are ranked for an area under a curve."""


@record
class ClassScores:
    """`confusion` (K, K) counts answers: rows actual, columns predicted. `surprise` is the mean −log of the
    probability that the actual class was given; `areas` (K,) are those under the ROC curves, each class
    against all others, NaN for a class that never or always occurs.
    """

    confusion: NDArray[np.int64]
    surprise: float
    areas: Array

    @property
    def answers(self) -> int:
        return int(self.confusion.sum())

    @property
    def wrong(self) -> int:
        """How many answers are."""
        return self.answers - int(np.trace(self.confusion))


@record
class PartScores:
    """One part: `scores` by who answered (`model` and rules); `by_step` who → (H,) the share that is wrong.

    `by_series` holds, for each of several series by its place in `series_names`, its windows and who → share.
    `losses` who → (W,) are the shares of each window's answers that are wrong.
    """

    scores: Mapping[str, ClassScores]
    by_step: Mapping[str, Array]
    losses: Mapping[str, Array]
    by_series: Mapping[int, tuple[int, Mapping[str, float]]] = field(default_factory=dict)


def each_class(values: Array) -> Array:
    """(…, K) a probability for each class; the one of two (…, 1) is that of the second.

    >>> each_class(np.array([[0.25]])).tolist()
    [[0.75, 0.25]]
    """
    return np.concatenate([1 - values, values], axis=-1) if values.shape[-1] == 1 else values


def scores_of(codes: NDArray[np.int64], probabilities: Array) -> ClassScores:
    """Actual places (n,) and probabilities (n, K)."""
    classes = probabilities.shape[1]
    said = probabilities.argmax(axis=1)
    given = np.clip(probabilities[np.arange(len(codes)), codes], np.finfo(np.float64).eps, 1)  # as scikit-learn does
    ranked = spread(np.arange(len(codes)), MOST_FOR_AREA)
    return ClassScores(
        confusion=np.bincount(codes * classes + said, minlength=classes**2).reshape(classes, classes),
        surprise=float(-np.log(given).mean()),
        areas=np.array([area(codes[ranked] == k, probabilities[ranked, k]) for k in range(classes)]),
    )


def score_classes(
    prepared: Located, now: NDArray[np.int64], values: Array, baselines: Mapping[str, Predict]
) -> PartScores:
    """`now` (W,) and the model's probabilities `values` (W, H, 1 or K), and each rule on the same rows."""
    codes = actual(prepared, now)[..., 0].astype(np.int64)
    several = len(prepared.dataset.series_names) > 1 and not prepared.windows.whole
    series = prepared.dataset.series[now] if several else np.empty(0, np.int32)
    scores, by_step, by_series, losses = {}, {}, {}, {}
    for who in ("model", *baselines):  # one after the other: the probabilities of a long series are many
        said = each_class(values) if who == "model" else baselines[who](now)
        wrong = said.argmax(axis=-1) != codes
        scores[who] = scores_of(codes.ravel(), said.reshape(codes.size, -1))
        by_step[who], losses[who] = wrong.mean(axis=0), wrong.mean(axis=1)
        by_series[who] = {one: float(wrong[series == one].mean()) for one in np.unique(series).tolist()}
    return PartScores(
        scores=scores,
        by_step=by_step,
        losses=losses,
        by_series={
            one: (int(np.count_nonzero(series == one)), {who: shares[one] for who, shares in by_series.items()})
            for one in by_series["model"]
        },
    )
