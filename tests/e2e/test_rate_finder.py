"""A learning rate is looked for by a worker, taken over by one click, and learned with."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.app import App
from tests.e2e import steps


def unfolded(page: Page) -> None:
    """The rest about the training; a click before the page is at rest would be answered much later."""
    steps.settled(page)
    page.locator(".st-key-more_training summary").first.click()
    expect(page.locator(".st-key-find_rate, .st-key-take_rate").first).to_be_visible()


def test_the_rate_that_is_found_is_taken_over_and_learned_with(app: App, page: Page) -> None:
    before = [run.id for run in steps.library(app).runs()]
    steps.visit(page, app, "model")
    unfolded(page)
    steps.press(page, "find_rate")
    picture = page.locator(".st-key-rate_finder [aria-label*='The error of a batch falls from']").first
    expect(picture).to_be_visible()
    expect(page.locator(".st-key-rate_finder .js-plotly-plot")).to_have_count(1)
    steps.settled(page)
    label = steps.button(page, "take_rate").inner_text()
    rate = float(label.removeprefix("Use "))
    assert 1e-5 < rate < 1
    assert [run.id for run in steps.library(app).runs()] == before
    steps.press(page, "take_rate")
    expect(steps.button(page, "take_rate")).to_be_disabled()
    expect(steps.button(page, "take_rate")).to_have_text(f"{label.removeprefix('Use ')} is in use")
    steps.settled(page)
    page.reload()
    unfolded(page)
    expect(steps.button(page, "take_rate")).to_be_disabled()
    steps.enter(page, "training_epochs", 1)
    steps.press(page, "go_next")
    steps.press(page, "train")
    steps.headline(page, "Finished after")
    assert steps.run_of(page, app).experiment.training.learning_rate == rate
    steps.no_traceback(page)


def test_a_search_is_stopped_and_begun_again(app: App, page: Page) -> None:
    steps.visit(page, app, "model")
    steps.press(page, "choose_bidirectional")
    unfolded(page)
    steps.press(page, "find_rate")
    expect(steps.button(page, "stop_finding")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^(Getting ready|Batch \d+ of|Waits for its turn)"))).to_be_visible()
    steps.press(page, "stop_finding")
    expect(page.get_by_text("The search was stopped before it found anything.")).to_be_visible()
    expect(steps.button(page, "find_rate")).to_contain_text("Try again")
    steps.press(page, "find_rate")
    expect(steps.button(page, "take_rate")).to_be_visible(timeout=120_000)
    steps.no_traceback(page)
