"""`find-rate` from a terminal: in the queue of the pages, with the result of the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.runs.store import Store
from core.training.rates import BATCHES
from tests.core.terminal.test_terminal import ROOT, environment

WINDOW = ("--target", "load", "--lookback", "12", "--architecture", "dense", "--loss", "mse")


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    t = np.arange(400)
    load = 5 + np.sin(t / 4) + np.random.default_rng(4).normal(0, 0.1, 400)
    path = tmp_path_factory.mktemp("files") / "rows.csv"
    path.write_text("load\n" + "\n".join(map(str, load)))
    return path


def ran(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=environment(), timeout=120, check=False
    )


def test_it_suggests_a_rate_trains_nothing_and_asks_twice_for_one_answer(csv: Path, tmp_path: Path) -> None:
    given = ("find-rate", csv, *WINDOW, "--home", tmp_path / "home")
    done = ran(*given, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["status"] == "finished"
    assert 1e-5 < found["suggested"] < 1
    assert found["present"] == 0.001
    assert len(found["rates"]) == len(found["losses"]) == len(found["smooth"]) <= BATCHES
    assert Store(tmp_path / "home").owned_by().runs() == []
    again = ran(*given, "--learning-rate", 0.5)
    assert again.returncode == 0, again.stderr
    assert f"--learning-rate {found['suggested']:g}." in again.stdout
    assert "0.5 is set" in again.stdout
    assert Store(tmp_path / "home").owned_by().queue() == []


def test_what_does_not_fit_is_one_line_of_bad_input(csv: Path, tmp_path: Path) -> None:
    done = ran("find-rate", csv, "--target", "load", "--lookback", 1440, "--home", tmp_path / "home")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "need" in done.stderr
    assert len(done.stderr.splitlines()) == 1
