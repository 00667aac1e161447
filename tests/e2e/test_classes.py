"""Whole examples told apart, by one person with a mouse; and the script repeats the run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from core.export.bundle import read_bundle
from core.models.presets import PRESETS
from tests.app import App
from tests.e2e import steps
from tests.e2e.test_whole_journey import upload
from tests.waiting import eventually

EXAMPLES, TIMESTEPS = 90, 40


def wide() -> pd.DataFrame:
    """A row is a whole example: a bump early or late, a wave of its own, and which of the two it is."""
    rng = np.random.default_rng(7)
    late = np.arange(EXAMPLES) % 2 == 1
    middle = np.where(late, 27.0, 12.0) + rng.normal(0, 1.5, EXAMPLES)
    t = np.arange(TIMESTEPS)
    bump = np.exp(-(((t - middle[:, None]) / 4) ** 2))
    values = bump + 0.15 * np.sin(t / 3 + rng.uniform(0, 6, EXAMPLES)[:, None]) + rng.normal(0, 0.05, bump.shape)
    table = pd.DataFrame(values.round(4), columns=[f"t{i}" for i in t])
    table["label"] = np.where(late, "late", "early")
    flipped = rng.choice(EXAMPLES, 14, replace=False)  # mistakes of whoever labelled them: nobody gets those right
    table.loc[flipped, "label"] = np.where(late[flipped], "early", "late")
    return table


@pytest.mark.course("C14")
def test_a_wide_file_is_read_as_examples_told_apart_and_taken_home(app: App, page: Page, tmp_path: Path) -> None:
    content = wide().to_csv(index=False).encode()
    steps.visit(page, app)
    upload(page, "bumps.csv", content)
    page.locator("[class*=as_examples] button").first.click()
    steps.settled(page)
    expect(page.get_by_text("holds 90 examples")).to_be_visible()
    expect(page.get_by_text(re.compile(r"early \(\d+\)")).first).to_be_visible()

    steps.press(page, "go_next")
    steps.headline(page, "What does one example look like")
    steps.settled(page)
    expect(page.get_by_text(re.compile("% wrong")).first).to_be_visible()
    page.get_by_role("slider").first.press("End")
    expect(page.get_by_text("Example 90: label is")).to_be_visible()

    steps.press(page, "go_next")
    steps.headline(page, "Which kind of model")
    steps.settled(page)
    expect(page.get_by_text("Rare classes count more")).to_be_visible()
    small = PRESETS["conv"].make(filters=8, blocks=2)
    steps.change_draft(app, page, model=small)
    page.reload()
    steps.settled(page)
    steps.enter(page, "training_epochs", 4)

    steps.press(page, "go_next")
    steps.press(page, "train")
    steps.headline(page, "Finished after 4 epochs")
    expect(page.get_by_text("doing nothing:")).to_be_visible()
    run = steps.run_of(page, app)
    assert (run.experiment.task.kind, run.experiment.examples.whole) == ("binary", True)
    expect(page.locator(".st-key-replay").first).to_be_visible()

    expect(steps.button(page, "go_next")).to_be_visible()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than")
    click_another_cell(page)
    steps.no_traceback(page)
    the_script_repeats_it(page, content, tmp_path)


def click_another_cell(page: Page) -> None:
    """A click on a cell of the matrix shows the examples in it."""
    told = page.get_by_text(re.compile(r"the model is \d+ % sure")).first
    expect(told).to_be_visible()
    before = told.inner_text()
    cells = page.locator(".st-key-confusion .bars .point")
    expect(cells.first).to_be_visible()
    cells.first.scroll_into_view_if_needed()
    for at in [at for at in range(cells.count()) if cells.nth(at).text_content() != "·"]:
        box = cells.nth(at).locator("path").first.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
        if eventually(lambda: told.inner_text() != before, seconds=4):  # not so on the cell that is shown
            return
    raise AssertionError(f"No cell of the matrix led to other examples than {before!r}.")


def the_script_repeats_it(page: Page, content: bytes, folder: Path) -> None:
    predictions = steps.download(page, "home_predictions", folder)
    script = steps.download(page, "home_script", folder)
    assert read_bundle(steps.download(page, "home_bundle", folder)).experiment.data.classes == ("early", "late")
    (folder / "bumps.csv").write_bytes(content)
    done = subprocess.run(
        [sys.executable, str(script), "bumps.csv", "again.csv"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    both = pd.read_csv(folder / "again.csv").merge(pd.read_csv(predictions), on=["example", "target"],
                                                   suffixes=("_theirs", "_ours"))  # fmt: skip
    assert len(both) == len(pd.read_csv(folder / "again.csv")) > EXAMPLES // 10
    share = "probability of late"
    np.testing.assert_allclose(both[f"{share}_theirs"], both[f"{share}_ours"], rtol=1e-6, atol=1e-6)
    assert both["predicted_theirs"].tolist() == both["predicted_ours"].tolist()
