"""Columns put together into components, trained on, taken home, and the windows on a map."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.app import App
from tests.e2e import steps
from tests.waiting import until


def test_components_are_chosen_trained_on_mapped_and_taken_home(app: App, page: Page, tmp_path: Path) -> None:
    steps.many_inputs(app, page)
    page.get_by_role("tab", name="Scaling").click()
    page.locator(".st-key-pca").get_by_text("Keep a share").click()
    expect(page.get_by_text(re.compile(r"components in place of \d+ columns keep 9\d"))).to_be_visible()
    expect(page.locator(".st-key-elbow_frame .js-plotly-plot")).to_have_count(1)
    steps.settled(page)
    page.locator(".st-key-pca").get_by_text("Keep a number").click()
    steps.enter(page, "pca_number", 2)
    expect(page.get_by_text("component 1, component 2").first).to_be_visible()
    page.reload()
    steps.settled(page)
    steps.visit(page, app, "train", draft=re.search(r"[?&]draft=([\w-]+)", page.url).group(1))
    steps.press(page, "train")
    steps.headline(page, "Finished after")
    run = steps.run_of(page, app)
    assert run.experiment.fitting.components == 2
    until(lambda: steps.library(app).run(run.id).evaluated)

    steps.visit(page, app, "inspect", run=run.id)
    steps.look_closer(page, "map")
    steps.press(page, "draw_map")
    expect(page.locator(".st-key-map_frame .js-plotly-plot")).to_have_count(1)
    page.locator(".st-key-map_controls").get_by_text("What the network makes of them").click()
    expect(page.get_by_text("the network sees as alike")).to_be_visible()
    page.locator(".st-key-map_controls").get_by_text("Time", exact=True).click()
    steps.settled(page)
    expect(page.locator(".st-key-map_frame .colorbar, .st-key-map_frame .cbfills").first).to_be_attached()
    script = steps.download(page, "home_script", tmp_path).read_text("utf-8")
    assert "components=2" in script
    assert "components_of" in script
    steps.no_traceback(page)
