"""The app works before any click, and one click trains."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.app import App
from tests.e2e import steps
from tests.e2e.conftest import serving


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """As it is after it was installed: nothing in its home, nothing said to its supervisor."""
    yield from serving(tmp_path_factory.mktemp("first"))


def test_a_sample_is_loaded_and_every_stage_has_something_to_show(app: App, page: Page) -> None:
    steps.visit(page, app)
    steps.headline(page, "What do you want to predict")
    expect(page.get_by_text("17,420").first).to_be_visible()
    for stage, words in (("Window", "How far back"), ("Model", "Which kind of model"), ("Train", "Ready to learn")):
        steps.press(page, "go_next")
        steps.headline(page, words)
        steps.settled(page)
        steps.no_traceback(page)
        expect(page.locator("[data-testid=stSidebarNavLink][aria-current=page]")).to_contain_text(stage)


def test_one_click_trains_and_inspect_gives_the_verdict(app: App, page: Page) -> None:
    steps.visit(page, app, "train")
    steps.press(page, "train")
    steps.wait_for_epoch(page, 1)
    steps.headline(page, "Finished after")
    expect(steps.button(page, "go_next")).to_be_visible()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than")
    expect(page.get_by_text(re.compile(r"±\d+\.\d+ °C")).first).to_be_visible()
    steps.no_traceback(page)


def test_a_moved_slider_trains_nothing(app: App, page: Page) -> None:
    before = len(steps.library(app).runs())
    steps.visit(page, app, "window")
    steps.enter(page, "lookback_rows", 96)
    steps.enter(page, "horizon_rows", 12)
    expect(page.get_by_text(re.compile("each answered by 12 values")).first).to_be_visible()
    assert len(steps.library(app).runs()) == before


def test_settings_survive_a_reload(app: App, page: Page) -> None:
    steps.visit(page, app, "window")
    steps.enter(page, "lookback_rows", 72)
    page.reload()
    expect(page.locator(".st-key-lookback_rows input")).to_have_value("72")
