"""A click while the one before is still answered, or before the browser has heard of it: both are done."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from core.models.layers import AnyLayer
from core.models.presets import PRESETS
from tests.app import ROOT
from tests.pages.fabricate import House, opened
from tests.pages.visit import saved


def lagging(app: AppTest, shown: list[WidgetState]) -> AppTest:
    """The page once more, by a browser that still holds what was shown before."""
    states = app._tree.get_widget_states()
    there = {state.id for state in states.widgets}
    states.widgets.extend(state for state in shown if state.id not in there)
    return app._run(states)


def interrupted() -> None:
    """A page whose click is still being answered when the next one comes."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from pages.parts import notices

    @notices.callback
    def add() -> None:
        get_script_run_ctx().session_state._yield_callback.__self__.request_rerun(RerunData())
        st.session_state["begun"] = True
        st.session_state["done"] = True

    st.button("Add", key="add", on_click=add)


def test_what_a_click_asks_for_is_done_whole_though_the_next_one_comes() -> None:
    app = AppTest.from_function(interrupted).run()
    app.button(key="add").click().run()
    assert (app.session_state["begun"], app.session_state["done"]) == (True, True)


HANDED_ON = {"do", "on_change"}
"""Names of arguments: whoever hands a callback on got one that is done whole."""


def callbacks(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given as `on_click` and `on_change`, as an argument or in a dictionary of them."""
    names = ("on_click", "on_change")
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in names:
            yield from (node.value.body, node.value.orelse) if isinstance(node.value, ast.IfExp) else (node.value,)
        if isinstance(node, ast.Dict):
            told = zip(node.keys, node.values, strict=True)
            yield from (value for key, value in told if isinstance(key, ast.Constant) and key.value in names)


def test_every_callback_is_done_whole() -> None:
    trees = {path.name: ast.parse(path.read_text("utf-8")) for path in (ROOT / "pages").rglob("*.py")}
    functions = (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    whole = {one.name for one in functions if "notices.callback" in map(ast.unparse, one.decorator_list)}
    given = {(name, ast.unparse(one)) for name, tree in trees.items() for one in callbacks(tree)}
    fine = (*whole, *HANDED_ON, "'rerun'", "'ignore'")
    assert len(given) > 100
    assert not {(name, text) for name, text in given if text not in fine and not text.startswith("notices.callback(")}


@pytest.fixture
def app(house: House) -> AppTest:
    """The Model page with a preset whose layers are unfolded."""
    house.save_draft(model=PRESETS["gru"].make(units=16))
    app = opened("model")
    app.session_state["layers_editor"] = True
    return app.run()


def widgets(app: AppTest) -> Iterator[WidgetState]:
    """What the browser holds of the page, without the clicks."""
    return (state for state in app._tree.get_widget_states().widgets if not state.HasField("trigger_value"))


def layers(app: AppTest, house: House) -> tuple[AnyLayer, ...]:
    return saved(app, house.library).model.layers


def test_a_layer_that_was_copied_stays_though_the_settings_of_the_preset_are_told_once_more(
    app: AppTest, house: House
) -> None:
    shown = list(widgets(app))
    assert any("setting_gru_units" in state.id for state in shown)
    app.button(key="copy_0_0").click().run()
    app.button(key="settings_0_0").click()
    assert len(layers(lagging(app, shown), house)) == 2


def test_a_layer_that_took_the_place_of_another_keeps_its_own_settings(app: AppTest, house: House) -> None:
    app.button(key="copy_0_0").click().run()
    app.button(key="settings_0_0").click().run()
    app.number_input(key="field_0_0_units").set_value(5).run()
    shown = list(widgets(app))
    app.button(key="down_0_0").click().run()
    app.button(key="add_layer").click()
    assert [layer.units for layer in layers(lagging(app, shown), house)[:2]] == [16, 5]
