"""Answers at every timestep and at every step ahead, and one step at a time: against Keras, and what mends them.

Letters: W windows, T timesteps, F features, H horizon, C targets.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import DoesNotFit, SettingsError
from core.models.editing import problem_of
from core.models.forward import forward
from core.models.given import Ending, Given
from core.models.layers import (
    GRU,
    LSTM,
    AnyLayer,
    Attention,
    Bidirectional,
    Conv1D,
    Dense,
    Flatten,
    MaxPool,
    RepeatVector,
    SimpleRNN,
)
from core.models.plan import plan
from core.models.repairing import repairs
from core.models.spec import Branch, Head, ModelSpec
from tests.core.models.asked import asked
from tests.core.models.networks import assert_all_readers_agree_with_keras, random_inputs, random_weights

READER = (GRU(units=3, sequences=True),)
DECODER = (LSTM(units=3), RepeatVector(), LSTM(units=2, sequences=True))


def model_of(*layers: AnyLayer, **head: str) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),), head=Head.model_validate(head))


@pytest.mark.course("C10")
@pytest.mark.parametrize("anchor", ["none", "last_value"])
@pytest.mark.parametrize(
    ("kind", "layers", "horizon", "answer"), [("each_timestep", READER, 1, (7, 2)), ("each_step", DECODER, 4, (4, 2))]
)
def test_a_head_that_serves_each_timestep_is_the_same_for_all_readers(
    kind: str, layers: tuple[AnyLayer, ...], horizon: int, answer: tuple[int, int], anchor: str
) -> None:
    nodes = plan(model_of(*layers, kind=kind, anchor=anchor), asked(7, 3, horizon, 2))
    assert nodes[-1].shape.axes == answer
    assert_all_readers_agree_with_keras(nodes)


@pytest.mark.parametrize(("activation", "outputs"), [("sigmoid", 1), ("softmax", 3)])
@pytest.mark.parametrize(("kind", "layers", "horizon"), [("each_timestep", READER, 1), ("each_step", DECODER, 4)])
def test_classes_are_answered_at_every_timestep_and_step(
    kind: str, layers: tuple[AnyLayer, ...], horizon: int, activation: Ending, outputs: int
) -> None:
    nodes = plan(model_of(*layers, kind=kind), asked(7, 3, horizon, outputs, activation=activation))
    assert_all_readers_agree_with_keras(nodes)
    answers = forward(nodes, random_weights(nodes, 1), random_inputs(nodes, 5, 1))
    assert ((answers > 0) & (answers < 1)).all()


def test_one_dense_serves_all_timesteps_and_each_starts_from_its_own_newest_value() -> None:
    nodes = plan(model_of(Dense(units=2), kind="each_timestep", anchor="last_value"), asked(6, 3, 1, 2))
    weights, x = random_weights(nodes, 1), random_inputs(nodes, 4, 1)
    answers = forward(nodes, weights, x)
    for w in range(4):
        for t in range(6):
            inner = x[w, t] @ weights["dense_1/kernel"] + weights["dense_1/bias"]
            expected = inner @ weights["head/kernel"] + weights["head/bias"] + x[w, t, :2]
            np.testing.assert_allclose(answers[w, t], expected, atol=1e-5)


def test_every_step_starts_from_the_newest_value() -> None:
    nodes = plan(model_of(*DECODER, kind="each_step", anchor="last_value"), asked(6, 3, 4, 2))
    nothing = {name: np.zeros_like(values) for name, values in random_weights(nodes, 1).items()}
    x = random_inputs(nodes, 2, 1)
    assert np.array_equal(forward(nodes, nothing, x), np.repeat(x[:, -1:, :2], 4, axis=1))


@pytest.mark.parametrize(
    ("layers", "horizon", "kind", "first"),
    [
        ((LSTM(),), 1, "each_timestep", "hand_over"),
        ((Conv1D(size=3),), 1, "each_timestep", "every_timestep"),
        ((Conv1D(size=3), MaxPool(size=2), Bidirectional(inner=GRU())), 1, "each_timestep", "every_timestep"),
        ((Flatten(), Dense()), 1, "each_timestep", "every_timestep"),
        ((LSTM(),), 4, "each_step", "decoder"),
        ((Bidirectional(inner=SimpleRNN(units=3)), Dense(units=2)), 4, "each_step", "decoder"),
        ((Flatten(), Dense()), 4, "each_step", "decoder"),
        ((LSTM(sequences=True),), 4, "each_step", "decoder"),
        ((Attention(),), 4, "each_step", "newest_steps"),
        ((Conv1D(size=9),), 4, "each_step", "decoder_flat"),
        ((LSTM(), RepeatVector(times=9), LSTM(sequences=True)), 4, "each_step", "as_many_steps"),
    ],
)
def test_a_head_without_its_sequence_says_so_and_is_mended_by_one_click(
    layers: tuple[AnyLayer, ...], horizon: int, kind: str, first: str
) -> None:
    given, model = asked(10, 3, horizon), model_of(*layers, kind=kind)
    problem = problem_of(model, given)
    assert isinstance(problem, DoesNotFit)
    assert problem.values["node"] == "head"
    assert len(str(problem)) > 60
    offered = repairs(model, problem, given)
    assert offered[0].key == first
    assert "answer_once" in {repair.key for repair in offered}
    assert all(problem_of(repair.model, given) is None for repair in offered[:1])
    assert all(repair.text for repair in offered)


def test_keeping_every_timestep_lets_no_convolution_look_ahead() -> None:
    given, model = asked(10, 3), model_of(Conv1D(size=3, stride=2), kind="each_timestep")
    problem = problem_of(model, given)
    assert isinstance(problem, DoesNotFit)
    (layer,) = repairs(model, problem, given)[0].model.layers
    assert isinstance(layer, Conv1D)
    assert (layer.padding, layer.stride) == ("causal", 1)


def test_step_by_step_a_network_answers_one_step_and_repeats_a_summary_once() -> None:
    nodes = plan(model_of(LSTM(units=3), ahead="recursive"), asked(6, 2, 24, 2))
    assert nodes[-1].shape.axes == (1, 2)
    layers = (LSTM(units=3), RepeatVector(), LSTM(units=2))
    nodes = plan(model_of(*layers, ahead="recursive"), asked(6, 2, 24, 2))
    assert nodes[2].shape.axes == (1, 3)


@pytest.mark.parametrize(
    ("head", "given", "key"),
    [
        ({"ahead": "recursive"}, asked(6, 2, 4, 2, delay=2), "recursive_next_row"),
        ({"ahead": "recursive"}, asked(6, 2, 4, 2, delay=0), "recursive_next_row"),
        ({"ahead": "recursive"}, asked(6, 3, 4, 2), "recursive_targets_only"),
        ({"ahead": "recursive"}, asked(6, 2, 4, 2, anchored=False), "recursive_targets_only"),
        ({"ahead": "recursive"}, asked(6, 2, 1, 2, padded=True), "recursive_not_whole"),
        ({"ahead": "recursive"}, asked(6, 2, 4, 2, activation="softmax"), "recursive_not_classes"),
        ({"ahead": "recursive", "kind": "each_step"}, asked(6, 2, 4, 2), "recursive_one_answer"),
        ({"kind": "each_timestep"}, asked(6, 2, 4, 2), "every_timestep_one_step"),
        ({"kind": "each_timestep"}, asked(6, 2, 1, 2, padded=True), "every_timestep_not_whole"),
    ],
)
def test_what_a_head_cannot_answer_is_refused_with_its_remedy(head: dict[str, str], given: Given, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        plan(model_of(*READER, **head), given)
    assert caught.value.key == key
    assert len(caught.value.text) > 60


@pytest.mark.parametrize("kind", ["dense", "each_timestep"])
def test_the_past_of_the_targets_may_come_in_by_any_branch(kind: str) -> None:
    branches = (
        Branch(columns=("column 2", "column 3"), layers=READER),
        Branch(input="input_2", columns=("column 1",), layers=READER),
    )
    trunk = () if kind == "each_timestep" else (Flatten(),)
    head = Head.model_validate({"kind": kind, "anchor": "last_value"})
    nodes = plan(ModelSpec(branches=branches, trunk=trunk, head=head), asked(5, 3))
    assert_all_readers_agree_with_keras(nodes)
    nothing = {name: np.zeros_like(values) for name, values in random_weights(nodes, 1).items()}
    x = random_inputs(nodes, 2, 1)
    assert np.array_equal(forward(nodes, nothing, x)[:, -1], x[:, -1, :1])
