"""Real processes, stub workers: what RELIABILITY promises of faults, each proven by making the fault."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.locks import held, holder
from core.runs.places import PROJECT
from core.runs.status import Kind, Status
from core.runs.wake import wake
from tests.core.runs.conftest import Submit, end, pid_of, worker_lock, worker_pid
from tests.core.runs.stub import LET_GO
from tests.waiting import until

Supervise = Callable[..., int]


def epochs_of(library: Library, run: str) -> list[int]:
    return [event.values["epoch"] for event in library.events(run) if event.kind == "epoch"]


def test_a_submitted_run_is_trained_and_evaluated_and_leaves_no_lock(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run = submit("quick")
    supervise()
    until(lambda: library.run(run.id).evaluated)
    done = library.run(run.id)
    assert (done.status, done.epochs_done, done.best_epoch, done.seconds) == (Status.FINISHED, 3, 3, 1.5)
    assert done.val_loss is None
    assert library.evaluation(run.id) == {"verdict": "better"}
    assert epochs_of(library, run.id) == [1, 2, 3]
    until(lambda: not list((home / "locks").glob("worker-*")))


def test_jobs_run_one_after_the_other_in_the_order_of_arrival(
    library: Library, submit: Submit, supervise: Supervise
) -> None:
    first, second = submit("slow"), submit("slow")
    supervise()
    until(lambda: library.run(first.id).status is Status.RUNNING)
    assert [job.run for job in library.queue()] == [first.id, second.id]
    assert library.run(second.id).status is Status.QUEUED
    library.stop(first.id)
    until(lambda: library.run(second.id).status is Status.RUNNING)
    assert library.run(first.id).evaluated, "the evaluation comes before the next training"


def test_what_is_asked_of_a_judged_run_waits_for_no_training_but_for_what_was_asked_before(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    judged = submit("quick"), submit("quick")
    supervise()
    until(lambda: all(library.run(run.id).evaluated for run in judged))
    learning = submit("slow")
    until(lambda: library.run(learning.id).epochs_done >= 1)
    first, second = (library.ask(run.id, Kind.EXPLAIN, "asked") for run in judged)
    other = library.ask(learning.id, Kind.EXPLAIN, "of itself")
    until(lambda: library.job(first.id).status is Status.RUNNING)
    seen = library.run(learning.id).epochs_done
    until(lambda: library.run(learning.id).epochs_done > seen + 5)  # the supervisor had its turns meanwhile
    assert library.job(second.id).status.waits, "one at a time"
    (home / LET_GO).touch()
    until(lambda: library.job(second.id).status is Status.FINISHED)
    assert library.run(learning.id).status is Status.RUNNING
    assert library.job(other.id).status.waits, "its own run is at work"


def test_a_killed_worker_leaves_an_interrupted_run_that_resumes_and_others_untouched(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run, other = submit("slow"), submit("quick")
    supervise()
    until(lambda: library.run(run.id).epochs_done >= 2)
    end(worker_pid(home))
    until(lambda: library.run(run.id).status is Status.INTERRUPTED)
    stored = library.run(run.id)
    assert stored.finding
    assert stored.finding.title == f"Interrupted at epoch {stored.epochs_done}"
    journal = Artifacts(home).journal(run.id).read_text()
    assert journal.count('"kind": "epoch"') == stored.epochs_done, "nothing that was reported is lost"
    until(lambda: library.run(other.id).evaluated)
    library.resume(run.id)
    until(lambda: library.run(run.id).epochs_done > stored.epochs_done)
    assert (
        epochs_of(library, run.id)
        == list(range(1, library.run(run.id).epochs_done + 1))[: len(epochs_of(library, run.id))]
    )


def test_a_killed_supervisor_is_followed_by_one_that_adopts_the_living_worker(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run, other = submit("slow"), submit("quick")
    first = supervise()
    until(lambda: library.run(run.id).epochs_done >= 1)
    worker, before = worker_pid(home), library.run(run.id).epochs_done
    end(first)
    assert supervise() != first
    until(lambda: library.run(run.id).epochs_done > before + 2)
    assert worker_pid(home) == worker, "the worker went on, and no second one was started"
    assert library.run(other.id).status is Status.QUEUED
    library.stop(run.id)
    until(lambda: library.run(other.id).evaluated)
    assert library.run(run.id).status is Status.STOPPED
    assert [job.kind for job in library.jobs(run.id)] == [Kind.TRAIN, Kind.EVALUATE]


def test_a_worker_that_died_without_a_supervisor_is_found_by_the_next_one(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run = submit("slow")
    first = supervise()
    until(lambda: library.run(run.id).epochs_done >= 1)
    worker = worker_pid(home)
    end(first)
    end(worker)
    supervise()
    until(lambda: library.run(run.id).status is Status.INTERRUPTED)


def test_stop_keeps_the_weights_and_evaluates_them(library: Library, submit: Submit, supervise: Supervise) -> None:
    run = submit("slow")
    supervise()
    until(lambda: library.run(run.id).epochs_done >= 1)
    library.stop(run.id)
    assert library.run(run.id).status is Status.STOPPING
    until(lambda: library.run(run.id).status is Status.STOPPED)
    until(lambda: library.run(run.id).evaluated)


def test_a_worker_deaf_to_stop_is_ended_and_its_run_is_stopped_not_interrupted(
    library: Library, submit: Submit, supervise: Supervise
) -> None:
    run = submit("deaf")
    supervise("--no-spare", "--stop", "1")
    until(lambda: library.run(run.id).epochs_done >= 1)
    library.stop(run.id)
    assert until(lambda: library.run(run.id).status is Status.STOPPED) > 0.9, "it is given the time to stop by itself"
    until(lambda: library.run(run.id).evaluated)


def test_a_hung_worker_is_ended_and_its_slot_freed(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run, other = submit("slow"), submit("quick")
    supervise("--no-spare", "--hung", "1", "--kill", "0.3")
    until(lambda: library.run(run.id).epochs_done >= 1)
    os.kill(worker_pid(home), signal.SIGSTOP)
    until(lambda: library.run(run.id).status is Status.INTERRUPTED)
    finding = library.run(run.id).finding
    assert finding
    assert finding.key == "hung"
    until(lambda: library.run(other.id).evaluated)


def test_a_worker_that_cannot_start_is_tried_again_and_then_says_where_to_look(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    (home / "never starts").touch()
    run = submit("quick")
    supervise()
    until(lambda: library.run(run.id).status is Status.FAILED)
    finding = library.run(run.id).finding
    assert finding
    assert finding.key == "did_not_start"
    assert finding.values["attempts"] == 3
    assert "never starts" in Artifacts(home).log(run.id).read_text()


@pytest.mark.parametrize(("name", "key"), [("out of memory", "memory_ran_out"), ("disk full", "disk_ran_full")])
def test_a_failure_is_a_finding_and_its_traceback_is_only_in_the_log(
    name: str, key: str, library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run = submit(name)
    supervise()
    until(lambda: library.run(run.id).status is Status.FAILED)
    finding = library.run(run.id).finding
    assert finding
    assert finding.key == key
    assert "Traceback" not in finding.text
    assert "Traceback" in Artifacts(home).log(run.id).read_text()


def test_a_locked_database_delays_events_and_loses_none(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run = submit("slow")
    supervise()
    until(lambda: library.run(run.id).epochs_done >= 1)
    path = Artifacts(home).journal(run.id)
    other = sqlite3.connect(Artifacts(home).database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    before = path.read_text().count('"epoch"')
    time.sleep(2.5)
    during = path.read_text().count('"epoch"')
    other.execute("COMMIT")
    other.close()
    assert during > before + 10, "training went on meanwhile"
    until(lambda: library.run(run.id).epochs_done >= 15)
    library.stop(run.id)
    until(lambda: library.run(run.id).status is Status.STOPPED)
    assert epochs_of(library, run.id) == list(range(1, library.run(run.id).epochs_done + 1))


def test_twenty_calls_from_many_threads_and_processes_wake_one_supervisor(home: Path, supervise: Supervise) -> None:
    call = f"import pathlib, core.runs.wake as w; w.wake(pathlib.Path({str(home)!r}), '--no-spare')"
    others = [subprocess.Popen([sys.executable, "-c", call], cwd=PROJECT) for _ in range(3)]
    threads = [threading.Thread(target=wake, args=(home, "--no-spare")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait() for other in others] == [0, 0, 0]
    supervisor = supervise()
    second = [sys.executable, "-m", "core.runs.supervisor", "--home", str(home), "--no-spare"]
    assert subprocess.run(second, cwd=PROJECT, check=False).returncode == 1
    assert pid_of(Artifacts(home).supervisor_lock) == supervisor


def test_it_leaves_when_there_is_nothing_to_do_and_a_call_keeps_it(home: Path, supervise: Supervise) -> None:
    supervise("--no-spare", "--idle", "1")
    lock = Artifacts(home).supervisor_lock
    for _ in range(8):
        time.sleep(0.2)
        assert not wake(home), "it is still there"
    until(lambda: not held(lock))


def test_the_spare_worker_does_the_next_job_and_the_evaluation_in_its_own_process(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    supervise("--warm", "json")
    spare = worker_pid(home)
    run = submit("slow")
    until(lambda: library.run(run.id).epochs_done >= 1)
    assert worker_pid(home) == spare
    library.stop(run.id)
    until(lambda: library.run(run.id).evaluated)
    assert (library.folder(run.id) / "evaluated by").read_text() == str(spare)
    until(lambda: not psutil.pid_exists(spare))


def test_a_worker_serves_as_many_runs_as_it_may_and_then_a_fresh_one_takes_its_place(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    runs = [submit(name) for name in ("quick", "out of memory", "quick")]
    supervise("--warm", "json", "--runs", "2")
    until(lambda: library.run(runs[2].id).evaluated)
    assert library.run(runs[1].id).status is Status.FAILED
    first, third = ((library.folder(runs[at].id) / "evaluated by").read_text() for at in (0, 2))
    assert first != third
    until(lambda: not psutil.pid_exists(int(first)))
    assert psutil.pid_exists(int(third)), "it waits for its second run"
    fourth = submit("quick")
    until(lambda: library.run(fourth.id).evaluated)
    assert (library.folder(fourth.id) / "evaluated by").read_text() == third


def test_the_spare_worker_leaves_with_its_supervisor(home: Path, supervise: Supervise) -> None:
    supervisor = supervise("--warm", "json")
    lock = worker_lock(home)
    end(supervisor)
    until(lambda: holder(lock) is None)


def test_a_spare_worker_that_cannot_import_is_done_without(
    library: Library, submit: Submit, supervise: Supervise
) -> None:
    supervise("--warm", "no_such_module")
    run = submit("quick")
    until(lambda: library.run(run.id).evaluated)


def test_a_spare_worker_that_dies_while_it_waits_costs_nothing(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    supervise("--warm", "json")
    end(worker_pid(home))
    run = submit("quick")
    until(lambda: library.run(run.id).evaluated)


def test_an_evaluation_that_was_killed_is_done_again(
    library: Library, home: Path, submit: Submit, supervise: Supervise
) -> None:
    run = submit("quick, judged slowly")
    supervise()
    until(lambda: library.queue() and (library.queue()[0].kind, library.queue()[0].status) == ("evaluate", "running"))
    end(worker_pid(home))
    until(lambda: library.run(run.id).evaluated)
    assert library.run(run.id).status is Status.FINISHED


def test_it_leaves_when_its_home_is_deleted(home: Path, supervise: Supervise) -> None:
    supervisor = psutil.Process(supervise("--warm", "json"))
    worker_lock(home)

    def deleted() -> bool:
        shutil.rmtree(home, ignore_errors=True)  # a file that is just written may come or go meanwhile
        return not home.exists()

    until(deleted)
    until(lambda: not supervisor.is_running() or supervisor.status() == psutil.STATUS_ZOMBIE)
    assert not home.exists()


def test_the_supervisor_never_imports_tensorflow_nor_pandas() -> None:
    code = "import sys, core.runs.supervisor; print([m for m in ('tensorflow', 'keras', 'pandas') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
