"""Two CSV files in the browser: joined, read by an LSTM each, trained, used on new files, and reproduced by the script.

The notes keep the files apart and stumble over 13 rows against 11: here one click mends it.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from core.examples.spec import Windows
from core.experiment import TrainingSpec
from core.models.presets import PRESETS
from core.recommend import by_file
from tests.app import App
from tests.e2e import steps

pytestmark = pytest.mark.course("C12")
FILES = ("sales.csv", "weather.csv")
ROWS = (313, 311)
EPOCH = re.compile(r"epoch (\d+): loss (\S+), validation loss (\S+)")


def written(folder: Path, rows: tuple[int, int] = ROWS) -> list[Path]:
    """Sales that follow a wave and the warmth of the day before; neither file tells a time."""
    warm = [15 + 8 * math.sin(2 * math.pi * day / 12) + day % 5 / 4 for day in range(max(rows))]
    sales = [40 + 2 * warm[max(0, day - 1)] + day % 7 for day in range(rows[0])]
    folder.mkdir(exist_ok=True)
    paths = [folder / name for name in FILES]
    paths[0].write_text("sales\n" + "\n".join(f"{value:.3f}" for value in sales))
    paths[1].write_text("T (degC),rain\n" + "\n".join(f"{warm[day]:.3f},{day % 11 / 4}" for day in range(rows[1])))
    return paths


def add(page: Page, key: str, path: Path) -> None:
    page.locator(f"[class*=st-key-{key}] input[type=file]").first.set_input_files(path)


def test_two_files_are_joined_trained_used_and_reproduced(app: App, page: Page, tmp_path: Path) -> None:
    first, second = written(tmp_path / "in")
    steps.visit(page, app)
    add(page, "upload_", first)
    expect(page.locator("main, [data-testid=stMain]").get_by_text("313 rows").first).to_be_visible()
    page.get_by_text("Add a second file").click()
    expect(page.get_by_text("Upload a second CSV or TSV file")).to_be_visible()
    add(page, "second_", second)
    expect(page.get_by_text("sales.csv: 313, weather.csv: 311")).to_be_visible()
    steps.press(page, "second_last")
    expect(page.get_by_text("311 of 313 rows are used").first).to_be_visible()
    steps.settled(page)
    steps.no_traceback(page)

    data = steps.draft_of(page, app).data
    model = by_file(PRESETS["lstm"].make(units=6), data)
    training = TrainingSpec(epochs=2, batch=32, stopping=None, seed=5)
    steps.change_draft(app, page, examples=Windows(lookback=8), model=model, training=training)
    page.reload()
    expect(page.get_by_text("read by a branch of its own")).to_be_visible()
    found = re.search(r"[?&]draft=([\w-]+)", page.url)
    assert found, page.url
    steps.visit(page, app, "train", draft=found.group(1))
    steps.press(page, "train")
    steps.headline(page, "Finished after 2 epochs")
    expect(steps.button(page, "go_next")).to_be_visible()
    steps.press(page, "go_next")
    steps.headline(page, r"[Bb]etter than|[Ww]orse than|[Nn]o better")
    run = steps.run_of(page, app)
    assert [branch.columns for branch in run.experiment.model.branches] == [(), ("T (degC)", "rain")]

    predicts_two_new_files(page, written(tmp_path / "new", (40, 40)))
    reproduces(app, page, run.id, [first, second], tmp_path)
    steps.no_traceback(page)


def predicts_two_new_files(page: Page, paths: list[Path]) -> None:
    """The first alone makes it wait for the other."""
    expect(page.get_by_text("reads 2 files. One like sales.csv")).to_be_visible()
    page.locator(".st-key-new_file input[type=file]").set_input_files(paths[0])
    expect(page.get_by_text("One file is there")).to_be_visible()
    page.locator(".st-key-new_file_2 input[type=file]").set_input_files(paths[1])
    table = page.locator("[class*=st-key-new_predictions] button").first
    expect(table).to_be_visible()
    with page.expect_download() as caught:
        table.click()
    assert len(pd.read_csv(caught.value.path())) == 40 - 8 + 1


def reproduces(app: App, page: Page, run: str, paths: list[Path], folder: Path) -> None:
    """The script taken home gives the losses and the predictions of the run from the same two files."""
    script = steps.download(page, "home_script", folder)
    judged = pd.read_csv(steps.download(page, "home_predictions", folder))
    done = subprocess.run(
        [sys.executable, str(script), *map(str, paths), "out.csv"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    events = [event.values for event in steps.library(app).events(run) if event.kind == "epoch"]
    printed = [(float(loss), float(validation)) for _, loss, validation in EPOCH.findall(done.stdout)]
    np.testing.assert_allclose(printed, [(one["loss"], one["val_loss"]) for one in events], rtol=1e-6)
    own = pd.read_csv(folder / "out.csv")
    same = judged.merge(own, on=["row", "target", "step"], suffixes=("", "_script"))
    assert len(same) == len(own) > 20
    np.testing.assert_allclose(same["predicted_script"], same["predicted"], rtol=1e-6, atol=1e-5)
