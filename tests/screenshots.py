"""Every stage and state as a picture: `make screenshots` writes assets/screenshots.

Each stage is drawn at 1280 × 800 and in full, light and dark, and at 768 px; then the closer looks at
the data, and the states in between: empty, queued, running, interrupted, failed, a refused file, a window too long.
"""

from __future__ import annotations

import math
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.examples.spec import FittingSpec, Windows
from core.experiment import Cosine, Stopping, TrainingSpec
from core.models.presets import PRESETS
from core.text import say
from pages.parts.data_look import TABS
from tests.app import ROOT, App, free_port
from tests.browser import ARGUMENTS, install
from tests.e2e import steps
from tests.e2e.test_classes import wide
from tests.screenshots_frame import LOOKS, OUT, picture, visitor
from tests.screenshots_judging import panels, report
from tests.screenshots_shapes import answers, branches, padded, second_file
from tests.waiting import PATIENCE, until

STAGES = ("data", "window", "model", "train", "inspect", "compare")


def train(page: Page, app: App, ending: str, **parts: object) -> str:
    """Press Train with some settings; the address of the run once the headline says `ending`."""
    steps.visit(page, app, "train")
    steps.change_draft(app, page, **parts)
    page.reload()
    steps.press(page, "train")
    steps.headline(page, ending)
    return page.url


def stages(browser: Browser, app: App, address: str) -> None:
    """All stages as they look after some runs, in every look."""
    named = dict(re.findall(r"(draft|run)=([\w-]+)", address))
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            for stage in STAGES:
                steps.visit(page, app, stage, **named)
                picture(page, f"{stage}{look}")
                picture(page, f"{stage}{look}-full", full=True)


def closer_looks(browser: Browser, app: App) -> None:
    """The four views of "A closer look" and the raw lines, in every look."""
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "data")
            for tab in TABS:
                page.get_by_role("tab", name=say(f"pages.data.look.tabs.{tab}"), exact=True).click()
                steps.settled(page)
                picture(page, f"data-look-{tab}{look}", of=".st-key-look")
            picture(page, f"data-raw-lines{look}", of=".st-key-raw_and_read")


def messy() -> bytes:
    """Hours out of order, some twice, some missing, with marks, spikes, words and directions."""
    lines = []
    for i in (*range(1_400), 40, 41, *range(1_500, 2_000), *range(1_450, 1_500)):
        load = 100 + 20 * math.sin(i * math.pi / 12) + 7 * math.sin(i * i)
        told = "" if i % 97 < 3 else f"{9_000 if i == 700 else -999 if i % 400 == 5 else load:.2f}"
        lines.append(f"{np.datetime64('2024-01-01') + np.timedelta64(i, 'h')},{i * 7 % 360},{'NSW'[i % 3]},{told}")
    return "\n".join(["time,wind direction,weather,load", *lines]).encode()


def prepared(browser: Browser, app: App) -> None:
    """A file with many troubles: what was found, every step, what is said about columns, how it was read."""
    file = {"name": "messy.csv", "mimeType": "text/csv", "buffer": messy()}
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "data")
            page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(file)
            page.locator(".st-key-finding_0, .st-key-finding_1").first.wait_for()
            steps.settled(page)
            picture(page, f"data-messy{look}")
            for folded in ("use", "more_findings", "steps"):
                page.locator(f".st-key-{folded} summary").first.click()
                steps.settled(page)
            steps.press(page, "correct")
            steps.settled(page)
            picture(page, f"data-messy{look}-full", full=True)


def examples(browser: Browser, app: App) -> None:
    """A file with a whole example in each row, told apart: every stage, in every look."""
    file = {"name": "bumps.csv", "mimeType": "text/csv", "buffer": wide().to_csv(index=False).encode()}
    with visitor(browser) as page:
        steps.visit(page, app, "data")
        page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(file)
        page.locator("[class*=as_examples] button").first.click()
        page.get_by_text("holds 90 examples").wait_for()
        steps.settled(page)
        named = dict(re.findall(r"(draft)=([\w-]+)", page.url))
        steps.visit(page, app, "train", **named)
        steps.press(page, "train")
        steps.headline(page, "Finished")
        steps.button(page, "go_next").wait_for()
        named = dict(re.findall(r"(draft|run)=([\w-]+)", page.url))
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            for stage in STAGES[:-1]:
                steps.visit(page, app, stage, **named)
                picture(page, f"examples-{stage}{look}", full=True)


def habits(browser: Browser, app: App) -> None:
    """Everything about the training unfolded: a rate that was found, a schedule, what is kept; in every look."""
    chosen = TrainingSpec(optimizer="sgd", momentum=0.9, schedule=Cosine(warmup=5, floor=0.05), every_epoch=True)
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "model")
            steps.change_draft(app, page, training=chosen)
            page.reload()
            page.locator(".st-key-more_training summary").first.click()
            page.locator(".st-key-find_rate, .st-key-take_rate").first.wait_for()
            if steps.button(page, "find_rate").count():
                steps.press(page, "find_rate")
            steps.button(page, "take_rate").wait_for()
            steps.settled(page)
            picture(page, f"model-training{look}", of=".st-key-more_training")


def reduced(browser: Browser, app: App) -> None:
    """The elbow of principal components, and the windows on a map, in every look."""
    with visitor(browser) as page:
        steps.many_inputs(app, page)
        steps.change_draft(app, page, fitting=FittingSpec(components=0.8))
        steps.visit(page, app, "train", **dict(re.findall(r"(draft)=([\w-]+)", page.url)))
        steps.press(page, "train")
        steps.headline(page, "Finished")
        named = dict(re.findall(r"(draft|run)=([\w-]+)", page.url))
        until(lambda: steps.library(app).run(named["run"]).evaluated)
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "window", draft=named["draft"])
            page.get_by_role("tab", name=say("pages.window.tabs.scaling")).click()
            page.locator(".st-key-elbow_frame").wait_for()
            steps.settled(page)
            picture(page, f"window-components{look}", of=".st-key-elbow_frame")
            steps.visit(page, app, "inspect", **named)
            steps.look_closer(page, "map")
            steps.press(page, "draw_map")
            page.locator(".st-key-map_frame .js-plotly-plot").wait_for()
            steps.settled(page)
            picture(page, f"inspect-map{look}", of=".st-key-map_frame")


def empty(browser: Browser, app: App) -> None:
    with visitor(browser) as page:
        for stage in ("train", "inspect", "compare"):
            steps.visit(page, app, stage)
            picture(page, f"state-empty-{stage}")


def going_wrong(browser: Browser, app: App) -> None:
    with visitor(browser) as page:
        steps.visit(page, app)
        page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(
            {"name": "sales.csv", "mimeType": "text/csv", "buffer": b"a,b\nx,y\nz,w\nq,r\n"}
        )
        page.get_by_role("alert").first.wait_for()
        steps.settled(page)
        picture(page, "state-refused-file")
        steps.visit(page, app, "window")
        steps.change_draft(app, page, examples=Windows(lookback=20_000, delay=144))
        page.reload()
        page.get_by_role("alert").first.wait_for()
        steps.settled(page)
        picture(page, "state-window-too-long")
    with visitor(browser) as page:
        exploding = TrainingSpec(loss="mse", optimizer="sgd", learning_rate=1000.0, stopping=Stopping())
        train(page, app, "no longer a number", model=PRESETS["dense"].make(), training=exploding)
        picture(page, "state-failed", full=True)
    slow = PRESETS["stacked"].make(kind="gru", layers=2)
    with visitor(browser) as page:
        address = train(page, app, "epoch 9 of", model=slow, training=TrainingSpec(learning_rate=0.0003))
        picture(page, "state-running")
        picture(page, "state-running-full", full=True)
        with visitor(browser, "dark") as other:
            other.goto(address)
            steps.headline(other, "Learning")
            picture(other, "state-running-dark")
        with visitor(browser) as other:
            wait_in_line(other, app)
            picture(other, "state-queued")
        for worker in app.workers():
            if worker.memory_info().rss > 200_000_000:
                os.kill(worker.pid, signal.SIGKILL)
        steps.headline(page, "[Ii]nterrupted")
        picture(page, "state-interrupted")


def wait_in_line(page: Page, app: App) -> None:
    """A second run while the first goes on: the page shows the first until one's own settings are chosen."""
    steps.visit(page, app, "train")
    steps.change_draft(app, page, training=TrainingSpec(epochs=3, seed=9))
    page.reload()
    steps.press(page, "keep_mine")
    steps.press(page, "train")
    steps.headline(page, "[Ww]ait|[Qq]ueue|line")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE * 1000)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app = App(home=Path(home), port=free_port())
        app.start()
        browser = playwright.chromium.launch(executable_path=install(), args=ARGUMENTS)
        try:
            empty(browser, app)
            address = ""
            for preset in ("dense", "gru", "linear"):
                with visitor(browser) as page:
                    address = train(page, app, "Finished", model=PRESETS[preset].make())
                    until(lambda page=page: steps.run_of(page, app).evaluated)
            stages(browser, app, address)
            panels(browser, app, address)
            report(browser, app, address)
            closer_looks(browser, app)
            prepared(browser, app)
            habits(browser, app)
            examples(browser, app)
            reduced(browser, app)
            second_file(browser, app)
            branches(browser, app)
            answers(browser, app)
            padded(browser, app)
            going_wrong(browser, app)
        finally:
            browser.close()
            app.end()
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
