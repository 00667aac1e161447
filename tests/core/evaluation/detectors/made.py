"""Forecasts with a fault that was put into them, or with none: no network learns for these tests.

Letters: `N` rows, `W` windows, `H` horizon, `C` targets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.evaluation.baselines import BASELINES
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.judgement import Judgement
from core.evaluation.past import Array, Rows
from core.evaluation.predictions import Predictions
from core.evaluation.report import About, judged_first, parts_of
from core.evaluation.scores import score
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.windows import target_offsets
from tests.core.examples.builders import dataset

Said = Callable[[Array, Rows, Rows], Array]
"""Targets (N, C), *now* (W, 1) and the rows to predict (W, H) → forecasts (W, H, C)."""

RULES = ("last_value", "seasonal", "ridge")


def examples(values: Array, windows: Windows | None = None, **columns: object) -> Prepared:
    split = columns.pop("split", SplitSpec())
    return prepare(dataset(values, **columns), windows or Windows(lookback=12), split, FittingSpec())


def answered(given: Prepared, said: Said) -> Predictions:
    now = given.placement.now
    truth = given.dataset.values[:, list(given.dataset.targets)]
    values = np.asarray(said(truth, now[:, None], now[:, None] + target_offsets(given.windows)), float)
    nobody = np.zeros(0, np.int64)
    return Predictions(
        part=given.placement.part, row=now, values=values, future_row=nobody, future=np.zeros((0, *values.shape[1:]))
    )


def evidence(
    given: Prepared, predictions: Predictions, rules: Sequence[str] = RULES, about: About | None = None
) -> Evidence:
    """As the report on numbers makes it, with these rules only: the quick ones."""
    fits = {key: BASELINES[key].rule(given).predict for key in rules}
    scored = {part: score(given, *predictions.of(i), fits) for part, i in parts_of(predictions).items()}
    part = judged_first(scored)
    return Evidence(
        prepared=given,
        predictions=predictions,
        part=part,
        errors={
            name: {who: float(errors.pool(0).absolute.mean()) for who, errors in one.errors.items()}
            for name, one in scored.items()
        },
        losses={name: one.losses for name, one in scored.items()},
        by_target={who: errors.pool(0).absolute for who, errors in scored[part].errors.items()},
        rules=fits,
        about=about or About(),
    )


def of(
    values: Array, said: Said, windows: Windows | None = None, about: About | None = None, **more: object
) -> Evidence:
    """The evidence of forecasts `said` of a series (N,) or several columns (N, K)."""
    given = examples(values, windows, **more)
    return evidence(given, answered(given, said), about=about)


def key_of(judgement: Judgement | None) -> str | None:
    return judgement and judgement.finding.key


def with_errors(given: Evidence, **errors: dict[str, float]) -> Evidence:
    """The same with errors of a part replaced."""
    return replace(given, errors={**given.errors, **errors})


def walk(rows: int = 1_500, seed: int = 0, size: float = 1.0) -> Array:
    return size * np.cumsum(np.random.default_rng(seed).normal(0, 1, rows))


def daily(rows: int = 1_500, seed: int = 0, noise: float = 0.3) -> Array:
    """A wave of 24 rows with noise."""
    return 3 * np.sin(2 * np.pi * np.arange(rows) / 24) + np.random.default_rng(seed).normal(0, noise, rows)


def last(y: Array, now: Rows, ahead: Rows) -> Array:
    """Every answer is the newest value known."""
    return np.repeat(y[now], ahead.shape[1], axis=1)


def nearly(share: float, seed: int = 1) -> Said:
    """The truth with noise of this share of how far it moves from row to row."""

    def said(y: Array, now: Rows, ahead: Rows) -> Array:
        truth = y[ahead]
        noise = np.random.default_rng(seed).normal(0, 1, truth.shape)
        return truth + share * np.abs(np.diff(y, axis=0)).mean(axis=0) * noise

    return said
