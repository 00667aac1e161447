"""The probe job: from a click to a curve over learning rates, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.reading import read, recognise
from core.experiment import Experiment
from core.jobs.probe import main
from core.runs.library import Library
from core.runs.probes import ask_probe, sweep_of
from core.runs.records import Run
from core.runs.status import Status
from core.runs.store import Store
from core.training.rates import BATCHES, FILE, suggested
from tests.core.training.given import experiment as given_experiment
from tests.core.training.given import series


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Library:
    return Store(home).owned_by()


def probed(library: Library, home: Path, tmp_path: Path, experiment: Experiment) -> Run:
    """The probe of the small series, once its worker is through with it."""
    path = tmp_path / "series.csv"
    path.write_text("load,wind\n" + "\n".join(f"{a!r},{b!r}" for a, b in series().tolist()), "utf-8")
    row = library.add_dataset("series.csv", read(path, recognise(path)), path)
    run = ask_probe(library, experiment, row.id)
    (job,) = library.queue()
    main(job.id, home)
    return library.run(run.id)


def test_a_probe_ends_with_its_curve_and_no_weights(library: Library, home: Path, tmp_path: Path) -> None:
    run = probed(library, home, tmp_path, given_experiment(loss="mse"))
    assert (run.status, run.finding) == (Status.FINISHED, None)
    sweep = sweep_of(library, run)
    assert 10 < len(sweep.losses) <= BATCHES
    assert suggested(sweep) is not None
    assert library.events(run.id)[-1].values["of"] == BATCHES
    assert not list(library.folder(run.id).glob("*.safetensors"))
    assert library.queue() == []


def test_too_few_rows_are_said_in_words(library: Library, home: Path, tmp_path: Path) -> None:
    given = given_experiment()
    run = probed(library, home, tmp_path, given.but(examples=given.examples.but(lookback=1440)))
    assert run.status is Status.FAILED
    assert run.finding is not None
    assert "the file has 300" in run.finding.title
    assert not (library.folder(run.id) / FILE).exists()
