from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import NotFoundError, RunError
from core.experiment import Experiment, TrainingSpec
from core.runs import probes
from core.runs.library import Library
from core.runs.probes import ask_probe, probe_of, sweep_of
from core.runs.records import DatasetRow, Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.runs.work import Work
from core.training.rates import Sweep, write_sweep
from tests.core.runs.conftest import experiment

SWEEP = Sweep(rates=(0.1, 0.2), losses=(1.0, 0.5), exploded=False)


def other(**training: object) -> Experiment:
    return experiment().but(training=TrainingSpec(**training))


def done(home: Path, library: Library, run: Run, status: Status = Status.FINISHED) -> Run:
    """As its worker would leave it."""
    (job,) = (job for job in library.jobs(run.id) if job.status.waits)
    with Work(home, job.id, tick=0.02) as work:
        work.report({"kind": "batch", "batch": 1, "of": 2})
        if status is Status.FINISHED:
            write_sweep(work.folder, SWEEP)
        work.finish(status)
    return library.run(run.id)


def test_a_probe_waits_before_trainings_and_is_no_run_of_the_shelf(
    library: Library, dataset: DatasetRow, submit: Callable[..., Run]
) -> None:
    training = submit()
    probe = ask_probe(library, experiment(), dataset.id)
    assert [run.id for run in library.runs()] == [training.id]
    assert library.left_out() == []
    assert [(job.kind, job.run) for job in library.queue()] == [(Kind.PROBE, probe.id), (Kind.TRAIN, training.id)]
    assert library.run(probe.id).status is Status.QUEUED


def test_twenty_clicks_ask_for_one_probe_whatever_the_present_rate(library: Library, dataset: DatasetRow) -> None:
    ids = {ask_probe(library, other(learning_rate=0.1 / n, epochs=n), dataset.id).id for n in range(1, 21)}
    assert len(ids) == 1
    assert ask_probe(library, other(optimizer="sgd"), dataset.id).id not in ids


def test_what_is_found_is_found_again_by_its_settings(home: Path, library: Library, dataset: DatasetRow) -> None:
    assert probe_of(library, experiment(), dataset.id) is None
    ended = done(home, library, ask_probe(library, experiment(), dataset.id))
    assert ended.status is Status.FINISHED
    assert not ended.evaluated
    assert [job.kind for job in library.jobs(ended.id)] == [Kind.PROBE]
    found = probe_of(library, other(learning_rate=0.5), dataset.id)
    assert found is not None
    assert sweep_of(library, found) == SWEEP
    assert ask_probe(library, experiment(), dataset.id) == ended
    assert probe_of(library.store.owned_by("somebody else"), experiment(), dataset.id) is None


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED, Status.INTERRUPTED])
def test_a_probe_that_came_to_nothing_is_begun_anew_as_a_probe(
    home: Path, library: Library, dataset: DatasetRow, status: Status
) -> None:
    first = done(home, library, ask_probe(library, experiment(), dataset.id), status)
    assert first.status is status
    again = ask_probe(library, experiment(), dataset.id)
    assert (again.id, again.status) == (first.id, Status.QUEUED)
    assert [job.kind for job in library.jobs(again.id)] == [Kind.PROBE] * 2
    assert done(home, library, again).status is Status.FINISHED
    with pytest.raises(RunError):
        library.resume(again.id)


def test_a_probe_that_waits_is_stopped_at_once(library: Library, dataset: DatasetRow) -> None:
    probe = ask_probe(library, experiment(), dataset.id)
    library.stop(probe.id)
    assert library.run(probe.id).status is Status.STOPPED
    assert library.queue() == []


def test_a_rebuilt_database_knows_probes_as_probes(home: Path, library: Library, dataset: DatasetRow) -> None:
    ended = done(home, library, ask_probe(library, experiment(), dataset.id))
    waiting = ask_probe(library, other(optimizer="sgd"), dataset.id)
    (home / "lookback.db").unlink()
    rebuilt = Store(home).owned_by()
    assert rebuilt.runs() == []
    found = probe_of(rebuilt, experiment(), dataset.id)
    assert found is not None
    assert (found.id, found.status) == (ended.id, Status.FINISHED)
    assert [(job.run, job.kind) for job in rebuilt.queue()] == [(waiting.id, Kind.PROBE)]


def test_probes_go_with_their_dataset_and_old_ones_make_room(
    home: Path, library: Library, dataset: DatasetRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "KEPT", 2)
    asked = [done(home, library, ask_probe(library, other(seed=seed), dataset.id)) for seed in (1, 2, 3)]
    assert probe_of(library, other(seed=1), dataset.id) is None
    assert not (home / "runs" / asked[0].id).exists()
    assert probe_of(library, other(seed=2), dataset.id) == asked[1]
    library.delete_dataset(dataset.id, with_runs=True)
    with pytest.raises(NotFoundError):
        library.run(asked[2].id)


def test_one_that_waits_is_never_forgotten(
    library: Library, dataset: DatasetRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "KEPT", 0)
    first, second = (ask_probe(library, other(seed=seed), dataset.id) for seed in (1, 2))
    assert {job.run for job in library.queue()} == {first.id, second.id}
