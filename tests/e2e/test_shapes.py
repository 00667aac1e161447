"""What a network answers, chosen by clicking: at every timestep, unrolled step by step, from its own answers."""

from __future__ import annotations

import math
import re

from playwright.sync_api import Page, expect

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from core.runs.status import Status
from tests.app import App
from tests.e2e import steps
from tests.e2e.test_whole_journey import upload
from tests.waiting import until

SHAPES = {
    "each_timestep": ("repair_answer_each_timestep_one_step", "repair_answer_each_timestep_hand_over"),
    "each_step": ("repair_answer_each_step_decoder",),
    "recursive": ("repair_answer_recursive_read_targets", "choose_answer_recursive"),
}
"""The answer, and the buttons that lead to it from a GRU that gives three values ahead at once."""


def hours() -> bytes:
    lines = [f"2020-01-{1 + n // 24:02d} {n % 24:02d}:00,{5 + math.sin(n / 4) + n % 5 / 20:.3f}" for n in range(300)]
    return "\n".join(["when,load", *lines]).encode()


def test_every_way_of_answering_is_chosen_trained_judged_and_drawn(app: App, page: Page) -> None:
    steps.visit(page, app)
    upload(page, "hours.csv", hours())
    begun = steps.draft_of(page, app)
    runs = {}
    for shape, clicks in SHAPES.items():
        steps.change_draft(app, page, data=begun.data, examples=Windows(lookback=12, horizon=3),
                           model=PRESETS["gru"].make(units=4), training=TrainingSpec(epochs=1, batch=32))  # fmt: skip
        steps.visit(page, app, "model", draft=steps.draft_named(page))
        page.get_by_text("What the network answers").click()
        for click in clicks:
            steps.press(page, click)
        expect(steps.button(page, f"choose_answer_{shape}")).to_have_text(re.compile("Chosen"))
        steps.settled(page)
        steps.change_draft(app, page)
        runs[shape] = steps.put_in_line(app, page)
    for shape, run in runs.items():
        until(lambda run=run: steps.library(app).run(run).evaluated)
        assert steps.library(app).run(run).status is Status.FINISHED, shape
        looked_at(app, page, shape, run)


def looked_at(app: App, page: Page, shape: str, run: str) -> None:
    """The verdict, the curve of what it predicts, and what it was asked for."""
    head = steps.library(app).run(run).experiment.model.head
    assert shape in (head.kind, head.ahead)
    steps.visit(page, app, "inspect", run=run)
    steps.headline(page, r"[Bb]etter than|[Ww]orse than|[Ll]evel with")
    expect(page.locator(".st-key-over_actual .js-plotly-plot").first).to_be_visible()
    steps.no_traceback(page)
