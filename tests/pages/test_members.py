"""Several networks that answer together, on the pages: asked for, followed, and looked at."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from core.evaluation import predictions as stored
from core.evaluation.evaluate import NAME, evaluate
from core.export.network import nodes_of_one
from core.files import write_json
from core.models import check
from core.models.walk import total
from core.runs.records import Run
from core.runs.status import Kind
from core.training.snapshots import append, begin, stretch
from tests.pages.fabricate import House, _answers, examples_of, opened, words
from tests.pages.test_model_page import with_more


def three(house: House) -> Run:
    return house.submit(training=house.experiment.training.but(members=3, epochs=10))


def learned(house: House, work: Any, *lengths: int) -> None:
    """One network after the other, so many epochs each; each keeps its last but one, or its only one."""
    counts = {"examples": house.prepared.counts, "batches": 5, "parameters": 100, "epochs": 10}
    work.report({"kind": "start", **counts, "first_epoch": 1, "members": 3, "member": 1})
    number = 0
    for member, length in enumerate(lengths, 1):
        best = number + max(1, length - 1)
        for _ in range(length):
            number += 1
            told = {"loss": 1 / number, "val_loss": 1 / number, "seconds": 0.5, "patience_left": 4}
            kept = {"best_epoch": min(number, best), "best": 0.4}
            work.report({"kind": "epoch", "epoch": number, "member": member, **told, **kept})


@pytest.mark.course("C13")
def test_several_networks_are_asked_for_with_their_price(house: House) -> None:
    app = with_more(opened("model"))
    app.number_input(key="training_members").set_value(5).run()
    assert not app.exception
    assert "5 networks: training takes about 5 times as long." in words(app)
    assert app.number_input(key="training_members").label == "Networks that answer together"
    draft = opened("train")
    draft.button(key="train").click().run()
    assert house.library.runs()[0].experiment.training.members == 5


def test_networks_too_large_together_are_told_before_anything_is_trained(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.save_draft(training=house.experiment.training.but(members=3))
    assert not opened("train").error
    one = total(nodes_of_one(house.experiment, house.prepared.dataset))
    monkeypatch.setattr(check, "MOST_PARAMETERS", 2 * one)
    assert "The model is too large" in words(opened("train"))


def test_while_they_learn_the_page_says_which_one_and_how_much_is_done(house: House) -> None:
    run = three(house)
    with house.at_work(run) as work:
        learned(house, work, 4, 2)
        work.report({"kind": "batch", "epoch": 7, "member": 2, "batch": 2, "of": 5, "loss": 0.4})
        while len(house.library.events(run.id)) < 8:
            pass
        app = opened("train", run.id)  # a new session: nothing hangs on the old one
        assert not app.exception
        assert app.title[0].value == "Learning: network 2 of 3, epoch 3 of at most 10"
        said = words(app)
        assert "Epoch 1 of network 2 is what it would answer with so far." in said
        assert "Network 2 of 3 begins. Network 1 keeps epoch 3" in said
        bar = app.get("progress")[0].proto
        assert bar.text == "Network 2 of 3: epoch 3 of at most 10, batch 2 of 5"
        assert bar.value == round(100 * (1 + 2.4 / 10) / 3)
        assert app.button(key="stop").label == "Stop and keep 2 networks"
        work.report({"kind": "end", "reason": "stopped", "epoch": 6, "best_epoch": 5, "kept": 2})
        work.finish("stopped")
    app = opened("train", run.id)
    assert "2 of 3 networks have learned and answer together." in words(app)
    assert (app.metric[2].label, app.metric[2].value) == ("Networks that answer", "2")


def test_the_replay_names_the_network_of_each_epoch(house: House) -> None:
    run = three(house)
    with house.at_work(run) as work:
        learned(house, work, 2, 2)
    folder, horizon = house.library.folder(run.id), house.prepared.windows.horizon
    now = stretch(house.prepared, horizon)
    begin(folder, now, horizon, 1)
    for epoch in range(1, 5):
        append(folder, epoch, np.zeros((len(now), horizon, 1), np.float32))
    app = opened("train", run.id)
    assert not app.exception
    assert app.select_slider(key=f"replay_epoch_{run.id}").options[2:] == ["network 2, epoch 1", "network 2, epoch 2"]


def test_inspect_tells_what_each_is_worth_and_draws_how_far_they_are_apart(house: House) -> None:
    run = three(house)
    with house.at_work(run) as work:
        house.learn(work)
    prepared = examples_of(house.library.table(house.dataset), run.experiment)
    with house.at_work(run, Kind.EVALUATE) as work:
        plain = _answers(prepared, 0.9)
        apart = np.full(plain.values.shape, 0.25, np.float32)
        stored.save(stored.Predictions(**{**vars(plain), "apart": apart}), work.folder)
        target = prepared.dataset.target_names[0]
        figures = {"alone": [1.25, None, 1.5], "together": 1.0, "apart": 0.25}
        told = {"count": 3, "parts": {"test": {target: figures}}}
        write_json(work.folder / NAME, evaluate(prepared, plain) | {"members": told})
    app = opened("inspect", run.id)
    assert not app.exception
    said = words(app)
    unit = prepared.dataset.target_units[0]
    wanted = f"3 networks: alone ±1.25 {unit} to ±1.50 {unit}, together ±1.00 {unit}; on average they are 0.250 {unit}"
    assert re.sub(r"\s+", " ", wanted) in said
    charts = [one.proto.spec for one in app.get("plotly_chart")]
    assert any("how far its networks are apart" in chart for chart in charts)


def test_one_network_shows_no_panel(house: House) -> None:
    run = house.finished()
    assert "Several networks together" not in words(opened("inspect", run.id))
