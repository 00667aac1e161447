"""What a model spec means, node by node, and what does not fit.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from core.errors import DoesNotFit, SettingsError
from core.models.forward import forward
from core.models.layers import (
    LSTM,
    Activation,
    Add,
    AnyLayer,
    Bidirectional,
    Concatenate,
    Conv1D,
    Dense,
    Flatten,
    MaxPool,
    RepeatVector,
    Reshape,
    Shape,
)
from core.models.plan import Ending, plan
from core.models.presets import PRESETS
from core.models.spec import Branch, Head, ModelSpec
from tests.core.models.asked import asked, steps
from tests.core.models.networks import network, random_inputs, random_weights


def with_layers(*layers: AnyLayer, **head: str) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),), head=Head.model_validate(head))


@pytest.mark.parametrize("anchor", [True, False])
def test_linear_is_one_line_through_every_targets_own_past(anchor: bool) -> None:
    """NLinear by a plain loop over windows and targets; the third column is no target and must not count."""
    nodes = plan(PRESETS["linear"].make(anchor=anchor), asked(6, 3, 4, 2))
    weights, x = random_weights(nodes, 1), random_inputs(nodes, 5, 1)
    answers = forward(nodes, weights, x)
    for w in range(5):
        for c in range(2):
            past = x[w, :, c]
            newest = past[-1] if anchor else 0
            expected = (past - newest) @ weights["head/kernel"] + weights["head/bias"] + newest
            np.testing.assert_allclose(answers[w, :, c], expected, atol=1e-5)


def test_an_anchored_network_with_zero_weights_repeats_the_newest_value_of_each_target() -> None:
    ramp = np.arange(18, dtype=np.float32).reshape(1, 6, 3)
    for key, preset in PRESETS.items():
        nodes = plan(preset.make(anchor=True), asked(6, 3, steps(key, 4), 2))
        nothing = {name: np.zeros_like(values) for name, values in random_weights(nodes, 1).items()}
        expected = [[15.0, 16.0]] * 4 if preset.head != "each_timestep" else ramp[0, :, :2].tolist()
        assert forward(nodes, nothing, ramp)[0].tolist() == expected, key


def test_a_dense_head_fills_horizon_first_then_targets() -> None:
    nodes = plan(with_layers(Flatten()), asked(6, 3, 2, 3))
    weights = {"head/kernel": np.zeros((18, 6), np.float32), "head/bias": np.arange(6, dtype=np.float32)}
    answer = forward(nodes, weights, np.zeros((1, 6, 3), np.float32))
    assert answer.tolist() == [[[0, 1, 2], [3, 4, 5]]]


def test_nodes_are_named_by_kind_and_number_and_end_with_the_answer() -> None:
    nodes = plan(with_layers(LSTM(sequences=True), LSTM()), asked(6, 3, 2, 1))
    assert [node.name for node in nodes] == ["main", "lstm_1", "lstm_2", "head", "answer"]
    assert [node.inputs for node in nodes] == [(), ("main",), ("lstm_1",), ("lstm_2",), ("head",)]
    assert nodes[-1].shape == Shape(time=2, features=1)


@pytest.mark.parametrize(
    ("layers", "key", "node", "repair"),
    [
        ((LSTM(), LSTM()), "needs_sequence", "lstm_2", "sequences"),
        ((Flatten(), Bidirectional()), "needs_sequence", "bidirectional_1", "sequences"),
        ((Conv1D(size=7),), "too_short", "conv1d_1", "padding"),
        ((Conv1D(size=3, dilation=3),), "too_short", "conv1d_1", "padding"),
        ((MaxPool(size=7),), "too_short", "max_pool_1", "padding"),
        ((RepeatVector(times=2),), "needs_summary", "repeat_vector_1", "summary"),
        ((Reshape(time=5, features=3),), "sizes_differ", "reshape_1", "remove"),
        ((LSTM(sequences=True),), "head_needs_summary", "head", "flatten"),
    ],
)
def test_what_does_not_fit_names_the_layer_why_and_the_repair(
    layers: tuple[AnyLayer, ...], key: str, node: str, repair: str
) -> None:
    with pytest.raises(DoesNotFit) as caught:
        plan(with_layers(*layers), asked(6, 3, 2, 1))
    assert (caught.value.key, caught.value.values["node"], caught.value.values["repair"]) == (key, node, repair)
    assert len(str(caught.value)) > 60  # title and text fill without a missing placeholder


def test_a_kernel_that_just_fits_fits() -> None:
    assert network((Conv1D(size=6, filters=2),), Shape(time=6, features=3))[1].shape == Shape(time=1, features=2)


def test_branches_that_cannot_meet_are_refused_by_shape() -> None:
    with pytest.raises(DoesNotFit, match=r"\(3,\), \(4,\)"):
        Add().shape(Shape(time=None, features=3), Shape(time=None, features=4))
    with pytest.raises(DoesNotFit):
        Concatenate().shape(Shape(time=2, features=3), Shape(time=4, features=3))
    assert Add().shape(Shape(time=4, features=2), Shape(time=1, features=2)) == Shape(time=4, features=2)


@pytest.mark.parametrize("key", PRESETS)
def test_a_head_that_starts_from_the_past_of_its_targets_is_refused_without_it(key: str) -> None:
    anchored = PRESETS[key].make(anchor=True)
    with pytest.raises(SettingsError, match="past"):
        plan(anchored, asked(6, 3, steps(key, 2), 1, anchored=False))
    with pytest.raises(SettingsError, match="past"):
        plan(anchored, asked(6, 3, steps(key, 2), 4))
    free = PRESETS[key].make(anchor=False)
    assert free.head.needs_own_past == PRESETS[key].needs_own_past
    if not free.head.needs_own_past:
        assert plan(free, asked(6, 3, steps(key, 2), 4, anchored=False))[-1].shape.features == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"branches": [{"layers": [{"kind": "lambda"}]}]},
        {"branches": [{"layers": [{"kind": "dense", "units": 10**9}]}]},
        {"branches": [{"layers": [{"kind": "dense", "units": 8, "kernel_initializer": "ones"}]}]},
        {"branches": [{"layers": [{"kind": "add"}]}]},
        {"branches": [{"layers": [{"kind": "conv1d", "stride": 2, "dilation": 2}]}]},
        {"branches": [{"layers": [{"kind": "dense", "l2": float("nan")}]}]},
        {"branches": [{"input": "main = __import__('os')"}]},
        {"branches": [{"input": "main\n"}]},
        {"branches": [{"input": "head"}]},
        {"branches": [{}, {}]},
        {"branches": []},
        {"branches": [{"layers": [{"kind": "flatten"}]}], "head": {"kind": "shared_over_targets"}},
    ],
)
def test_a_spec_from_outside_cannot_exist_invalid(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ModelSpec.model_validate(wrong)


def test_a_horizon_of_a_million_is_planned_without_a_large_number_anywhere() -> None:
    nodes = plan(with_layers(LSTM(units=1)), asked(6, 3, 10**6, 2))
    assert nodes[-1].shape == Shape(time=10**6, features=2)
    assert Dense(units=4096).units == 4096


@pytest.mark.parametrize(("activation", "outputs"), [("sigmoid", 1), ("softmax", 3)])
def test_what_makes_probabilities_stands_at_the_very_end(activation: Ending, outputs: int) -> None:
    nodes = plan(with_layers(LSTM()), asked(6, 3, 2, outputs, activation=activation))
    assert [node.name for node in nodes[-3:]] == ["head", "scores", "answer"]
    assert isinstance(nodes[-1].layer, Activation)
    assert nodes[-1].layer.activation == activation
    assert nodes[-1].shape.axes == (2, outputs)


@pytest.mark.parametrize("model", [PRESETS["linear"].make(), PRESETS["lstm"].make(anchor=True)])
def test_a_class_is_never_a_change_of_the_newest_value(model: ModelSpec) -> None:
    with pytest.raises(SettingsError) as problem:
        plan(model, asked(6, 3, 2, 1, activation="sigmoid"))
    assert problem.value.key == "classes_have_no_change"
