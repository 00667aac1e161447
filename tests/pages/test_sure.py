"""How sure it is, on Inspect: a promise in the target's unit, how often it was kept, and a fan."""

from __future__ import annotations

import base64
import json

import numpy as np
from streamlit.testing.v1 import AppTest

from core.models.presets import PRESETS
from tests.pages.fabricate import House, closer, words


def drawn(app: AppTest, key: str) -> list[dict]:
    return next(json.loads(one.proto.spec)["data"] for one in app.get("plotly_chart") if key in one.proto.id)


def width(app: AppTest) -> float:
    """Between the two edges of the band, at its newest forecast."""
    low, high = (numbers(trace["y"]) for trace in drawn(app, "sure_band")[:2])
    return float(high[-1] - low[-1])


def numbers(written: dict | list) -> np.ndarray:
    """Plotly writes arrays as base64."""
    if isinstance(written, list):
        return np.array(written, float)
    return np.frombuffer(base64.b64decode(written["bdata"]), written["dtype"])


def test_a_promise_is_made_and_measured_and_more_is_wider(house: House) -> None:
    run = house.finished("One", model=PRESETS["linear"].make())
    app = closer(run, "sure")
    assert not app.exception
    assert "90 % of what happens" in words(app)
    assert "On the test part" in words(app)
    narrow = width(app)
    app.button_group(key=f"sure_level_{run.id}").set_value(0.95).run()
    assert "95 % of what happens" in words(app)
    assert width(app) > narrow
    app.toggle(key=f"sure_adaptive_{run.id}").set_value(True).run()
    assert not app.exception
    assert not app.error
    assert len(drawn(app, "sure_fan")) == 2 * 3 + 2  # two edges for each of three levels, the past, the forecast
