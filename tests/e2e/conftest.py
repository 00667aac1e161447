"""A real Chromium in front of the running app."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.app import App, free_port
from tests.browser import ARGUMENTS, install
from tests.waiting import PATIENCE


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One server for all tests, each of which begins with a draft of its own; one worker trains for all of them."""
    yield from serving(tmp_path_factory.mktemp("home"), "--runs 1000 --threads 1")


def serving(home: Path, supervisor: str = "") -> Iterator[App]:
    """A server as long as it is wanted."""
    running = App(home=home, port=free_port(), supervisor=supervisor)
    try:
        running.start()
        yield running
    finally:
        running.end()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    yield from watched(chromium)


def watched(chromium: Browser) -> Iterator[Page]:
    """A page of a visitor who was never here; nothing that the app sends may break it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems, "the browser gave up on what the app sent"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """A test that failed tells what stood on its page then."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if call.when == "call" and report.failed and isinstance(page, Page) and not page.is_closed():
        report.sections.append((f"The page at {page.url}", page.locator("body").aria_snapshot()))
    return report
