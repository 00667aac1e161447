"""Where filling is first read like measured values, and the clicks that mend it.

Letters: W windows, T timesteps, F features.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.examples.gather import PADDING
from core.examples.spec import Windows
from core.models.diagram import diagram
from core.models.forward import forward
from core.models.layers import (
    GRU,
    LSTM,
    AnyLayer,
    Attention,
    Bidirectional,
    Conv1D,
    Cropping,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    Reshape,
)
from core.models.masks import lost_mask, mask_finding, mask_repairs
from core.models.plan import plan
from core.models.presets import PRESETS
from core.models.spec import Branch, Head, ModelSpec
from core.models.walk import rows
from tests.core.models.asked import asked
from tests.core.models.networks import random_inputs, random_weights

SHORTEST = 4
GIVEN = asked(12, 3, activation="softmax", outputs=3, anchored=False, padded=True)

SKIPPING: tuple[tuple[AnyLayer, ...], ...] = (
    (LSTM(units=3),),
    (Dense(units=2), Dropout(), GRU(units=3, sequences=True), Attention(), GlobalAveragePool()),
    (Bidirectional(inner=LSTM(units=2, sequences=True)), Bidirectional(inner=GRU(units=2)), Dense(units=4)),
)
LOSING: tuple[tuple[tuple[AnyLayer, ...], str], ...] = (
    ((Flatten(), Dense(units=3)), "flatten_1"),
    ((LSTM(units=2, sequences=True), GlobalMaxPool()), "global_max_pool_1"),
    ((Conv1D(filters=4, size=3), MaxPool(size=2), Conv1D(filters=4, size=2), GlobalMaxPool()), "conv1d_1"),
    ((Dense(units=2), Reshape(time=6, features=4), LSTM(units=2)), "reshape_1"),
    ((Cropping(oldest=2), LSTM(units=2)), "cropping_1"),
)


def model_of(*layers: AnyLayer) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),))


@pytest.mark.parametrize("layers", SKIPPING)
def test_what_skips_the_filling_gives_the_same_however_much_there_is(layers: tuple[AnyLayer, ...]) -> None:
    """The oracle: the network for just as many timesteps as the example has, without any filling."""
    nodes = plan(model_of(*layers), GIVEN)
    assert lost_mask(nodes) is None
    assert mask_finding(nodes) is None
    assert mask_repairs(model_of(*layers), GIVEN) == ()
    weights, x = random_weights(nodes, 1), random_inputs(nodes, 20, 1)
    answers = forward(nodes, weights, x)
    for one, answer in zip(x, answers, strict=True):
        own = one[(one != PADDING).all(axis=-1)][None]
        short = plan(model_of(*layers), asked(own.shape[1], 3, activation="softmax", outputs=3, anchored=False))
        np.testing.assert_allclose(forward(short, weights, own)[0], answer, atol=1e-5)


@pytest.mark.parametrize(("layers", "name"), LOSING)
def test_the_first_layer_that_reads_filling_is_named_and_one_click_mends_it(
    layers: tuple[AnyLayer, ...], name: str
) -> None:
    model = model_of(*layers)
    lost = lost_mask(plan(model, GIVEN), SHORTEST)
    assert lost is not None
    assert lost.name == name
    finding = mask_finding(plan(model, GIVEN), SHORTEST)
    assert finding is not None
    assert lost.layer.title in finding.title
    assert "Shorter examples are filled up" in finding.text
    offered = mask_repairs(model, GIVEN, SHORTEST)
    keys = {repair.key for repair in offered}
    assert "recurrent" in keys
    assert ("read_shortest" in keys) == (name not in ("conv1d_1", "reshape_1")), "so few timesteps fit the layers"
    assert lost_mask(plan(offered[0].model, GIVEN), SHORTEST) is None
    assert all(repair.text for repair in offered)


@pytest.mark.parametrize("key", PRESETS)
def test_clicking_the_first_repair_of_a_preset_again_and_again_leaves_no_filling_read(key: str) -> None:
    given = asked(12, 3, padded=True)
    model = PRESETS[key].make() if PRESETS[key].head != "each_timestep" else model_of(Flatten())
    for _ in range(8):
        offered = mask_repairs(model, given, SHORTEST)
        if not offered:
            break
        model = offered[0].model
    assert lost_mask(plan(model, given), SHORTEST) is None


def test_timesteps_that_every_example_has_need_no_mask() -> None:
    model = model_of(Cropping(oldest=12 - SHORTEST), Flatten())
    nodes = plan(model, GIVEN)
    assert lost_mask(nodes, SHORTEST) is None
    assert lost_mask(nodes, SHORTEST - 1) is not None
    flat = mask_repairs(model_of(Flatten()), GIVEN, 1)
    assert "read_shortest" not in {repair.key for repair in flat}


def test_the_newest_value_alone_is_never_filling() -> None:
    model = ModelSpec(branches=(Branch(layers=(LSTM(units=2),)),), head=Head(anchor="last_value"))
    assert lost_mask(plan(model, asked(12, 3, padded=True))) is None


def test_branches_are_mended_one_after_the_other() -> None:
    both = (Flatten(), Dense(units=3))
    model = ModelSpec(branches=(Branch(layers=both), Branch(input="input_2", columns=("column 2",), layers=both)))
    first = mask_repairs(model, GIVEN, SHORTEST)
    assert first[0].key == "read_shortest"
    mean = next(repair for repair in first if repair.key == "mean")
    second = mask_repairs(mean.model, GIVEN, SHORTEST)
    assert lost_mask(plan(mean.model, GIVEN)).name == "flatten_1"  # type: ignore[union-attr]
    assert lost_mask(plan(second[0].model, GIVEN), SHORTEST) is None


def test_the_window_says_that_shorter_examples_are_filled_up() -> None:
    nodes = plan(model_of(LSTM(units=2)), GIVEN)
    picture = diagram(nodes, GIVEN.columns, ("class",), Windows(lookback=12, delay=0, whole=True, padded=True))
    assert [box.node for box in picture.boxes] == ["main", "lstm_1", "head", "answer"]
    assert picture.boxes[0].under == "12 timesteps × 3 columns, shorter examples are filled up"
    assert picture.arrows == ((0, 1), (1, 2), (2, 3))
    assert [row.name for row in rows(nodes) if not row.plumbing] == ["main", "lstm_1", "head"]
