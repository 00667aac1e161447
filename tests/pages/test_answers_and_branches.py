"""What the network answers, and which columns are read apart, on the Model page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.spec import Column
from core.experiment import Experiment
from core.models.layers import GRU, Bidirectional, Conv1D, Dense
from core.models.presets import PRESETS
from core.models.spec import Branch, Head, ModelSpec
from core.runs.library import Library
from tests.pages.fabricate import House, opened, words
from tests.pages.visit import named, saved, visit


def series() -> bytes:
    """Three columns in time: 240 hours of wind, rain and sun."""
    rng = np.random.default_rng(2)
    rows = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00,{np.sin(i / 4) + rng.normal(0, 0.1):.3f},{i % 7},{i % 5}"
            for i in range(240)]  # fmt: skip
    return "\n".join(["time,wind,rain,sun", *rows]).encode()


@pytest.fixture
def library(home: Path) -> Library:
    return House(home).library


@pytest.fixture
def app(home: Path, library: Library) -> AppTest:
    """The Model page of the three columns: a GRU reads all of them, wind is predicted."""
    start = visit("data")
    start = start.file_uploader[0].upload("weather.csv", series(), "text/csv").run()
    content = library.draft(named(start))
    assert content is not None
    e = Experiment.model_validate(content["experiment"])
    columns = (Column(name="wind", roles=("input", "target")), Column(name="rain"), Column(name="sun"))
    data = e.data.but(columns=columns, steps=tuple(step for step in e.data.steps if step.kind != "calendar"))
    e = e.but(data=data, model=PRESETS["gru"].make(units=4), examples=e.examples.but(lookback=6, step=1, horizon=3))
    library.save_draft(named(start), {**content, "experiment": e.model_dump(mode="json")})
    return unfolded(visit("model", draft=named(start)))


def unfolded(app: AppTest) -> AppTest:
    app.session_state["layers_editor"] = True
    app.session_state["answers"] = True
    return app.run()


def tab(app: AppTest, name: str) -> AppTest:
    """With another tab of the layer editor open."""
    app.session_state["branch_tabs"] = name
    return app.run()


def test_the_four_answers_stand_there_with_what_keeps_them_from_fitting(app: AppTest) -> None:
    assert not app.exception
    assert not app.error
    assert app.button(key="choose_answer_last_state").label == "Chosen"
    told = words(app)
    for title in ("Once, from the last state", "At every timestep", "A decoder, step by step", "One step after the"):
        assert title in told
    assert all(app.button(key=f"choose_answer_{one}").disabled for one in ("each_timestep", "each_step", "recursive"))
    assert "3 values ahead are asked for" in told
    assert "all of that row must be predicted" in told


def test_every_timestep_needs_one_value_ahead_and_layers_that_hand_it_over(app: AppTest, library: Library) -> None:
    app.button(key="repair_answer_each_timestep_one_step").click().run()
    assert saved(app, library).examples.horizon == 1
    app.button(key="repair_answer_each_timestep_hand_over").click().run()
    assert not app.exception
    assert not app.error
    model = saved(app, library).model
    assert (model.head.kind, model.layers[0].sequences) == ("each_timestep", True)
    assert app.button(key="choose_answer_each_timestep").label == "Chosen"


def test_a_decoder_is_one_click_away_and_so_is_the_way_back(app: AppTest, library: Library) -> None:
    app.button(key="repair_answer_each_step_decoder").click().run()
    assert not app.exception
    assert not app.error
    assert saved(app, library).model.head.kind == "each_step"
    assert [layer.kind for layer in saved(app, library).model.layers] == ["gru", "repeat_vector", "gru"]
    app.button(key="back_to_preset").click().run()
    assert saved(app, library).model == PRESETS["gru"].make(units=4)


@pytest.mark.parametrize(
    ("repair", "targets", "inputs"),
    [("predict_all", ("wind", "rain", "sun"), ("wind", "rain", "sun")), ("read_targets", ("wind",), ("wind",))],
)
def test_recursion_predicts_all_it_reads(
    app: AppTest, library: Library, repair: str, targets: tuple[str, ...], inputs: tuple[str, ...]
) -> None:
    app.button(key=f"repair_answer_recursive_{repair}").click().run()
    data = saved(app, library).data
    assert (data.targets, data.inputs) == (targets, inputs)
    app.button(key="choose_answer_recursive").click().run()
    assert not app.exception
    assert not app.error
    assert saved(app, library).model.head.ahead == "recursive"


def test_a_window_that_no_longer_fits_the_answer_is_mended_on_the_model_page(app: AppTest, library: Library) -> None:
    app.button(key="repair_answer_recursive_read_targets").click().run()
    app.button(key="choose_answer_recursive").click().run()
    name, e = named(app), saved(app, library)
    content = library.draft(name) or {}
    late = e.but(examples=e.examples.but(delay=4)).model_dump(mode="json")
    library.save_draft(name, {**content, "experiment": late})
    page = visit("model", draft=name)
    assert "Step by step starts with the next row" in words(page)
    page.button(key="repair_top_next_row").click().run()
    assert saved(page, library).examples.delay == 1
    assert not page.error


def test_columns_are_read_apart_edited_apart_and_together_again(app: AppTest, library: Library) -> None:
    app.button(key="split").click().run()
    assert not app.exception
    assert not app.error
    assert [branch.columns for branch in saved(app, library).model.branches] == [(), ("sun",)]
    assert "Branch 1 reads what is left: wind and rain" in words(app)
    app = tab(app, "Branch 2")
    app.button(key="settings_1_0").click().run()
    app.number_input(key="field_1_0_units").set_value(3).run()
    app.multiselect(key="branch_columns_1").set_value(["rain", "sun"]).run()
    model = saved(app, library).model
    assert model.branches[1] == Branch(input="input_2", columns=("rain", "sun"), layers=(GRU(units=3),))
    app = tab(app, "After they meet")
    app.selectbox(key="new_layer_2").set_value("dense").run()
    app.button(key="add_layer_2").click().run()
    assert [layer.kind for layer in saved(app, library).model.trunk] == ["dense"]
    shown = app.table[0].value.to_string()
    assert shown.count("GRU") == 2
    assert "Concatenate" in shown
    app.button(key="one_branch").click().run()
    assert not app.exception
    assert not app.error
    assert len(saved(app, library).model.branches) == 1


def test_a_branch_for_every_column_and_none_without(app: AppTest, library: Library) -> None:
    app.button(key="split").click().run()
    app.button(key="more_branches").click().run()
    assert [branch.columns for branch in saved(app, library).model.branches] == [(), ("sun",), ("rain",)]
    assert app.button(key="more_branches").disabled
    app.multiselect(key="branch_columns_1").set_value(["sun", "wind"]).run()
    assert "left without columns" in words(app)
    assert saved(app, library).model.branches[1].columns == ("sun",)
    app.button(key="remove_branch_2").click().run()
    app.multiselect(key="branch_columns_1").set_value([]).run()
    assert len(saved(app, library).model.branches) == 1
    assert not app.exception


def test_branches_that_cannot_be_averaged_are_mended_where_they_meet(app: AppTest, library: Library) -> None:
    app.button(key="split").click().run()
    app = tab(app, "Branch 2")
    app.button(key="settings_1_0").click().run()
    app.number_input(key="field_1_0_units").set_value(3).run()
    app.segmented_control(key="merge").set_value("average").run()
    assert "stands under “After they meet”" in words(app)
    app = tab(app, "After they meet")
    app.button(key="repair_meet_equal_units").click().run()
    assert not app.error
    assert saved(app, library).model.branches[1].layers == (GRU(units=4),)


def test_branches_of_columns_that_are_gone_are_read_together_by_one_click(house: House) -> None:
    layers = (Conv1D(), GRU(units=2))
    gone = ModelSpec(branches=(Branch(layers=layers), Branch(input="input_2", columns=("gone",), layers=layers)))
    house.save_draft(model=gone.but(trunk=(Dense(units=3),)))
    app = unfolded(opened("model"))
    assert not app.exception
    assert "A branch reads columns that are not there" in words(app)
    app.button(key="repair_top_one_branch").click().run()
    assert not app.exception
    assert not app.error


def test_one_column_alone_cannot_be_split(home: Path) -> None:
    rows = "\n".join(["v", *(f"{np.sin(i):.3f}" for i in range(200))])
    start = visit("data")
    start = start.file_uploader[0].upload("one.csv", rows.encode(), "text/csv").run()
    assert unfolded(visit("model", draft=named(start))).button(key="split").disabled


@pytest.mark.course("A8")
@pytest.mark.parametrize(
    ("lookback", "horizon", "head", "name", "shape"),
    [
        (1, 1, Head(), "One-to-one", "(1, 3) → (1, 1)"),
        (1, 3, Head(), "One-to-many", "(1, 3) → (3, 1)"),
        (6, 1, Head(), "Many-to-one", "(6, 3) → (1, 1)"),
        (6, 3, Head(), "Many-to-many", "(6, 3) → (3, 1)"),
        (6, 1, Head(kind="each_timestep"), "Many-to-many", "(6, 3) → (6, 1)"),
    ],
)
def test_the_kind_of_the_network_is_named_drawn_and_its_shapes_told(
    app: AppTest, library: Library, lookback: int, horizon: int, head: Head, name: str, shape: str
) -> None:
    draft, e = named(app), saved(app, library)
    layers = (GRU(units=2, sequences=head.kind == "each_timestep"),)
    e = e.but(examples=e.examples.but(lookback=lookback, horizon=horizon))
    e = e.but(model=ModelSpec(branches=(Branch(layers=layers),), head=head))
    library.save_draft(draft, {**(library.draft(draft) or {}), "experiment": e.model_dump(mode="json")})
    page = unfolded(visit("model", draft=draft))
    assert not page.exception
    assert not page.error
    told = words(page)
    assert f"{name} :gray-badge[{shape}]" in told
    assert f"is called {name.lower()}" in told
    assert name.lower() in words(visit("window", draft=draft))


def test_a_layer_that_shows_answers_what_comes_after_them_is_mended_by_one_click(
    app: AppTest, library: Library
) -> None:
    content = library.draft(named(app))
    assert content is not None
    e = Experiment.model_validate(content["experiment"])
    both_ways = Bidirectional(inner=GRU(units=2, sequences=True))
    model = ModelSpec(branches=(Branch(layers=(both_ways,)),), head=Head(kind="each_timestep"))
    e = e.but(model=model, examples=e.examples.but(horizon=1))
    library.save_draft(named(app), {**content, "experiment": e.model_dump(mode="json")})
    page = visit("model", draft=named(app))
    assert "lets answers see what comes after them" in words(page)
    page.button(key="repair_ahead_in_order").click().run()
    assert not page.exception
    assert "lets answers see what comes after them" not in words(page)
    assert saved(page, library).model.layers == (GRU(units=2, sequences=True),)
