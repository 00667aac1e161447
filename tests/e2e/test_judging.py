"""Every panel that looks closer, on a file somebody uploaded, on a wide screen and on a telephone's.

New panels are walked as they come: what is opened is `pages.parts.inspect_closer.CLOSER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from core.text import say
from pages.parts.inspect_closer import CLOSER
from tests.app import App
from tests.e2e import steps
from tests.e2e.test_whole_journey import upload
from tests.waiting import until

PANELS = [panel.key for panel in CLOSER if "numbers_over_time" in panel.serves]
BEGUN_BY = {"backtest": "backtest_start", "leak": "train_leak"}
"""Panels that show little before something is trained for them."""
SIZES = {"wide": (1280, 800), "narrow": (360, 740)}
AT_WORK = "[class*=st-key-analysis_], .st-key-stop_leaks, .st-key-backtest_stop"
"""A panel that is not done yet: it waits for a job."""


def written(rows: int = 1_400) -> bytes:
    """Hourly visitors with a day and a week in them, and the weather they come for."""
    rng, t = np.random.default_rng(7), np.arange(rows)
    warm = 12 + 8 * np.sin(2 * np.pi * t / 24 - 1) + np.cumsum(rng.normal(0, 0.15, rows))
    visitors = 300 + 120 * np.sin(2 * np.pi * t / 24) + 60 * (t // 24 % 7 > 4) + 4 * warm + rng.normal(0, 12, rows)
    times = pd.date_range("2025-01-06", periods=rows, freq="h")
    columns = {"time": times, "visitors": visitors.round(1), "warm (°C)": warm.round(2)}
    return pd.DataFrame(columns).to_csv(index=False).encode()


@pytest.fixture(scope="module")
def judged(app: App, chromium: Browser) -> Iterator[str]:
    """The address of a run on the file, trained small and judged; every panel's jobs are done once for both sizes."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    steps.visit(page, app)
    upload(page, "visitors.csv", written())
    steps.press(page, "go_next")
    steps.settled(page)
    small = {"model": PRESETS["gru"].make(units=4), "training": TrainingSpec(epochs=2)}
    steps.change_draft(app, page, examples=Windows(lookback=24, step=2, horizon=3), **small)
    steps.visit(page, app, "train", draft=steps.draft_named(page))
    steps.press(page, "train")
    steps.headline(page, "Finished after 2 epochs")
    run = steps.run_of(page, app).id
    until(lambda: steps.library(app).run(run).evaluated)
    yield f"{app.url}/inspect?draft={steps.draft_named(page)}&run={run}"
    page.close()


def is_complaint(message: ConsoleMessage) -> bool:
    """Streamlit asks below the page's own address for its server first, and the browser notes that nobody is there."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def opened(page: Page, address: str) -> list[str]:
    """Inspect on the run; whatever the browser complains about from now on is in the list."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    steps.settled(page)
    return complaints


def panel(page: Page, key: str) -> None:
    """Open one; what it has to work out or to train is waited for."""
    steps.look_closer(page, key)
    expect(page.locator(".st-key-closer_panel [data-testid=stElementContainer]").first).to_be_visible()
    start = page.locator(f".st-key-{BEGUN_BY.get(key, 'none')} button")
    steps.settled(page)
    if start.count():
        start.first.click()
        expect(start).to_have_count(0)
    expect(page.locator(AT_WORK)).to_have_count(0)
    steps.settled(page)


def failures(page: Page) -> list[str]:
    """What the page says instead of a panel: a traceback, or that something went wrong."""
    said = page.get_by_test_id("stException").or_(page.get_by_text(say("shell.failed.title")))
    return said.all_inner_texts()


def too_wide(page: Page) -> list[str]:
    """What sticks out of the page to the right: nothing makes it scroll sideways."""
    return page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid=stMain]');
            const wide = Math.max(main.scrollWidth - main.clientWidth,
                                  document.documentElement.scrollWidth - window.innerWidth);
            if (wide <= 1) return [];
            return [...main.querySelectorAll('[data-testid]')]
                .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
                .map(e => `${e.dataset.testid} by ${wide}`);
        }"""
    )


def unnamed_pictures(page: Page) -> list[str]:
    """Pictures on the page without words for those who cannot see them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stPlotlyChart], [data-testid=stImage] img')]
            .filter(e => e.getBoundingClientRect().width > 0)
            .filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label')
                           || e.closest('[aria-label]') || e.querySelector('[aria-label]')))
            .map(e => e.outerHTML.slice(0, 200))"""
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_panel_opens_without_complaint_and_fits(judged: str, page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    complaints = opened(page, judged)
    steps.no_traceback(page)
    for key in PANELS:
        panel(page, key)
        assert not failures(page), key
        assert not unnamed_pictures(page), key
        assert size == "wide" or not too_wide(page), key
    assert not complaints


def test_the_report_opens_where_there_is_no_network(judged: str, page: Page, chromium: Browser, tmp_path: Path) -> None:
    opened(page, judged)
    steps.press(page, "make_report")
    expect(steps.button(page, "home_report_html")).to_be_visible()
    report = steps.download(page, "home_report_html", tmp_path)
    offline = chromium.new_context(offline=True)
    reader = offline.new_page()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    reader.on("pageerror", lambda error: complaints.append(str(error)))
    reader.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    reader.goto(report.as_uri())
    expect(reader.locator("h1")).to_have_text(re.compile(r"\w"))
    expect(reader.get_by_text("visitors").first).to_be_visible()
    assert not complaints
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    offline.close()
