"""Several equal networks as one plan: Keras and the mean of separate forwards are the oracles.

Letters: W windows, T timesteps, F features.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.models.ensemble import gathered, of_member, together
from core.models.forward import forward, hidden
from core.models.given import Ending
from core.models.layers import LSTM, Dense, Flatten
from core.models.plan import Node, columns_read, plan
from core.models.spec import Branch, Head, ModelSpec
from core.models.walk import answer_shape, tells_classes, total, weight_shapes
from tests.core.models.asked import asked
from tests.core.models.networks import assert_all_readers_agree_with_keras, network, random_inputs, random_weights

MODELS = {
    "recurrent": ModelSpec(branches=(Branch(layers=(LSTM(units=3),)),)),
    "anchored": ModelSpec(branches=(Branch(layers=(Flatten(), Dense(units=4))),), head=Head(anchor="last_value")),
    "shared": ModelSpec(head=Head(kind="shared_over_targets", anchor="last_value")),
    "two_inputs": ModelSpec(
        branches=(
            Branch(input="input_one", columns=("column 1",), layers=(LSTM(units=2),)),
            Branch(input="input_rest", layers=(Flatten(), Dense(units=2))),
        )
    ),
}


def planned(key: str, activation: Ending = "linear") -> tuple[Node, ...]:
    return plan(MODELS[key], asked(5, 3, 2, 2, activation=activation))


@pytest.mark.course("C13")
@pytest.mark.parametrize("key", MODELS)
def test_networks_together_answer_the_mean_of_what_each_answers_alone(key: str) -> None:
    nodes = planned(key)
    each = [random_weights(nodes, seed) for seed in (1, 2, 3)]
    all_of_them = together(nodes, 3)
    x = random_inputs(nodes, 7, seed=4)
    alone = np.mean([forward(nodes, weights, x) for weights in each], axis=0)
    np.testing.assert_allclose(forward(all_of_them, gathered(each), x), alone, atol=1e-6)
    assert np.abs(forward(nodes, each[0], x) - alone).max() > 1e-3
    assert columns_read(all_of_them) == columns_read(nodes)


@pytest.mark.parametrize("key", MODELS)
def test_every_reader_agrees_with_keras_about_networks_together(key: str) -> None:
    assert_all_readers_agree_with_keras(together(planned(key), 2))


def test_the_weights_are_named_by_the_nodes_and_come_apart_again() -> None:
    nodes = planned("recurrent")
    each = [random_weights(nodes, seed) for seed in (1, 2)]
    all_of_them = together(nodes, 2)
    assert {name: array.shape for name, array in gathered(each).items()} == weight_shapes(all_of_them)
    assert "m2_lstm_1/kernel" in gathered(each)
    for member in (1, 2):
        again = of_member(gathered(each), member, 2)
        assert {n: a.tobytes() for n, a in again.items()} == {n: a.tobytes() for n, a in each[member - 1].items()}
    assert total(all_of_them) == 2 * total(nodes)
    assert all_of_them[-1].name == "answer"
    assert answer_shape(all_of_them) == answer_shape(nodes)


def test_the_eleventh_network_is_not_taken_for_the_first() -> None:
    nodes = planned("recurrent")
    each = [random_weights(nodes, seed) for seed in range(11)]
    assert of_member(gathered(each), 1, 11).keys() == each[0].keys()


def test_one_network_stays_as_it_is() -> None:
    nodes = planned("recurrent")
    weights = random_weights(nodes, 1)
    assert together(nodes, 1) == nodes
    assert gathered([weights]) is of_member(weights, 1, 1)


def test_probabilities_are_averaged_and_still_known_as_such() -> None:
    nodes = planned("recurrent", activation="softmax")
    each = [random_weights(nodes, seed) for seed in (1, 2)]
    all_of_them = together(nodes, 2)
    said = forward(all_of_them, gathered(each), random_inputs(nodes, 6, seed=3))
    np.testing.assert_allclose(said.sum(axis=-1), 1, atol=1e-6)
    assert tells_classes(all_of_them)
    assert not tells_classes(together(planned("recurrent"), 2))


def test_the_last_hidden_state_is_that_of_the_first_network() -> None:
    nodes = network([LSTM(units=3)], planned("recurrent")[0].shape)
    each = [random_weights(nodes, seed) for seed in (1, 2)]
    x = random_inputs(nodes, 4, seed=5)
    together_now = hidden(together(nodes, 2), gathered(each), x)
    first = hidden(nodes, each[0], x)
    assert together_now is not None
    assert first is not None
    assert np.array_equal(together_now, first)
