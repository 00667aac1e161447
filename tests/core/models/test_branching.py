"""Several inputs: columns shared out, branches that meet, and what mends a merge that does not fit."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import DoesNotFit, LookbackError, SettingsError
from core.examples.spec import Windows
from core.models.branching import column_moved, merged, with_branches, without_branches
from core.models.build import build
from core.models.check import MOST_BRANCHES, check
from core.models.diagram import diagram
from core.models.editing import lines, place_of, problem_of
from core.models.forward import forward
from core.models.layers import GRU, LSTM, AnyLayer, Attention, Bidirectional, Conv1D, Dense, Flatten, Shape
from core.models.plan import columns_read, plan
from core.models.presets import PRESETS
from core.models.repairing import repairs
from core.models.saved import save
from core.models.spec import Branch, ModelSpec
from core.models.weights import set_weights
from tests.core.models.asked import asked, steps
from tests.core.models.networks import (
    assert_all_readers_agree_with_keras,
    assert_close,
    layer_lists,
    random_inputs,
    random_weights,
)

TWO = (("column 2",), ("column 3", "column 4"))


def two(first: tuple[AnyLayer, ...], second: tuple[AnyLayer, ...], **more: object) -> ModelSpec:
    branches = (Branch(layers=first), Branch(input="input_2", columns=("column 2", "column 3"), layers=second))
    return ModelSpec.model_validate({"branches": branches, **more})


C12 = two((LSTM(units=4),), (LSTM(units=4),), trunk=(Dense(units=3, activation="relu"),))
C13 = two((Flatten(), Dense(units=10)), (Flatten(), Dense(units=20)), trunk=(Dense(units=8),))


@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize(
    "model", [pytest.param(C12, marks=pytest.mark.course("C12")), pytest.param(C13, marks=pytest.mark.course("C13"))]
)
def test_the_two_inputs_of_the_course_are_the_same_for_all_readers(model: ModelSpec, padded: bool) -> None:
    nodes = plan(model, asked(6, 5, padded=padded))
    assert columns_read(nodes) == ((0, 3, 4), (1, 2))
    assert_all_readers_agree_with_keras(nodes)


@pytest.mark.course("C13")
def test_the_functional_model_of_the_course_has_its_shapes() -> None:
    shapes = {node.name: node.shape.axes for node in plan(C13, asked(1, 5))}
    assert [shapes[name] for name in ("dense_1", "dense_2", "concatenate_1", "dense_3", "head")] == [
        (10,), (20,), (30,), (8,), (1,)
    ]  # fmt: skip


@pytest.mark.course("D8")
def test_a_padded_network_of_two_inputs_predicts_the_same_from_both_file_formats(tmp_path: Path) -> None:
    first = (GRU(units=3, sequences=True), Attention(), Bidirectional(inner=LSTM(units=2)))
    model = two(first, (LSTM(units=4),), merge="average")
    nodes = plan(model, asked(9, 4, padded=True))
    weights, x = random_weights(nodes, 5), random_inputs(nodes, 12, 5)
    network = build(nodes)
    set_weights(network, weights)
    apart = [x[..., list(columns)] for columns in columns_read(nodes)]
    answers = network.predict(apart, verbose=0)
    assert_close(forward(nodes, weights, x), answers)
    for name in ("network.keras", "network.h5"):
        save(network, tmp_path / name)
        loaded = keras.saving.load_model(tmp_path / name, compile=False)
        assert_close(np.asarray(loaded(apart)), answers)


@pytest.mark.parametrize("merge", ["concatenate", "average"])
def test_sequences_with_masks_meet_as_in_keras(merge: str) -> None:
    reading = (GRU(units=3, sequences=True),)
    for second in (reading, (Conv1D(filters=3, size=2, padding="same"),)):
        nodes = plan(two(reading, second, merge=merge, trunk=(LSTM(units=2),)), asked(7, 4, padded=True))
        assert_all_readers_agree_with_keras(nodes)


@pytest.mark.parametrize("key", PRESETS)
def test_any_preset_can_be_split_and_joined_again(key: str) -> None:
    model = with_branches(PRESETS[key].make(), TWO)
    assert [branch.input for branch in model.branches] == ["main", "input_2", "input_3"]
    assert len({branch.layers for branch in model.branches}) == 1
    assert model.origin == key
    nodes = check(model, asked(8, 5, steps(key, 3)))
    assert columns_read(nodes) == ((0, 4), (1,), (2, 3))
    joined = without_branches(model)
    assert columns_read(check(joined, asked(8, 5, steps(key, 3)))) == ((0, 1, 2, 3, 4),)
    if key != "linear":
        assert joined.branches == PRESETS[key].make().branches


def test_a_further_branch_keeps_those_that_are_there() -> None:
    model = with_branches(ModelSpec(branches=(Branch(layers=(LSTM(units=3),)),)), TWO[:1])
    other = model.but(branches=(model.branches[0], model.branches[1].but(layers=(GRU(units=5),))))
    more = with_branches(other, TWO)
    assert more.branches[:2] == other.branches
    assert more.branches[2] == Branch(input="input_3", columns=TWO[1], layers=(LSTM(units=3),))


def test_a_column_moves_from_one_branch_to_another() -> None:
    model = with_branches(C12.but(branches=C12.branches[:1]), TWO)
    there = column_moved(model, "column 3", 1)
    assert [branch.columns for branch in there.branches] == [(), ("column 2", "column 3"), ("column 4",)]
    back = column_moved(there, "column 3", 0)
    assert [branch.columns for branch in back.branches] == [(), ("column 2",), ("column 4",)]
    with pytest.raises(SettingsError, match="column 4"):
        column_moved(back, "column 4", 0)
    assert merged(model, "average").merge == "average"


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (two((LSTM(units=3),), (LSTM(units=4, sequences=True),)), {"summaries"}),
        (two((LSTM(units=3),), (Conv1D(filters=4, size=2),)), {"summaries"}),
        (two((LSTM(units=3),), (LSTM(units=4),), merge="average"), {"equal_units", "side_by_side"}),
        (two((LSTM(units=3),), (Flatten(),), merge="average"), {"equal_units", "side_by_side"}),
        (two((Bidirectional(),), (Bidirectional(inner=GRU(units=3)),), merge="average"), {"equal_units"}),
        (
            two((LSTM(units=3),), (GRU(units=4, sequences=True),), merge="average"),
            {"equal_units", "summaries_side_by_side"},
        ),
        (
            two((Conv1D(size=2),), (Conv1D(size=3),), trunk=(Flatten(), Dense(units=2))),
            {"summaries"},
        ),
    ],
)
def test_branches_that_do_not_meet_are_mended_by_one_click(model: ModelSpec, wanted: set[str]) -> None:
    ours = asked(8, 5)
    problem = problem_of(model, ours)
    assert isinstance(problem, DoesNotFit)
    assert problem.key == "inputs_differ"
    assert place_of(model, str(problem.values["node"])) is None
    offered = repairs(model, problem, ours)
    assert wanted <= {repair.key for repair in offered}
    assert problem_of(offered[0].model, ours) is None


def test_branches_too_wide_for_any_layer_are_put_side_by_side() -> None:
    ours, model = asked(2000, 5), two((Flatten(),), (LSTM(units=4),), merge="average")
    problem = problem_of(model, ours)
    assert isinstance(problem, DoesNotFit)
    assert [repair.key for repair in repairs(model, problem, ours)] == ["side_by_side", "summaries_side_by_side"]


def test_what_the_trunk_needs_is_asked_of_every_branch() -> None:
    ours = asked(8, 5)
    model = two((LSTM(units=3),), (LSTM(units=4),), trunk=(GRU(units=2),))
    problem = problem_of(model, ours)
    assert isinstance(problem, DoesNotFit)
    first = repairs(model, problem, ours)[0]
    assert first.key == "hand_over_all"
    assert problem_of(first.model, ours) is None


@st.composite
def models(draw: st.DrawFn) -> tuple[ModelSpec, bool]:
    """Two or three branches and a trunk of any layers; they need not fit."""
    lists = [draw(layer_lists())[1] for _ in range(draw(st.integers(3, 4)))]
    names = ("main", "input_2", "input_3")
    branches = tuple(
        Branch(input=names[n], columns=(f"column {n + 1}",), layers=layers) for n, layers in enumerate(lists[:-1])
    )
    merge = draw(st.sampled_from(("concatenate", "average")))
    return ModelSpec(branches=branches, merge=merge, trunk=(*lists[-1], Flatten())), draw(st.booleans())


@settings(max_examples=60, deadline=None)
@given(models())
def test_lines_and_places_of_branches_and_trunk_are_those_of_the_plan(drawn: tuple[ModelSpec, bool]) -> None:
    """Where the model fits, shape by shape; where not, everything before the problem, and its place."""
    model, padded = drawn
    ours = asked(5, 3, padded=padded)
    shown = [line for own in lines(model, ours) for line in own]
    problem = problem_of(model, ours)
    if isinstance(problem, DoesNotFit):
        where = place_of(model, str(problem.values["node"]))
        assert (where is not None) == (problem.key not in ("inputs_differ", "head_needs_summary"))
        if where is not None:
            assert next(line for line in shown if line.problem is not None).where == where
        return
    placed = [(place_of(model, node.name), node.shape) for node in plan(model, ours)]
    assert [(line.where, line.shape) for line in shown] == [(where, shape) for where, shape in placed if where]


@settings(max_examples=30, deadline=None)
@given(models())
def test_the_first_repair_clicked_again_and_again_ends_with_a_model_that_fits(drawn: tuple[ModelSpec, bool]) -> None:
    model, padded = drawn
    ours = asked(5, 3, padded=padded)
    for _ in range(25):
        problem: LookbackError | None = problem_of(model, ours)
        if problem is None:
            break
        assert isinstance(problem, DoesNotFit)
        model = repairs(model, problem, ours)[0].model
    assert problem_of(model, ours) is None


def test_every_window_is_drawn_with_its_own_columns_and_they_join() -> None:
    ours = asked(6, 5)
    picture = diagram(plan(C12, ours), ours.columns, ("column 1",), Windows(lookback=6))
    windows = [box for box in picture.boxes if box.kind == "window"]
    assert [box.lines for box in windows] == [("column 1", "column 4", "column 5"), ("column 2", "column 3")]
    names = [box.node for box in picture.boxes]
    joins = names.index("concatenate_1")
    assert [names[start] for start, end in picture.arrows if end == joins] == ["lstm_1", "lstm_2"]


def test_at_most_so_many_branches() -> None:
    def of(count: int) -> ModelSpec:
        branch = {"columns": ("column 2",), "layers": (Flatten(),)}
        return ModelSpec.model_validate({"branches": [{"input": f"input_{n}", **branch} for n in range(count)]})

    check(of(MOST_BRANCHES), asked(6, 3))
    with pytest.raises(SettingsError) as caught:
        check(of(MOST_BRANCHES + 1), asked(6, 3))
    assert caught.value.key == "too_many_branches"
    with pytest.raises(ValidationError):
        of(2).but(branches=(*of(2).branches, of(1).branches[0]))


def test_a_summary_and_a_single_timestep_do_not_meet() -> None:
    from core.models.layers import Average

    with pytest.raises(DoesNotFit):
        Average().shape(Shape(time=None, features=3), Shape(time=1, features=3))
