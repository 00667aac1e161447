"""Gradient-boosted trees on lags: the rule that bends where the straight line cannot.

scikit-learn's `HistGradientBoostingRegressor`, one model for each target over all steps ahead. Trees say nothing they
have not seen, so they answer with the change from the newest known value; of whole examples, with the value itself.

Letters: `W` windows, `H` horizon, `C` targets, `L` lags, `P` inputs of a whole example, `A` = W · H answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from core.evaluation.inputs import few_timesteps, inputs_of, width_of
from core.evaluation.past import Array, Fit, Rows, actual, answers, blocks, known, season_back, spread
from core.examples.prepare import Located
from core.examples.windows import input_offsets, target_offsets
from core.spec import record
from core.text import say

__all__ = ["LAGS", "Forest", "afford", "lags_of", "trees"]

MOST, FEWEST = 100, 12
"""Trees of one model; fewer take larger steps."""

ANSWER_WORK, LONGEST_WORK = 5_000, 3_000
"""What one answer of one tree counts of `work`: so that all together take about 2 s, with the fewest trees 3 s."""

LEARNED_WORK = 6_000_000
"""What one answer learned from counts of `work`: 40,000 of them, about 1 s."""

SMALLEST = 2_000
"""Answers that a target's model learns from at least, where there are so many."""

LAGS = 48
"""Values of the past that are read: the newest 24, and as many spread over the rest of the window."""

INPUTS = 300
"""Inputs of a whole example that are read."""


@record
class Forest:
    """How much is affordable: `trees` of each model (0: not one of them), and `pairs` to learn each from."""

    trees: int
    pairs: int

    @property
    def rate(self) -> float:
        """How much each tree corrects: 0.1 with 100 of them, as scikit-learn advises."""
        return min(0.4, 10 / max(1, self.trees))


def afford(work: float, answers: int, models: int) -> Forest:
    """For `answers` (A · C) to give in all, by so many models."""
    pairs = max(SMALLEST, int(work / LEARNED_WORK / models))
    if answers * FEWEST > work / LONGEST_WORK:
        return Forest(trees=0, pairs=pairs)
    return Forest(trees=int(np.clip(work / ANSWER_WORK / max(1, answers), FEWEST, MOST)), pairs=pairs)


def trees(prepared: Located, work: float) -> Fit:
    """Boosted trees on each target's own past, its level, the value one season before the answer and the step ahead.

    `work` bounds the fit and the answers: beyond it a sample of the training answers is learned from, and with many
    answers to give there are fewer trees. Where even the fewest take too long, they are left out.
    """
    targets, horizon = len(prepared.dataset.targets), prepared.windows.horizon
    whole = prepared.windows.whole
    asked = len(prepared.placement.now) * horizon * targets
    forest = afford(work, asked, targets * (horizon if whole else 1))
    if not forest.trees:
        return Fit.cannot(say("baselines.too_many_for_trees", answers=asked))
    return _of_examples(prepared, forest) if whole else _over_time(prepared, forest)


def _over_time(prepared: Located, forest: Forest) -> Fit:
    at, horizon = list(prepared.dataset.targets), prepared.windows.horizon
    width, past, target = width_of(prepared, at), known(prepared), answers(prepared)
    training, ahead = prepared.placement.of(0), target_offsets(prepared.windows)
    read = lags_of(prepared, past)
    pairs = spread(np.arange(len(training) * horizon), forest.pairs)
    now, step = training[pairs // horizon], pairs % horizon
    change = (target[now + ahead[step]] - past[now]) / width
    models = [_fit(read(now, step, c), change[:, c], forest) for c in range(len(at))]

    def predict(rows: Rows) -> Array:
        said = np.repeat(past[rows][:, None], horizon, axis=1)
        for block, place in _numbered(rows, horizon * (LAGS + 3)):
            many, steps = np.repeat(block, horizon), np.tile(np.arange(horizon), len(block))
            for c, model in enumerate(models):
                said[place, :, c] += _said(model, read(many, steps, c)).reshape(-1, horizon) * width[c]
        return said

    return Fit(predict=predict, fitted_on=len(pairs), fitted_of=len(training) * horizon)


def lags_of(prepared: Located, past: Array) -> Callable[[Rows, Rows, int], Array]:
    """A reader of (A, L + 3): lags minus the newest value, that value, the value a season before, the step ahead.

    It takes *now* (A,), the step ahead from 0 (A,) and the place of the target. All values are in training
    deviations. Where the season reaches behind the lookback, or nothing was measured there, the newest value stands in.
    """
    at = list(prepared.dataset.targets)
    mean, width, values = prepared.fitted.arrays["mean"][at], width_of(prepared, at), answers(prepared)
    offsets, back = input_offsets(prepared.windows)[:-1], season_back(prepared)
    half = LAGS // 2
    older = offsets[:-half] if len(offsets) > half else offsets[:0]
    kept = older[np.linspace(0, len(older) - 1, min(half, len(older))).round().astype(np.int64)]
    lags = np.concatenate([kept, offsets[-half:]])
    within = (back > -prepared.windows.lookback) & (prepared.dataset.season is not None)

    def read(now: Rows, step: Rows, c: int) -> Array:
        newest = past[now, c]
        seasonal = np.where(within[step], values[np.maximum(now + back[step], 0), c], np.nan)
        seasonal = np.where(np.isfinite(seasonal), seasonal, newest)
        changes = np.column_stack([past[now[:, None] + lags, c] - newest[:, None], newest - mean[c], seasonal - newest])
        return np.column_stack([changes / width[c], step])

    return read


def _of_examples(prepared: Located, forest: Forest) -> Fit:
    """A model for each answer, on some of the inputs of an example."""
    at, horizon = list(prepared.dataset.targets), prepared.windows.horizon
    centre, width = prepared.fitted.arrays["mean"][at], width_of(prepared, at)
    training, timesteps = prepared.placement.of(0), few_timesteps(prepared, INPUTS)
    cells = len(timesteps) * len(prepared.dataset.inputs)
    sample = spread(training, min(forest.pairs, max(2, forest.pairs * INPUTS // cells)))
    x = inputs_of(prepared, sample, timesteps)
    wanted = ((actual(prepared, sample) - centre) / width).reshape(len(sample), -1)
    models = [_fit(x, column, forest) for column in wanted.T]

    def predict(now: Rows) -> Array:
        said = np.empty((len(now), len(models)))
        for block, place in _numbered(now, cells):
            read = inputs_of(prepared, block, timesteps)
            said[place] = np.stack([_said(model, read) for model in models], axis=1)
        return said.reshape(len(now), horizon, len(at)) * width + centre

    return Fit(predict=predict, fitted_on=len(sample), fitted_of=len(training))


def _fit(x: Array, y: Array, forest: Forest) -> Any:
    """On (A, L) and (A,); always the same trees for the same rows."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(
        max_iter=forest.trees, learning_rate=forest.rate, early_stopping=False, random_state=0
    )
    with _one_thread():
        return model.fit(x, y)


def _said(model: Any, x: Array) -> Array:
    with _one_thread():
        return np.asarray(model.predict(x))


def _one_thread() -> Any:
    """Several threads wait for each other busily after each of many small steps: 6 s instead of 0.3 on 400 windows."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1, user_api="openmp")


def _numbered(rows: Rows, cells: int) -> list[tuple[Rows, slice]]:
    """Blocks of rows, each with its place among them."""
    found, start = [], 0
    for block in blocks(rows, cells):
        found.append((block, slice(start, start + len(block))))
        start += len(block)
    return found
