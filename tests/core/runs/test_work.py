"""The worker's side, in this process: a job run by hand."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest

from core.errors import RunError, SettingsError
from core.findings import Finding, Severity
from core.runs import journal
from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.locks import held
from core.runs.status import Status
from core.runs.work import Work
from tests.core.runs.conftest import Submit
from tests.waiting import until


def by_hand(library: Library, home: Path) -> Work:
    return Work(home, library.queue()[0].id, tick=0.05)


def test_a_job_has_one_worker_and_a_lock_as_long_as_it_runs(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    work = by_hand(library, home)
    with work:
        (lock,) = (home / "locks").glob("worker-*")
        assert held(lock)
        assert library.run(run.id).status is Status.RUNNING
        with pytest.raises(RunError, match="not waiting to be started"):
            Work(home, work.job.id).__enter__()
    assert library.run(run.id).status is Status.FINISHED
    with pytest.raises(RunError):
        Work(home, work.job.id).__enter__()


def test_only_the_newest_batch_is_kept_and_none_in_the_folder(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    with by_hand(library, home) as work:
        for batch in range(1, 6):
            work.report({"kind": "batch", "epoch": 1, "batch": batch, "loss": 1.0})
            if batch == 3:
                until(lambda: library.events(run.id))
        until(lambda: library.events(run.id)[0].values["batch"] == 5)
        assert len(library.events(run.id)) == 1
    assert '"batch"' not in Artifacts(home).journal(run.id).read_text()


def test_the_facts_of_a_run_follow_its_epochs(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    with by_hand(library, home) as work:
        work.report({"kind": "start", "first_epoch": 1})
        for epoch, loss in ((1, 0.9), (2, 0.5), (3, 0.7)):
            best = {"best_epoch": min(epoch, 2), "best": max(loss, 0.5) if epoch < 3 else 0.5}
            work.report({"kind": "epoch", "epoch": epoch, "loss": loss, "val_loss": loss, "seconds": 1.25, **best})
    done = library.run(run.id)
    assert (done.epochs_done, done.best_epoch, done.best, done.loss, done.seconds) == (3, 2, 0.5, 0.7, 3.75)


def test_going_on_from_a_snapshot_voids_the_epochs_it_does_not_hold(
    library: Library, home: Path, submit: Submit
) -> None:
    run = submit()
    with by_hand(library, home) as work:
        for epoch in (1, 2, 3):
            work.report({"kind": "epoch", "epoch": epoch, "loss": 1.0, "seconds": 1.0})
        work.finish(Status.INTERRUPTED)
    library.resume(run.id)
    with by_hand(library, home) as work:
        work.report({"kind": "start", "first_epoch": 3})
        until(lambda: library.run(run.id).epochs_done == 2)
        work.report({"kind": "epoch", "epoch": 3, "loss": 0.5, "seconds": 1.0})
    losses = [(e.values["epoch"], e.values["loss"]) for e in library.events(run.id) if e.kind == "epoch"]
    assert losses == [(1, 1.0), (2, 1.0), (3, 0.5)]
    seqs = [event.seq for event in library.events(run.id)]
    assert seqs == sorted(set(seqs))


def test_a_stop_is_noticed_within_a_tick(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    with by_hand(library, home) as work:
        assert work.wanted() is None
        library.stop(run.id)
        until(lambda: work.wanted() == "stop")
        work.finish("stopped", Finding(severity=Severity.INFO, key="interrupted", values={"epoch": 4}))
    finding = library.run(run.id).finding
    assert finding == Finding(severity=Severity.INFO, key="interrupted", values={"epoch": 4})


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        (MemoryError(), "memory_ran_out"),
        (type("ResourceExhaustedError", (RuntimeError,), {})("OOM when allocating"), "memory_ran_out"),
        (OSError(28, "No space left on device"), "disk_ran_full"),
        (SettingsError("nothing_to_resume", name="x"), "error"),
        (ZeroDivisionError("division by zero"), "unexpected"),
    ],
)
def test_an_exception_is_told_in_a_sentence(
    problem: Exception, key: str, library: Library, home: Path, submit: Submit
) -> None:
    run = submit()
    with by_hand(library, home):
        raise problem
    failed = library.run(run.id)
    assert failed.status is Status.FAILED
    assert failed.finding
    assert failed.finding.key == key
    assert failed.finding.title
    assert failed.finding.text
    assert type(problem).__name__ in Artifacts(home).log(run.id).read_text()


def test_ctrl_c_interrupts_the_run_and_goes_on_its_way(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    with pytest.raises(KeyboardInterrupt), by_hand(library, home):
        raise KeyboardInterrupt
    assert library.run(run.id).status is Status.INTERRUPTED


def test_reporting_never_waits_for_a_locked_database(
    library: Library, home: Path, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the thread beside it opens the database, and who reports does not wait for that one either."""
    run, opened, connect = submit(), [], sqlite3.dbapi2.connect
    with by_hand(library, home) as work:
        other = sqlite3.connect(Artifacts(home).database, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")

        def noted(*where: Any, **how: Any) -> sqlite3.Connection:
            opened.append(get_ident())
            return connect(*where, **how)

        with monkeypatch.context() as patch:
            patch.setattr(sqlite3.dbapi2, "connect", noted)
            work.report({"kind": "epoch", "epoch": 1, "seconds": 0.0})
            until(lambda: opened)  # the other thread waits for the lock by now
            for epoch in range(2, 101):
                work.report({"kind": "epoch", "epoch": epoch, "seconds": 0.0})
        assert get_ident() not in opened
        other.execute("COMMIT")
        other.close()
    assert [event.values["epoch"] for event in library.events(run.id)] == list(range(1, 101))


def test_a_disk_that_fills_up_while_reporting_ends_the_run_with_that_reason(
    library: Library, home: Path, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = submit()
    with by_hand(library, home) as work:
        work.report({"kind": "epoch", "epoch": 1, "seconds": 1.0})

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(journal.Journal, "write", full)
        work.report({"kind": "epoch", "epoch": 2, "seconds": 1.0})
    failed = library.run(run.id)
    assert failed.finding
    assert (failed.status, failed.finding.key, failed.epochs_done) == (Status.FAILED, "disk_ran_full", 1)


def test_a_line_cut_short_by_a_kill_is_no_event_and_spoils_no_later_one(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text('{"seq": 1, "kind": "epoch", "epoch": 1}\n{"seq": 2, "kind": "ep')
    file = journal.Journal(path)
    file.write(journal.Event(seq=3, kind="end", values={}))
    file.close()
    assert [event.seq for event in journal.lines(path)] == [1, 3]
