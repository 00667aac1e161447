"""Networks of every shape in a bundle, beside Keras, and in the terminal: all answer alike."""

from __future__ import annotations

import io
import runpy
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import BundleError
from core.export.bundle import Bundle, bundle_bytes, read_bundle
from core.export.keras_files import keras_zip
from core.export.predict import predict_new
from tests.core.export.builders import csv_file, edited, kept_of, made_weights, prepared_of, table_of
from tests.core.export.shapes import SHAPES, every_shape


def bundle_of(shape: str, folder: Path) -> tuple[Bundle, bytes]:
    """What comes back of a bundle with made-up weights."""
    table = table_of(csv_file(folder, SHAPES[shape].write(80, 3)))
    experiment = SHAPES[shape].experiment(table)
    prepared = prepared_of(table, experiment)
    kept = replace(kept_of(made_weights(experiment, prepared)), members=experiment.training.members)
    raw = bundle_bytes(experiment, prepared.fitted, kept, "")
    back = read_bundle(raw)
    assert back.experiment == experiment
    for name, weights in kept.weights.items():
        np.testing.assert_array_equal(back.weights[name], weights)
    return back, raw


@every_shape
def test_a_bundle_of_every_shape_comes_back_and_answers_as_keras_does_beside_it(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, _ = bundle_of(shape, tmp_path)
    alone = tmp_path / "alone"
    with zipfile.ZipFile(io.BytesIO(keras_zip(bundle, "h5" if "two" in shape else "keras"))) as it:
        it.extractall(alone)
    csv_file(alone, SHAPES[shape].write(50, 9), "new.csv")
    expected = predict_new(bundle, alone / "new.csv")
    assert expected.select_dtypes("number").iloc[:, -1].nunique() > 10
    monkeypatch.chdir(alone)
    monkeypatch.syspath_prepend(alone)
    monkeypatch.setattr(sys, "argv", ["predict.py", "new.csv"])
    runpy.run_path("predict.py")
    sys.modules.pop("data")
    found = pd.read_csv("predictions.csv")
    assert list(found.columns) == list(expected.columns)
    for name in expected.select_dtypes("number"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-4, err_msg=name)


HOSTILE: dict[str, tuple[str, Any]] = {
    "recursive with a branch that reads what it does not answer": (
        "recursive",
        lambda e: e["data"]["columns"].append({"name": "rain"}),
    ),
    "recursive with a later answer": ("recursive", lambda e: e["examples"].update(delay=2)),
    "an answer for every timestep, three steps ahead": ("every timestep", lambda e: e["examples"].update(horizon=3)),
    "a decoder of another length": (
        "a decoder",
        lambda e: e["model"]["branches"][0]["layers"][1].update(times=7),
    ),
    "padded without whole examples": ("padded", lambda e: e["examples"].update(whole=False)),
    "more networks than it has weights of": ("two networks of two branches", lambda e: e["training"].update(members=3)),
    "fewer networks than it has weights of": (
        "two networks of two branches",
        lambda e: e["training"].update(members=1),
    ),
    "as many networks as make a bomb": (
        "two networks of two branches",
        lambda e: (
            e["training"].update(members=20),
            e["model"]["branches"][0]["layers"][0].update(units=1_024),
            e["examples"].update(lookback=2_000),
        ),
    ),
    "a branch that reads another column": (
        "an LSTM in two branches",
        lambda e: e["model"]["branches"][0].update(columns=["wind", "load [kW]"]),
    ),
    "a column that only one branch knows": (
        "an LSTM in two branches",
        lambda e: e["model"]["branches"][1].update(columns=["rain"]),
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_shape_that_does_not_fit_the_rest_is_refused(case: str, tmp_path: Path) -> None:
    shape, edit = HOSTILE[case]
    _, raw = bundle_of(shape, tmp_path)
    with pytest.raises(BundleError) as caught:
        read_bundle(edited(raw, "experiment.json", edit))
    assert caught.value.title
    assert caught.value.text


def test_a_forecast_of_its_own_answers_equals_asking_step_by_step(tmp_path: Path) -> None:
    """By hand: the newest rows are forecast, written below the file, and forecast again."""
    bundle, _ = bundle_of("recursive", tmp_path)
    first = predict_new(bundle, tmp_path / "plant.csv")
    last = first[first["row"] >= 80].groupby(["target", "step"], observed=True)["predicted"].last()
    one = bundle.experiment.but(examples=bundle.experiment.examples.but(horizon=1))
    alone = read_bundle(bundle_bytes(one, bundle.fitted, bundle.kept, ""))
    table = SHAPES["recursive"].write(80, 3)
    for step in (1, 2, 3):
        path = csv_file(tmp_path, table, f"grown{step}.csv")
        found = predict_new(alone, path)
        said = found[found["row"] == 79 + step].set_index("target")["predicted"]
        for target, value in said.items():
            assert value == pytest.approx(last[target, step], rel=1e-4)
        time = pd.Timestamp(table["time"].iloc[-1]) + pd.Timedelta(hours=1)
        grown = {"time": [time.strftime("%Y-%m-%d %H:%M:%S")], **{str(name): [value] for name, value in said.items()}}
        table = pd.concat([table, pd.DataFrame(grown)], ignore_index=True)
