"""Two files, typed: 13 rows against 11 are refused, then joined, read by an LSTM each, and predicted from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from tests.course.again import answered
from tests.course.conftest import Typed

pytestmark = pytest.mark.course("C12")
SETTINGS = ("--target", "load", "--lookback", "4", "--architecture", "lstm", "--set", "units=5")
HABITS = ("--epochs", "2", "--batch-size", "16", "--seed", "2")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """113 rows of a load, 111 of a wind, without a time."""
    paths = [tmp_path / "load.csv", tmp_path / "wind.csv"]
    paths[0].write_text("\n".join(["load", *(f"{20 + np.sin(n / 3):.4f}" for n in range(113))]))
    paths[1].write_text("\n".join(["wind,gusts", *(f"{n % 7},{n % 5}" for n in range(111))]))
    return paths


def test_two_files_are_joined_and_an_lstm_reads_each(
    files: list[Path], typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = files
    assert main(["train", str(first), "--second", str(second), *SETTINGS]) != 0
    assert "load.csv: 113, wind.csv: 111" in capsys.readouterr().err
    run, prepared, folder = typed(first, "--second", second, "--join", "last", *SETTINGS, *HABITS)
    assert [branch.columns for branch in run.experiment.model.branches] == [(), ("wind", "gusts")]
    answers, truth = answered(run.experiment, prepared, folder, 1)
    assert np.abs(answers - truth).mean() == pytest.approx(run.best, rel=1e-4)
    bundle, out = folder / "model.lookback.zip", tmp_path / "out.csv"
    assert main(["predict", str(bundle), str(first), str(second), "--out", str(out)]) == 0
    assert len(pd.read_csv(out)) == 111 - 4 + 1
    assert main(["predict", str(bundle), str(first), "--out", str(out)]) != 0
    assert "load.csv, wind.csv" in capsys.readouterr().err
