"""What happens when the database is locked, damaged, deleted or from the future."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RunError
from core.runs import backup, journal
from core.runs.artifacts import WEIGHTS, Artifacts, new_id
from core.runs.library import Library
from core.runs.locks import Lock
from core.runs.records import Event
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.runs.work import Work
from tests.core.runs.conftest import Submit


def delete(database: Path) -> None:
    database.unlink()


def overwrite(database: Path) -> None:
    database.write_bytes(b"this was a database" * 1_000)


def cut_short(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:5_000])


def worked_on(library: Library, home: Path, submit: Submit) -> None:
    """Runs in every state that a rebuilt database must know again."""
    finished, stopped, waiting, resumed, renamed = (submit(name) for name in "abcde")
    for run in (finished, stopped, resumed):
        with Work(home, library.jobs(run.id)[0].id) as work:
            work.report({"kind": "start", "first_epoch": 1})
            work.report({"kind": "epoch", "epoch": 1, "loss": float("nan"), "seconds": 2.0, "best_epoch": 1})
            (work.folder / WEIGHTS).touch()
            work.finish(Status.FINISHED if run is finished else Status.STOPPED)
    with Work(home, library.jobs(finished.id)[1].id):
        pass
    library.stop(waiting.id)
    library.resume(resumed.id)
    library.rename(renamed.id, "new name")


@pytest.mark.parametrize("fault", [delete, overwrite, cut_short])
def test_a_destroyed_database_is_made_again_from_the_folders(
    fault: Callable[[Path], None], library: Library, home: Path, submit: Submit
) -> None:
    worked_on(library, home, submit)
    before, events = library.runs(), [library.events(run.id) for run in library.runs()]
    waiting = [(job.run, job.kind) for job in library.queue()]
    datasets = library.datasets()
    fault(Artifacts(home).database)
    again = Store(home).owned_by()
    assert again.runs() == before
    assert again.datasets() == datasets
    assert [again.events(run.id) for run in before] == events
    assert sorted((job.run, job.kind) for job in again.queue()) == sorted(waiting)
    assert library.runs() == before, "who had the old one open sees the new one"
    aside = list(home.glob("*.damaged-*.db"))
    assert len(aside) == (fault is not delete), "a damaged one is put aside, not thrown away"


def test_a_rebuilt_database_knows_which_worker_is_still_alive(library: Library, home: Path, submit: Submit) -> None:
    alive, dead = submit(), submit()
    lock = None
    for run in (alive, dead):
        worker = new_id()
        job = library.jobs(run.id)[0]
        lock = Lock.take(Artifacts(home).worker_lock(worker)) if run is alive else lock
        values = {"job": job.id, "job_kind": Kind.TRAIN, "key": "k" + run.id, "request": {}, "worker": worker}
        happened = Event(seq=0, kind=journal.STATUS, values={**values, "status": "running", "finding": None})
        file = journal.Journal(Artifacts(home).journal(run.id))
        file.write(happened)
        file.close()
    Artifacts(home).database.unlink()
    again = Store(home).owned_by()
    assert again.run(alive.id).status is Status.RUNNING
    assert again.run(dead.id).status is Status.INTERRUPTED
    assert lock
    lock.close()


def test_a_locked_database_is_waited_for_and_then_said_so(home: Path, library: Library) -> None:
    patient, hasty = Store(home, busy_seconds=0.2, attempts=20), Store(home, busy_seconds=0.1, attempts=2)
    other = sqlite3.connect(Artifacts(home).database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RunError) as problem:
        hasty.owned_by().save_draft("d", {})
    assert problem.value.title == "Saving is delayed"
    with pytest.raises(RunError):
        hasty.owned_by().runs()
    threading.Timer(0.7, lambda: other.execute("COMMIT")).start()
    begun = time.monotonic()
    patient.owned_by().save_draft("d", {"saved": True})
    assert time.monotonic() - begun > 0.5
    assert library.draft("d") == {"saved": True}
    other.close()


def test_data_of_a_newer_version_are_left_alone(home: Path, library: Library) -> None:
    with sqlite3.connect(Artifacts(home).database) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(RunError, match="newer Lookback"):
        Store(home)


def test_a_home_that_is_a_file_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="The data folder cannot be used"):
        Store(tmp_path / "file")


def test_many_may_open_a_new_home_at_once(home: Path) -> None:
    problems: list[BaseException] = []

    def open_it() -> None:
        try:
            Store(home).owned_by().runs()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=open_it) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_it_is_set_up_as_measured(home: Path, store: Store) -> None:
    with store._engine.connect() as connection:
        ask = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()  # noqa: E731
        assert (ask("journal_mode"), ask("synchronous"), ask("foreign_keys")) == ("delete", 2, 1)


def test_what_cannot_be_computed_is_stored_as_null_in_json_not_as_zero(
    library: Library, home: Path, submit: Submit
) -> None:
    run = submit()
    with Work(home, library.queue()[0].id) as work:
        work.report({"kind": "epoch", "epoch": 1, "loss": float("inf"), "seconds": 0.1, "parts": (1.5, float("nan"))})
    line = json.loads(Artifacts(home).journal(run.id).read_text().splitlines()[1])
    assert line["loss"] is None
    assert line["parts"] == [1.5, None]
    assert library.events(run.id)[0].values["loss"] is None
    assert library.run(run.id).loss is None


def test_drafts_survive_a_rebuilt_database(library: Library, home: Path) -> None:
    """Cause: drafts stood in the database alone, and were lost with it."""
    for name in ("d", "../../etc/passwd"):
        library.save_draft(name, {"lookback": 24})
        library.save_draft(name, {"lookback": 96})
    overwrite(Artifacts(home).database)
    again = Store(home)
    assert [again.owned_by().draft(name) for name in ("d", "../../etc/passwd")] == [{"lookback": 96}] * 2
    assert again.owned_by("eve").draft("d") is None


def test_one_torn_file_does_not_cost_the_other_runs(library: Library, home: Path, submit: Submit) -> None:
    """Cause: a single run.json that was no JSON kept the whole database from being made anew."""
    torn, whole = submit("torn"), submit("whole")
    Artifacts(home).run_file(torn.id).write_bytes(b'{"id": ')
    Artifacts(home).database.unlink()
    assert [run.id for run in Store(home).owned_by().runs()] == [whole.id]


def test_a_copy_is_made_each_hour_and_is_whole(library: Library, home: Path, submit: Submit) -> None:
    run, artifacts = submit(), Artifacts(home)
    assert backup.due(artifacts, time.time())
    backup.back_up(artifacts)
    with sqlite3.connect(artifacts.backup) as copy:
        assert copy.execute("SELECT id FROM runs").fetchall() == [(run.id,)]
    made = artifacts.backup.stat().st_mtime
    assert [backup.due(artifacts, made + seconds) for seconds in (1, 3599, 3601, -500)] == [False, False, True, True]


def test_a_damaged_database_never_replaces_a_good_copy(library: Library, home: Path) -> None:
    artifacts = Artifacts(home)
    backup.back_up(artifacts)
    good = artifacts.backup.read_bytes()
    overwrite(artifacts.database)
    with pytest.raises(sqlite3.Error):
        backup.back_up(artifacts)
    assert artifacts.backup.read_bytes() == good
    assert not list(home.glob(".*.part"))
