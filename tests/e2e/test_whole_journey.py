"""From a CSV to a model taken home, by one person with a mouse; and the script repeats the run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Page, expect

from core.export.bundle import read_bundle
from tests.app import ROOT, App
from tests.e2e import steps

ETTH1 = next((ROOT / "assets" / "samples").glob("[eE][tT][tT]h1.csv"))


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file, and wait until it was taken or refused: the uploader is then a fresh one."""
    chooser = page.locator("[class*=st-key-upload_]").first
    turn = int(re.search(r"st-key-upload_(\d+)", chooser.get_attribute("class"))[1])
    chooser.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.locator(f".st-key-upload_{turn + 1}")).to_be_visible()
    steps.settled(page)


def test_from_an_uploaded_file_to_a_script_that_repeats_the_run(app: App, page: Page, tmp_path: Path) -> None:
    steps.visit(page, app)
    upload(page, "ETTh1.csv", ETTH1.read_bytes())
    expect(page.get_by_text("17,420").first).to_be_visible()
    expect(page.locator(".st-key-bottom_text, .st-key-bottom_bar").get_by_text("OT").first).to_be_visible()

    steps.press(page, "go_next")
    steps.headline(page, "How far back")
    for key, value in (("lookback_rows", 24), ("step_rows", 1), ("delay_rows", 1), ("horizon_rows", 24)):
        steps.enter(page, key, value)
    expect(page.get_by_text(re.compile("24 timesteps")).first).to_be_visible()

    steps.press(page, "go_next")
    steps.headline(page, "Which kind of model")
    steps.press(page, "choose_lstm")
    steps.settled(page)
    steps.enter(page, "training_epochs", 2)

    steps.press(page, "go_next")
    steps.press(page, "train")
    steps.headline(page, "Finished after 2 epochs")
    run = steps.run_of(page, app)
    assert (run.experiment.examples.lookback, run.experiment.examples.horizon) == (24, 24)
    assert run.experiment.model.preset == "lstm"

    expect(steps.button(page, "go_next")).to_be_visible()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than")
    steps.no_traceback(page)

    predictions = steps.download(page, "home_predictions", tmp_path)
    bundle = steps.download(page, "home_bundle", tmp_path)
    script = steps.download(page, "home_script", tmp_path)
    assert read_bundle(bundle).experiment == run.experiment

    done = subprocess.run(
        [sys.executable, str(script), str(ETTH1), "again.csv"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    compare_losses(app, run.id, done.stdout)
    compare_predictions(predictions, tmp_path / "again.csv")


def compare_losses(app: App, run: str, printed: str) -> None:
    ours = [
        (event.values["loss"], event.values["val_loss"])
        for event in steps.library(app).events(run)
        if event.kind == "epoch"
    ]
    theirs = [
        tuple(map(float, found)) for found in re.findall(r"loss ([\d.e+-]+), validation loss ([\d.e+-]+)", printed)
    ]
    assert len(theirs) == 2
    np.testing.assert_allclose(theirs, ours, rtol=1e-6)


def compare_predictions(ours: Path, theirs: Path) -> None:
    keys = ["row", "target", "step"]
    both = pd.read_csv(theirs).merge(pd.read_csv(ours), on=[*keys, "time"], suffixes=("_theirs", "_ours"))
    # A row is predicted once for every step ahead, so the pair of row and step names a prediction.
    assert len(both) == len(pd.read_csv(theirs)) > 50_000
    np.testing.assert_allclose(both.predicted_theirs, both.predicted_ours, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(both.actual_theirs, both.actual_ours)


def test_a_file_that_cannot_be_used_says_why_and_the_last_one_stays(app: App, page: Page) -> None:
    steps.visit(page, app)
    upload(page, "page.csv", b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>")
    expect(page.get_by_role("alert").get_by_text("it is a web page")).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("ETTh1.csv stays loaded")).to_be_visible()
    upload(page, "empty.csv", b"")
    expect(page.get_by_text(re.compile("empty")).first).to_be_visible()
    expect(page.get_by_text("17,420").first).to_be_visible()
    steps.no_traceback(page)


def test_a_small_file_with_other_marks_is_read_and_trains(app: App, page: Page) -> None:
    rows = [f"{d:02d}.{m:02d}.2024;{100 + d + m},{d % 10}" for m in range(1, 13) for d in range(1, 29)]
    steps.visit(page, app)
    upload(page, "umsatz.csv", ("Datum;Umsatz (€)\r\n" + "\r\n".join(rows)).encode("cp1252"))
    expect(page.get_by_text("336").first).to_be_visible()
    steps.visit(page, app, "train", draft=re.search(r"draft=([\w-]+)", page.url)[1])
    steps.press(page, "train")
    steps.headline(page, "Finished after")
    steps.no_traceback(page)
