"""What is done with a trained model: every stage shows it, whatever the settings; it predicts, travels and goes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from tests.app import ROOT, App
from tests.e2e import steps
from tests.waiting import until

ETTH1 = ROOT / "assets" / "samples" / "ETTh1.csv"
DAY = Windows(lookback=24, horizon=6)
SETTINGS = {
    "mse, robust, purge": {
        "training": TrainingSpec(epochs=1, loss="mse", clip=1.0),
        "fitting": FittingSpec(scaler="robust"),
        "split": SplitSpec(border="purge", gap=24),
        "examples": DAY,
    },
    "huber, quantile, dates, delay 0": {
        "training": TrainingSpec(epochs=1, loss="huber", optimizer="adamw"),
        "fitting": FittingSpec(scaler="quantile"),
        "split": SplitSpec(by="date", cuts=("2017-07-01", "2017-11-01")),
        "examples": Windows(lookback=24, step=4, delay=0, stride=3),
        "model": PRESETS["simple_rnn"].make(units=8, l2=0.001),
    },
}


def trained(app: App, page: Page, **parts: object) -> None:
    """One short run, judged, with Inspect open."""
    steps.visit(page, app, "train")
    steps.change_draft(app, page, **parts)
    page.reload()
    steps.press(page, "train")
    steps.headline(page, "Finished after")
    expect(steps.button(page, "go_next")).to_be_visible()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than")
    steps.settled(page)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_stage_shows_a_run_whatever_its_settings(app: App, page: Page, name: str) -> None:
    trained(app, page, **SETTINGS[name])
    steps.no_traceback(page)
    for stage in ("data", "window", "model", "train", "inspect", "compare"):
        page.locator("[data-testid=stSidebarNavLink]").filter(has_text=stage.capitalize()).click()
        expect(page.locator("[data-testid=stSidebarNavLink][aria-current=page]")).to_contain_text(stage.capitalize())
        steps.settled(page)
        expect(page.locator("h1")).to_be_visible()
        steps.no_traceback(page)


def test_a_model_predicts_a_new_file_and_goes_home_as_keras(app: App, page: Page, tmp_path: Path) -> None:
    trained(app, page, training=TrainingSpec(epochs=1), examples=DAY)
    recent = [*ETTH1.read_text().splitlines()[:1], *ETTH1.read_text().splitlines()[-300:]]
    page.locator(".st-key-new_file input[type=file]").set_input_files(
        {"name": "recent.csv", "mimeType": "text/csv", "buffer": "\n".join(recent).encode()}
    )
    table = page.locator("[class*=st-key-new_predictions] button").first
    expect(table).to_be_visible()
    with page.expect_download() as caught:
        table.click()
    lines = Path(caught.value.path()).read_text("utf-8").splitlines()
    assert lines[0].startswith("time,row,target,step,predicted,actual")
    assert len(lines) > 300

    without = "\n".join(",".join(line.split(",")[:-1]) for line in recent)
    page.locator(".st-key-new_file input[type=file]").set_input_files(
        {"name": "without.csv", "mimeType": "text/csv", "buffer": without.encode()}
    )
    expect(page.get_by_role("alert").filter(has_text="OT").first).to_be_visible()

    page.locator(".st-key-keras_menu button").first.click()
    with page.expect_download() as caught:
        page.get_by_role("option").or_(page.get_by_role("menuitem")).first.click()
        steps.button(page, "home_keras").click()
    path = tmp_path / caught.value.suggested_filename
    caught.value.save_as(path)
    assert {"fitted.json", "predict.py"} <= set(zipfile.ZipFile(path).namelist())


def test_a_run_is_deleted_only_after_it_was_confirmed(app: App, page: Page) -> None:
    for seed in (5, 6):
        trained(app, page, training=TrainingSpec(epochs=1, seed=seed), examples=DAY)
    before = {run.id for run in steps.library(app).runs()}
    steps.visit(page, app, "compare")
    steps.press(page, "delete_box")
    expect(page.get_by_text(re.compile("[Dd]elete")).first).to_be_visible()
    assert {run.id for run in steps.library(app).runs()} == before
    steps.press(page, "delete")
    until(lambda: {run.id for run in steps.library(app).runs()} < before)
    steps.no_traceback(page)


def test_runs_wait_in_line_and_one_can_be_taken_out(app: App, page: Page) -> None:
    steps.visit(page, app, "train")
    steps.change_draft(app, page, model=PRESETS["gru"].make(), training=TrainingSpec(epochs=400, stopping=None))
    page.reload()
    steps.press(page, "train")
    steps.headline(page, "Learning: epoch")
    first = steps.run_of(page, app).id
    steps.change_draft(app, page, training=TrainingSpec(epochs=1, seed=7))
    page.reload()
    steps.press(page, "keep_mine")
    steps.press(page, "train")
    expect(page).to_have_url(re.compile(rf"run=(?!{first})\w+"))
    waiting = steps.run_of(page, app).id
    assert steps.library(app).run(waiting).status == "queued"
    steps.visit(page, app, "train", run=first)
    steps.press(page, f"line_{waiting}")
    expect(steps.button(page, f"line_{waiting}")).to_have_count(0)
    steps.press(page, "stop")
    steps.headline(page, "Stopped")
    assert waiting not in {job.run for job in steps.library(app).queue()}
