"""A run belongs to nobody's tab: it goes on, stops, breaks and resumes where everybody can see it."""

from __future__ import annotations

import os
import re
import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from core.experiment import Stopping, TrainingSpec
from core.models.presets import PRESETS
from tests.app import App
from tests.e2e import steps
from tests.waiting import until

LONG = TrainingSpec(epochs=400, stopping=None)


@pytest.fixture
def learning(app: App, page: Page) -> Page:
    """A page that watches a run which will go on for a long while; stopped afterwards."""
    steps.visit(page, app, "train")
    start(app, page, model=PRESETS["gru"].make(), training=LONG)
    steps.wait_for_epoch(page, 1)
    run = steps.run_of(page, app).id
    yield page
    if steps.library(app).run(run).active:
        steps.library(app).stop(run)
    ended(app, run)


def start(app: App, page: Page, **parts: object) -> None:
    steps.change_draft(app, page, **parts)
    page.reload()
    steps.press(page, "train")


def ended(app: App, run: str) -> str:
    until(lambda: steps.library(app).run(run).status in steps.FINAL)
    return str(steps.library(app).run(run).status)


def test_the_curve_moves_while_it_trains(app: App, learning: Page) -> None:
    seen = steps.drawn_epoch(learning)
    steps.wait_for_epoch(learning, seen + 2)


def test_a_reload_a_second_tab_and_another_browser_show_the_same_run(
    app: App, learning: Page, chromium: Browser
) -> None:
    run = steps.run_of(learning, app).id
    learning.reload()
    steps.wait_for_epoch(learning, 1)
    assert steps.run_of(learning, app).id == run
    second = learning.context.new_page()
    second.goto(learning.url)
    steps.wait_for_epoch(second, 1)
    second.close()
    address = learning.url
    learning.goto("about:blank")
    seen = steps.library(app).run(run).epochs_done
    other = chromium.new_context(viewport={"width": 1280, "height": 800})
    later = other.new_page()
    later.goto(address)
    steps.wait_for_epoch(later, 1)
    steps.headline(later, "Learning: epoch")
    steps.wait_for_epoch(later, seen + 1)
    other.close()


def test_a_killed_and_restarted_server_shows_the_run_going_on(app: App, learning: Page) -> None:
    run = steps.run_of(learning, app).id
    app.kill()
    seen = steps.library(app).run(run).epochs_done
    app.start()
    learning.reload()
    steps.headline(learning, "Learning: epoch")
    steps.wait_for_epoch(learning, seen + 1)
    assert steps.library(app).run(run).active


def test_stop_ends_it_soon_and_judges_what_it_kept(app: App, learning: Page) -> None:
    run = steps.run_of(learning, app).id
    steps.press(learning, "stop")
    assert ended(app, run) == "stopped"
    steps.headline(learning, "Stopped")
    expect(steps.button(learning, "go_next")).to_be_visible()
    assert steps.library(app).evaluation(run)


def test_a_killed_worker_reads_interrupted_and_resumes_where_it_was(app: App, learning: Page) -> None:
    run = steps.run_of(learning, app).id
    steps.wait_for_epoch(learning, 2)
    workers = [p for p in app.workers() if any(part.startswith("core.jobs") for part in p.cmdline()) and busy(p)]
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    steps.headline(learning, r"[Ii]nterrupted")
    done = steps.library(app).run(run).epochs_done
    steps.press(learning, "resume")
    steps.wait_for_epoch(learning, done + 1)
    epochs = [e.values["epoch"] for e in steps.library(app).events(run) if e.kind == "epoch"]
    assert epochs == sorted(set(epochs)), "no epoch is told twice"


def busy(process) -> bool:
    """A worker with TensorFlow in it, the spare one included: memory beyond 200 MB."""
    return process.memory_info().rss > 200_000_000


def test_a_loss_that_is_no_number_stops_with_cause_and_remedy(app: App, page: Page) -> None:
    steps.visit(page, app, "train")
    exploding = TrainingSpec(loss="mse", optimizer="sgd", learning_rate=1000.0, epochs=50, stopping=Stopping())
    start(app, page, model=PRESETS["dense"].make(), training=exploding)
    steps.headline(page, "no longer a number")
    expect(page.get_by_text(re.compile(r"[Ll]ower the learning rate")).first).to_be_visible()
    assert steps.run_of(page, app).epochs_done <= 1
    steps.no_traceback(page)


def test_twenty_fast_clicks_start_one_run(app: App, page: Page) -> None:
    """The clicks of a page are answered in their order: what the stop did is there after what they did."""
    steps.visit(page, app, "train")
    steps.change_draft(app, page, training=LONG.but(seed=20))
    page.reload()
    before = {run.id for run in steps.library(app).runs()}
    expect(steps.button(page, "train")).to_be_visible()
    page.evaluate(
        """async () => { const b = document.querySelector('.st-key-train button');
                         for (let i = 0; i < 20; i++) { b.click(); await new Promise(go => setTimeout(go, 90)); } }"""
    )
    steps.press(page, "stop")
    steps.headline(page, "Stopped")
    assert len([run for run in steps.library(app).runs() if run.id not in before]) == 1


def test_results_of_other_settings_say_so_with_the_way_back_to_both(app: App, page: Page) -> None:
    steps.visit(page, app, "train")
    start(app, page, training=TrainingSpec(epochs=1))
    steps.headline(page, "Finished after 1 epoch")
    steps.change_draft(app, page, training=TrainingSpec(epochs=3))
    page.reload()
    expect(steps.button(page, "use_its_settings")).to_be_visible()
    expect(steps.button(page, "keep_mine")).to_be_visible()
    steps.press(page, "use_its_settings")
    expect(steps.button(page, "use_its_settings")).to_have_count(0)
