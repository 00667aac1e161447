"""The errors of a model and of doing nothing on the same forecasts: of one step ahead, and of all.

Letters: `W` windows, `n` forecasts, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.evaluation.baselines import BASELINES, doing_nothing
from core.evaluation.class_scores import each_class
from core.evaluation.past import Predict, actual, blocks
from core.evaluation.questions import question_of
from core.evaluation.slices import Gains, GainsSoFar, block_length
from core.examples.prepare import Located
from core.examples.windows import target_offsets
from core.spec import record

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@record
class Faults:
    """Forecasts of one target, one step ahead, in order: the `row` (n,) predicted and what was `actual` there (n,).

    `model` and `nothing` (n,) are absolute errors, of classes 1 where the wrong one was said. `overlap` is how
    many forecasts in a row share rows, `season` how many make a season, at least 1.
    """

    row: Rows
    actual: Floats
    model: Floats
    nothing: Floats
    overlap: int
    season: int

    def __len__(self) -> int:
        return len(self.row)

    def between(self, first: int, end: int) -> Faults:
        """Some of them in a row."""
        some = slice(first, end)
        return replace(
            self, row=self.row[some], actual=self.actual[some], model=self.model[some], nothing=self.nothing[some]
        )

    def block(self, slices: int = 1) -> int:
        """How many forecasts in a row are counted as one."""
        return block_length(self.model, self.overlap, self.season, slices)


def faults(located: Located, now: Rows, values: Floats, c: int, step: int) -> Faults:
    """Of windows `now` (W,) with predictions `values` (W, H, C), of classes probabilities; `step` from 0.

    Forecasts that are no number, or whose answer is none, are left out.
    """
    truth, model, nothing = (np.empty(len(now)) for _ in range(3))
    for where, known, own, other in _answers(located, now, values, c):
        truth[where] = known[:, step]
        model[where], nothing[where] = own[:, step], other[:, step]
    row = now + target_offsets(located.windows)[step]
    told = np.isfinite(model) & np.isfinite(nothing)
    stride = _stride(now)
    return Faults(
        row=row[told],
        actual=truth[told],
        model=model[told],
        nothing=nothing[told],
        overlap=1 if located.windows.whole else max(1, -(-int(row[0] - now[0]) // stride) if len(now) else 1),
        season=max(1, (located.dataset.season or 1) // stride),
    )


def gains(located: Located, now: Rows, values: Floats, c: int) -> Gains:
    """The skill at each step ahead against doing nothing."""
    first = faults(located, now, values, c, 0)
    last = located.windows.delay + located.windows.horizon - 1
    length = block_length(first.model, max(1, -(-last // _stride(now))), first.season) if len(first) else 1
    so_far = GainsSoFar(len(now), located.windows.horizon, length)
    for _, _, own, other in _answers(located, now, values, c):
        so_far.add(own, other)
    return so_far.gains()


def _stride(now: Rows) -> int:
    """Rows from one window to the next."""
    return max(1, int(np.median(np.diff(now)))) if len(now) > 1 else 1


def _answers(located: Located, now: Rows, values: Floats, c: int) -> Iterator[tuple[slice, Floats, Floats, Floats]]:
    """In blocks: which windows, what was (w, H), and the errors of the model and of doing nothing (w, H)."""
    predict, start = _nothing(located), 0
    for block in blocks(now, 4 * values[:1].size):
        where = slice(start, start + len(block))
        start += len(block)
        truth = actual(located, block)[..., c]
        yield where, truth, _off(located, values[where], truth, c), _off(located, predict(block), truth, c)


def _nothing(located: Located) -> Predict:
    return BASELINES[doing_nothing(question_of(located))](located).predict


def _off(located: Located, values: Floats, truth: Floats, c: int) -> Floats:
    if located.dataset.classes:
        return (each_class(values).argmax(axis=-1) != truth).astype(np.float64)
    return np.asarray(np.abs(values[..., c] - truth))
