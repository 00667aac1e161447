"""Several folds judged with one model, which was trained before the first of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from core.evaluation.baselines import baselines_for
from core.evaluation.class_scores import score_classes
from core.evaluation.predictions import Predictions
from core.evaluation.scores import score
from core.examples.prepare import Prepared
from core.examples.windows import target_offsets

__all__ = ["errors_by_fold"]

TEST = 2


def errors_by_fold(
    prepared: Prepared, predictions: Predictions, edges: Sequence[int | str], report: Callable[[int, int], None]
) -> list[dict[str, Any]]:
    """Per fold its `windows` and the average `errors` of the model and of each rule, on the same windows.

    `edges` are where folds begin, and behind them where the last one ends: rows, or times of several series. A
    window belongs to the fold in which all its answers lie. Errors are absolute, of several targets in training
    deviations; of classes the share that is wrong.
    """
    rules = {key: rule(prepared).predict for key, rule in baselines_for(prepared).items()}
    report(1, len(edges))
    now, values = predictions.of(TEST)
    ahead = target_offsets(prepared.windows)
    places = _places(prepared, edges)
    first, last = places[now + ahead[0]], places[now + ahead[-1]]
    judge = score_classes if prepared.dataset.classes else score
    found = []
    for number in range(len(edges) - 1):
        inside = (first == number) & (last == number)
        losses: Mapping[str, Any] = judge(prepared, now[inside], values[inside], rules).losses if inside.any() else {}
        errors = {who: float(np.mean(one)) for who, one in losses.items()}
        found.append({"windows": int(np.count_nonzero(inside)), "errors": errors})
        report(number + 2, len(edges))
    return found


def _places(prepared: Prepared, edges: Sequence[int | str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """(N,) in which fold each row lies: −1 before the first, as many as there are folds behind the last."""
    data = prepared.dataset
    if isinstance(edges[0], str):
        assert data.time is not None
        return np.searchsorted(np.array(edges, "datetime64[ns]"), data.time, side="right") - 1
    return np.searchsorted(np.array(edges), np.arange(len(data)), side="right") - 1
