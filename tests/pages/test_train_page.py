from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.export.bundle import read_bundle
from core.export.take_home import bundle_of_epoch
from core.findings import Finding, Severity
from core.runs.status import Status
from core.training.kept import Kept, read_kept, write_epoch
from core.training.outcome import CLIP, LOWER
from core.training.snapshots import append, begin, stretch
from pages.parts import live
from tests.pages.fabricate import House, opened, words


def test_before_any_run_the_page_says_what_train_would_do(house: House) -> None:
    app = opened("train")
    assert not app.exception
    assert app.title[0].value == "Ready to learn"
    assert f"{house.prepared.counts['train']:,} examples" in words(app)
    assert app.button(key="train").label == "Train"


def test_one_click_starts_one_run_and_the_address_names_it(house: House) -> None:
    app = opened("train")
    app.button(key="train").click().run()
    (run,) = house.library.runs()
    assert run.experiment == house.experiment
    assert run.name == "Linear"
    assert run.id in app.query_params["run"]
    assert app.title[0].value == "Waiting for its turn"


def test_clicks_on_a_button_drawn_before_start_no_second_run(house: House) -> None:
    first, second = opened("train"), opened("train")
    first.button(key="train").click().run()
    second.button(key="train").click().run()
    assert len(house.library.runs()) == 1


def test_after_a_run_has_ended_the_same_settings_start_another(house: House) -> None:
    run = house.finished()
    app = opened("train", run.id)
    app.button(key="train_again").click().run()
    assert len(house.library.runs()) == 2


def test_a_run_at_work_shows_epoch_progress_time_and_stop(house: House) -> None:
    run = house.submit()
    with house.at_work(run) as work:
        house.learn(work, epochs=2, of=60, reason=None)
        work.report({"kind": "batch", "epoch": 3, "batch": 2, "of": 5, "loss": 0.4})
        while len(house.library.events(run.id)) < 4:
            pass
        app = opened("train", run.id)
        assert not app.exception
        assert app.title[0].value == "Learning: epoch 3 of at most 60"
        assert app.button(key="stop").label == "Stop and keep epoch 2"
        assert [metric.label for metric in app.metric] == ["Best so far", "Time left", "Patience left"]
        assert app.metric[1].value == "4 to 29 s"
        app.button(key="stop").click().run()
        assert house.library.run(run.id).status is Status.STOPPING
        work.finish(Status.STOPPED)


def test_a_finished_run_says_which_epoch_is_kept_and_leads_to_inspect(house: House) -> None:
    run = house.finished()
    app = opened("train", run.id)
    assert app.title[0].value == "Finished after 3 epochs"
    assert "Epoch 3 is the best on validation, so that one is kept" in words(app)
    assert app.button(key="go_next").label == "Next: Inspect"


def test_a_failed_run_shows_its_cause_and_mends_the_settings(house: House) -> None:
    values = {"epoch": 2, "kept": 1, "rate": "0.1", "lower": "0.001", "clip": "1"}
    finding = Finding(severity=Severity.ERROR, key="not_finite", values=values, remedies=(LOWER, CLIP))
    run = house.failed(finding)
    app = opened("train", run.id)
    assert app.title[0].value == "Stopped: the error is no longer a number"
    assert "Lower the learning rate from 0.1 to 0.001" in words(app)
    app.button(key=f"remedy_{CLIP}").click().run()
    draft = house.library.draft("draft")
    assert draft is not None
    assert draft["experiment"]["training"]["clip"] == 1.0
    assert app.title[0].value == "Ready to learn"


def test_an_interrupted_run_offers_to_resume(house: House) -> None:
    run = house.submit()
    with house.at_work(run) as work:
        house.learn(work, epochs=2, of=9, reason=None)
        told = Finding(severity=Severity.WARNING, key="interrupted", values={"epoch": 2})
        work.finish(Status.INTERRUPTED, told)
    app = opened("train", run.id)
    assert app.title[0].value == "Interrupted at epoch 2"
    app.button(key="resume").click().run()
    assert house.library.run(run.id).status is Status.QUEUED


def test_results_of_other_settings_say_so_with_the_way_back_to_both(house: House) -> None:
    run = house.finished()
    changed = house.experiment.training.but(seed=77)
    house.save_draft(run=run.id, training=changed)
    app = opened("train", run.id)
    assert "Made with other settings than those on the screen" in words(app)
    app.button(key="use_its_settings").click().run()
    draft = house.library.draft("draft")
    assert draft is not None
    assert draft["experiment"]["training"]["seed"] == house.experiment.training.seed

    house.save_draft(run=run.id, training=changed)
    app = opened("train", run.id)
    app.button(key="keep_mine").click().run()
    assert app.title[0].value == "Ready to learn"
    draft = house.library.draft("draft")
    assert draft is not None
    assert draft["experiment"]["training"]["seed"] == 77


def test_the_queue_shows_its_order_and_a_waiting_run_can_be_removed(house: House) -> None:
    run = house.submit("Linear")
    second, third = house.submit("GRU"), house.submit("LSTM")
    with house.at_work(run) as work:
        house.learn(work, epochs=1, of=9, reason=None)
        app = opened("train", run.id)
        text = words(app)
        assert text.index("GRU") < text.index("LSTM")
        app.button(key=f"line_{second.id}").click().run()
        assert house.library.run(second.id).status is Status.STOPPED
        assert house.library.run(third.id).status is Status.QUEUED
        work.finish(Status.STOPPED)


def test_a_run_that_is_gone_leaves_the_settings_on_the_screen(house: House) -> None:
    app = opened("train", "nosuchrun")
    assert not app.exception
    assert app.title[0].value == "Ready to learn"
    assert "That run is gone" in words(app)


def test_a_fresh_visitor_is_shown_the_run_that_is_going_on(house: House) -> None:
    run = house.submit()
    app = opened("train")
    assert run.id in app.query_params["run"]


def test_a_verdict_that_comes_while_the_page_is_drawn_is_not_missed(house: House) -> None:
    """The run was read as not judged, its evaluation ended before its jobs were read: the page
    stopped asking and never offered Inspect."""
    run = house.finished()
    assert live.judging(replace(run, evaluated=False))
    assert not live.judging(run)


@pytest.mark.course("D10")
def test_what_is_drawn_while_it_learns_is_a_choice_that_stays(house: House) -> None:
    run = house.submit()
    with house.at_work(run) as work:
        house.learn(work, epochs=2, of=60, reason=None)
        work.report({"kind": "batch", "epoch": 3, "batch": 2, "of": 5, "loss": 0.4})
        while len(house.library.events(run.id)) < 4:
            pass
        app = opened("train", run.id)
        assert progress_of(app) == "Epoch 3 of at most 60, batch 2 of 5"
        app.segmented_control(key="detail").set_value("epoch").run()
        assert progress_of(app) == "Epoch 3 of at most 60"
        assert len(app.metric) == 3
        app.segmented_control(key="detail").set_value("quiet").run()
        assert not app.exception
        assert app.title[0].value == "Learning: epoch 3 of at most 60"
        assert not app.metric
        app.switch_page("pages/model.py").run()
        assert not app.switch_page("pages/train.py").run().metric
        work.report({"kind": "end", "reason": "stopped", "epoch": 2, "best_epoch": 2})
        work.finish(Status.STOPPED)
    assert len(opened("train", run.id).metric) == 3


def progress_of(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)


def test_a_run_that_keeps_its_last_epoch_says_so(house: House) -> None:
    run = house.submit(training=house.experiment.training.but(keep="last"))
    with house.at_work(run) as work:
        house.learn(work, epochs=2, of=60, reason=None)
        while len(house.library.events(run.id)) < 3:
            pass
        app = opened("train", run.id)
        assert "Epoch 2 is the newest, and that state is kept" in words(app)
        assert app.metric[0].label == "Last epoch"
        work.report({"kind": "end", "reason": "all_epochs", "epoch": 2, "best_epoch": 2})
    app = opened("train", run.id)
    assert not app.exception
    assert "All epochs are done. The last one, epoch 2, is kept" in words(app)
    assert "best" not in app.metric[2].help


@pytest.mark.course("D5")
def test_an_epoch_that_was_stored_is_taken_home_from_the_replay(house: House) -> None:
    run = house.finished()
    folder = house.library.folder(run.id)
    now = stretch(house.prepared, house.prepared.windows.horizon)
    horizon = house.prepared.windows.horizon
    begin(folder, now, horizon, 1)
    for epoch in (1, 2):
        append(folder, epoch, np.zeros((len(now), horizon, 1), np.float32))
    assert not opened("train", run.id).get("download_button")
    kept = read_kept(folder)
    write_epoch(folder, Kept(weights=kept.weights, epoch=2, monitor="val_loss", value=0.7))
    app = opened("train", run.id)
    assert not app.exception
    assert [one.proto.label for one in app.get("download_button")] == ["Take epoch 2 home"]
    bundle = read_bundle(bundle_of_epoch(run.experiment, folder, 2, "Linear, epoch 2"))
    assert bundle.kept.epoch == 2
