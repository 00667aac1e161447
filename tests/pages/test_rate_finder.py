"""The panel that finds a learning rate: what it shows in every state of its job."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.findings import Finding, Severity
from core.runs.probes import probe_of
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.training.rates import Sweep, ladder, suggested, write_sweep
from tests.pages.fabricate import House, opened, words
from tests.waiting import until


def finder() -> AppTest:
    """The Model page with what is folded about the training open."""
    app = opened("model")
    app.session_state["more_training"] = True
    return app.run()


def sweep(low: float = 0.2) -> Sweep:
    rates = ladder()[:80]
    return Sweep(rates=tuple(rates), losses=tuple(low + (1 - low) / (1 + (rates / 0.004) ** 2)), exploded=True)


def probe(house: House) -> Run:
    found = probe_of(house.library, house.experiment, house.dataset)
    assert found is not None
    return found


def end(house: House, status: Status, found: Sweep | None = None, finding: Finding | None = None) -> None:
    """As the worker of the waiting probe would leave it."""
    with house.at_work(probe(house), Kind.PROBE) as work:
        if found:
            write_sweep(work.folder, found)
        work.finish(status, finding)


def training_of(house: House) -> TrainingSpec:
    saved = house.library.draft("draft")
    assert saved is not None
    return TrainingSpec.model_validate(saved["experiment"]["training"])


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def test_a_click_asks_for_one_probe_and_shows_its_progress(house: House) -> None:
    app = finder()
    assert "at rates that rise from 0.000001 to 10" in words(app)
    app.button(key="find_rate").click().run()
    assert not app.exception
    assert [(job.kind, job.run) for job in house.library.queue()] == [(Kind.PROBE, probe(house).id)]
    assert house.library.runs() == []
    assert "find_rate" not in keys(app)
    assert "stop_finding" in keys(app)


def test_while_it_is_at_work_its_batches_are_counted_and_it_can_be_stopped(house: House) -> None:
    finder().button(key="find_rate").click().run()
    with house.at_work(probe(house), Kind.PROBE) as work:
        work.report({"kind": "batch", "batch": 40, "of": 100})
        until(lambda: house.library.events(probe(house).id))
        app = finder()
        (bar,) = app.get("progress")
        assert (bar.proto.value, bar.proto.text) == (40, "Batch 40 of at most 100")
        app.button(key="stop_finding").click().run()
        assert house.library.run(probe(house).id).status is Status.STOPPING
        work.finish(Status.STOPPED)
    app = finder()
    assert "stopped before it found anything" in words(app)
    app.button(key="find_rate").click().run()
    assert probe(house).status is Status.QUEUED


def test_the_suggested_rate_is_taken_over_by_one_click(house: House) -> None:
    app = finder()
    app.button(key="find_rate").click().run()
    end(house, Status.FINISHED, sweep())
    app = finder()
    rate = suggested(sweep())
    assert rate is not None
    assert f"falls fastest around {rate}" in words(app)
    assert app.get("plotly_chart")
    before = house.library.runs()
    app.button(key="take_rate").click().run()
    assert not app.exception
    assert training_of(house).learning_rate == rate
    assert app.select_slider(key="training_learning_rate").value == rate
    assert app.button(key="take_rate").disabled
    assert f"falls fastest around {rate}" in words(app), "the curve does not depend on the rate in use"
    assert house.library.runs() == before


def test_other_settings_have_a_curve_of_their_own(house: House) -> None:
    finder().button(key="find_rate").click().run()
    end(house, Status.FINISHED, sweep())
    app = finder()
    app.selectbox(key="training_optimizer").set_value("sgd").run()
    assert "falls fastest around" not in words(app)
    assert "find_rate" in keys(app)
    app.selectbox(key="training_optimizer").set_value("adam").run()
    assert "falls fastest around" in words(app)


def test_where_the_error_never_falls_nothing_is_suggested(house: House) -> None:
    finder().button(key="find_rate").click().run()
    end(house, Status.FINISHED, sweep(low=1.0))
    app = finder()
    assert not app.exception
    assert "does not fall clearly" in words(app)
    assert "take_rate" not in keys(app)


@pytest.mark.parametrize("losses", [(), (0.5,)])
def test_a_network_that_explodes_at_once_has_no_curve_and_no_suggestion(house: House, losses: tuple) -> None:
    finder().button(key="find_rate").click().run()
    end(house, Status.FINISHED, Sweep(rates=tuple(ladder()[: len(losses)]), losses=losses, exploded=True))
    app = finder()
    assert not app.exception
    assert not app.error
    assert "does not fall clearly" in words(app)


def test_what_went_wrong_is_told_and_can_be_tried_again(house: House) -> None:
    finder().button(key="find_rate").click().run()
    end(house, Status.FAILED, finding=Finding(severity=Severity.ERROR, key="memory_ran_out"))
    app = finder()
    assert app.error
    assert app.button(key="find_rate").label == "Try again"
    app.button(key="find_rate").click().run()
    end(house, Status.INTERRUPTED)
    assert "cut off from outside" in words(finder())


def test_without_examples_there_is_no_finder_and_no_traceback(house: House) -> None:
    house.save_draft(examples=Windows(lookback=100_000))
    app = finder()
    assert not app.exception
    assert "find_rate" not in keys(app)
