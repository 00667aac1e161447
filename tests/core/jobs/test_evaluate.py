"""The evaluate job: kept weights become predictions in own units and a verdict."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.arrange import arrange
from core.evaluation import predicting
from core.evaluation.evaluate import evaluate
from core.evaluation.predictions import load
from core.examples import fitting
from core.examples.fitting import unscale
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import Windows
from core.export.network import nodes_of
from core.jobs import evaluate as job
from core.jobs import train
from core.models.layers import GRU, Dense, Flatten
from core.models.spec import Branch, Head, ModelSpec
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.training.kept import read_kept
from tests.core.jobs.conftest import called_off
from tests.core.jobs.test_train import submitted
from tests.core.training.given import experiment as given_experiment


@pytest.fixture(scope="module")
def judged(library: Library, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = submitted(library, tmp_path_factory.mktemp("file"), given_experiment(epochs=2))
    return trained_and_judged(library, run, home)


def trained_and_judged(library: Library, run: Run, home: Path) -> Run:
    train.main(waiting(library, run, Kind.TRAIN), home)
    job.main(waiting(library, run, Kind.EVALUATE), home)
    return library.run(run.id)


def waiting(library: Library, run: Run, kind: Kind) -> str:
    return next(job.id for job in library.queue() if job.run == run.id and job.kind is kind)


def examples(library: Library, run: Run):
    dataset = arrange(library.table(run.dataset), run.experiment.data)
    settings = run.experiment
    fitted = fitting.load(library.folder(run.id))
    return prepare(dataset, settings.examples, settings.split, settings.fitting, fitted=fitted)


def in_keras(library: Library, run: Run, prepared: Prepared):
    """The network of a run with its kept weights, as Keras has it."""
    from core.models.build import build
    from core.models.weights import set_weights

    model = build(nodes_of(run.experiment, prepared.dataset))
    set_weights(model, read_kept(library.folder(run.id)).weights)
    return model


def test_the_run_is_evaluated_and_its_answers_are_those_of_keras(library: Library, judged: Run) -> None:
    assert judged.evaluated
    assert judged.status is Status.FINISHED
    prepared, answers = examples(library, judged), load(library.folder(judged.id))
    assert np.array_equal(answers.row, prepared.placement.now)
    assert np.array_equal(answers.part, prepared.placement.part)
    assert np.array_equal(answers.future_row, prepared.placement.future)
    model = in_keras(library, judged, prepared)
    for inputs, got in ((prepared.examples.inputs, answers.values), (prepared.future, answers.future)):
        scaled = np.asarray(model.predict_on_batch(materialise(inputs)))
        wanted = unscale(prepared.fitted, scaled.astype(np.float64), prepared.dataset.target_names)
        assert np.allclose(got, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())


EVERY = ModelSpec(branches=(Branch(layers=(GRU(units=3, sequences=True),)),), head=Head(kind="each_timestep"))
RECURSIVE = ModelSpec(branches=(Branch(layers=(Flatten(), Dense(units=4))),), head=Head(ahead="recursive"))


@pytest.mark.course("A8", "C10")
@pytest.mark.parametrize("model", [EVERY, RECURSIVE], ids=["each timestep", "recursive"])
def test_one_forecast_for_each_example_whatever_the_head(
    model: ModelSpec, library: Library, home: Path, judged: Run
) -> None:
    """Keras answers; of every timestep the newest counts, and each further step is asked for by hand."""
    wanted = given_experiment(epochs=1)
    horizon = 1 if model is EVERY else 3
    windows = Windows(lookback=8, step=2, delay=1, horizon=horizon)
    columns = wanted.data.columns if model is EVERY else wanted.data.columns[:1]
    wanted = wanted.but(model=model, examples=windows, data=wanted.data.but(columns=columns))
    run = library.submit(wanted, judged.dataset, name="Head", key=f"{model.head.kind} {model.head.ahead}")
    run = trained_and_judged(library, run, home)
    assert (run.status, run.evaluated) == (Status.FINISHED, True)
    prepared, kept = examples(library, run), load(library.folder(run.id))
    keras_model, inputs = in_keras(library, run, prepared), prepared.examples.inputs
    assert kept.values.shape == (len(inputs), horizon, 1)
    assert len(kept.future) == horizon
    rows = inputs.matrix[inputs.rows[:, None] + np.arange(inputs.offsets[0], 1)]
    for _ in range(horizon):
        answer = np.asarray(keras_model.predict_on_batch(rows[:, inputs.offsets - 1]))[:, -1:]
        rows = answer if model is EVERY else np.concatenate([rows, answer], axis=1)
    wanted_values = unscale(prepared.fitted, rows[:, -horizon:].astype(np.float64), prepared.dataset.target_names)
    np.testing.assert_allclose(kept.values, wanted_values, rtol=1e-4, atol=1e-4)


def test_the_evaluation_on_disk_is_that_of_the_predictions_on_disk(library: Library, judged: Run) -> None:
    kept = library.evaluation(judged.id)
    about = job.about(judged, library.events(judged.id))
    again = evaluate(examples(library, judged), load(library.folder(judged.id)), about)
    assert kept == again
    assert set(kept["metrics"]) == {"train", "validation", "test"}


def test_small_pieces_give_the_same_answers(library: Library, judged: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = examples(library, judged)
    answer = job.network(prepared, judged.experiment, read_kept(library.folder(judged.id)).weights)
    test = prepared.placement.part == 2
    whole = predicting.predict(prepared, answer, test)
    monkeypatch.setattr(predicting, "NUMBERS_AT_ONCE", 500)
    pieces = predicting.predict(prepared, answer, test)
    assert np.array_equal(pieces.row, prepared.placement.of(2))
    assert np.allclose(whole.values, pieces.values, rtol=1e-6)


def test_judging_needs_no_tensorflow(library: Library, home: Path, judged: Run) -> None:
    asked = library.ask(judged.id, Kind.EVALUATE, key="without")
    script = (
        "import sys; from pathlib import Path; from core.jobs import evaluate;"
        f"evaluate.main({asked.id!r}, Path({str(home)!r}));"
        "sys.exit(str({'tensorflow', 'keras'} & {name.split('.')[0] for name in sys.modules} or '') or None)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert library.job(asked.id).status is Status.FINISHED


def test_the_judgement_knows_how_the_network_learned(library: Library, judged: Run) -> None:
    about = job.about(judged, library.events(judged.id))
    (learned,) = about.learning
    assert len(learned.train) == len(learned.validation) == judged.epochs_done
    assert learned.kept == judged.best_epoch
    assert about.parameters > 0
    assert about.preset == judged.experiment.model.preset


def test_an_evaluation_that_is_stopped_leaves_the_run_unjudged(library: Library, home: Path, judged: Run) -> None:
    asked = library.ask(judged.id, Kind.EVALUATE, key="again")

    with called_off():
        job.main(asked.id, home)
    assert library.job(asked.id).status is Status.STOPPED
