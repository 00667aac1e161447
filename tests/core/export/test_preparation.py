"""Whatever a file needs before it can be learned from: bundle, `data.py` and script do as the app does."""

from __future__ import annotations

import runpy
import sys
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.reading import read, recognise
from core.data.spec import DataSpec, Source
from core.data.table import Table
from core.examples.fitting import scale, unscale
from core.examples.prepare import Prepared, prepare, ready
from core.experiment import Experiment, TrainingSpec
from core.export.bundle import Bundle, bundle_bytes, read_bundle
from core.export.predict import predict_new
from core.export.script import script
from core.export.standalone import data_module, fitted_json
from core.models.forward import forward
from core.models.presets import PRESETS
from core.recommend import task_for
from core.spec import record
from tests.core.export.builders import kept_of, made_weights
from tests.core.export.preparing import CASES, ROWS, Case


@record
class Made:
    """A case carried out by the app: what it learned from one file, and another file of the same kind."""

    experiment: Experiment
    prepared: Prepared
    bundle: Bundle
    first: Path
    other: Path


def table_of(path: Path, case: Case) -> Table:
    return read(path, recognise(path).but(**case.reading))


def experiment_of(case: Case, table: Table) -> Experiment:
    data = DataSpec(
        sources=(Source(name=f"plant{case.suffix}", reading=table.reading),),
        columns=case.columns,
        steps=case.steps,
        season=24,
    )
    return Experiment(
        data=data,
        task=task_for(data),
        examples=case.windows,
        split=case.split,
        fitting=case.fitting,
        model=PRESETS["dense"].make(units=4),
        training=TrainingSpec(loss="cross_entropy" if data.classes else "mae"),
    )


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    case, folder = CASES[request.param], tmp_path_factory.mktemp("case")
    first, other = folder / f"plant{case.suffix}", folder / f"other{case.suffix}"
    first.write_bytes(case.write(ROWS, 1))
    other.write_bytes(case.write(150, 2))
    table = table_of(first, case)
    experiment = experiment_of(case, table)
    prepared = prepare(arrange(table, experiment.data), experiment.examples, experiment.split, experiment.fitting)
    weights = made_weights(experiment, prepared)
    raw = bundle_bytes(experiment, prepared.fitted, kept_of(weights), "")
    return Made(experiment=experiment, prepared=prepared, bundle=read_bundle(raw), first=first, other=other)


every_case = pytest.mark.parametrize("made", CASES, indirect=True)
every_third = pytest.mark.parametrize("made", list(CASES)[::3], indirect=True)
"""The script takes along the same functions as the files beside a Keras model, whose test has every case."""


def app_dataset(made: Made) -> Dataset:
    """The other file, read as the first was, as the app prepares it; which part its rows belong to is not asked."""
    whole = made.experiment
    table = read(made.other, whole.data.sources[0].reading)
    data = whole.data.but(columns=tuple(one for one in whole.data.columns if one.roles != ("split",)))
    return ready(arrange(table, data), whole.examples, whole.fitting, made.prepared.fitted)


def by_hand(made: Made, dataset: Dataset) -> tuple[list[int], np.ndarray]:
    """Rows that can be now, by a plain loop, and what the network answers (W, H, C), in own units."""
    windows, fitted = made.experiment.examples, made.prepared.fitted
    now, inputs = [], []
    for t in range(len(dataset)):
        if windows.whole and not ends_example(dataset, t):
            continue
        rows = list(range(t - windows.reach, t + 1, windows.step))
        ahead = [r for r in rows_ahead(made, t) if in_series(dataset, r, t)]
        if rows[0] < 0 or any(dataset.segment[r] != dataset.segment[t] for r in (*rows, *ahead)):
            continue
        x = dataset.values[np.ix_(rows, list(dataset.inputs))]
        if np.isfinite(x).all():
            now.append(t)
            inputs.append(scale(fitted, x, dataset.input_names).astype(np.float32))
    scaled = forward(made.bundle.nodes, made.bundle.weights, np.stack(inputs))
    if dataset.classes:
        return now, scaled.astype(np.float64)
    return now, unscale(fitted, scaled.astype(np.float64), dataset.target_names)


def ends_example(dataset: Dataset, row: int) -> bool:
    """Whether a row is the last one of its series; without series every row is."""
    if dataset.series_names == ("",):
        return True
    return row + 1 == len(dataset) or dataset.series[row + 1] != dataset.series[row]


def rows_ahead(made: Made, now: int) -> range:
    windows = made.experiment.examples
    return range(now + windows.delay, now + windows.delay + windows.horizon)


def in_series(dataset: Dataset, row: int, now: int) -> bool:
    return row < len(dataset) and dataset.series[row] == dataset.series[now]


@every_case
def test_a_bundle_predicts_on_a_raw_file_that_needs_the_same(made: Made) -> None:
    dataset = app_dataset(made)
    now, answers = by_hand(made, dataset)
    found = predict_new(made.bundle, made.other)
    assert len(now) > 10
    ahead = [(r, t) for t in now for r in rows_ahead(made, t)]
    actual = np.ravel([dataset.values[r, dataset.targets] if in_series(dataset, r, t) else [np.nan] for r, t in ahead])
    names = [dataset.series_names[dataset.series[t]] for _, t in ahead]
    if dataset.classes:
        assert_classes(found, dataset.classes, answers, actual)
    else:
        np.testing.assert_allclose(found["predicted"], answers.ravel(), rtol=1e-6)
        np.testing.assert_array_equal(found["actual"], actual)
    told = found["example" if made.experiment.examples.whole else "series"] if dataset.series_names != ("",) else None
    assert told is None or told.tolist() == names


def assert_classes(found: pd.DataFrame, classes: tuple[str, ...], answers: np.ndarray, actual: np.ndarray) -> None:
    """The word of the highest probability, one of two when it is above a half; and a column for each word."""
    shares = answers.reshape(len(found), -1)
    shares = np.column_stack([1 - shares, shares]) if len(classes) == 2 else shares
    columns = [f"probability of {word}" for word in classes]
    np.testing.assert_allclose(found[columns], shares, rtol=1e-6)
    np.testing.assert_allclose(found[columns].sum(axis=1), 1, rtol=1e-6)
    assert found["predicted"].tolist() == [classes[int(np.argmax(each))] for each in shares]
    expected = [None if np.isnan(place) else classes[int(place)] for place in actual]
    assert found["actual"].astype(object).where(found["actual"].notna(), None).tolist() == expected


@every_case
def test_the_files_beside_a_keras_model_prepare_as_the_app_does(made: Made) -> None:
    folder = made.other.parent
    (folder / "data.py").write_text(data_module(made.experiment, made.prepared.fitted), "utf-8")
    (folder / "fitted.json").write_text(fitted_json(made.prepared.fitted), "utf-8")
    own = runpy.run_path(str(folder / "data.py"))
    dataset = own["dataset_of"](made.other)
    assert_alike(dataset, app_dataset(made))
    answered = own["tables"](dataset, partial(forward, made.bundle.nodes, made.bundle.weights))
    found, expected = pd.concat(answered, ignore_index=True), predict_new(made.bundle, made.other)
    pd.testing.assert_frame_equal(found, expected, check_exact=False, rtol=1e-6)


@every_third
def test_the_script_prepares_as_the_app_does(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made.other.parent / "script.py"
    path.write_text(script(made.experiment, made.prepared.fitted), "utf-8")
    for name in ("keras", "tensorflow"):
        monkeypatch.setitem(sys.modules, name, without_callbacks(name))
    own = runpy.run_path(str(path))
    data, windows, split, fitting = own["chosen"]()
    dataset = own["arrange"](own["read"](made.first, data.sources[0].reading), data)
    prepared = own["prepare"](dataset, windows, split, fitting)
    assert_alike(prepared.dataset, made.prepared.dataset)
    assert prepared.fitted.words == made.prepared.fitted.words
    for name, array in made.prepared.fitted.arrays.items():
        np.testing.assert_array_equal(prepared.fitted.arrays[name], array)
    np.testing.assert_array_equal(prepared.placement.now, made.prepared.placement.now)
    np.testing.assert_array_equal(prepared.placement.part, made.prepared.placement.part)
    np.testing.assert_array_equal(prepared.examples.inputs.matrix, made.prepared.examples.inputs.matrix)
    np.testing.assert_array_equal(prepared.examples.targets.matrix, made.prepared.examples.targets.matrix)


def assert_alike(found: Any, expected: Dataset) -> None:
    for name in ("names", "inputs", "targets", "ahead", "series_names", "spacing", "season", "flags", "classes"):
        assert getattr(found, name) == getattr(expected, name), name
    for name in ("values", "series", "segment", "row"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert (found.time is None) == (expected.time is None)
    if expected.time is not None:
        np.testing.assert_array_equal(found.time, expected.time)


def without_callbacks(name: str) -> ModuleType:
    """As much of Keras as the script needs to be read: TensorFlow would take five seconds."""
    module = ModuleType(name)
    module.callbacks = SimpleNamespace(Callback=object)
    return module


def test_every_case_needs_what_it_is_called_after() -> None:
    """A case whose file lacks the trouble would prove nothing."""
    assert all(case.write(ROWS, 1) != case.write(ROWS, 2) for case in CASES.values())
    assert len({case.write(ROWS, 1) for case in CASES.values()}) > 15
