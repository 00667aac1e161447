"""Walk, forward, builder and printer read one plan: Keras is the oracle.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.models.build import build
from core.models.check import check
from core.models.forward import forward
from core.models.layers import (
    GRU,
    LSTM,
    Activation,
    AnyLayer,
    Attention,
    AveragePool,
    BatchNorm,
    Bidirectional,
    Conv1D,
    Cropping,
    Dense,
    Dropout,
    GlobalAveragePool,
    GlobalMaxPool,
    LayerNorm,
    MaxPool,
    Permute,
    RepeatVector,
    Reshape,
    Shape,
    SimpleRNN,
    SpatialDropout,
)
from core.models.layers.activations import ACTIVATIONS
from core.models.plan import Ending, columns_read, plan
from core.models.presets import PRESETS
from core.models.saved import save
from core.models.spec import Branch, Head, ModelSpec
from core.models.walk import answer_shape
from core.models.weights import get_weights, set_weights
from tests.core.models.asked import asked, steps
from tests.core.models.networks import (
    assert_all_readers_agree_with_keras,
    assert_close,
    layer_lists,
    network,
    random_inputs,
    random_weights,
)

EVERY_KIND: tuple[tuple[AnyLayer, ...], ...] = (
    (SimpleRNN(units=3, sequences=True, dropout=0.2, recurrent_dropout=0.1), SimpleRNN(units=2, activation="relu")),
    (LSTM(units=3, sequences=True, l1=0.1), LSTM(units=2, activation="relu", recurrent_activation="tanh", l2=0.1)),
    (GRU(units=3, sequences=True), GRU(units=2, activation="elu", recurrent_dropout=0.3)),
    (Bidirectional(inner=LSTM(units=3, sequences=True)), Bidirectional(inner=GRU(units=2))),
    (Bidirectional(inner=SimpleRNN(units=3, sequences=True, recurrent_dropout=0.2)), BatchNorm(), LayerNorm()),
    (Conv1D(filters=3, size=3, stride=2, padding="same"), Conv1D(filters=2, size=2, dilation=2, padding="causal")),
    (Conv1D(filters=3, size=2, stride=2, padding="causal"), Conv1D(filters=2, size=2, dilation=2, padding="same")),
    (MaxPool(size=2), AveragePool(size=3, padding="same"), MaxPool(size=4, padding="same")),
    (AveragePool(size=2), SpatialDropout(rate=0.2), Cropping(oldest=1, newest=1)),
    (Permute(), Dense(units=4, activation="tanh"), Reshape(time=6, features=2), Reshape(features=12)),
    (LSTM(units=3, sequences=True), Attention(heads=3, head_size=2, dropout=0.1), Attention(), LSTM(units=2)),
    (Reshape(features=27), RepeatVector(times=3), Dense(units=2, l1=0.1, l2=0.2)),
    (Dense(units=4), Dropout(rate=0.2), BatchNorm(), Bidirectional(inner=LSTM(units=2, sequences=True)), LSTM(units=3)),
    (LayerNorm(), Activation(activation="tanh"), Attention(), GlobalAveragePool()),
    (GRU(units=3, sequences=True), Attention(dropout=0.2), GlobalMaxPool()),
)


@pytest.mark.parametrize("layers", EVERY_KIND, ids=lambda layers: "-".join(layer.kind for layer in layers))
@pytest.mark.parametrize("padded", [False, True])
def test_every_kind_of_layer_is_the_same_for_all_readers(layers: tuple[AnyLayer, ...], padded: bool) -> None:
    assert_all_readers_agree_with_keras(network(layers, Shape(time=9, features=3, masked=padded)))


@pytest.mark.course("C15")
def test_every_activation_is_that_of_keras() -> None:
    x = np.concatenate([np.linspace(-30, 30, 201), [-1e-6, 0, 1e-6, 80, -80]]).astype(np.float32)[:, None] * [1, 0.3]
    for name, ours in ACTIVATIONS.items():
        assert_close(
            ours(x.astype(np.float32)), keras.ops.convert_to_numpy(keras.activations.get(name)(x.astype(np.float32)))
        )


@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(layer_lists())
def test_random_layer_lists_are_the_same_for_all_readers(drawn: tuple[Shape, tuple[AnyLayer, ...]]) -> None:
    shape, layers = drawn
    assert_all_readers_agree_with_keras(network(layers, shape, horizon=2, targets=2))


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("anchor", [False, True])
def test_every_preset_is_the_same_for_all_readers(key: str, anchor: bool) -> None:
    model = PRESETS[key].make(anchor=anchor, l2=0.01)
    nodes = check(model, asked(7, 3, steps(key, 4), 2))
    assert_all_readers_agree_with_keras(nodes)


ATTENTIVE = ModelSpec(branches=(Branch(layers=(LSTM(units=3, sequences=True), Attention(), LSTM(units=2))),))


@pytest.mark.course("D8")
@pytest.mark.parametrize("key", [*PRESETS, "attention"])
def test_every_preset_predicts_the_same_after_a_round_trip_through_both_file_formats(key: str, tmp_path: Path) -> None:
    """A sliced functional model saves to .h5 and cannot be loaded: hence stock layers only."""
    model = PRESETS[key].make(anchor=True) if key in PRESETS else ATTENTIVE
    horizon = steps(key, 4) if key in PRESETS else 4
    nodes = plan(model, asked(11, 3, horizon, 2))
    weights, inputs = random_weights(nodes, 5), random_inputs(nodes, 20, 5)
    model = build(nodes)
    set_weights(model, weights)
    answers = model.predict(inputs, verbose=0)
    assert answers.shape == (20, *answer_shape(nodes))
    assert_close(forward(nodes, weights, inputs), answers)
    for name in ("network.keras", "network.h5"):
        save(model, tmp_path / name)
        loaded = keras.saving.load_model(tmp_path / name, compile=False)
        for saved, values in get_weights(loaded).items():
            np.testing.assert_array_equal(values, weights[saved])
        assert_close(loaded(inputs).numpy(), answers)


@pytest.mark.course("D6")
@pytest.mark.parametrize("key", PRESETS)
def test_penalties_bear_on_every_kernel_and_on_no_bias(key: str) -> None:
    nodes = plan(PRESETS[key].make(l1=0.1, l2=0.3), asked(5, 2, steps(key, 2), 1))
    weights, model = random_weights(nodes, 2), build(nodes)
    set_weights(model, weights)
    kernels = [values for name, values in weights.items() if name.endswith("kernel")]
    expected = sum(0.1 * np.abs(w).sum() + 0.3 * np.square(w).sum() for w in kernels)
    assert sum(float(loss) for loss in model.losses) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("merge", ["concatenate", "average"])
def test_two_inputs_meet_in_the_trunk(merge: str) -> None:
    branches = (
        Branch(layers=(LSTM(units=3),)),
        Branch(input="input_b", columns=("column 2",), layers=(Dense(units=3), GRU(units=3))),
    )
    model = ModelSpec.model_validate(
        {"branches": branches, "merge": merge, "trunk": (Dense(units=4), Activation()), "head": Head()}
    )
    nodes = plan(model, asked(5, 3, 2))
    assert columns_read(nodes) == ((0, 2), (1,))
    assert_all_readers_agree_with_keras(nodes)


@pytest.mark.parametrize(("activation", "outputs"), [("sigmoid", 1), ("softmax", 4)])
def test_probabilities_are_those_of_keras(activation: Ending, outputs: int) -> None:
    model = ModelSpec(branches=(Branch(layers=(LSTM(units=3),)),))
    nodes = plan(model, asked(5, 2, 2, outputs, anchored=False, activation=activation))
    assert_all_readers_agree_with_keras(nodes)
    answers = forward(nodes, random_weights(nodes, 1), random_inputs(nodes, 9, 1))
    assert ((answers > 0) & (answers < 1)).all()
    if outputs > 1:
        np.testing.assert_allclose(answers.sum(axis=-1), 1, atol=1e-6)


def test_many_windows_in_portions_give_the_same_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = network((LSTM(units=3),), Shape(time=5, features=2))
    weights, inputs = random_weights(nodes, 1), random_inputs(nodes, 23, 1)
    at_once = forward(nodes, weights, inputs)
    monkeypatch.setattr("core.models.forward.NUMBERS_AT_ONCE", 40)
    np.testing.assert_allclose(forward(nodes, weights, inputs), at_once, atol=1e-6)


def test_no_window_gives_no_answer() -> None:
    nodes = network((LSTM(units=3),), Shape(time=5, features=2), horizon=4)
    assert forward(nodes, random_weights(nodes, 1), random_inputs(nodes, 0, 1)).shape == (0, 4, 1)


def test_weights_that_do_not_belong_are_refused() -> None:
    nodes = network((Dense(units=3),), Shape(time=5, features=2))
    model, weights = build(nodes), random_weights(nodes, 1)
    with pytest.raises(ValueError, match="head/bias"):
        set_weights(model, {name: values for name, values in weights.items() if name != "head/bias"})
    with pytest.raises(ValueError, match="dense_1/kernel"):
        set_weights(model, {**weights, "dense_1/kernel": weights["dense_1/kernel"].T})
    set_weights(model, weights)
    for name, values in get_weights(model).items():
        np.testing.assert_array_equal(values, weights[name])
