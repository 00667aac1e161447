"""The script of several inputs, of answers of every shape and of ensembles gives the app's numbers."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.experiment import Experiment
from core.export.script import script
from tests.core.export.builders import csv_file, experiment_on, table_of
from tests.core.export.shapes import AVERAGED, FLAT_DENSE, TWO_LSTM
from tests.core.export.test_script import QUICK, losses_in, trained_by_the_app

COURSE_ITEMS = {"an LSTM in two branches": "C12", "ten and twenty": "C13"}
BRANCHED = {"an LSTM in two branches": TWO_LSTM, "ten and twenty": FLAT_DENSE, "averaged": AVERAGED}


def run_alone(experiment: Experiment, path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The script trains as the app did and predicts the same; what it printed, and its text."""
    losses, prepared, values = trained_by_the_app(experiment, table_of(path), folder / "run")
    text = script(experiment, prepared.fitted)
    (folder / "script.py").write_text(text, "utf-8")
    capsys.readouterr()
    runpy.run_path(str(folder / "script.py"))["main"](path, folder / "out.csv")
    printed = capsys.readouterr().out
    np.testing.assert_allclose(losses_in(printed), losses, rtol=1e-6)
    out = pd.read_csv(folder / "out.csv")
    assert np.ptp(out["predicted"]) > 0
    np.testing.assert_allclose(out["predicted"].to_numpy().reshape(values.shape), values, rtol=1e-6)
    return printed, text


@pytest.mark.parametrize(
    "case", [pytest.param(name, marks=pytest.mark.course(COURSE_ITEMS.get(name, "C12"))) for name in BRANCHED]
)
def test_several_inputs_learn_and_predict_as_in_the_app(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = csv_file(tmp_path)
    experiment = experiment_on(table_of(path), model=BRANCHED[case], training=QUICK)
    _, text = run_alone(experiment, path, tmp_path, capsys)
    assert text.count("keras.layers.Input(") == 0
    assert text.count(" = keras.Input(") == 2
    assert "apart(shuffle.dataset, INPUTS)" in text
