"""Columns put together in the Scaling tab: chosen with a click, seen in the shape, kept by the draft."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.library import Library
from tests.pages.fabricate import words
from tests.pages.visit import saved, visit

INPUTS = ["OT", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL"]


@pytest.fixture
def home(lasting: Path) -> Path:
    return lasting


def scaling(inputs: list[str]) -> AppTest:
    """The Scaling tab of the first sample with these inputs and no calendar."""
    app = visit("data")
    app.pills(key="inputs").set_value(inputs).run()
    app.pills(key="calendar").set_value([]).run()
    app = app.switch_page("pages/window.py").run()
    app.session_state["window_tab"] = "Scaling"
    return app.run()


def test_components_are_chosen_by_share_or_number_and_change_the_shape(library: Library) -> None:
    app = scaling(INPUTS)
    assert "6 columns beside what is predicted" in words(app)
    app.segmented_control(key="pca").set_value("share").run()
    assert not app.exception
    assert saved(app, library).fitting.components == 0.95
    assert "in place of 6 columns keep" in words(app)
    app.select_slider(key="pca_share").set_value(50).run()
    assert saved(app, library).fitting.components == 0.5
    app.segmented_control(key="pca").set_value("number").run()
    app.number_input(key="pca_number").set_value(2).run()
    assert saved(app, library).fitting.components == 2
    app.run()
    assert "28, 3) →" in words(app)
    assert "component 1, component 2" in words(app)
    app = app.switch_page("pages/model.py").run()
    assert not app.exception
    assert not app.error
    app = app.switch_page("pages/window.py").run()
    app.session_state["window_tab"] = "Scaling"
    app.run().segmented_control(key="pca").set_value("off").run()
    assert saved(app, library).fitting.components is None
    app.run()
    assert "28, 7) →" in words(app)


def test_a_single_column_beside_the_target_cannot_be_put_together(library: Library) -> None:
    app = scaling(["OT", "HUFL"])
    assert not [one for one in app.segmented_control if one.key == "pca"]
    assert "at least 2 input columns" in words(app)
