"""Layers changed by hand: every edit against plain lists, shapes against the plan, and repairs that mend."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DoesNotFit, SettingsError
from core.models.editing import Where, inserted, lines, lists, moved, place_of, problem_of, removed, replaced
from core.models.fields import fields_of, fresh, kinds, with_field
from core.models.given import Given
from core.models.layers import (
    GRU,
    LSTM,
    AnyLayer,
    Attention,
    Bidirectional,
    Conv1D,
    Dense,
    Dropout,
    Flatten,
    GlobalMaxPool,
    MaxPool,
    RepeatVector,
    Reshape,
    Shape,
    SimpleRNN,
)
from core.models.plan import plan
from core.models.presets import PRESETS
from core.models.repairing import repairs
from core.models.spec import Branch, ModelSpec
from core.text import known
from tests.core.models.asked import asked
from tests.core.models.networks import layer_lists

ASKED = asked(10, 3, 4)
EVERY: dict[str, AnyLayer] = {
    "reshape": Reshape(time=2, features=15),
    "repeat_vector": RepeatVector(times=2),
    **{one.kind: one for one in (LSTM(), GRU(), Conv1D(), Dense(), Dropout(), Attention(), MaxPool(), Bidirectional())},
}


def model_of(*layers: AnyLayer) -> ModelSpec:
    return ModelSpec(branches=(Branch(layers=layers),))


def given_by(shape: Shape) -> Given:
    return asked(shape.time or 1, shape.features, 2, padded=shape.masked)


def where(at: int) -> Where:
    return Where(list=0, at=at)


@given(st.integers(1, 5), st.data())
def test_edits_are_those_of_a_plain_list(length: int, data: st.DataObject) -> None:
    expected = [Dense(units=n + 1) for n in range(length)]
    model = model_of(*expected)
    at, by = data.draw(st.integers(0, length - 1)), data.draw(st.integers(-6, 6))
    new = Dropout(rate=0.5)
    put, gone, shifted = list(expected), list(expected), list(expected)
    put.insert(at, new)
    del gone[at]
    shifted.insert(max(0, at + by), shifted.pop(at))
    assert list(lists(inserted(model, where(at), new))[0]) == put
    assert list(lists(removed(model, where(at)))[0]) == gone
    assert list(lists(moved(model, where(at), by))[0]) == shifted
    assert lists(replaced(model, where(at), new))[0][at] == new


@settings(deadline=None)
@given(layer_lists())
def test_shapes_and_counts_of_the_lines_are_those_of_the_plan(drawn: tuple[Shape, tuple[AnyLayer, ...]]) -> None:
    shape, layers = drawn
    flat = (Flatten(),)
    model = model_of(*layers, *flat)
    nodes = [node for node in plan(model, given_by(shape)) if node.part == "branch" and node.layer.kind != "masking"]
    shown, trunk = lines(model, given_by(shape))
    assert [line.shape for line in shown] == [node.shape for node in nodes]
    assert [place_of(model, node.name) for node in nodes] == [line.where for line in shown]
    assert trunk == ()


def test_a_layer_that_does_not_fit_says_so_at_its_line_and_nothing_behind_it_has_a_shape() -> None:
    shown, _ = lines(model_of(LSTM(units=4), LSTM(units=2), Dense(units=1)), ASKED)
    assert shown[0].shape == Shape(time=None, features=4)
    assert shown[1].problem is not None
    assert shown[1].problem.key == "needs_sequence"
    assert [line.shape for line in shown[1:]] == [None, None]


@pytest.mark.parametrize(
    ("layers", "wanted"),
    [
        ((LSTM(units=10), LSTM(units=2)), {"hand_over", "reshape", "remove"}),
        ((Bidirectional(inner=GRU(units=3)), Dropout(), SimpleRNN(units=2)), {"hand_over", "reshape"}),
        ((GlobalMaxPool(), Conv1D(size=2)), {"reshape", "remove"}),
        ((LSTM(units=3, sequences=True),), {"last_state", "flatten", "pool"}),
        ((Conv1D(filters=2, size=3),), {"flatten", "pool"}),
        ((Conv1D(size=11), Flatten()), {"padding", "remove"}),
        ((MaxPool(size=20), Flatten()), {"padding", "remove"}),
        ((GRU(units=3, sequences=True), RepeatVector(times=2), LSTM()), {"last_state", "flatten", "remove"}),
        ((Reshape(time=7, features=5), LSTM()), {"remove"}),
    ],
    ids=lambda value: "-".join(layer.kind for layer in value) if isinstance(value, tuple) else "",
)
def test_what_does_not_fit_is_mended_by_one_click(layers: tuple[AnyLayer, ...], wanted: set[str]) -> None:
    """C11 of the course is the first: a recurrent layer after one that gives only its last state."""
    model = model_of(*layers)
    problem = problem_of(model, ASKED)
    assert isinstance(problem, DoesNotFit)
    offered = repairs(model, problem, ASKED)
    assert wanted <= {repair.key for repair in offered}
    assert problem_of(offered[0].model, ASKED) is None
    assert all(repair.text for repair in offered)


def test_clicking_the_first_repair_again_and_again_always_ends_with_a_model_that_fits() -> None:
    model = model_of(LSTM(), LSTM(), LSTM(), Conv1D(size=30), MaxPool(size=40), Reshape(time=3, features=7))
    for _ in range(10):
        problem = problem_of(model, ASKED)
        if problem is None:
            break
        assert isinstance(problem, DoesNotFit)
        model = repairs(model, problem, ASKED)[0].model
    assert problem_of(model, ASKED) is None


def test_an_edited_preset_remembers_where_it_came_from() -> None:
    model = PRESETS["gru"].make(units=7)
    edited = inserted(model, where(1), Dense(units=3))
    assert (edited.preset, edited.origin) == (None, "gru")
    assert PRESETS["gru"].make(**dict(edited.settings)) == model
    assert removed(edited, where(1)).origin == "gru"


def test_a_head_that_stands_alone_learns_to_follow_layers_and_keeps_its_anchor() -> None:
    model = PRESETS["linear"].make()
    edited = inserted(model, where(0), LSTM(units=2))
    assert (edited.head.kind, edited.head.anchor) == ("dense", "last_value")
    assert problem_of(edited, ASKED) is None


@pytest.mark.parametrize("kind", kinds())
def test_every_setting_of_every_layer_has_words_and_takes_its_own_value(kind: str) -> None:
    layer = EVERY.get(kind) or ModelSpec.model_validate({"trunk": [{"kind": kind}]}).trunk[0]
    for field in fields_of(layer):
        setting = field.setting
        assert setting.label != setting.help
        assert all(known(f"model_settings.{setting.name.removeprefix('recurrent_')}.choices.{choice}")
                   for choice in setting.choices)  # fmt: skip
        assert with_field(layer, field, field.of(layer)) == layer, field.path


def test_settings_change_one_field_and_out_of_range_is_refused() -> None:
    units = next(field for field in fields_of(LSTM()) if field.path == ("units",))
    assert with_field(LSTM(dropout=0.3), units, 7) == LSTM(units=7, dropout=0.3)
    with pytest.raises(SettingsError, match="4,096"):
        with_field(LSTM(), units, 5_000)
    time = next(field for field in fields_of(Reshape(time=2, features=3)) if field.path == ("time",))
    assert with_field(Reshape(time=2, features=3), time, 0) == Reshape(features=3)


def test_another_kind_inside_a_wrapper_keeps_what_both_kinds_know() -> None:
    layer = Bidirectional(inner=LSTM(units=5, dropout=0.2, recurrent_activation="tanh"))
    kind = next(field for field in fields_of(layer) if field.path == ("inner", "kind"))
    assert with_field(layer, kind, "simple_rnn") == Bidirectional(inner=SimpleRNN(units=5, dropout=0.2))


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_layer_can_be_added_with_usual_settings(kind: str) -> None:
    assert fresh(kind).kind == kind
    with pytest.raises(ValueError, match="kind"):
        fresh("lambda")
