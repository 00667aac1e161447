"""Columns read apart by two branches, put together by clicking, trained and judged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from core.models.spec import ModelSpec
from tests.app import App
from tests.e2e import steps

WANTED = (["flatten", 10], ["flatten", 20], [8])


@pytest.mark.course("C13")
def test_two_branches_meet_and_learn(app: App, page: Page) -> None:
    """Dense(10) reads the past, Dense(20) the time of day; side by side they go through Dense(8)."""
    steps.visit(page, app, "model")
    steps.press(page, "choose_dense")
    expect(steps.button(page, "choose_dense")).to_be_disabled()
    page.get_by_text("Change the layers").click()
    steps.press(page, "split")
    expect(page.get_by_text("Branch 1 reads what is left")).to_be_visible()
    units(page, "0_1", 10)
    page.get_by_role("tab", name="Branch 2").click()
    units(page, "1_1", 20)
    page.get_by_role("tab", name="After they meet").click()
    kind = page.locator(".st-key-new_layer_2 input").first
    kind.fill("Dense")
    kind.press("Enter")
    steps.press(page, "add_layer_2")
    steps.enter(page, "field_2_0_units", 8)
    picture = page.locator(".st-key-network [aria-label]").first
    expect(picture).to_have_attribute(
        "aria-label", re.compile("Dense, 10 units.*Dense, 20 units.*Concatenate.*Dense, 8 units")
    )
    assert described(steps.draft_of(page, app).model) == WANTED

    steps.enter(page, "training_epochs", 2)
    steps.press(page, "go_next")
    steps.press(page, "train")
    steps.headline(page, "Finished after 2 epochs")
    assert described(steps.run_of(page, app).experiment.model) == WANTED
    steps.button(page, "go_next").wait_for()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than|[Ll]evel with")
    steps.no_traceback(page)


def described(model: ModelSpec) -> tuple[list[str | int], ...]:
    """Every list of layers by its units, or the kind of what has none; branches first, then the trunk."""
    lists = (*(branch.layers for branch in model.branches), model.trunk)
    return tuple([getattr(layer, "units", layer.kind) for layer in layers] for layers in lists)


def units(page: Page, layer: str, number: int) -> None:
    """Unfold a layer's settings and change its units."""
    steps.press(page, f"settings_{layer}")
    steps.enter(page, f"field_{layer}_units", number)
