"""How a picture of the app is taken, and in which looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.app import ROOT
from tests.waiting import PATIENCE

OUT = ROOT / "assets" / "screenshots"
LOOKS = {"": ("light", 1280), "-dark": ("dark", 1280), "-768": ("light", 768)}


@contextmanager
def visitor(browser: Browser, scheme: str = "light", width: int = 1280) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


def picture(page: Page, name: str, full: bool = False, of: str = "") -> None:
    """One PNG. The page scrolls inside a frame, so a full picture, or one `of` a part of the page, first
    makes the window tall."""
    width = page.viewport_size["width"]
    still(page)
    if full or of:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": max(800, height + 8)})
        still(page)
    (page.locator(of).first if of else page).screenshot(path=OUT / f"{name}.png")
    page.set_viewport_size({"width": width, "height": 800})


def still(page: Page) -> None:
    """Wait until nothing on the page moves: charts fade in, and a redraw follows a new size. Some pages never rest."""
    seen = b""
    for _ in range(10):
        page.wait_for_timeout(300)
        now = page.screenshot()
        if now == seen:
            return
        seen = now
