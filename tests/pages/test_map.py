"""The map on Inspect: drawn when asked for, of the windows and of what the network makes of them."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.models.presets import PRESETS
from core.runs.records import Run
from tests.pages.fabricate import House, closer, words


def drawn(app: AppTest) -> list[dict]:
    """The traces of the map, empty before it is drawn."""
    charts = [one for one in app.get("plotly_chart") if "window_map" in one.proto.id]
    return json.loads(charts[0].proto.spec)["data"] if charts else []


def chosen(app: AppTest, run: Run, name: str, value: str) -> AppTest:
    return app.button_group(key=f"map_{name}_{run.id}").set_value(value).run()


def test_nothing_is_worked_out_before_the_map_is_asked_for(house: House) -> None:
    app = closer(house.finished(), "map")
    assert "A map of up to 2,000 windows takes a few seconds." in words(app)
    assert not drawn(app)


@pytest.mark.parametrize("preset", ["linear", "lstm"])
def test_windows_and_hidden_states_are_placed_and_coloured(house: House, preset: str) -> None:
    run = house.finished("One", model=PRESETS[preset].make())
    app = closer(run, "map")
    app.button(key="draw_map").click().run()
    assert not app.exception
    assert not app.error
    total = sum(len(trace["text"]) for trace in drawn(app))
    assert total > 50
    chosen(app, run, "shade", "part")
    assert [trace["name"] for trace in drawn(app)] == ["training", "validation", "test"]
    assert sum(len(trace["text"]) for trace in drawn(app)) == total
    spaces = app.button_group(key=f"map_space_{run.id}").options
    assert len(spaces) == (1 if preset == "linear" else 2)
    if preset == "lstm":
        chosen(app, run, "space", "hidden")
        assert not app.error
        assert "the network sees as alike" in words(app)
        assert "The two directions keep" in words(app)
