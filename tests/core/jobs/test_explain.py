"""The explain job: an analysis of a judged run becomes a file of the run, without TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from core.jobs import explain as job
from core.runs.explanations import ask_explanation, file_of
from core.runs.records import Run
from core.runs.status import Status
from tests.core.jobs.conftest import called_off
from tests.pages.fabricate import House, bumps


def done(house: House, run: Run, what: str, **settings: object) -> dict:
    asked = ask_explanation(house.library, run.id, what, settings)
    job.main(asked.id, house.home)
    assert house.library.job(asked.id).status is Status.FINISHED
    return json.loads(file_of(house.library, run.id, what, settings).read_text("utf-8"))


def test_every_analysis_leaves_its_numbers(house: House, judged: Run) -> None:
    found = done(house, judged, "columns", part="test")
    horizon = house.prepared.windows.horizon
    assert len(found["worse"]) == len(found["names"]) == 2  # the target, and the month with its two waves
    assert len(found["worse"][0]) == 5
    found = done(house, judged, "timesteps", part="test")
    assert found["newest"][-1] == 0
    assert found["oldest"][0] == house.prepared.windows.timesteps - 1
    column = house.prepared.dataset.input_names[0]
    found = done(house, judged, "response", part="validation", column=column, newest=True)
    assert len(found["values"]) == len(found["mean"]) == len(found["low"])
    found = done(house, judged, "free", part="test", steps=2 * horizon)
    assert len(found["free"][0]) == len(found["actual"][0]) == 2 * horizon


def test_of_whole_examples_with_classes_columns_and_timesteps_are_told(tmp_path: Path) -> None:
    house = House(tmp_path, bumps())
    run = house.finished("Bumps")
    found = done(house, run, "timesteps", part="test")
    assert len(found["moved"][0]) == 3  # classes
    assert done(house, run, "columns", part="test")["base"][0] <= 1


def test_explaining_needs_no_tensorflow(house: House, judged: Run) -> None:
    asked = ask_explanation(house.library, judged.id, "timesteps", {"part": "validation"})
    script = (
        "import sys; from pathlib import Path; from core.jobs import explain;"
        f"explain.main({asked.id!r}, Path({str(house.home)!r}));"
        "sys.exit(str({'tensorflow', 'keras'} & {name.split('.')[0] for name in sys.modules} or '') or None)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert house.library.job(asked.id).status is Status.FINISHED


def test_one_that_is_stopped_leaves_no_file(house: House, judged: Run) -> None:
    settings = {"part": "train"}
    asked = ask_explanation(house.library, judged.id, "columns", settings)

    with called_off():
        job.main(asked.id, house.home)
    assert house.library.job(asked.id).status is Status.STOPPED
    assert not file_of(house.library, judged.id, "columns", settings).exists()
    assert house.library.run(judged.id).evaluated
