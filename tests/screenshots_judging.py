"""Pictures of what Inspect looks closer at, and of the report; `tests.screenshots` draws them all."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from pages.parts.inspect_closer import CLOSER
from tests.app import App
from tests.e2e import steps
from tests.e2e.test_judging import panel
from tests.screenshots_frame import LOOKS, OUT, picture, visitor

PANELS = [one.key for one in CLOSER if "numbers_over_time" in one.serves and one.key not in ("where", "map")]


def panels(browser: Browser, app: App, address: str) -> None:
    """Every panel of a judged run, in every look; the map and where it errs have pictures of their own."""
    named = dict(re.findall(r"(draft|run)=([\w-]+)", address))
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "inspect", **named)
            for key in PANELS:
                panel(page, key)
                picture(page, f"inspect-{key.replace('_', '-')}{look}", of=".st-key-closer_panel")


def report(browser: Browser, app: App, address: str) -> None:
    """Page one of the report, as a file that needs no server."""
    named = dict(re.findall(r"(draft|run)=([\w-]+)", address))
    with TemporaryDirectory() as folder, visitor(browser) as page:
        steps.visit(page, app, "inspect", **named)
        steps.press(page, "make_report")
        page.locator(".st-key-home_report_html button").wait_for()
        file = steps.download(page, "home_report_html", Path(folder))
        for look, (scheme, width) in LOOKS.items():
            with visitor(browser, scheme, width) as alone:
                alone.goto(file.as_uri())
                alone.screenshot(path=OUT / f"report{look}.png")
