"""The model's errors and the baselines', added up over one part on the same rows.

Letters: `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import METRICS, Errors
from core.evaluation.past import Predict, actual, blocks, spread
from core.examples.prepare import Located, Prepared
from core.spec import record

Array = NDArray[np.float64]
QUANTILES = (0.5, 0.9, 0.95)
MOST_FOR_QUANTILES = 2_000_000


@record
class Worst:
    """Where one target was missed by most: the *now* row, the step ahead (from 0), and both values."""

    now: int
    step: int
    predicted: float
    actual: float


@record
class Scores:
    """One part: `errors` by who made them, each field (H, C); the model's worst miss per target.

    `quantiles` (Q, C) of the model's absolute errors, over at most two million of them per target.
    `by_series` holds the same errors for each of several series, by its place in `series_names`; whole examples
    are not told one by one. `losses` (W,) by who made them are the absolute errors of each window, averaged over
    steps and targets; several targets count in training deviations.
    """

    errors: Mapping[str, Errors]
    worst: tuple[Worst, ...]
    quantiles: Array
    losses: Mapping[str, Array]
    by_series: Mapping[int, Mapping[str, Errors]] = field(default_factory=dict)


def score(prepared: Prepared, now: NDArray[np.int64], values: Array, baselines: Mapping[str, Predict]) -> Scores:
    """`now` (W,) and the model's predictions `values` (W, H, C), against each baseline on the same rows."""
    tables: dict[int, dict[str, Errors]] = {}
    worst: list[Worst] = []
    losses = {who: np.empty(len(now)) for who in ("model", *baselines)}
    start = 0
    apart = len(prepared.dataset.series_names) > 1 and not prepared.windows.whole
    series = prepared.dataset.series if apart else np.zeros_like(prepared.dataset.series)
    cells = prepared.windows.timesteps * values.shape[2] + values[:1].size * (1 + len(baselines))
    for block in blocks(now, cells):
        truth = actual(prepared, block)
        said = values[start : start + len(block)]
        where = slice(start, start + len(block))
        start += len(block)
        answers = {"model": said, **{key: predict(block) for key, predict in baselines.items()}}
        _add(tables, series[block], truth, answers)
        for who, predicted in answers.items():
            losses[who][where] = window_losses(prepared, truth, predicted)
        worst = _worse(worst, _worst_of(block, truth, said))
    return Scores(
        errors=_together(tables),
        worst=tuple(worst),
        quantiles=_quantiles(prepared, now, values),
        losses=losses,
        by_series=tables if apart else {},
    )


def window_losses(prepared: Located, truth: Array, predicted: Array) -> Array:
    """(W,) absolute errors of answers (W, H, C), averaged over steps and targets; several in training deviations."""
    return np.asarray(np.abs(predicted - truth).mean(axis=1) @ _weights(prepared))


def _weights(prepared: Located) -> Array:
    """(C,) how much each target counts in a window's error: those that vary alike, in training deviations."""
    deviation = prepared.fitted.arrays["deviation"][list(prepared.dataset.targets)]
    if len(deviation) == 1 or not (deviation > 0).any():
        return np.full(len(deviation), 1 / len(deviation))
    varies = deviation > 0
    return np.where(varies, 1 / np.where(varies, deviation, 1.0), 0.0) / np.count_nonzero(varies)


def _add(
    tables: dict[int, dict[str, Errors]], series: NDArray[np.int32], truth: Array, answers: Mapping[str, Array]
) -> None:
    """Count a block's answers (w, H, C) towards the series (w,) of each."""
    present = np.unique(series).tolist()
    for one in present:
        rows = series == one if len(present) > 1 else slice(None)
        table = tables.setdefault(one, {})
        for who, predicted in answers.items():
            new = Errors.of(truth[rows], predicted[rows])
            table[who] = table[who] + new if who in table else new


def _together(tables: Mapping[int, Mapping[str, Errors]]) -> dict[str, Errors]:
    """The errors of all series as one."""
    first, *others = tables.values()
    return {who: sum((table[who] for table in others), start=first[who]) for who in first}


def _worst_of(now: NDArray[np.int64], truth: Array, said: Array) -> list[Worst]:
    missed = np.nan_to_num(np.abs(said - truth), nan=np.inf)
    found = []
    for c in range(truth.shape[2]):
        w, h = np.unravel_index(np.argmax(missed[..., c]), missed.shape[:2])
        found.append(Worst(now=int(now[w]), step=int(h), predicted=float(said[w, h, c]), actual=float(truth[w, h, c])))
    return found


def _worse(old: list[Worst], new: list[Worst]) -> list[Worst]:
    def miss(one: Worst) -> float:
        return abs(one.predicted - one.actual)

    return [b if miss(b) > miss(a) else a for a, b in zip(old, new, strict=True)] if old else new


def _quantiles(prepared: Prepared, now: NDArray[np.int64], values: Array) -> Array:
    asked = spread(np.arange(len(now)), max(1, MOST_FOR_QUANTILES // values.shape[1]))
    missed = np.empty((len(QUANTILES), values.shape[2]))
    truth = prepared.dataset.values[:, list(prepared.dataset.targets)]
    ahead = prepared.examples.targets.offsets
    for c in range(values.shape[2]):
        answers = truth[:, c][now[asked, None] + ahead]
        missed[:, c] = np.quantile(np.abs(values[asked, :, c] - answers), QUANTILES)
    return missed


def by_target(errors: Errors, names: tuple[str, ...], scale: Array) -> dict[str, dict[str, float]]:
    """Target → metric → figure in its own unit, over all steps; `scale` (C,) is what MASE divides by."""
    pooled = errors.pool(0)
    figures = {key: metric.of(pooled, scale) for key, metric in METRICS.items()}
    return {name: {key: float(figure[c]) for key, figure in figures.items()} for c, name in enumerate(names)}


def scaled(errors: Errors, deviation: Array) -> dict[str, float]:
    """MSE and MAE in training deviations, over all steps and the targets that vary in training.

    NaN when none does.
    """
    varies = deviation > 0
    if not varies.any():
        return {"mse": float("nan"), "mae": float("nan")}
    pooled, width = errors.pool(0), deviation[varies]
    return {
        "mse": float((pooled.square[varies] / width**2).mean()),
        "mae": float((pooled.absolute[varies] / width).mean()),
    }
