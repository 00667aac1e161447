"""Pictures of a second file, branches, ways of answering and filled-up examples; `tests.screenshots` draws them all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from core.models.layers import Dense, Flatten
from core.models.presets import PRESETS
from core.models.spec import Branch, Head, ModelSpec
from core.text import say
from tests.app import App
from tests.e2e import steps
from tests.e2e.test_two_files import add, written
from tests.pages.test_padded_pages import long_file
from tests.screenshots_frame import LOOKS, picture, visitor

APART = ModelSpec(
    branches=(
        Branch(layers=(Flatten(), Dense(units=10, activation="relu"))),
        Branch(input="input_2", columns=("hour (cosine)",), layers=(Flatten(), Dense(units=20, activation="relu"))),
    ),
    trunk=(Dense(units=8, activation="relu"),),
    head=Head(),
    origin="dense",
)


def second_file(browser: Browser, app: App) -> None:
    """A second file that does not fit, then joined, and the network with a branch for it; in every look."""
    with TemporaryDirectory() as folder:
        first, second = written(Path(folder))
        for look, (scheme, width) in LOOKS.items():
            with visitor(browser, scheme, width) as page:
                steps.visit(page, app)
                add(page, "upload_", first)
                page.get_by_text("313 rows").first.wait_for()
                page.get_by_text(say("pages.data.second.add")).click()
                add(page, "second_", second)
                page.locator(".st-key-second_misfit").wait_for()
                steps.settled(page)
                picture(page, f"data-second-misfit{look}", of=".st-key-second_misfit")
                steps.press(page, "second_last")
                page.locator(".st-key-second_joined").wait_for()
                steps.settled(page)
                picture(page, f"data-second{look}", of=".st-key-second_joined")
                steps.visit(page, app, "model", draft=steps.draft_named(page))
                steps.press(page, "choose_gru")
                page.locator(".st-key-network [aria-label*=Concatenate]").first.wait_for()
                picture(page, f"model-second{look}", full=True)


def branches(browser: Browser, app: App) -> None:
    """The network of two branches, its picture and its layers to edit, in every look."""
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "model")
            steps.change_draft(app, page, model=APART)
            steps.visit(page, app, "model", draft=steps.draft_named(page))
            page.locator(".st-key-branches").wait_for()
            picture(page, f"model-branches{look}")
            picture(page, f"model-branches-editor{look}", of=".st-key-layers_editor")


def answers(browser: Browser, app: App) -> None:
    """The four ways of answering, and the kind of the network drawn, in every look."""
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app, "model")
            steps.change_draft(app, page, model=PRESETS["encoder_decoder"].make())
            steps.visit(page, app, "model", draft=steps.draft_named(page))
            page.get_by_text(say("pages.model.answers.title")).click()
            page.locator(".st-key-kind .js-plotly-plot").wait_for()
            steps.settled(page)
            picture(page, f"model-answers{look}", of=".st-key-answers")


def padded(browser: Browser, app: App) -> None:
    """Whole examples of unequal lengths, filled up, and a layer that reads the filling; in every look."""
    file = {"name": "waves.csv", "mimeType": "text/csv", "buffer": long_file()}
    for look, (scheme, width) in LOOKS.items():
        with visitor(browser, scheme, width) as page:
            steps.visit(page, app)
            page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(file)
            page.get_by_text("60 examples").first.wait_for()
            steps.settled(page)
            named = {"draft": steps.draft_named(page)}
            steps.visit(page, app, "window", **named)
            page.locator(".st-key-fill_up").wait_for()
            picture(page, f"window-padded{look}", full=True)
            steps.change_draft(app, page, model=PRESETS["conv"].make())
            steps.visit(page, app, "model", **named)
            page.locator(".st-key-repairs_mask").wait_for()
            picture(page, f"model-mask-lost{look}")
