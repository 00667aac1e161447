"""Explanations of models whose every weight is known: permutation, occlusion, gradient × input, response, what-if."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LinearRegression

from core.evaluation.explain.asked import asked_at, errors, some_of, stretches, usual
from core.evaluation.explain.change import Change, after
from core.evaluation.explain.columns import Column, columns_of, exchanged, permuted
from core.evaluation.explain.response import levels_of, response
from core.evaluation.explain.timesteps import occluded
from core.evaluation.explain.window import parts_of
from core.evaluation.past import actual
from core.evaluation.predicting import answers, at_once, from_own_answers
from core.examples.fitting import unscale
from core.examples.gather import materialise
from core.examples.spec import Windows
from tests.core.evaluation.builders import prepared, wavy
from tests.core.evaluation.explain.given import asked, case, linear, weights


@pytest.mark.parametrize("way", [at_once, from_own_answers])
def test_unchanged_windows_get_the_answers_of_the_network(way) -> None:
    given = prepared(windows=Windows(lookback=7, step=3, delay=1, horizon=3 if way is from_own_answers else 2))
    rng = np.random.default_rng(0)
    weighted = rng.normal(size=(given.windows.timesteps, 2, 2)) / 4
    network = lambda x: np.einsum("wtf,tfc->wc", x, weighted)[:, None].repeat(1 if way is from_own_answers else 2, 1)  # noqa: E731
    now = given.placement.of(2)
    here = asked_at(given, network, way, now)
    wanted = answers(given, given.inputs_at(now), network, way)
    np.testing.assert_allclose(here.said(here.values), wanted, rtol=1e-5)


def test_a_column_is_as_important_as_a_plain_loop_over_exchanged_histories_says() -> None:
    given, weighted = case(), weights()
    here = asked(given, weighted)
    found = permuted(here, columns_of(given), repeats=3, seed=7)
    inputs = materialise(given.inputs_at(here.now)).astype(np.float64)
    truth = actual(given, here.now)

    def error(x: np.ndarray) -> float:
        said = unscale(given.fitted, linear(weighted)(x), given.dataset.target_names)
        return float(np.abs(said - truth).mean())

    for g in range(3):
        for p in range(3):
            order, changed = np.random.default_rng([7, g, p]).permutation(len(inputs)), inputs.copy()
            for w in range(len(inputs)):
                changed[w, :, g] = inputs[order[w], :, g]
            assert found.worse[g, p, 0] == pytest.approx(error(changed) - error(inputs), rel=1e-5, abs=1e-6)
    assert found.base == pytest.approx(error(inputs), rel=1e-6)
    assert (found.worse[2] == 0).all()  # a column that is not read matters nothing
    assert (abs(found.worse[:2]) > 1e-3).all()


def test_with_one_timestep_the_importance_is_that_of_scikit_learn() -> None:
    given = prepared(np.random.default_rng(1).normal(size=(900, 3)), Windows(lookback=1), targets=(0,))
    train, test = (materialise(given.inputs_at(given.placement.of(part)))[:, 0] for part in (0, 2))
    targets = [actual(given, given.placement.of(part))[:, 0, 0] for part in (0, 2)]
    moved = [target + 3 * x[:, 1] - x[:, 2] for target, x in zip(targets, (train, test), strict=True)]
    fitted = LinearRegression().fit(train, moved[0])
    theirs = permutation_importance(fitted, test, moved[1], scoring="neg_mean_absolute_error", n_repeats=200,
                                    random_state=0)  # fmt: skip
    deviation, mean = (given.fitted.arrays[name] for name in ("deviation", "mean"))

    def network(x: np.ndarray) -> np.ndarray:
        """What is learned of the moved target, in units of the target that is there."""
        said = fitted.predict(x[:, 0].astype(np.float64)) - 3 * test[:, 1] + test[:, 2]
        return ((said - mean[0]) / deviation[0])[:, None, None]

    here = asked_at(given, network, at_once, given.placement.of(2))
    ours = permuted(here, columns_of(given), repeats=200).worse.mean(axis=1)[:, 0]
    assert np.allclose(ours, theirs.importances_mean, atol=4 * theirs.importances_std.max() / np.sqrt(200))


def test_words_and_waves_are_one_column_each() -> None:
    given = prepared(np.abs(wavy(columns=6)), Windows(lookback=2), targets=(0,))
    names = ("load", "day (sine)", "day (cosine)", "wind = N", "wind = S", "odd (sine)")
    dataset = given.dataset.__class__(**{**given.dataset.__dict__, "names": names, "flags": (3, 4)})
    fitted = given.fitted.__class__(**{**given.fitted.__dict__, "words": {"wind": ("N", "S")}})
    found = columns_of(given.__class__(**{**given.__dict__, "dataset": dataset, "fitted": fitted}))
    assert [(one.name, one.places) for one in found] == [
        ("load", (0,)), ("day", (1, 2)), ("wind", (3, 4)), ("odd (sine)", (5,)),
    ]  # fmt: skip


def test_a_hidden_timestep_counts_what_a_plain_loop_says_and_one_that_is_not_read_counts_nothing() -> None:
    given, weighted = case(), weights()
    here = asked(given, weighted)
    found = occluded(here)
    assert (found.newest, found.oldest) == ([3, 2, 1, 0], [3, 2, 1, 0])
    assert found.worse[0, 0] == pytest.approx(0, abs=1e-6)
    assert found.moved[0, 0] == pytest.approx(0, abs=1e-6)
    inputs, truth = materialise(given.inputs_at(here.now)).astype(np.float64), actual(given, here.now)
    for timestep in range(4):
        changed = inputs.copy()
        changed[:, timestep] = 0.0  # standardised: the mean of the training rows
        said = [unscale(given.fitted, linear(weighted)(x), ("a",)) for x in (changed, inputs)]
        lost = np.abs(said[0] - truth).mean() - np.abs(said[1] - truth).mean()
        assert found.worse[timestep, 0] == pytest.approx(lost, rel=1e-4, abs=1e-6)


def test_long_windows_are_hidden_in_stretches_and_the_newest_are_whole() -> None:
    assert [(one.start, one.stop) for one in stretches(50, 24)][:2] == [(0, 2), (2, 5)]
    assert stretches(50, 24)[-1] == slice(47, 50)
    assert len(stretches(50, 24)) == 17
    assert stretches(3, 24) == [slice(0, 1), slice(1, 2), slice(2, 3)]


def test_gradient_times_input_of_a_linear_model_is_weight_times_distance_and_adds_up() -> None:
    given, weighted = case(), weights()
    here = asked_at(given, linear(weighted), at_once, given.placement.of(2)[5:6])
    columns = columns_of(given)
    found = parts_of(here, columns, step=1, c=0)
    scaled = materialise(given.inputs_at(here.now))[0].astype(np.float64)
    each = given.fitted.arrays["deviation"][0] * weighted[..., 1] * scaled  # usual is 0 when standardised
    np.testing.assert_allclose(found.by_stretch, each.sum(axis=1), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.by_column, each.sum(axis=0), rtol=1e-4, atol=1e-5)
    assert found.by_stretch.sum() == pytest.approx(found.said - found.usual, rel=1e-4, abs=1e-4)
    alone = parts_of(here, columns, step=1, c=0, looked_at=columns[1])
    np.testing.assert_allclose(alone.by_stretch, each[:, 1], rtol=1e-4, atol=1e-5)


def test_a_slope_is_that_of_a_curved_network() -> None:
    given = case()
    here = asked_at(
        given, lambda x: np.tanh(x[:, -1:, :1].astype(np.float64)).repeat(2, 1), at_once, given.placement.of(2)[:1]
    )
    found = parts_of(here, columns_of(given), step=0, c=0)
    z = float(materialise(given.inputs_at(here.now))[0, -1, 0])
    slope = given.fitted.arrays["deviation"][0] * (1 - np.tanh(z) ** 2) * z
    assert found.by_stretch[-1] == pytest.approx(slope, rel=2e-3)
    assert found.by_stretch[:-1] == pytest.approx(np.zeros(3), abs=1e-9)


def test_the_response_to_a_column_is_partial_dependence() -> None:
    given, weighted = case(), weights()
    here = asked(given, weighted)
    newest, whole = (response(here, 1, newest) for newest in (True, False))
    inputs = materialise(given.inputs_at(here.now)).astype(np.float64)
    model = LinearRegression().fit(inputs.reshape(len(inputs), -1), linear(weighted)(inputs).mean(axis=1)[:, 0])
    mean, deviation = (given.fitted.arrays[name] for name in ("mean", "deviation"))
    scaled = (newest.values - mean[1]) / deviation[1]
    place = 3 * 3 + 1  # column b of the newest of four timesteps
    theirs = partial_dependence(model, inputs.reshape(len(inputs), -1), [place], custom_values={place: scaled})
    assert np.allclose(newest.mean[:, 0], theirs["average"][0] * deviation[0] + mean[0], rtol=1e-4)
    slope = np.diff(whole.mean[:, 0]) / np.diff(whole.values)
    assert np.allclose(slope, weighted[:, 1].mean(axis=1).sum() * deviation[0] / deviation[1], rtol=1e-3)
    assert ((newest.low <= newest.mean) & (newest.mean <= newest.high)).all()
    training = given.dataset.values[given.placement.part_of_row == 0, 1]
    assert np.allclose(levels_of(given, 1)[[0, -1]], np.quantile(training, [0.01, 0.99]))


def test_what_if_changes_the_chosen_cells_and_no_others() -> None:
    given, weighted = case(), weights()
    here = asked_at(given, linear(weighted), at_once, given.placement.of(2)[3:4])
    scaled = materialise(given.inputs_at(here.now))[0].astype(np.float64)
    mean, deviation = (given.fitted.arrays[name] for name in ("mean", "deviation"))

    def by_hand(timesteps: slice, to: np.ndarray | float) -> np.ndarray:
        cells = scaled.copy()
        cells[timesteps, 1] = to
        return (linear(weighted)(cells[None])[0] - linear(weighted)(scaled[None])[0]) * deviation[0]

    column, some = Column(name="b", places=(1,)), slice(1, 3)
    for kind, amount, to in (
        ("raise", 2.0, scaled[some, 1] + 2.0 / deviation[1]),
        ("set", 5.0, (5.0 - mean[1]) / deviation[1]),
        ("hide", 0.0, 0.0),
    ):
        before, then = after(here, Change(column=column, timesteps=some, kind=kind, amount=amount))
        np.testing.assert_allclose(then - before, by_hand(some, to), rtol=1e-3, atol=1e-5)
    kept = after(here, Change(column=Column(name="c", places=(2,)), timesteps=slice(0, 4), kind="set", amount=9.0))
    np.testing.assert_allclose(kept[0], kept[1])


def test_of_classes_the_share_of_wrong_answers_is_what_grows() -> None:
    rng = np.random.default_rng(5)
    values = np.stack([rng.integers(0, 2, 600).astype(float), rng.normal(size=600)], axis=1)
    values[1:, 1] += 6 * values[1:, 0] - 3  # the second column tells the class of its row
    given = prepared(values, Windows(lookback=2, delay=0), targets=(0,), inputs=(1,))
    dataset = given.dataset.__class__(**{**given.dataset.__dict__, "classes": ("no", "yes")})
    given = given.__class__(**{**given.__dict__, "dataset": dataset})
    here = asked_at(given, lambda x: 1 / (1 + np.exp(-9 * x[:, -1:, :1])), at_once, given.placement.of(2))
    found = permuted(here, columns_of(given))
    assert found.base[0] < 0.05
    assert 0.3 < found.worse.mean() < 0.7  # as good as tossing a coin
    assert errors(here, here.said(here.values)).shape == (1,)
    assert here.said(here.values).shape == (len(here), 1, 2)


def test_many_windows_are_sampled_the_same_way_each_time_and_the_usual_is_the_training_mean() -> None:
    given = case()
    few = some_of(given, 0, most=100)
    assert len(few) == 100
    assert np.array_equal(few, some_of(given, 0, most=100))
    here = asked(given, weights())
    assert np.allclose(usual(here)[2], given.dataset.values[given.placement.part_of_row == 0].mean(axis=0))
    order = np.random.default_rng(0).permutation(len(here))
    assert np.array_equal(exchanged(here, Column(name="a", places=(0,)), order)[:, :, 0], here.values[order][:, :, 0])
