"""A model that reads components goes home whole: bundle, `data.py` and script do as the app does."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.spec import Column, DataSpec, Source
from core.data.steps import Calendar, Sort
from core.data.table import Table
from core.errors import BundleError
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, Windows
from core.experiment import Experiment
from core.export.bundle import bundle_bytes, read_bundle
from core.export.card import card
from core.export.predict import predict_new
from core.export.script import script
from core.export.standalone import data_module, fitted_json
from core.models.forward import forward
from core.models.presets import PRESETS
from tests.core.export.builders import csv_file, edited, kept_of, made_weights, table_of
from tests.core.export.preparing import LOAD, plant
from tests.core.export.test_script import QUICK, losses_in, trained_by_the_app

FITTING = FittingSpec(components=0.9, scaler="robust", per_column=(("gusts", "power"),), log=("wind",))


def windy(rows: int, seed: int) -> pd.DataFrame:
    """The plant with two more columns that say nearly what the wind says."""
    draw = np.random.default_rng(seed)
    frame = plant(rows, seed).drop(columns="plan").assign(wind=lambda f: f.wind.ffill().bfill())
    for name, factor in (("gusts", 1.7), ("mill", -40.0)):
        frame[name] = (frame.wind * factor + draw.normal(0, 0.1, rows)).round(3)
    return frame


def experiment_of(table: Table, **changes: object) -> Experiment:
    columns = (LOAD, *(Column(name=name) for name in ("wind", "gusts", "mill", "degrees")))
    data = DataSpec(
        sources=(Source(name="plant.csv", reading=table.reading),),
        columns=(*columns, Column(name="sky", category=True)),
        steps=(Sort(), Calendar(parts=("hour",))),
        season=24,
    )
    model = PRESETS["dense"].make(units=4)
    whole = Experiment(data=data, examples=Windows(lookback=8, horizon=2), model=model, fitting=FITTING, training=QUICK)
    return whole.but(**changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reduced")
    csv_file(folder, windy(240, 1))
    csv_file(folder, windy(150, 2), "other.csv")
    return folder


@pytest.fixture(scope="module")
def made(folder: Path) -> Any:
    """Experiment, prepared rows and the bundle."""
    table = table_of(folder / "plant.csv")
    experiment = experiment_of(table)
    prepared = prepare(arrange(table, experiment.data), experiment.examples, experiment.split, experiment.fitting)
    raw = bundle_bytes(experiment, prepared.fitted, kept_of(made_weights(experiment, prepared)), "")
    return experiment, prepared, raw


def test_the_bundle_comes_back_and_predicts_from_the_components(made, folder) -> None:
    _, prepared, raw = made
    bundle = read_bundle(raw)
    assert 1 < bundle.fitted.components == prepared.dataset.components < 7
    for name, array in prepared.fitted.arrays.items():
        np.testing.assert_array_equal(bundle.fitted.arrays[name], array)
    found = predict_new(bundle, folder / "plant.csv").set_index(["row", "step"])["predicted"]
    now = prepared.placement.now[:50]
    inputs = prepared.examples.inputs
    x = inputs.matrix[now[:, None] + inputs.offsets]
    scaled = forward(bundle.nodes, bundle.weights, x)[:, 0, 0]
    learned = prepared.fitted.learned(0)
    expected = scaled * learned["scale"] + learned["center"]
    np.testing.assert_allclose(found.loc[[(t + 1, 1) for t in now]], expected, rtol=1e-5)


def test_the_files_beside_a_keras_model_give_the_same_predictions(made, folder, tmp_path) -> None:
    experiment, prepared, raw = made
    (tmp_path / "data.py").write_text(data_module(experiment, prepared.fitted), "utf-8")
    (tmp_path / "fitted.json").write_text(fitted_json(prepared.fitted), "utf-8")
    own, bundle = runpy.run_path(str(tmp_path / "data.py")), read_bundle(raw)
    dataset = own["dataset_of"](folder / "other.csv")
    tables = own["tables"](dataset, partial(forward, bundle.nodes, bundle.weights))
    expected = predict_new(bundle, folder / "other.csv")
    pd.testing.assert_frame_equal(pd.concat(tables, ignore_index=True), expected, check_exact=False, rtol=1e-6)


@pytest.mark.parametrize("components", [2, 0.9])
def test_the_script_prepares_and_trains_as_the_app_does(components, folder, tmp_path, capsys) -> None:
    table = table_of(folder / "plant.csv")
    experiment = experiment_of(table, fitting=FITTING.but(components=components))
    losses, prepared, values = trained_by_the_app(experiment, table, tmp_path / "run")
    (tmp_path / "script.py").write_text(script(experiment, prepared.fitted), "utf-8")
    own = runpy.run_path(str(tmp_path / "script.py"))
    data, windows, split, fitting = own["chosen"]()
    rows = own["arrange"](own["read"](folder / "plant.csv", data.sources[0].reading), data)
    again = own["prepare"](rows, windows, split, fitting)
    np.testing.assert_array_equal(again.examples.inputs.matrix, prepared.examples.inputs.matrix)
    capsys.readouterr()
    own["main"](folder / "plant.csv", tmp_path / "out.csv")
    np.testing.assert_allclose(losses_in(capsys.readouterr().out), losses, rtol=1e-6)
    out = pd.read_csv(tmp_path / "out.csv")
    np.testing.assert_allclose(out["predicted"].to_numpy(), values.ravel(), rtol=1e-6)


def test_a_script_without_components_knows_nothing_of_them(made, folder) -> None:
    experiment, prepared, _ = made
    text = script(experiment.but(fitting=FITTING.but(components=None)), prepared.fitted)
    for name in ("spread_of", "scaled_blocks", "components_of", "linalg.eigh"):
        assert name not in text
    assert "spread_of" in script(experiment, prepared.fitted)


def test_the_card_tells_of_the_components(made) -> None:
    experiment, _, _ = made
    assert "principal components" in card(experiment)
    assert "principal components" not in card(experiment.but(fitting=FittingSpec()))


HOSTILE: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "none, though asked for": ("fitted.json", lambda f: f.update(components=None), "bundle_components"),
    "more than columns": ("fitted.json", lambda f: f.update(components=10), "bundle_components"),
    "below one": ("fitted.json", lambda f: f.update(components=0), "bundle_bad_settings"),
    "a million": ("fitted.json", lambda f: f.update(components=10**6), "bundle_bad_settings"),
    "another number than its arrays": ("fitted.json", lambda f: f.update(components=1), "bundle_tensor_shape"),
    "not asked for": ("experiment.json", lambda e: e["fitting"].update(components=None), "bundle_components"),
    "another number asked for": ("experiment.json", lambda e: e["fitting"].update(components=3), "bundle_components"),
    "a share above one": ("experiment.json", lambda e: e["fitting"].update(components=1.5), "bundle_bad_settings"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_components_that_do_not_belong_to_the_settings_are_refused(made, case) -> None:
    member, edit, key = HOSTILE[case]
    with pytest.raises(BundleError) as caught:
        read_bundle(edited(made[2], member, edit))
    assert caught.value.key == key
    assert caught.value.title
