"""What a model looks at, what if, and left to itself, on Inspect: asked for by opening the tab, worked out once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import explain
from core.models.presets import PRESETS
from core.runs.records import Run
from core.runs.status import Kind, Status
from pages.parts import analysis
from tests.pages.fabricate import House, bumps, closer, words


@pytest.fixture(scope="module")
def house(lasting: Path) -> House:
    return House(lasting)


@pytest.fixture
def home(lasting: Path) -> Path:
    return lasting


@pytest.fixture(scope="module")
def judged(house: House) -> Run:
    return house.finished("One", model=PRESETS["linear"].make())


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer on which nothing is worked out on the spot."""
    monkeypatch.setattr(analysis, "ON_THE_SPOT_SECONDS", 0.0)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """One on which everything is that can be foreseen, whatever else it does."""
    monkeypatch.setattr(analysis, "ON_THE_SPOT_SECONDS", 60.0)


def work_off(house: House) -> int:
    """As the supervisor would; how many analyses waited."""
    waiting = [job for job in house.library.queue() if job.kind is Kind.EXPLAIN]
    for job in waiting:
        explain.main(job.id, house.home)
        assert house.library.job(job.id).status is Status.FINISHED
    return len(waiting)


def charts(app: AppTest) -> set[str]:
    keys = ("why_columns", "why_back", "why_window", "why_response", "what_if_chart", "what_if_classes",
            "free_compounds", "free_one_start")  # fmt: skip
    return {key for key in keys for one in app.get("plotly_chart") if key in one.proto.id}


def spec(app: AppTest, key: str) -> list[dict]:
    return next(json.loads(one.proto.spec)["data"] for one in app.get("plotly_chart") if key in one.proto.id)


@pytest.mark.usefixtures("slow")
def test_opening_the_tab_asks_once_a_stop_is_heard_and_then_there_are_the_pictures(house: House, judged: Run) -> None:
    app = closer(judged, "why")
    assert not app.exception
    assert charts(app) == {"why_window"}
    assert len(app.get("progress")) == 3
    first = house.library.queue()[0]
    app.button(key=f"stop_{first.id}").click().run()
    assert house.library.job(first.id).status is Status.STOPPED
    app.run()
    assert "stopped before it was done" in words(app)
    app.button(key=f"again_{first.id}").click().run()
    assert work_off(house) == 3
    app.run()
    assert not app.exception
    assert not app.error
    assert charts(app) == {"why_columns", "why_back", "why_window", "why_response"}
    assert work_off(house) == 0
    assert "compared with a window of usual values" in words(app)


def test_what_if_moves_the_prediction_at_once_and_nothing_is_queued(house: House, judged: Run) -> None:
    app = closer(judged, "what_if")
    assert not app.exception
    assert not app.error
    assert charts(app) == {"what_if_chart"}
    assert "with this change the prediction moves" in words(app)
    place = house.prepared.dataset.inputs[0]
    app.number_input(key=f"what_if_amount_{judged.id}_{place}_raise").set_value(0.0).run()
    assert "moves the prediction by nothing" in words(app)
    app.button_group(key=f"what_if_kind_{judged.id}").set_value("hide").run()
    assert not app.exception
    assert "with this change" in words(app)
    assert house.library.queue() == []


@pytest.mark.usefixtures("fast")
def test_left_to_itself_errors_are_compared_and_a_switch_shows_one_step_ahead(house: House, judged: Run) -> None:
    app = closer(judged, "free_running")
    assert house.library.queue() == []
    assert not app.exception
    assert charts(app) == {"free_compounds", "free_one_start"}
    assert "it sees only its own answers" in words(app)
    own = spec(app, "free_one_start")[2]["y"]
    app.toggle(key=f"free_{judged.id}").set_value(False).run()
    assert "predicted one step ahead from what really happened" in words(app)
    assert spec(app, "free_one_start")[2]["y"] != own


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("answer", ["label", "target"])
def test_of_whole_examples_the_same_is_told_of_classes_in_probabilities(
    tmp_path: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    house = House(tmp_path, bumps(answer=answer))
    run = house.finished("Bumps")
    app = closer(run, "why")
    assert house.library.queue() == []
    assert not app.exception
    assert not app.error
    assert charts(app) == {"why_columns", "why_back", "why_window", "why_response"}
    assert "timestep" in words(app)
    assert ("the probability of" in words(app)) == (answer == "label")
    app.session_state["closer"] = "what_if"
    app.run()
    assert not app.exception
    assert not app.error
    assert charts(app) == {"what_if_chart", "what_if_classes"} - ({"what_if_classes"} if answer == "target" else set())
