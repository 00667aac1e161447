"""Scaling: there and back, equal to scikit-learn, and the same after a trip through files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import preprocessing

from core.errors import SettingsError
from core.examples.fitting import fit, load, save, scale, unscale
from core.examples.scalers import SCALERS
from core.examples.spec import FittingSpec
from tests.core.examples.builders import dataset

COLUMNS = arrays(np.float64, st.integers(2, 50), elements=st.floats(-1e9, 1e9, allow_subnormal=False))
AFFINE = [key for key, scaler in SCALERS.items() if scaler.for_targets]


def fitted_on(values: np.ndarray, scaler: str):
    data = dataset(values, targets=(0,), inputs=(0,))
    return fit(data, np.zeros(len(values), dtype=np.int8), FittingSpec(scaler=scaler))


@pytest.mark.parametrize("key", AFFINE)
@settings(max_examples=60, deadline=None)
@given(column=COLUMNS)
def test_scaling_and_back_returns_the_value(key, column) -> None:
    fitted = fitted_on(column, key)
    back = unscale(fitted, scale(fitted, column[:, None], "a"), "a")[:, 0]
    size = max(np.abs(column).max(), np.abs(fitted.arrays["0/center"]), np.finfo(float).tiny)
    assert np.abs(back - column).max() <= 4 * np.finfo(np.float64).eps * size


@pytest.mark.course("B1", "B2", "B3")
@pytest.mark.parametrize(
    ("key", "stock"),
    [
        ("standard", preprocessing.StandardScaler()),
        ("minmax", preprocessing.MinMaxScaler()),
        ("robust", preprocessing.RobustScaler()),
        ("maxabs", preprocessing.MaxAbsScaler()),
        ("quantile", preprocessing.QuantileTransformer(n_quantiles=1000, subsample=None)),
        ("power", preprocessing.PowerTransformer()),
    ],
)
def test_each_scaler_equals_scikit_learn(key, stock) -> None:
    draw = np.random.default_rng(7)
    train, unseen = draw.gamma(2.0, 3.0, (1500, 1)), draw.gamma(2.0, 4.0, (200, 1))
    learned = SCALERS[key].learn(train[:, 0])
    np.testing.assert_allclose(
        SCALERS[key].apply(unseen, learned), stock.fit(train).transform(unseen), rtol=1e-9, atol=1e-9
    )


def test_power_comes_back_and_quantile_does_where_there_are_no_ties() -> None:
    column = np.random.default_rng(1).normal(3, 5, 400)
    for key in ("power", "quantile"):
        learned = SCALERS[key].learn(column)
        np.testing.assert_allclose(SCALERS[key].invert(SCALERS[key].apply(column, learned), learned), column, atol=1e-8)


def test_a_constant_column_becomes_zero_and_returns() -> None:
    for key in ("standard", "minmax", "robust"):
        fitted = fitted_on(np.full(9, 5.0), key)
        assert scale(fitted, np.array([[5.0]]), "a") == 0
        assert unscale(fitted, np.array([[0.0]]), "a") == 5


def test_missing_cells_stay_missing_and_do_not_move_what_is_learned() -> None:
    column = np.array([1.0, np.nan, 3.0, 8.0])
    fitted = fitted_on(column, "standard")
    assert fitted.arrays["0/center"] == 4.0
    assert np.isnan(scale(fitted, column[:, None], "a")[1, 0])


@pytest.mark.parametrize("key", AFFINE)
def test_the_rounding_of_a_constant_is_no_width(key) -> None:
    """A thousand cells of 0.1 have a deviation of 1e-17: scaled by it, the next 0.2 became 7e15."""
    fitted = fitted_on(np.full(1_000, 0.1), key)
    assert np.std(np.full(1_000, 0.1)) > 0
    assert fitted.arrays["deviation"][0] == 0
    assert abs(scale(fitted, np.array([[0.2]]), "a")[0, 0]) < 3


def test_a_column_of_tiny_numbers_keeps_its_width() -> None:
    column = np.array([1.0, 2.0, 4.0]) * 1e-30
    np.testing.assert_allclose(scale(fitted_on(column, "minmax"), column[:, None], "a")[:, 0], [0, 1 / 3, 1], rtol=1e-9)


def test_a_width_that_only_rounding_made_is_none() -> None:
    """1e-300 beside 1e9 comes back from the middle half of a column as rounding; divided by it, nothing returned."""
    for column in (np.array([1e9, 1e9, 1e9, 1e9 + 1e-6]), np.array([0.0, 0.0, 1e-300, 1e9, 0.0, 0.0])):
        for key in AFFINE:
            fitted = fitted_on(column, key)
            back = unscale(fitted, scale(fitted, column[:, None], "a"), "a")[:, 0]
            np.testing.assert_allclose(back, column, rtol=1e-15, atol=4e-16 * 1e9)


def test_a_target_is_standardised_where_the_general_scaler_cannot_be_undone() -> None:
    data = dataset(np.random.default_rng(0).normal(size=(50, 2)))
    fitted = fit(data, np.zeros(50, dtype=np.int8), FittingSpec(scaler="quantile"))
    assert fitted.scalers == ("standard", "quantile")


def test_asking_for_such_a_scaler_on_a_target_is_refused() -> None:
    data = dataset(np.arange(50.0))
    with pytest.raises(SettingsError, match="because it is predicted"):
        fit(data, np.zeros(50, dtype=np.int8), FittingSpec(per_column=(("a", "power"),)))


def test_an_unknown_scaler_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="Received: 'typo'"):
        FittingSpec(scaler="typo")


def test_what_was_learned_is_bit_equal_after_saving(tmp_path) -> None:
    data = dataset(np.random.default_rng(5).lognormal(size=(300, 3)))
    fitting = FittingSpec(scaler="robust", per_column=(("b", "quantile"), ("c", "power")))
    fitted = fit(data, np.zeros(300, dtype=np.int8), fitting)
    save(fitted, tmp_path)
    again = load(tmp_path)
    assert (again.columns, again.scalers) == (fitted.columns, fitted.scalers)
    assert again.arrays.keys() == fitted.arrays.keys()
    assert all(np.array_equal(again.arrays[k], fitted.arrays[k]) for k in fitted.arrays)
