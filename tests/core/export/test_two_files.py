"""A model that learned from two files: its script, its own way to predict and its bundle take two files as well."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.joined import one_table, with_joined
from core.data.spec import How
from core.data.table import Table
from core.errors import DataError
from core.evaluation.predicting import answers
from core.experiment import Experiment, TrainingSpec
from core.export.bundle import bundle_bytes, read_bundle
from core.export.predict import predict_new
from core.export.read_for import read_for
from core.export.script import script
from core.export.standalone import data_module, fitted_json, predict_module
from core.models.forward import forward
from core.models.presets import PRESETS
from core.recommend import with_data
from tests.core.export.builders import csv_file, experiment_on, frame, kept_of, made_weights, prepared_of, table_of
from tests.core.export.test_script import losses_in, trained_by_the_app

QUICK = TrainingSpec(epochs=2, batch=32, learning_rate=0.01, seed=3, stopping=None)
FILES = ("plant.csv", "weather.csv")


def weather(rows: int = 300) -> pd.DataFrame:
    """Half-written as Germans do: semicolons, decimal commas, the day first; it begins five hours later."""
    hours = np.arange(5, 5 + rows)
    time = pd.date_range("2024-03-01", periods=rows + 5, freq="h")[5:].strftime("%d.%m.%Y %H:%M")
    warm = 9 + 6 * np.cos(2 * np.pi * hours / 24)
    return pd.DataFrame({"Zeit": time, "wind": (hours % 11) / 4, "T (degC)": warm.round(2)})


def two_files(folder: Path, how: How = "time") -> tuple[Table, Experiment]:
    folder.mkdir(exist_ok=True)
    paths = [csv_file(folder, frame(), FILES[0]), folder / FILES[1]]
    weather().to_csv(paths[1], index=False, sep=";", decimal=",")
    first, table = table_of(paths[0]), one_table([table_of(path) for path in paths], FILES, how)
    whole = experiment_on(first, model=PRESETS["lstm"].make(units=6), training=QUICK)
    return table, with_data(whole, with_joined(whole.data, table, ()))


@pytest.mark.course("C12")
def test_the_script_reads_joins_and_learns_as_the_app_did(tmp_path: Path) -> None:
    table, experiment = two_files(tmp_path / "in")
    assert [branch.columns for branch in experiment.model.branches] == [(), ("wind (2)", "T (degC)")]
    losses, prepared, values = trained_by_the_app(experiment, table, tmp_path)
    text = script(experiment, prepared.fitted, "Plant and weather")
    assert "FIRST.csv SECOND.csv [PREDICTIONS.csv]" in text
    (tmp_path / "train.py").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "train.py", *(str(tmp_path / "in" / name) for name in FILES), "out.csv"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    np.testing.assert_allclose(losses_in(done.stdout), losses, rtol=1e-6)
    found = pd.read_csv(tmp_path / "out.csv")
    np.testing.assert_allclose(found["predicted"], values.ravel(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("how", ["time", "row", "first", "last"])
def test_what_lies_beside_a_keras_file_joins_as_the_app_does(tmp_path: Path, how: How) -> None:
    table, experiment = two_files(tmp_path / "in", how)
    prepared = prepared_of(table, experiment)
    (tmp_path / "data.py").write_text(data_module(experiment, prepared.fitted), "utf-8")
    (tmp_path / "fitted.json").write_text(fitted_json(prepared.fitted), "utf-8")
    alone = runpy.run_path(str(tmp_path / "data.py"))
    dataset = alone["dataset_of"](*(tmp_path / "in" / name for name in FILES))
    np.testing.assert_array_equal(dataset.values, prepared.dataset.values)
    assert "predict.py FIRST.csv SECOND.csv [PREDICTIONS.csv]" in predict_module("model.keras", experiment.data)


def test_a_bundle_predicts_from_as_many_files_as_it_learned_from(tmp_path: Path) -> None:
    table, experiment = two_files(tmp_path / "in")
    paths = [tmp_path / "in" / name for name in FILES]
    prepared = prepared_of(table, experiment)
    bundle = read_bundle(
        bundle_bytes(experiment, prepared.fitted, kept_of(made_weights(experiment, prepared)), "", "Both")
    )
    found = predict_new(bundle, paths)
    now = prepared.placement.of(2)
    asked = answers(prepared, prepared.examples.of(2).inputs, lambda x: forward(bundle.nodes, bundle.weights, x))
    told = found[found["row"] == prepared.dataset.row[now[0]] + experiment.examples.delay]
    assert np.isclose(told["predicted"], asked[0].ravel()[0], rtol=1e-5).any()
    with pytest.raises(DataError, match=re.escape("plant.csv, weather.csv")):
        predict_new(bundle, paths[0])


def test_new_files_are_recognised_one_by_one_and_keep_the_names_they_had(tmp_path: Path) -> None:
    """The new first file has no column `wind`, which once had made the second one `wind (2)`."""
    _, experiment = two_files(tmp_path / "in")
    first = csv_file(tmp_path, frame(40)[["time", "load [kW]"]], "new.csv")
    second = tmp_path / "other.csv"
    weather(40).to_csv(second, index=False)  # with commas this time
    table = read_for(experiment.data, [first, second])
    assert list(table.kinds) == ["time", "load [kW]", "wind (2)", "T (degC)"]
    assert len(table) == 35
