"""Analyses of a judged run: asked for once, stopped, begun anew, and void when the run is judged anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.files import write_json
from core.runs.explanations import (
    ask_explanation,
    explanation_of,
    file_of,
    file_of_job,
    progress_of,
    stop_explanation,
    write_result,
)
from core.runs.journal import EXPLAINED
from core.runs.library import Library
from core.runs.records import Job, Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.runs.work import Work
from tests.waiting import until

ASKED = ("columns", {"part": "test", "target": 0})


@pytest.fixture
def judged(home: Path, library: Library, submit: Callable[..., Run]) -> Run:
    """As the workers of its training and of its evaluation would leave it."""
    run = submit()
    for kind in (Kind.TRAIN, Kind.EVALUATE):
        waiting = next(iter(job for job in library.queue() if job.run == run.id), None)
        job = waiting or library.ask(run.id, kind, "first")
        with Work(home, job.id, tick=0.02) as work:
            write_json(work.folder / "evaluation.json", {})
            work.finish(Status.FINISHED)
    return library.run(run.id)


def at_work(home: Path, job: Job) -> Work:
    return Work(home, job.id, tick=0.02)


def finished(home: Path, job: Job, result: dict[str, object]) -> None:
    with at_work(home, job) as work:
        write_result(file_of_job(work.folder, work.job), result)
        work.finish(Status.FINISHED)


def test_asking_twice_is_asking_once_and_the_result_is_a_file_of_the_run(
    home: Path, library: Library, judged: Run
) -> None:
    assert explanation_of(library, judged.id, *ASKED) is None
    job = ask_explanation(library, judged.id, *ASKED)
    assert (job.kind, job.request) == (Kind.EXPLAIN, {"what": "columns", "part": "test", "target": 0})
    assert ask_explanation(library, judged.id, "columns", {"target": 0, "part": "test"}).id == job.id
    assert ask_explanation(library, judged.id, "columns", {"part": "test", "target": 1}).id != job.id
    finished(home, job, {"lost": [1.5, float("nan")]})
    assert json.loads(file_of(library, judged.id, *ASKED).read_text()) == {"lost": [1.5, None]}
    assert ask_explanation(library, judged.id, *ASKED).id == job.id
    assert library.run(judged.id).evaluated


def test_a_run_that_was_judged_anew_is_explained_anew_and_the_old_result_goes(
    home: Path, library: Library, judged: Run
) -> None:
    first = ask_explanation(library, judged.id, *ASKED)
    finished(home, first, {})
    old, evaluation = file_of(library, judged.id, *ASKED), library.folder(judged.id) / "evaluation.json"
    later = evaluation.stat().st_mtime_ns + 1_000_000
    os.utime(evaluation, ns=(later, later))
    assert explanation_of(library, judged.id, *ASKED) is None
    again = ask_explanation(library, judged.id, *ASKED)
    assert again.id != first.id
    finished(home, again, {})
    assert not old.exists()
    assert file_of(library, judged.id, *ASKED).exists()


def test_one_that_was_stopped_or_lost_its_file_is_begun_anew_when_it_is_asked_for_again(
    home: Path, library: Library, judged: Run
) -> None:
    first = ask_explanation(library, judged.id, *ASKED)
    stop_explanation(library, first.id)
    assert library.job(first.id).status is Status.STOPPED
    assert library.run(judged.id).status is Status.FINISHED
    second = ask_explanation(library, judged.id, *ASKED)
    assert (second.status, second.id != first.id) == (Status.QUEUED, True)
    finished(home, second, {})
    file_of(library, judged.id, *ASKED).unlink()
    assert ask_explanation(library, judged.id, *ASKED).id not in (first.id, second.id)


def test_one_at_work_tells_how_far_it_is_and_hears_a_stop(home: Path, library: Library, judged: Run) -> None:
    job = ask_explanation(library, judged.id, *ASKED)
    with at_work(home, job) as work:
        for done in (0, 1, 2):
            work.report({"kind": EXPLAINED, "job": job.id, "done": done, "of": 8, "seconds": 3.0 * done})
        until(lambda: (told := progress_of(library, job)) and told.done == 2)
        told = progress_of(library, job)
        assert told is not None
        assert (told.of, told.left) == (8, 18.0)
        stop_explanation(library, job.id)
        until(lambda: work.wanted() == "stop")
        work.finish(Status.STOPPED)
    assert [event.kind for event in library.events(judged.id)].count(EXPLAINED) == 1


def test_a_rebuilt_database_knows_that_an_explained_run_was_judged(home: Path, library: Library, judged: Run) -> None:
    finished(home, ask_explanation(library, judged.id, *ASKED), {})
    (home / "lookback.db").unlink()
    rebuilt = Store(home).owned_by()
    assert rebuilt.run(judged.id).evaluated
    found = explanation_of(rebuilt, judged.id, *ASKED)
    assert found is not None
    assert found.status is Status.FINISHED
