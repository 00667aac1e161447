"""The network changed by hand, and its epochs replayed, as a visitor does it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from core.experiment import TrainingSpec
from tests.app import App
from tests.e2e import steps


def test_layers_are_put_together_mended_trained_and_replayed(app: App, page: Page) -> None:
    """An LSTM behind an LSTM does not fit; one click mends it, and the network that came of it learns."""
    steps.visit(page, app, "model")
    steps.press(page, "choose_lstm")
    steps.settled(page)
    page.get_by_text("Change the layers").click()
    steps.press(page, "add_layer")
    expect(page.get_by_text("Simple RNN, 32 units does not fit here")).to_be_visible()
    steps.press(page, "repair_0_1_hand_over")
    expect(page.get_by_text("does not fit here")).to_have_count(0)
    steps.enter(page, "field_0_1_units", 4)
    expect(page.get_by_text("2 · Simple RNN, 4 units")).to_be_visible()
    steps.change_draft(app, page, training=TrainingSpec(epochs=3, seed=3, stopping=None))
    steps.visit(page, app, "train", draft=steps.draft_named(page))
    steps.press(page, "train")
    steps.headline(page, "Finished after 3 epochs")
    picture = page.locator(".st-key-replay [aria-label*='At epoch']").first
    expect(picture).to_be_visible()
    slider = page.get_by_role("slider", name="Move through the epochs")
    slider.press("Home")
    expect(page.locator(".st-key-replay [aria-label*='At epoch 1 ']").first).to_be_visible()
    slider.press("End")
    expect(page.locator(".st-key-replay [aria-label*='At epoch 3 ']").first).to_be_visible()
    assert [layer.kind for layer in steps.run_of(page, app).experiment.model.branches[0].layers] == [
        "lstm",
        "simple_rnn",
    ]
    steps.no_traceback(page)
