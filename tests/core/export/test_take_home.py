"""What leaves the house: the Keras zips work alone, the card says what the model is."""

from __future__ import annotations

import ast
import io
import json
import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import BundleError
from core.examples import fitting
from core.export.bundle import bundle_bytes, read_bundle
from core.export.card import card, plain
from core.export.keras_files import keras_zip
from core.export.predict import predict_new
from core.export.script import script
from core.export.standalone import data_module, fitted_json, predict_module
from core.export.take_home import bundle_of_run, in_other_form, model_of_run
from core.models.presets import PRESETS
from core.training.kept import write_kept
from tests.core.export.builders import csv_file, frame, made

EVALUATION: dict[str, Any] = {
    "metrics": {"test": {"original": {"load [kW]": {"mae": 1.234, "rmse": 2.5, "r2": None}}}},
    "baselines": {"last_value": {"test": {"original": {"load [kW]": {"mae": 2.0, "rmse": 3.0, "r2": 0.5}}}}},
    "labels": {"last_value": "Last value"},
    "targets": [{"name": "load [kW]", "unit": "kW"}],
    "verdict": {"headline": "Better than *everything*", "text": "By 38 %."},
}


@pytest.mark.course("D8")
@pytest.mark.parametrize("to", ["keras", "h5"])
def test_the_zip_predicts_alone_in_another_folder(to: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual model in one format, by processes of their own; the one out of croppings in the other."""
    model = PRESETS["linear"].make() if to == "h5" else None
    experiment, fitted, kept = made(tmp_path, model, scaler="power" if to == "keras" else "standard")
    raw = bundle_bytes(experiment, fitted, kept, "# A card")
    alone = tmp_path / "alone"
    with zipfile.ZipFile(
        io.BytesIO(in_other_form(raw, to) if to == "keras" else keras_zip(read_bundle(raw), to))
    ) as it:
        it.extractall(alone)
    assert sorted(path.name for path in alone.iterdir()) == sorted(
        ["card.md", "data.py", "fitted.json", f"model.{to}", "predict.py"]
    )
    table = frame(90, seed=6).drop(index=range(40, 44))
    table.loc[table.index[20], "wind"] = np.nan
    path = csv_file(alone, table, "new.csv")
    if to == "keras":
        in_another_process(alone)
    else:
        monkeypatch.chdir(alone)
        monkeypatch.syspath_prepend(alone)
        monkeypatch.setattr(sys, "argv", ["predict.py", "new.csv"])
        runpy.run_path("predict.py")
        sys.modules.pop("data")
    found = pd.read_csv(alone / "predictions.csv", parse_dates=["time"])
    expected = predict_new(read_bundle(raw), path)
    assert list(found.columns) == list(expected.columns)
    np.testing.assert_allclose(found["predicted"], expected["predicted"], rtol=1e-4)
    for column in ("row", "step", "actual"):
        np.testing.assert_array_equal(found[column], expected[column])
    assert found["time"].astype("datetime64[ns]").equals(expected["time"].astype("datetime64[ns]"))


def in_another_process(folder: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    command = [sys.executable, *(str(folder / name) for name in ("predict.py", "new.csv", "predictions.csv"))]
    done = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_way_to_predict_has_ten_lines(tmp_path: Path) -> None:
    lines = predict_module("model.keras", made(tmp_path)[0].data).splitlines()
    assert len([line for line in lines if line.strip()]) <= 10
    ast.parse("\n".join(lines))


def test_the_scaling_in_json_is_exact(tmp_path: Path) -> None:
    _, fitted, _ = made(tmp_path, scaler="quantile")
    arrays = json.loads(fitted_json(fitted))["arrays"]
    assert {name: np.asarray(values).tobytes() for name, values in arrays.items()} == {
        name: array.tobytes() for name, array in fitted.arrays.items()
    }


def test_no_generated_file_defines_a_name_twice(tmp_path: Path) -> None:
    """`COLUMNS` of the app once overwrote `COLUMNS` of the script: the file lacked the column `row`."""
    experiment, fitted, _ = made(tmp_path, scaler="power")
    for text in (script(experiment, fitted), data_module(experiment, fitted)):
        names = [
            name.id if isinstance(name, ast.Name) else ""
            for node in ast.parse(text).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            for name in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        names += [n.name for n in ast.parse(text).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        assert len(names) == len(set(names))


def test_a_failing_process_is_an_error_with_its_reason() -> None:
    with pytest.raises(BundleError) as caught:
        in_other_form(b"no bundle", "script")
    assert caught.value.key == "export_failed"
    assert "not a Lookback model" in caught.value.text


def test_the_script_of_a_bundle_is_that_of_its_experiment(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path)
    raw = bundle_bytes(experiment, fitted, kept, "", "Plant")
    assert in_other_form(raw, "script").decode() == script(experiment, fitted, "Plant")


def test_a_run_becomes_a_bundle(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path)
    fitting.save(fitted, tmp_path)
    write_kept(tmp_path, kept)
    raw = bundle_of_run(experiment, tmp_path, EVALUATION, "Plant")
    assert raw == bundle_of_run(experiment, tmp_path, EVALUATION, "Plant")
    back = read_bundle(raw)
    assert back.manifest.name == "Plant"
    assert back.card.startswith("# Plant")
    path = tmp_path / "plant.csv"
    pd.testing.assert_frame_equal(predict_new(back, path), predict_new(model_of_run(experiment, tmp_path), path))


def test_the_card_says_what_it_is_how_good_and_how_to_use_it(tmp_path: Path) -> None:
    experiment, _, _ = made(tmp_path)
    text = card(experiment, EVALUATION, "Plant")
    for part in (
        "plant.csv",
        "What was done to the rows",
        "12 rows",
        "LSTM",
        "Better than",
        "1.23 kW",
        "predict_new",
        "tensorflow",
        "core predict",
    ):
        assert part in text
    assert "–" in text.split("R²")[1].splitlines()[2]
    assert "not been judged" in card(experiment)


def test_a_users_text_means_nothing_in_the_card() -> None:
    hostile = "<img src=x onerror=alert(1)> [a](https://x) ![b](https://y) `c` *d* | e\n# f"
    shown = plain(hostile)
    assert "\n" not in shown
    for mark in "<[]()!`*|#":
        assert all(shown[i - 1] == "\\" for i, c in enumerate(shown) if c == mark)
