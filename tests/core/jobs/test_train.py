"""The train job: from a claimed job to kept weights, or to a reason a person can act on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.data.reading import read, recognise
from core.examples import fitting
from core.experiment import Experiment
from core.jobs.train import main
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.training.kept import read_kept
from tests.core.training.given import experiment as given_experiment
from tests.core.training.given import series, trained
from tests.waiting import until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Library:
    return Store(home).owned_by()


def submitted(library: Library, tmp_path: Path, experiment: Experiment) -> Run:
    """A run of the small series, waiting in the queue."""
    path = tmp_path / "series.csv"
    path.write_text("load,wind\n" + "\n".join(f"{a!r},{b!r}" for a, b in series().tolist()), "utf-8")
    row = library.add_dataset("series.csv", read(path, recognise(path)), path)
    return library.submit(experiment, row.id, name="Small", key="click-1")


def train_job(library: Library, run: Run) -> str:
    return next(job.id for job in library.queue() if job.run == run.id and job.kind is Kind.TRAIN)


def test_a_run_ends_with_weights_scaler_events_and_an_evaluation_in_the_queue(
    library: Library, home: Path, tmp_path: Path
) -> None:
    run = submitted(library, tmp_path, given_experiment(epochs=2))
    main(train_job(library, run), home)
    done = library.run(run.id)
    assert (done.status, done.epochs_done, done.finding) == (Status.FINISHED, 2, None)
    kept = read_kept(library.folder(run.id))
    assert kept.epoch == done.best_epoch
    assert fitting.load(library.folder(run.id)).columns == ("load", "wind")
    assert [event.kind for event in library.events(run.id) if event.kind != "batch"] == [
        "start",
        "epoch",
        "epoch",
        "end",
    ]
    assert [job.kind for job in library.queue() if job.run == run.id] == [Kind.EVALUATE]


def test_the_job_learns_the_same_weights_as_a_plain_call(library: Library, home: Path, tmp_path: Path) -> None:
    run = submitted(library, tmp_path, given_experiment(epochs=2))
    main(train_job(library, run), home)
    trained(given_experiment(epochs=2), tmp_path / "plain")
    mine, plain = read_kept(library.folder(run.id)), read_kept(tmp_path / "plain")
    assert {k: v.tobytes() for k, v in mine.weights.items()} == {k: v.tobytes() for k, v in plain.weights.items()}


def test_an_exploding_loss_is_a_failed_run_with_cause_and_remedy(library: Library, home: Path, tmp_path: Path) -> None:
    wild = given_experiment(loss="mse", optimizer="sgd", learning_rate=1e6, epochs=5)
    run = submitted(library, tmp_path, wild)
    main(train_job(library, run), home)
    done = library.run(run.id)
    assert done.status is Status.FAILED
    assert done.finding is not None
    assert done.finding.title == "Stopped: the error is no longer a number"
    assert "Lower the learning rate from 1e+06 to 0.01" in done.finding.text
    assert not [job for job in library.queue() if job.run == run.id]


def test_too_few_rows_are_said_in_words(library: Library, home: Path, tmp_path: Path) -> None:
    long = given_experiment()
    run = submitted(library, tmp_path, long.but(examples=long.examples.but(lookback=1440)))
    main(train_job(library, run), home)
    done = library.run(run.id)
    assert done.status is Status.FAILED
    assert done.finding is not None
    assert "need 1,441 rows; the file has 300" in done.finding.title


def test_stop_ends_the_process_and_resume_goes_on(library: Library, home: Path, tmp_path: Path) -> None:
    run = submitted(library, tmp_path, given_experiment(epochs=100_000))
    command = [sys.executable, "-m", "core.jobs.train", train_job(library, run), "--home", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as worker:
        until(lambda: worker.poll() is not None or library.run(run.id).epochs_done >= 2)
        library.stop(run.id)
        until(lambda: worker.poll() is not None or not library.run(run.id).active)
        assert worker.wait() == 0, worker.stderr.read().decode()[-2000:]
    stopped = library.run(run.id)
    assert stopped.status is Status.STOPPED
    assert read_kept(library.folder(run.id)).epoch == stopped.best_epoch
    library.resume(run.id)
    assert train_job(library, run)
