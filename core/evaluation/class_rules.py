"""What a model of classes has to beat: always the most frequent class, and the newest one known.

Letters: `N` rows, `W` windows, `H` horizon, `K` classes.
"""

from __future__ import annotations

import numpy as np

from core.data.fills import runs
from core.evaluation.past import Array, Fit, Rows, actual, answers
from core.examples.prepare import Located
from core.examples.windows import target_offsets

__all__ = ["last_class", "majority", "shares"]


def shares(prepared: Located) -> Array:
    """(K,) how often each class is the answer to a training example; all alike where none is at hand."""
    codes = actual(prepared, prepared.placement.of(0)).astype(np.int64)
    counts = np.bincount(codes.ravel(), minlength=len(prepared.dataset.classes))
    return np.asarray(counts / codes.size if codes.size else np.full(len(counts), 1 / len(counts)))


def majority(prepared: Located, work: float) -> Fit:
    """Every answer has the shares of the training answers as its probabilities: the most frequent class is said."""
    often, horizon = shares(prepared), prepared.windows.horizon
    return Fit(predict=lambda now: np.broadcast_to(often, (len(now), horizon, len(often))))


def last_class(prepared: Located, work: float) -> Fit:
    """Every answer is the newest class known, with certainty.

    A missing cell repeats the newest class of its segment; before the first one stands the most frequent class.
    With delay 0 the row's own class is the answer, so the row before it counts.
    """
    newest, horizon, classes = _newest(prepared), prepared.windows.horizon, len(prepared.dataset.classes)

    def predict(now: Rows) -> Array:
        return np.repeat(np.eye(classes)[newest[now]][:, None], horizon, axis=1)

    return Fit(predict=predict)


def _newest(prepared: Located) -> Rows:
    """(N,) the place of the newest class that may be used when a row is *now*."""
    codes, (starts, lengths) = answers(prepared)[:, 0], runs(prepared.dataset.segment)
    first = np.repeat(starts, lengths)
    if int(target_offsets(prepared.windows)[0]) == 0:
        codes = np.concatenate([[np.nan], codes[:-1]])
        codes[starts] = np.nan
    seen = np.maximum.accumulate(np.where(np.isfinite(codes), np.arange(len(codes)), -1))
    usual = float(shares(prepared).argmax())
    return np.where(seen >= first, codes[np.maximum(seen, 0)], usual).astype(np.int64)
