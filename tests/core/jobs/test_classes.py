"""Whole examples of a wide file, from the upload to the verdict: trained and judged by the workers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.data.reading import read, recognise
from core.data.spec import Across, Column, DataSpec, Source
from core.evaluation.baselines import baselines_for
from core.evaluation.class_scores import each_class
from core.evaluation.evaluate import evaluate
from core.evaluation.past import actual
from core.evaluation.predictions import load
from core.examples.gather import materialise
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, TrainingSpec
from core.jobs import evaluate as job
from core.models.presets import PRESETS
from core.models.spec import TaskSpec
from core.runs.records import Run
from core.runs.status import Status
from core.runs.store import Store
from tests.core.jobs.test_evaluate import examples, in_keras, trained_and_judged

TIMESTEPS = tuple(f"t{n}" for n in range(12))
WORDS = {"binary": ("down", "up"), "multiclass": ("down", "flat", "up")}


def wide_file(path: Path, words: tuple[str, ...], rows: int = 90) -> None:
    """A row is a whole example: noise on a line that falls, stays or rises; the last two have no label yet."""
    rng = np.random.default_rng(6)
    lines = [",".join(("label", *TIMESTEPS))]
    for n in range(rows):
        k = n % len(words)
        cells = np.linspace(0, 2 * k, 12) + rng.normal(scale=0.3, size=12)
        lines.append(",".join(["" if n >= rows - 2 else words[k], *(repr(float(cell)) for cell in cells)]))
    path.write_text("\n".join(lines), "utf-8")


def experiment(kind: str) -> Experiment:
    columns = (
        Column(name="example", roles=("series",)),
        Column(name="value"),
        Column(name="label", roles=("target",), classes=WORDS[kind]),
    )
    return Experiment(
        data=DataSpec(sources=(Source(name="wide.csv"),), columns=columns),
        task=TaskSpec.model_validate({"kind": kind, "weights": "balanced"}),
        examples=Windows(lookback=12, delay=0, whole=True),
        split=SplitSpec(by="random", cuts=(0.6, 0.2, 0.2)),
        model=PRESETS["conv"].make(filters=4, kernel=3, blocks=1),
        training=TrainingSpec(loss="cross_entropy", epochs=12, batch=8, learning_rate=0.02, stopping=None, seed=3),
    )


@pytest.fixture(scope="module", params=WORDS)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Run]:
    """The run of a file that was uploaded, trained and judged."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "wide.csv"
    wide_file(path, WORDS[request.param])
    store = Store(folder / "home")
    library = store.owned_by()
    reading = recognise(path).but(across=(Across(name="value", columns=TIMESTEPS),))
    row = library.add_dataset("wide.csv", read(path, reading), path)
    run = library.submit(experiment(request.param), row.id, name="Wide", key="click")
    return store, trained_and_judged(library, run, folder / "home")


def test_the_probabilities_kept_are_those_of_keras(judged: tuple[Store, Run]) -> None:
    store, run = judged
    library = store.owned_by()
    assert (run.status, run.evaluated, run.finding) == (Status.FINISHED, True, None)
    prepared, kept = examples(library, run), load(library.folder(run.id))
    model = in_keras(library, run, prepared)
    for inputs, got in ((prepared.examples.inputs, kept.values), (prepared.future, kept.future)):
        assert np.allclose(got, model.predict_on_batch(materialise(inputs)), atol=1e-6)
    assert kept.future.shape == (2, *kept.values.shape[1:]), "two examples have no label yet"


def test_the_verdict_is_that_of_the_answers_and_rests_on_the_same_examples(judged: tuple[Store, Run]) -> None:
    store, run = judged
    library = store.owned_by()
    prepared, kept = examples(library, run), load(library.folder(run.id))
    told = library.evaluation(run.id)
    assert told == evaluate(prepared, kept, job.about(run, library.events(run.id)))
    now, values = kept.of(2)
    codes = actual(prepared, now)[:, 0, 0]
    right = (each_class(values)[:, 0].argmax(axis=-1) == codes).mean()
    assert told["metrics"]["test"]["original"]["label"]["accuracy"] == pytest.approx(right)
    assert right > 0.8
    errors = told["verdict"]["errors"]
    assert errors["model"] == pytest.approx(1 - right)
    assert errors["model"] < errors["majority"]
    assert set(told["baselines"]) == set(baselines_for(prepared)) == {"majority", "logistic"}


def test_every_epoch_tells_its_accuracy_and_so_does_the_journal(judged: tuple[Store, Run]) -> None:
    store, run = judged
    library = store.owned_by()
    epochs = [event.values for event in library.events(run.id) if event.kind == "epoch"]
    assert all(0 <= epoch["accuracy"] <= 1 and 0 <= epoch["val_accuracy"] <= 1 for epoch in epochs)
    lines = (library.folder(run.id) / "metrics.jsonl").read_text("utf-8").splitlines()
    kept = [line for line in map(json.loads, lines) if line.get("kind") == "epoch"]
    assert [line["val_accuracy"] for line in kept] == [epoch["val_accuracy"] for epoch in epochs]
