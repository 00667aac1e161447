"""Networks of the course notes are chosen by their cards, trained, and judged in the browser.

Each costs two processes with TensorFlow; all of them are typed, trained and computed again in `tests/course`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from tests.app import App
from tests.e2e import steps

QUICK = {
    "examples": Windows(lookback=24, step=2, stride=16),
    "training": TrainingSpec(epochs=1, batch=256, stopping=None),
}
NETWORKS = [
    pytest.param("bottleneck", {}, marks=pytest.mark.course("C6")),
    pytest.param("reshaped", {}, marks=pytest.mark.course("C11")),
    pytest.param("encoder_decoder", {}, id="encoder_decoder"),
]
"""The card, and what of its settings the notes change."""


@pytest.mark.parametrize(("card", "settings"), NETWORKS)
def test_a_network_of_the_notes_is_chosen_trained_and_judged(
    app: App, page: Page, card: str, settings: dict[str, Any]
) -> None:
    steps.visit(page, app, "model")
    steps.press(page, f"choose_{card}")
    expect(steps.button(page, f"choose_{card}")).to_be_disabled()
    steps.settled(page)
    steps.change_draft(app, page, **QUICK, **({"model": PRESETS[card].make(**settings)} if settings else {}))
    found = re.search(r"[?&]draft=([\w-]+)", page.url)
    assert found, page.url
    steps.visit(page, app, "train", draft=found.group(1))
    steps.press(page, "train")
    steps.headline(page, "Finished after 1 epoch", seconds=120)
    expect(steps.button(page, "go_next")).to_be_visible(timeout=60_000)  # it has been judged
    assert steps.run_of(page, app).experiment.model == PRESETS[card].make(**settings)
    steps.no_traceback(page)
