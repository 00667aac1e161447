"""Heads that answer quantiles: the same for all readers, counted in words, and refused where they would not fit."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import SettingsError
from core.models.layers import GRU, LSTM, AnyLayer, Dense, Flatten, RepeatVector
from core.models.plan import plan
from core.models.quantiles import promises_of, quantiles_for
from core.models.spec import Branch, Head, ModelSpec, TaskSpec
from core.models.walk import answer_in_words
from tests.core.models.asked import asked
from tests.core.models.networks import assert_all_readers_agree_with_keras


def model_of(*layers: AnyLayer, **head: str) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),), head=Head.model_validate(head))


@pytest.mark.parametrize("anchor", ["none", "last_value"])
@pytest.mark.parametrize(("kind", "layers"), [("dense", (Flatten(), Dense(units=3))), ("shared_over_targets", ())])
def test_a_head_of_quantiles_is_the_same_for_all_readers(kind: str, layers: tuple[AnyLayer, ...], anchor: str) -> None:
    nodes = plan(model_of(*layers, kind=kind, anchor=anchor), asked(7, 3, 4, 2, quantiles=5))
    assert nodes[-1].shape.axes == (4, 10)
    assert answer_in_words(nodes, "hour") == "4 values for each of 2 columns, each at 5 levels"
    assert_all_readers_agree_with_keras(nodes)


@pytest.mark.parametrize(
    ("layers", "head"),
    [
        ((GRU(units=3, sequences=True),), {"kind": "each_timestep"}),
        ((LSTM(units=3), RepeatVector(), LSTM(units=2, sequences=True)), {"kind": "each_step"}),
        ((LSTM(units=3),), {"ahead": "recursive"}),
    ],
)
def test_other_heads_answer_no_quantiles_and_say_why(layers: tuple[AnyLayer, ...], head: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="Once, from the last state") as caught:
        plan(model_of(*layers, **head), asked(6, 1, 1, 1, quantiles=3))
    assert caught.value.key == "quantiles_at_once"


@pytest.mark.parametrize("promise", [0.8, 0.9, 0.95])
def test_a_promise_is_kept_in_its_quantiles(promise: float) -> None:
    task = TaskSpec(kind="quantile", quantiles=quantiles_for(promise))
    assert promises_of(task.quantiles) == (promise,)
    assert task.outputs(2, 0) == 6


def test_several_intervals_promise_more_the_wider_they_are() -> None:
    assert promises_of((0.025, 0.1, 0.5, 0.9, 0.975)) == (0.8, 0.95)
