"""Principal components: equal to scikit-learn, learned from training rows, the targets' own past beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from core.examples.fitting import fit, fit_and_transform, load, save, scale, scaled_blocks
from core.examples.gather import input_matrix
from core.examples.learned import transform
from core.examples.prepare import prepare, ready
from core.examples.reduction import beside, feature_names, features, how_many, replaced, spread_of
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.examples.builders import dataset

ROWS = 400


def related(columns: int = 5, seed: int = 0) -> np.ndarray:
    """(ROWS, columns) that follow two hidden curves, each with its own size and middle, and a little noise."""
    draw = np.random.default_rng(seed)
    hidden = np.cumsum(draw.normal(size=(ROWS, 2)), axis=0)
    seen = hidden @ draw.normal(size=(2, columns)) + draw.normal(0, 0.2, (ROWS, columns))
    return seen * draw.uniform(0.5, 30, columns) + draw.uniform(-100, 100, columns)


def parts(training: int = 280) -> np.ndarray:
    return np.repeat(np.array([0, 1, 2], np.int8), [training, 60, ROWS - training - 60])


@pytest.mark.course("B5")
def test_components_equal_those_of_scikit_learn_on_scaled_training_rows() -> None:
    data, fitting = dataset(related(), inputs=(1, 2, 3, 4)), FittingSpec(components=3)
    fitted, rows = fit_and_transform(data, parts(), fitting)
    scaled = scale(fitted, data.values[:, 1:], data.names[1:5])
    stock = PCA(n_components=3).fit(scaled[:280])
    ours, theirs = input_matrix(rows, fitted), stock.transform(scaled)
    signs = np.sign((ours * theirs).sum(axis=0))
    np.testing.assert_allclose(ours, theirs * signs, atol=1e-5)
    spread = spread_of(scaled_blocks(fitted, data, replaced(data), slice(0, 280)))
    np.testing.assert_allclose(spread.shares[:3], stock.explained_variance_ratio_, rtol=1e-9)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95, 0.999])
def test_a_share_takes_as_many_components_as_scikit_learn_does(share) -> None:
    data = dataset(related(7), inputs=tuple(range(1, 7)))
    fitted, rows = fit_and_transform(data, parts(), FittingSpec(components=share))
    scaled = scale(fitted, data.values[:280, 1:], data.names[1:7])
    assert rows.components == PCA(n_components=share, svd_solver="full").fit(scaled).n_components_


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0.01, 0.99))
def test_the_fewest_components_that_keep_the_share_are_taken(sizes, wanted) -> None:
    shares = np.sort(np.array(sizes))[::-1] / (sum(sizes) or 1)
    k = how_many(shares, wanted)
    enough = [n for n in range(1, len(shares) + 1) if shares[:n].sum() >= wanted - 1e-12]
    assert k == (enough[0] if enough else len(shares))


def test_rows_taken_in_blocks_give_the_spread_of_all_rows_at_once() -> None:
    values = related(4, seed=3)
    values[17, 2] = np.nan
    whole, blocks = spread_of([values]), spread_of([values[:7], values[7:17], values[17:18], values[18:]])
    complete = np.delete(values, 17, axis=0)
    np.testing.assert_allclose(blocks.center, complete.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(blocks.variance, whole.variance, rtol=1e-9)
    np.testing.assert_allclose(np.cov(complete.T, bias=True), (blocks.axes.T * blocks.variance) @ blocks.axes)
    assert spread_of([np.full((3, 2), np.nan)]) is None


def test_the_targets_past_stays_first_and_what_is_known_beforehand_stays_beside() -> None:
    data = replace(dataset(related(6), targets=(0,), inputs=(0, 1, 2, 3, 4)), ahead=(2,))
    assert replaced(data) == (1, 3, 4)
    fitted, rows = fit_and_transform(data, parts(), FittingSpec(components=2))
    assert beside(rows) == (0, 2)
    assert features(rows) == 4
    assert feature_names(rows) == ("a", "c", "component 1", "component 2")
    plain = fit(data, parts(), FittingSpec())
    np.testing.assert_array_equal(input_matrix(rows, fitted)[:, :2], input_matrix(data, plain)[:, [0, 2]])


def test_an_anchored_head_still_reads_the_targets_newest_value() -> None:
    data = dataset(related(), targets=(0,))
    windows = Windows(lookback=6, horizon=2)
    made = prepare(data, windows, SplitSpec(), FittingSpec(components=1))
    inputs, targets = made.examples.inputs, made.examples.targets
    assert inputs.matrix.shape[1] == 2
    np.testing.assert_array_equal(inputs.matrix[:, :1], targets.matrix)


def test_only_training_rows_decide() -> None:
    values = related()
    poisoned = values.copy()
    poisoned[280:] = 1e9
    one, other = (fit(dataset(rows), parts(), FittingSpec(components=0.9)) for rows in (values, poisoned))
    for name in one.arrays:
        np.testing.assert_array_equal(one.arrays[name], other.arrays[name])


def test_a_new_file_goes_the_way_of_the_training_rows_and_a_missing_cell_stays_missing(tmp_path) -> None:
    values, fitting, windows = related(), FittingSpec(components=2, scaler="robust"), Windows(lookback=5)
    made = prepare(dataset(values), windows, SplitSpec(), fitting)
    save(made.fitted, tmp_path)
    new = values[100:160].copy()
    new[5, 3] = np.nan
    rows = ready(dataset(new), windows, fitting, load(tmp_path))
    matrix = input_matrix(rows, load(tmp_path))
    assert np.isnan(matrix[5, 1:]).all()
    assert np.isfinite(matrix[5, 0])
    others = np.delete(np.arange(60), 5)
    np.testing.assert_allclose(matrix[others], made.examples.inputs.matrix[100:160][others], rtol=1e-6)


@pytest.mark.parametrize("inputs", [(0,), (0, 1)])
def test_fewer_than_two_columns_beside_the_target_stay_as_they_are(inputs) -> None:
    data = dataset(related(3), inputs=inputs)
    fitted, rows = fit_and_transform(data, parts(), FittingSpec(components=1))
    assert rows.components is None
    assert features(rows) == len(inputs)
    np.testing.assert_array_equal(input_matrix(rows, fitted), input_matrix(data, fit(data, parts(), FittingSpec())))


def test_more_components_than_columns_are_all_of_them() -> None:
    data = dataset(related(4), inputs=(1, 2, 3))
    fitting = FittingSpec(components=50)
    fitted, rows = fit_and_transform(data, parts(), fitting)
    assert rows.components == features(rows) == 3
    assert transform(data, fitting, fitted).components == 3


def test_columns_that_never_change_need_no_care() -> None:
    data = dataset(np.column_stack([related(2), np.full((ROWS, 2), 7.0)]), inputs=(1, 2, 3))
    fitted, rows = fit_and_transform(data, parts(), FittingSpec(components=3))
    assert np.isfinite(input_matrix(rows, fitted)).all()
    still = dataset(np.column_stack([related(1), np.full((ROWS, 2), 7.0)]), inputs=(1, 2))
    _, rows = fit_and_transform(still, parts(), FittingSpec(components=0.9))
    assert rows.components == 2


@pytest.mark.parametrize("wrong", [0, -1, 0.0, 1.0, 1.5, float("nan")])
def test_components_are_a_number_from_one_or_a_share(wrong) -> None:
    with pytest.raises(ValueError, match=r"omponents|finite"):
        FittingSpec(components=wrong)


def test_settings_of_before_mean_the_same() -> None:
    assert FittingSpec.model_validate_json('{"scaler": "robust"}').components is None
    assert FittingSpec.model_validate_json('{"components": 0.95}').components == 0.95
    assert isinstance(FittingSpec.model_validate_json('{"components": 3}').components, int)
