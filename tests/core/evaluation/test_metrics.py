"""Metrics against scikit-learn and plain loops, in own units, to 1e-9 relative."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics as sk

from core.evaluation.metrics import METRICS, Errors, seasonal_scale
from core.text import known

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)
PAIRS = st.integers(2, 40).flatmap(
    lambda n: st.tuples(arrays(float, n, elements=NUMBERS), arrays(float, n, elements=NUMBERS))
)


def close(got: float, wanted: float) -> bool:
    return got == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@settings(max_examples=80, deadline=None)
@given(pair=PAIRS)
def test_metrics_equal_scikit_learn(pair) -> None:
    actual, predicted = pair
    assert close(METRICS["mae"](actual, predicted), sk.mean_absolute_error(actual, predicted))
    assert close(METRICS["mse"](actual, predicted), sk.mean_squared_error(actual, predicted))
    assert close(METRICS["rmse"](actual, predicted), sk.root_mean_squared_error(actual, predicted))
    if np.all(actual != 0):
        assert close(METRICS["mape"](actual, predicted), sk.mean_absolute_percentage_error(actual, predicted))
    if actual.std() > 1e-6 * np.abs(actual).max():
        assert METRICS["r2"](actual, predicted) == pytest.approx(sk.r2_score(actual, predicted), rel=1e-9, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(pair=PAIRS)
def test_shares_and_mase_equal_a_plain_loop(pair) -> None:
    actual, predicted = pair
    if all(a != 0 or p != 0 for a, p in zip(actual, predicted, strict=True)):
        loop = [2 * abs(p - a) / (abs(a) + abs(p)) for a, p in zip(actual, predicted, strict=True)]
        assert close(METRICS["smape"](actual, predicted), math.fsum(loop) / len(loop))
    loop = [abs(p - a) for a, p in zip(actual, predicted, strict=True)]
    assert close(METRICS["mase"](actual, predicted, 2.5), math.fsum(loop) / len(loop) / 2.5)


@settings(max_examples=60, deadline=None)
@given(pair=PAIRS, cut=st.floats(0.01, 0.99))
def test_errors_added_in_blocks_equal_those_of_the_whole(pair, cut) -> None:
    actual, predicted = pair
    at = min(len(actual) - 1, max(1, int(cut * len(actual))))
    parts = Errors.of(actual[:at], predicted[:at]) + Errors.of(actual[at:], predicted[at:])
    whole = Errors.of(actual, predicted)
    for metric in METRICS.values():
        one, other = float(metric.of(parts, 1.5)), float(metric.of(whole, 1.5))
        if metric.key != "r2" or actual.std() > 1e-6 * np.abs(actual).max():
            assert one == pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True)


def test_pooling_steps_counts_every_cell_once() -> None:
    rng = np.random.default_rng(0)
    actual, predicted = rng.normal(5, 2, (30, 4, 2)), rng.normal(5, 2, (30, 4, 2))
    pooled = Errors.of(actual, predicted).pool(0)
    for c in range(2):
        a, p = actual[..., c].ravel(), predicted[..., c].ravel()
        assert close(pooled.absolute[c], sk.mean_absolute_error(a, p))
        assert close(METRICS["r2"].of(pooled, 1)[c], sk.r2_score(a, p))
        assert pooled.cells[c] == 120
        assert (pooled.low[c], pooled.high[c]) == (a.min(), a.max())


@pytest.mark.parametrize(
    ("key", "actual", "predicted"),
    [
        ("mape", [0.0, 1.0], [1.0, 1.0]),
        ("smape", [0.0, 1.0], [0.0, 1.0]),
        ("r2", [3.1, 3.1, 3.1], [1.0, 2.0, 3.0]),
        ("r2", [0.1] * 7, [0.1] * 7),
        ("mase", [1.0, 2.0], [1.0, 1.0]),
        ("mae", [1.0, 2.0], [1.0, np.nan]),
    ],
)
def test_what_cannot_be_computed_is_nan_and_never_zero(key, actual, predicted) -> None:
    assert math.isnan(METRICS[key](actual, predicted, 0.0))


def test_shapes_that_differ_are_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="one shape"):
        Errors.of([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="at least one row"):
        Errors.of([], [])


def test_the_scale_of_mase_is_the_seasonal_naive_within_a_segment() -> None:
    values = np.array([1.0, 5.0, 2.0, 9.0, 100.0, 200.0, 104.0])
    segment = np.array([0, 0, 0, 0, 1, 1, 1], dtype=np.int32)
    assert seasonal_scale(values, segment, 2) == np.mean([abs(2 - 1), abs(9 - 5), abs(104 - 100)])
    assert math.isnan(seasonal_scale(values, segment, 7))
    assert math.isnan(seasonal_scale(values[:4], segment[:4], 4))


def test_every_metric_has_its_sentences() -> None:
    for key in METRICS:
        assert all(known(f"metrics.{key}.{word}") for word in ("label", "help", "sentence")), key
        assert known(f"not_computable.{key}") or key in ("mae", "rmse", "mse")  # a number wherever predictions are
