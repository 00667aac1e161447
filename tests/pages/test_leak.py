"""The leak X-ray on Inspect: copies are trained on request, shown in one picture, and never among the runs."""

from __future__ import annotations

import json

import pytest

from core.errors import LookbackError
from core.evaluation.promised import promised_and_kept
from core.export.take_home import bundle_of_run
from core.jobs.explain import explained
from core.models.presets import PRESETS
from core.runs.explanations import ask_explanation, file_of
from core.runs.records import Run
from core.runs.status import Status
from core.text import say
from tests.pages.fabricate import House, closer, opened, words


def pressed(house: House) -> tuple[Run, list[Run]]:
    """A run, and its copies after the button was pressed."""
    run = house.finished("One", model=PRESETS["linear"].make())
    app = closer(run, "leak")
    assert not app.exception
    app.button(key="train_leak").click().run()
    assert not app.exception
    assert not app.error
    return run, house.library.study(f"leaks/{run.id}")


def judged(house: House, copy: Run, off: float) -> None:
    """As the workers would leave it, with what it promised and kept worked out."""
    with house.at_work(copy) as work:
        house.learn(work)
    house.judge(copy, off)
    seen = explained(house.library, house.library.run(copy.id))
    network = (seen.answer, seen.way)
    told = promised_and_kept(seen.prepared, copy.experiment.split, network, seen.predictions, lambda done, of: None)
    ask_explanation(house.library, copy.id, "promised", {})
    file_of(house.library, copy.id, "promised", {}).write_text(json.dumps(told))


def test_copies_are_trained_on_request_and_are_no_runs(house: House) -> None:
    run, copies = pressed(house)
    assert [copy.experiment.split.leak for copy in copies] == [None, "shuffled"]
    assert [copy.experiment.training for copy in copies] == [run.experiment.training] * 2
    assert [one.id for one in house.library.runs()] == [run.id]
    app = closer(run, "leak")
    assert "Stop" in [button.label for button in app.button]
    app.button(key="stop_leaks").click().run()
    assert {one.status for one in house.library.study(f"leaks/{run.id}")} == {Status.STOPPED}


def test_promised_and_kept_stand_in_one_picture_and_one_sentence(house: House) -> None:
    run, copies = pressed(house)
    for copy, off in zip(copies, (0.9, 0.05), strict=True):
        judged(house, copy, off)
    app = closer(run, "leak")
    assert not app.exception
    assert not app.error
    text = words(app)
    assert "which neither has seen" in text
    assert "the leaking score was fake" in text
    (picture,) = [one for one in app.get("plotly_chart") if "leak_picture" in one.proto.id]
    dots = [trace for trace in json.loads(picture.proto.spec)["data"] if trace["mode"] == "markers"]
    assert len(dots) == 2 * 2
    app.button(key="leaks_delete").click().run()
    assert house.library.study(f"leaks/{run.id}") == []


def test_a_leaking_copy_is_neither_pinned_nor_taken_home_nor_trained_by_itself(house: House) -> None:
    _, (_, leaking) = pressed(house)
    judged(house, leaking, 0.1)
    folder = house.library.folder(leaking.id)
    for way in (
        lambda: house.library.pin(leaking.id, True),
        lambda: bundle_of_run(leaking.experiment, folder),
        lambda: house.library.submit(leaking.experiment, house.dataset, name="Mine", key="mine"),
    ):
        with pytest.raises(LookbackError, match="leaks on purpose"):
            way()
    assert "One" in words(opened("compare"))
    assert say("pages.inspect.leak.kinds.shuffled.title") not in words(opened("compare"))
    assert opened("inspect", leaking.id).title[0].value  # its address leads to a run of the list
    assert say("pages.inspect.leak.kinds.shuffled.title") not in words(opened("inspect", leaking.id))
