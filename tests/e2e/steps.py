"""What a visitor does and sees, in words the tests can read like a story."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from core.data.spec import Column
from core.experiment import Experiment, TrainingSpec
from core.models.presets import PRESETS
from core.runs.library import Library
from core.runs.records import Run
from core.runs.store import Store
from core.text import say
from tests.app import App
from tests.waiting import until

FINAL = ("finished", "stopped", "failed", "interrupted")


def library(app: App) -> Library:
    """The store the app works on, read from outside."""
    return Store(app.home).owned_by("local")


def run_of(page: Page, app: App) -> Run:
    """The run that the page's address names."""
    found = re.search(r"[?&]run=(\w+)", page.url)
    assert found, page.url
    return library(app).run(found.group(1))


def visit(page: Page, app: App, stage: str = "", **named: str) -> None:
    """Open a stage by its address and wait until it is drawn. Data is the first page and has none."""
    query = "&".join(f"{name}={value}" for name, value in named.items())
    page.goto(f"{app.url}/{'' if stage == 'data' else stage}{'?' + query if query else ''}")
    expect(page.locator("h1")).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Nothing is being recomputed. Not for pages that poll: those wait for content.

    A click takes a moment to reach the server, so the page must have been at rest for a while.
    """
    rest = """() => {
        const app = document.querySelector('[data-testid=stApp]');  // not there between two pages
        const quiet = app !== null && app.dataset.testScriptState === 'notRunning';
        window.restingSince = quiet ? window.restingSince || performance.now() : 0;
        return quiet && performance.now() - window.restingSince > 300;
    }"""
    page.evaluate("() => { window.restingSince = 0; }")
    page.wait_for_function(rest)


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button").first


def press(page: Page, key: str) -> None:
    button(page, key).click()


def enter(page: Page, key: str, value: int | float) -> None:
    """A number field takes its value on Enter."""
    field = page.locator(f".st-key-{key} input")
    field.fill(str(value))
    field.press("Enter")
    expect(field).to_have_value(re.compile(rf"^{value}(\.0*)?$"))
    settled(page)


def headline(page: Page, words: str) -> None:
    """Wait until the page's headline holds these words (a regular expression)."""
    expect(page.locator("h1")).to_have_text(re.compile(words))


def curve(page: Page) -> Locator:
    """The curve by its text for those who cannot see it: `At epoch 26 training is at …`."""
    return page.locator(".st-key-learning_curve [aria-label*='epoch']").first


def drawn_epoch(page: Page) -> int:
    """The newest epoch that the curve shows."""
    found = re.search(r"At epoch (\d+)", curve(page).get_attribute("aria-label") or "")
    return int(found.group(1)) if found else 0


def put_in_line(app: App, page: Page) -> str:
    """The run that a click on Train makes of the draft as it is; it waits for those before it."""
    before = {run.id for run in library(app).runs()}
    visit(page, app, "train", draft=draft_named(page))
    train, mine = button(page, "train"), button(page, "keep_mine")
    expect(train.or_(mine)).to_be_visible()
    if mine.is_visible():  # the page follows the one at work
        mine.click()
    train.click()
    until(lambda: len(library(app).runs()) > len(before))
    (run,) = (run.id for run in library(app).runs() if run.id not in before)
    return run


def look_closer(page: Page, panel: str) -> None:
    """Open one of the panels of Inspect."""
    page.locator(".st-key-closer").get_by_role("radio", name=say(f"pages.inspect.closer.{panel}"), exact=True).click()
    settled(page)


def wait_for_epoch(page: Page, epoch: int) -> None:
    page.wait_for_function(
        """epoch => [...document.querySelectorAll('.st-key-learning_curve [aria-label]')].some(
               e => Number((/At epoch (\\d+)/.exec(e.getAttribute('aria-label')) || [0, 0])[1]) >= epoch)""",
        arg=epoch,
    )


def no_traceback(page: Page) -> None:
    """Whatever happened, nobody is shown Python."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def download(page: Page, key: str, folder: Path) -> Path:
    """Press a download button and keep the file under its own name."""
    with page.expect_download() as caught:
        press(page, key)
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    return path


def many_inputs(app: App, page: Page) -> None:
    """The first sample with all its columns, and a small network that learns for two epochs."""
    visit(page, app, "window")
    data = draft_of(page, app).data
    others = ("HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL")
    columns = (*data.columns[:1], *(Column(name=other) for other in others))
    small = {"model": PRESETS["gru"].make(units=8), "training": TrainingSpec(epochs=2)}
    change_draft(app, page, data=data.but(columns=columns), **small)
    page.reload()
    settled(page)


def draft_named(page: Page) -> str:
    """The draft that the page's address names."""
    found = re.search(r"[?&]draft=([\w-]+)", page.url)
    assert found, page.url
    return found.group(1)


def draft_of(page: Page, app: App) -> Experiment:
    """What is on this page, as it was saved."""
    saved = library(app).draft(draft_named(page))
    assert saved is not None, page.url
    return Experiment.model_validate(saved["experiment"])


def change_draft(app: App, page: Page, **parts: object) -> None:
    """The draft of this page with other settings, saved as the page itself saves it, and opened again."""
    name, shelf = draft_named(page), library(app)
    saved = shelf.draft(name)
    assert saved is not None
    experiment = Experiment.model_validate(saved["experiment"]).but(**parts)
    shelf.save_draft(name, {**saved, "experiment": experiment.model_dump(mode="json"), "run": None})
