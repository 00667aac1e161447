"""What pages see: one owner's datasets, drafts and runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.data.joined import one_table
from core.data.reading import read, recognise
from core.errors import NotFoundError, RunError
from core.runs import journal, queue, tables
from core.runs.artifacts import EVALUATION, WEIGHTS, Artifacts
from core.runs.library import Library
from core.runs.records import DatasetRow, Event
from core.runs.status import Kind, Status
from core.runs.store import Store
from tests.core.runs.conftest import Submit, experiment, table


def begin_next(store: Store, worker: str = "0" * 12) -> str:
    """Claim as the supervisor does and begin as a worker does; the job's id."""

    def claim_and_begin(connection):
        job = queue.claim(connection, lambda _: worker, list(Kind))
        queue.begin(connection, job)
        return job.id

    return store.write(claim_and_begin)


def end_job(store: Store, library: Library, job: str, status: Status, kept: bool = True) -> None:
    def end(connection):
        row = library._row(queue.jobs, job, "no_job", connection)
        queue.end(connection, row, status, None, kept)

    store.write(end)


def test_twenty_clicks_at_once_with_one_key_make_one_run_and_one_job(
    library: Library, home: Path, dataset: DatasetRow
) -> None:
    def click(_: int) -> str:
        tab = Store(home).owned_by()
        return tab.submit(experiment(), dataset.id, name="run", key="one click").id

    with ThreadPoolExecutor(20) as clicks:
        ids = set(clicks.map(click, range(20)))
    assert ids == {run.id for run in library.runs()}
    assert len(ids) == 1
    assert [job.kind for job in library.queue()] == [Kind.TRAIN]
    assert list(Artifacts(home).all_runs()) == list(ids), "no folder of a lost click is left"


def test_a_run_comes_back_as_it_was_submitted(library: Library, dataset: DatasetRow) -> None:
    run = library.submit(experiment(), dataset.id, name="Näme <b>", key="k")
    assert library.run(run.id) == run
    assert run.experiment == experiment()
    assert (run.status, run.epochs_done, run.best_epoch, run.evaluated) == (Status.QUEUED, 0, None, False)
    assert run.active


def test_what_belongs_to_somebody_else_reads_like_what_is_missing(
    store: Store, library: Library, dataset: DatasetRow, submit: Submit
) -> None:
    run, eve = submit(), store.owned_by("eve")
    job = library.queue()[0].id
    library.save_draft("draft", {"a": 1})
    assert (eve.runs(), eve.datasets(), eve.queue(), eve.events(run.id), eve.draft("draft")) == ([], [], [], [], None)
    for foreign, missing in ((run.id, "f" * 12), (run.id, "../../etc")):
        for ask in (eve.run, eve.delete, eve.stop, eve.resume, eve.remove_from_queue, eve.folder, eve.evaluation):
            assert _refusal(ask, foreign) == _refusal(ask, missing) == ("no_run", {})
    assert _refusal(eve.dataset, dataset.id) == _refusal(eve.dataset, "f" * 12) == ("no_dataset", {})
    assert _refusal(eve.table, dataset.id) == _refusal(eve.delete_dataset, dataset.id) == ("no_dataset", {})
    assert _refusal(eve.job, job) == ("no_job", {})
    with pytest.raises(NotFoundError):
        eve.submit(experiment(), dataset.id, name="mine", key="k")
    with pytest.raises(NotFoundError):
        eve.save_draft("draft", {"a": 2})
    assert library.draft("draft") == {"a": 1}
    assert len(library.runs()) == 1


def _refusal(ask, id: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(NotFoundError) as refused:
        ask(id)
    return refused.value.key, refused.value.values


def test_the_same_file_read_the_same_way_is_one_dataset_and_its_bytes_are_kept_once(
    library: Library, home: Path, original: Path
) -> None:
    first = library.add_dataset("load.csv", table(), original)
    again = library.add_dataset("other name.csv", table(), original)
    other_reading = library.add_dataset("load.csv", table(decimal=","), original)
    assert again == first
    assert other_reading.id != first.id
    artifacts = Artifacts(home)
    assert artifacts.original(first.id).samefile(artifacts.original(other_reading.id))
    assert library.original(first.id).read_bytes() == original.read_bytes()
    assert library.table(first.id).frame.equals(table().frame)
    assert [row.id for row in library.datasets()] == [other_reading.id, first.id]
    assert (first.rows, first.columns, first.bytes) == (30, 1, original.stat().st_size)


def test_joined_files_are_one_dataset_that_keeps_both_and_outlives_the_database(
    library: Library, home: Path, original: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.csv"
    second.write_text("wind\n" + "\n".join(str(row % 7) for row in range(30)))
    read_both = [read(path, recognise(path)) for path in (original, second)]
    alone = library.add_dataset("load.csv", read_both[0], original)
    joined = one_table(read_both, ("load.csv", "wind.csv"), "row")
    row = library.add_dataset("load.csv + wind.csv", joined, original, second)
    assert library.add_dataset("again", joined, original, second) == row
    assert library.add_dataset("top", one_table(read_both, ("a", "b"), "first"), original, second).id != row.id
    assert library.original(row.id).samefile(library.original(alone.id))
    assert library.original(row.id, 1).read_bytes() == second.read_bytes()
    assert (row.rows, row.columns) == (30, 2)
    assert row.bytes == original.stat().st_size + second.stat().st_size
    Artifacts(home).database.unlink()
    again = Store(home).owned_by()
    assert again.dataset(row.id) == row
    assert again.table(row.id).sources == joined.sources
    again.delete_dataset(alone.id)
    assert again.original(row.id).read_bytes() == original.read_bytes()
    again.delete_dataset(row.id)
    assert not Artifacts(home).dataset(row.id).exists()


def test_a_draft_is_what_was_saved_last(library: Library) -> None:
    library.save_draft("d", {"lookback": 96})
    library.save_draft("d", {"lookback": 48, "name": "ä"})
    assert library.draft("d") == {"lookback": 48, "name": "ä"}
    assert library.draft("another") is None


def test_a_run_at_work_is_neither_deleted_nor_is_its_dataset(
    store: Store, library: Library, home: Path, dataset: DatasetRow, submit: Submit
) -> None:
    run = submit()
    job = begin_next(store)
    for refused in (lambda: library.delete(run.id), lambda: library.delete_dataset(dataset.id, with_runs=True)):
        with pytest.raises(RunError) as problem:
            refused()
        assert problem.value.key == "run_active"
        assert "Stop it first" in str(problem.value)
    end_job(store, library, job, Status.STOPPED, kept=False)
    with pytest.raises(RunError, match="1 runs were made with it"):
        library.delete_dataset(dataset.id)
    library.delete_dataset(dataset.id, with_runs=True)
    assert (library.runs(), library.datasets(), library.queue()) == ([], [], [])
    assert not list(Artifacts(home).all_runs())
    assert not Artifacts(home).dataset(dataset.id).exists()


def test_deleting_a_waiting_run_takes_its_job_and_its_files(library: Library, home: Path, submit: Submit) -> None:
    run = submit()
    library.delete(run.id)
    assert library.queue() == []
    assert not Artifacts(home).run(run.id).exists()


def test_what_ends_with_kept_weights_is_evaluated_next_unless_it_was_interrupted(
    store: Store, library: Library, submit: Submit
) -> None:
    runs = {status: submit() for status in (Status.FINISHED, Status.STOPPED, Status.FAILED, Status.INTERRUPTED)}
    submit()
    for status, run in runs.items():
        end_job(store, library, begin_next(store), status)
        waiting = [(job.run, job.kind) for job in library.queue()][:1]
        assert (waiting == [(run.id, Kind.EVALUATE)]) == (status is not Status.INTERRUPTED)
        if status is not Status.INTERRUPTED:
            end_job(store, library, begin_next(store), Status.FINISHED)
            assert library.run(run.id).evaluated
        assert library.run(run.id).status is status, "an evaluation does not change how the training ended"


def test_without_kept_weights_there_is_nothing_to_evaluate(store: Store, library: Library, submit: Submit) -> None:
    submit()
    end_job(store, library, begin_next(store), Status.STOPPED, kept=False)
    assert library.queue() == []


def test_resuming_twice_is_resuming_once_and_voids_the_old_evaluation(
    store: Store, library: Library, submit: Submit
) -> None:
    run = submit()
    end_job(store, library, begin_next(store), Status.STOPPED)
    end_job(store, library, begin_next(store), Status.FINISHED)
    assert library.run(run.id).evaluated
    assert library.resume(run.id).status is Status.QUEUED
    library.resume(run.id)
    assert [job.kind for job in library.queue()] == [Kind.TRAIN]
    begin_next(store)
    assert not library.run(run.id).evaluated
    assert library.evaluation(run.id) is None


def test_resuming_before_the_evaluation_began_takes_its_place(store: Store, library: Library, submit: Submit) -> None:
    run = submit()
    end_job(store, library, begin_next(store), Status.STOPPED)
    library.resume(run.id)
    assert [job.kind for job in library.queue()] == [Kind.TRAIN]


def test_a_finished_run_has_nothing_to_resume(store: Store, library: Library, submit: Submit) -> None:
    run = submit()
    end_job(store, library, begin_next(store), Status.FINISHED)
    with pytest.raises(RunError, match="came to its planned end"):
        library.resume(run.id)


def test_stopping_a_waiting_run_takes_it_from_the_queue_and_a_working_one_is_asked(
    store: Store, library: Library, submit: Submit
) -> None:
    first, second, third = submit(), submit(), submit()
    job = begin_next(store)
    library.stop(first.id)
    library.stop(second.id)
    library.remove_from_queue(third.id)
    assert [library.run(run.id).status for run in (first, second, third)] == [Status.STOPPING, "stopped", "stopped"]
    assert library.job(job).want == "stop"
    assert [queued.id for queued in library.queue()] == [job]
    with pytest.raises(RunError, match="Only a run that waits"):
        library.remove_from_queue(first.id)
    end_job(store, library, job, Status.STOPPED, kept=False)
    library.stop(first.id)
    assert library.run(first.id).status is Status.STOPPED


def test_owners_take_turns_and_what_follows_a_run_comes_first(store: Store, submit: Submit, original: Path) -> None:
    library, eve = store.owned_by(), store.owned_by("eve")
    mine = [submit().id for _ in range(3)]
    data = eve.add_dataset("load.csv", table(), original)
    hers = [eve.submit(experiment(), data.id, name="run", key=str(n)).id for n in range(2)]
    order = []
    for _ in range(5):
        job = begin_next(store)
        owner = library if job in {j.id for j in library.queue()} else eve
        order.append(owner.job(job).run)
        end_job(store, owner, job, Status.FINISHED, kept=False)
    assert order == [mine[0], hers[0], mine[1], hers[1], mine[2]]


def test_a_run_has_one_job_at_work_at_a_time(store: Store, library: Library, submit: Submit) -> None:
    run = submit()
    end_job(store, library, begin_next(store), Status.FINISHED, kept=False)
    first = library.ask(run.id, Kind.PREDICT, "a", {"file": "x"})
    assert library.ask(run.id, Kind.PREDICT, "a").id == first.id
    assert first.request == {"file": "x"}
    library.ask(run.id, Kind.EXPORT, "b")
    begin_next(store)
    assert store.write(lambda c: queue.claim(c, lambda _: "1" * 12, list(Kind))) is None


def test_renames_notes_and_pins_are_kept_in_the_row_and_in_the_folder(
    library: Library, home: Path, submit: Submit
) -> None:
    run = submit()
    library.rename(run.id, "best of May")
    library.annotate(run.id, "with calendar")
    library.pin(run.id, True)
    stored = library.run(run.id)
    assert (stored.name, stored.note, stored.pinned) == ("best of May", "with calendar", True)
    assert '"best of May"' in Artifacts(home).run_file(run.id).read_text()


def test_events_are_read_from_where_one_left_off(store: Store, library: Library, submit: Submit) -> None:
    run = submit()
    happened = [Event(seq=n, kind="epoch", values={"epoch": n, "loss": None}) for n in range(1, 3_001)]
    store.write(lambda c: journal.append(c, run.id, happened))
    assert library.events(run.id, after=2_998) == happened[2_998:]
    assert library.events(run.id) == happened
    store.write(lambda c: journal.append(c, run.id, happened[-5:]))
    assert library.events(run.id, after=3_000) == [], "what is stored already is not stored again"


def test_space_is_told_by_run_and_by_dataset(library: Library, dataset: DatasetRow, submit: Submit) -> None:
    run = submit()
    before = library.space()
    (library.folder(run.id) / WEIGHTS).write_bytes(b"0" * 12_345)
    after = library.space()
    assert after.runs[run.id] - before.runs[run.id] == 12_345
    assert after.total == sum(after.runs.values()) + sum(after.datasets.values())
    assert after.datasets[dataset.id] > dataset.bytes
    assert after.free > 0


def test_an_evaluation_is_read_once_it_is_done(store: Store, library: Library, submit: Submit) -> None:
    run = submit()
    end_job(store, library, begin_next(store), Status.FINISHED)
    (library.folder(run.id) / EVALUATION).write_text('{"verdict": "half"}')
    assert library.evaluation(run.id) is None
    end_job(store, library, begin_next(store), Status.FINISHED)
    assert library.evaluation(run.id) == {"verdict": "half"}


def test_every_status_has_a_word_and_a_sentence() -> None:
    assert all(status.label and status.text for status in Status)


def test_a_full_disk_refuses_the_run_and_leaves_nothing_of_it(
    library: Library, dataset: DatasetRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.runs.library.write_json", full)
    with pytest.raises(RunError, match="No space left"):
        library.submit(experiment(), dataset.id, name="run", key="k")
    assert library.runs() == library.queue() == []


def test_a_run_of_another_version_is_left_out_with_a_reason_and_costs_no_other(
    store: Store, library: Library, submit: Submit
) -> None:
    """Cause: one stored experiment that no longer validated kept every run from being listed."""
    good, strange, later = submit("good"), submit("strange"), submit("later")
    text = experiment().model_dump_json().replace('"lookback":4', '"lookback":4,"wings":2')
    table = tables.runs
    store.write(lambda c: c.execute(table.update().where(table.c.id == strange.id).values(experiment=text)))
    assert library.runs() == [later, good]
    (left_out,) = library.left_out()
    assert (left_out.id, left_out.name) == (strange.id, "strange")
    assert "strange" in left_out.finding.title
    assert "examples.wings" in left_out.finding.text
    with pytest.raises(RunError, match=r"examples\.wings"):
        library.run(strange.id)
    library.rename(strange.id, "still strange")
    library.delete(strange.id)
    assert library.left_out() == []
    assert library.runs() == [later, good]
