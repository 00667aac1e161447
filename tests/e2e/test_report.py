"""The report in a real browser without a network: no complaint, one page for a manager, and a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from core.report.report import report
from tests.core.report import made


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(report(made.hostile(tmp_path_factory.mktemp("home"))), "utf-8")
    return file


def seen(chromium: Browser, path: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The page without a network, and what the browser said or asked for."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, offline=True, color_scheme=scheme  # type: ignore[arg-type]
    )  # fmt: skip
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: said.append(request.url))
    page.goto(path.as_uri())
    return page, said


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_it_opens_without_a_network_and_without_a_complaint(
    chromium: Browser, path: Path, width: int, scheme: str
) -> None:
    page, said = seen(chromium, path, width, scheme)
    assert said == [path.as_uri()]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(24, 23, 21)"}[scheme]
    pictures = page.locator("#verdict svg")
    shown = sum(pictures.nth(i).is_visible() for i in range(pictures.count()))
    assert shown == 1
    assert page.get_by_role("main").count() == page.get_by_role("heading", level=1).count() == 1
    page.context.close()


def test_its_print_is_light_and_page_one_ends_where_the_data_begin(chromium: Browser, path: Path) -> None:
    page, _ = seen(chromium, path, 1280, "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(43, 42, 41)"
    assert page.evaluate("getComputedStyle(document.querySelector('#verdict')).breakAfter") == "page"
    assert not page.get_by_role("navigation").is_visible()
    page.set_viewport_size({"width": 688, "height": 1020})  # what A4 leaves between its margins
    tall = page.evaluate("document.querySelector('#verdict').getBoundingClientRect().bottom")
    assert tall <= 1020
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") > 4
    page.context.close()
