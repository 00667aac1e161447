"""The script of several inputs, of answers of every shape and of ensembles gives the app's numbers."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.experiment import Experiment
from core.export.script import script
from core.export.standalone import data_module
from tests.core.export.builders import csv_file, experiment_on, prepared_of, table_of
from tests.core.export.shapes import SHAPES, every_shape
from tests.core.export.test_script import losses_in, trained_by_the_app


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
    found = out["probability of rises" if experiment.data.classes else "predicted"].to_numpy()
    assert np.ptp(found) > 0
    assert ("lower end" in out) == bool(experiment.task.quantiles)
    if experiment.task.quantiles:
        assert (out["lower end"] <= out["predicted"]).all()
        assert (out["predicted"] <= out["upper end"]).all()
    np.testing.assert_allclose(found.reshape(values.shape), values, rtol=1e-6)
    return printed, text


@every_shape
def test_every_shape_learns_and_predicts_as_in_the_app(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = csv_file(tmp_path, SHAPES[shape].write(120, 3))
    experiment = SHAPES[shape].experiment(table_of(path))
    _, text = run_alone(experiment, path, tmp_path, capsys)
    inputs = len(experiment.model.branches)
    assert text.count(" = keras.Input(") == inputs
    assert text.count("keras.layers.Masking(") == inputs * experiment.examples.padded
    for name, needed in needs(experiment).items():
        assert (name in text) == needed, name


def needs(experiment: Experiment) -> dict[str, bool]:
    """What a script may only hold where it is needed."""
    head = experiment.model.head
    return {
        "INPUTS": len(experiment.model.branches) > 1,
        "def apart": len(experiment.model.branches) > 1,
        "MEMBERS": experiment.training.members > 1,
        "PADDING": experiment.examples.padded,
        ".lengths": experiment.examples.padded,
        "def own_timesteps": experiment.examples.padded,
        "def at_each_timestep": head.kind == "each_timestep",
        "def at_newest": head.kind == "each_timestep",
        "def first_step": head.ahead == "recursive",
        "def from_own_answers": head.ahead == "recursive",
        "def pinball": bool(experiment.task.quantiles),
        "def answered_levels": bool(experiment.task.quantiles),
        "def long_table_with_ends": bool(experiment.task.quantiles),
    }


def test_a_plain_script_and_its_files_hold_nothing_of_other_shapes(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path))
    experiment = experiment_on(table)
    fitted = prepared_of(table, experiment).fitted
    for text in (script(experiment, fitted), data_module(experiment, fitted)):
        assert not [name for name, needed in needs(experiment).items() if not needed and name in text]
