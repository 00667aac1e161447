"""Many runs with one purpose: found, ordered, stopped and deleted as one, behind every single run."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from core.errors import RunError
from core.runs import backup
from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.records import DatasetRow, Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from tests.core.runs.conftest import Submit, experiment
from tests.core.runs.test_library import begin_next, end_job

MADE_BEFORE = """
    ALTER TABLE runs DROP COLUMN study;
    PRAGMA user_version = 1;
"""


def fold(library: Library, dataset: DatasetRow, study: str, at: int) -> Run:
    return library.submit(experiment(), dataset.id, name=f"fold {at}", key=f"{study}/{at}", study=study)


@pytest.fixture
def run(submit: Submit) -> Run:
    return submit("the run")


@pytest.fixture
def study(library: Library, dataset: DatasetRow, run: Run) -> str:
    """A study of three runs about `run`."""
    id = f"backtest/{run.id}/one"
    for at in range(3):
        fold(library, dataset, id, at)
    return id


def test_the_runs_of_a_study_are_listed_in_order_and_none_of_them_on_the_shelf(
    store: Store, library: Library, run: Run, study: str
) -> None:
    assert library.runs() == [run]
    assert [(each.name, each.study) for each in library.study(study)] == [(f"fold {at}", study) for at in range(3)]
    assert run.study is None
    assert (store.owned_by("eve").study(study), library.study("backtest/none")) == ([], [])


def test_the_studies_about_a_run_are_found_newest_first(
    store: Store, library: Library, dataset: DatasetRow, run: Run, study: str
) -> None:
    fold(library, dataset, f"backtest/{run.id}/two", 0)
    fold(library, dataset, "backtest/another/one", 0)
    assert library.studies(f"backtest/{run.id}/") == [f"backtest/{run.id}/two", study]
    assert library.studies("back%/") == [], "what was typed is no pattern"
    assert store.owned_by("eve").studies("") == []


def test_a_run_of_its_own_comes_before_a_study_that_waits_longer(
    store: Store, library: Library, submit: Submit, run: Run, study: str
) -> None:
    later = submit("later")
    order = []
    for status in (Status.FINISHED,) * 8:
        job = begin_next(store)
        order.append((library.run(library.job(job).run).name, library.job(job).kind))
        end_job(store, library, job, status)
    single = [(one.name, kind) for one in (run, later) for kind in (Kind.TRAIN, Kind.EVALUATE)]
    folds = [(f"fold {at}", kind) for at in range(2) for kind in (Kind.TRAIN, Kind.EVALUATE)]
    assert order == single + folds


def test_a_study_is_stopped_as_one_and_deleted_as_one(
    store: Store, library: Library, home: Path, run: Run, study: str
) -> None:
    library.stop(run.id)
    job = begin_next(store)
    library.stop_study(study)
    assert [each.status for each in library.study(study)] == [Status.STOPPING, Status.STOPPED, Status.STOPPED]
    with pytest.raises(RunError, match="Stop it first"):
        library.delete_study(study)
    assert len(library.study(study)) == 3, "all of it or nothing"
    end_job(store, library, job, Status.STOPPED, kept=False)
    library.delete_study(study)
    assert library.study(study) == []
    assert list(Artifacts(home).all_runs()) == [run.id]


def test_what_is_about_a_run_goes_with_it(store: Store, library: Library, home: Path, run: Run, study: str) -> None:
    library.stop(run.id)
    job = begin_next(store)
    with pytest.raises(RunError, match="Stop it first"):
        library.delete(run.id)
    end_job(store, library, job, Status.STOPPED, kept=False)
    library.delete(run.id)
    assert (library.studies(""), library.queue(), list(Artifacts(home).all_runs())) == ([], [], [])


def test_a_dataset_counts_the_runs_a_person_sees(library: Library, dataset: DatasetRow, study: str) -> None:
    with pytest.raises(RunError, match="1 runs were made with it"):
        library.delete_dataset(dataset.id)
    library.delete_dataset(dataset.id, with_runs=True)
    assert library.studies("") == []


def test_a_rebuilt_database_and_a_copy_know_studies(library: Library, home: Path, run: Run, study: str) -> None:
    library.rename(library.study(study)[0].id, "renamed")
    before, artifacts = library.study(study), Artifacts(home)
    backup.back_up(artifacts)
    with sqlite3.connect(artifacts.backup) as copy:
        assert copy.execute("SELECT count(*) FROM runs WHERE study = ?", (study,)).fetchone() == (3,)
    waiting = [(job.run, job.priority) for job in library.queue()]
    artifacts.database.unlink()
    again = Store(home).owned_by()
    assert again.study(study) == before
    assert again.runs() == [run]
    assert [(job.run, job.priority) for job in again.queue()] == waiting


def test_a_store_made_before_there_were_studies_opens_and_learns_of_them(
    library: Library, home: Path, dataset: DatasetRow, run: Run
) -> None:
    artifacts = Artifacts(home)
    told = json.loads(artifacts.run_file(run.id).read_text())
    told.pop("study")
    artifacts.run_file(run.id).write_text(json.dumps(told))
    with sqlite3.connect(artifacts.database) as connection:
        connection.executescript(MADE_BEFORE)
    opened = Store(home).owned_by()
    assert opened.runs() == [run]
    fold(opened, dataset, f"backtest/{run.id}/x", 0)
    artifacts.database.unlink()
    rebuilt = Store(home).owned_by()
    assert (rebuilt.runs(), len(rebuilt.study(f"backtest/{run.id}/x"))) == ([run], 1)
