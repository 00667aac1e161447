"""Answers at every timestep that see later ones: the network itself is the oracle, its newest timestep changed."""

from __future__ import annotations

import numpy as np
import pytest

from core.models.ahead import ahead_finding, ahead_repairs, looks_ahead
from core.models.editing import problem_of
from core.models.forward import forward
from core.models.layers import (
    GRU,
    LSTM,
    AnyLayer,
    Attention,
    Bidirectional,
    Conv1D,
    Dense,
    Flatten,
    LayerNorm,
    Permute,
    RepeatVector,
    Reshape,
    SimpleRNN,
)
from core.models.plan import Node, plan
from core.models.spec import Branch, Head, ModelSpec
from tests.core.models.asked import asked
from tests.core.models.networks import random_inputs, random_weights

TIMESTEPS, FEATURES = 6, 6
GIVEN = asked(TIMESTEPS, FEATURES, 1, 1)
CASES: dict[str, tuple[AnyLayer, ...]] = {
    "in order": (LSTM(units=3, sequences=True), LayerNorm(), Dense(units=4)),
    "looks back": (Conv1D(filters=3, size=3, padding="causal"), SimpleRNN(units=2, sequences=True)),
    "one timestep wide": (Conv1D(filters=3, size=1, padding="same"),),
    "the same shape": (GRU(units=4, sequences=True), Reshape(time=TIMESTEPS, features=4)),
    "both ways": (Bidirectional(inner=GRU(units=3, sequences=True)),),
    "attends to all": (LSTM(units=4, sequences=True), Attention(heads=1, head_size=3)),
    "on both sides": (Conv1D(filters=3, size=3, padding="same"),),
    "a summary repeated": (GRU(units=3), RepeatVector(times=TIMESTEPS)),
    "a summary laid out": (Flatten(), Dense(units=12), Reshape(time=TIMESTEPS, features=2)),
    "changed places": (Permute(), LSTM(units=3, sequences=True)),
}


def model_of(layers: tuple[AnyLayer, ...]) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),), head=Head(kind="each_timestep"))


def first_answers_change(nodes: tuple[Node, ...]) -> bool:
    """Whether the newest timestep has a say in the answers before it."""
    weights, x = random_weights(nodes, 3), random_inputs(nodes, 4, seed=5)
    other = x.copy()
    other[:, -1] += 1
    return not np.allclose(forward(nodes, weights, x)[:, :-1], forward(nodes, weights, other)[:, :-1], atol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_exactly_where_earlier_answers_change_with_a_later_timestep(name: str) -> None:
    model = model_of(CASES[name])
    nodes = plan(model, GIVEN)
    assert (looks_ahead(nodes, model) is not None) == first_answers_change(nodes)


@pytest.mark.parametrize("name", ["both ways", "attends to all", "on both sides", "changed places"])
def test_one_click_mends_it_and_the_network_still_fits(name: str) -> None:
    model = model_of(CASES[name])
    assert ahead_finding(plan(model, GIVEN), model) is not None
    first, *_ = ahead_repairs(model, GIVEN)
    assert problem_of(first.model, GIVEN) is None
    mended = plan(first.model, GIVEN)
    assert looks_ahead(mended, first.model) is None
    assert not first_answers_change(mended)


def test_two_such_layers_are_mended_one_after_the_other() -> None:
    model = model_of((*CASES["both ways"], Attention(heads=1, head_size=2)))
    once = ahead_repairs(model, GIVEN)[0].model
    finding = ahead_finding(plan(once, GIVEN), once)
    assert finding is not None
    assert "ttention" in finding.title
    twice = ahead_repairs(once, GIVEN)[0].model
    assert looks_ahead(plan(twice, GIVEN), twice) is None


def test_an_answer_behind_all_that_is_read_may_look_anywhere() -> None:
    model = ModelSpec(branches=(Branch(layers=(Bidirectional(inner=GRU(units=3)),)),))
    assert looks_ahead(plan(model, GIVEN), model) is None
    assert ahead_repairs(model, GIVEN) == ()
