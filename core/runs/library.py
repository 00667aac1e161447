"""Everything one owner may see and do: the only thing a page ever holds of the store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.dialects.sqlite import insert

from core.errors import RunError
from core.examples.deliberate import refuse
from core.experiment import Experiment
from core.files import write_json
from core.runs import journal, queue, tables
from core.runs.artifacts import EVALUATION, new_id, size
from core.runs.codec import event_of, job_of, run_of, run_or_left_out
from core.runs.records import Event, Job, LeftOut, Run, Space
from core.runs.status import ACTIVE, Kind, Status
from core.runs.studied import Studies, newest_own_job
from core.runs.view import now


class Library(Studies):
    """Datasets, drafts and runs of one owner. Every id of somebody else reads like a missing one.

    Nothing here starts a process: after `submit`, `resume`, `stop` or `ask`, call
    `core.runs.wake.wake(home)`.
    """

    def submit(
        self,
        experiment: Experiment,
        dataset_id: str,
        *,
        name: str,
        key: str,
        kind: Kind = Kind.TRAIN,
        study: str | None = None,
    ) -> Run:
        """A run and its job in one transaction. The same `key` again gives the same run.

        A run for a probe (`core.runs.probes`), or of a study (`core.runs.studied`), is none of `runs`. Raises
        SettingsError for one that leaks on purpose and is part of no study.
        """
        known = self.by_key(key)
        if known:
            return known
        if study is None:
            refuse(experiment.split)
        self.dataset(dataset_id)
        row: dict[str, Any] = {"id": new_id(), "owner": self.owner, "dataset": dataset_id, "name": name, "key": key}
        row |= {"note": "", "pinned": False, "created": now(), "experiment": experiment.model_dump(mode="json")}
        row |= {"study": study}
        self._describe({**row, "purpose": kind})
        stored = {**row, "experiment": experiment.model_dump_json(), "status": Status.QUEUED}

        def add(connection: Connection) -> None:
            self._row(tables.datasets, dataset_id, "no_dataset", connection)
            if connection.execute(insert(tables.runs).values(stored).on_conflict_do_nothing()).rowcount:
                queue.enqueue(connection, self.owner, row["id"], kind, key=f"{row['id']}/{kind}/0")

        self.store.write(add)
        run = self.by_key(key)
        assert run is not None
        if run.id != row["id"]:  # another tab was first
            self._artifacts.forget_run(row["id"])
        return run

    def runs(self) -> list[Run]:
        """Newest first, without those of `left_out` and of studies."""
        return [run for run in self._shelf(tables.runs.c.study.is_(None)) if isinstance(run, Run)]

    def left_out(self) -> list[LeftOut]:
        """The runs whose settings this version cannot read, newest first; they can be deleted."""
        return [run for run in self._shelf() if isinstance(run, LeftOut)]

    def run(self, id: str) -> Run:
        """Raises RunError for one of `left_out`."""
        return run_of(self._row(tables.runs, id, "no_run"))

    def rename(self, id: str, name: str) -> None:
        self._change(id, name=name)

    def annotate(self, id: str, note: str) -> None:
        self._change(id, note=note)

    def pin(self, id: str, pinned: bool) -> None:
        refuse(self.run(id).experiment.split)
        self._change(id, pinned=pinned)

    def delete(self, id: str) -> None:
        """The run, all its files, jobs of it that wait, and the studies about it.

        Raises RunError while one of these runs is at work.
        """
        self._row(tables.runs, id, "no_run")
        self._delete(self._with_studies(id))

    def stop(self, id: str) -> None:
        """Training ends within seconds and keeps its best weights; a run that waits does not begin.

        A run that is over stays as it is.
        """

        def ask(connection: Connection) -> None:
            self._row(tables.runs, id, "no_run", connection)
            self._end_or_ask(connection, newest_own_job(connection, id))

        self.store.write(ask)

    def remove_from_queue(self, id: str) -> None:
        """Raises RunError when its training has begun: that is `stop`."""

        def remove(connection: Connection) -> None:
            row = self._row(tables.runs, id, "no_run", connection)
            job = newest_own_job(connection, id)
            if job.status != Status.QUEUED:
                raise RunError("not_waiting", name=row.name)
            self._end_or_ask(connection, job)

        self.store.write(remove)

    def resume(self, id: str) -> Run:
        """Go on exactly where training ended: a new train job. Asking twice is asking once.

        A probe begins anew. Raises RunError for a run that came to its end.
        """

        def again(connection: Connection) -> None:
            row = self._row(tables.runs, id, "no_run", connection)
            if Status(row.status) is Status.FINISHED:
                raise RunError("nothing_to_resume", name=row.name)
            if Status(row.status) is Status.QUEUED or Status(row.status).active:
                return
            kind = Kind(newest_own_job(connection, id).kind)
            jobs = tables.jobs
            connection.execute(jobs.delete().where(jobs.c.run == id, jobs.c.status == Status.QUEUED))
            queue.enqueue(connection, self.owner, id, kind, f"{id}/{kind}/{new_id()}")
            journal.note_status(self._artifacts.journal(id), newest_own_job(connection, id), Status.QUEUED)

        self.store.write(again)
        return self.run(id)

    def ask(self, run_id: str, kind: Kind, key: str, request: Mapping[str, Any] | None = None) -> Job:
        """Another job for a run: evaluate again, predict, export. The same `key` gives the same job."""

        def enqueue(connection: Connection) -> str:
            self._row(tables.runs, run_id, "no_run", connection)
            return queue.enqueue(connection, self.owner, run_id, kind, f"{run_id}/{kind}/{key}", request)

        return self.job(self.store.write(enqueue))

    def job(self, id: str) -> Job:
        return job_of(self._row(tables.jobs, id, "no_job"))

    def jobs(self, run_id: str) -> list[Job]:
        """Every job of a run, oldest first: its trainings, evaluations …"""
        self._row(tables.runs, run_id, "no_run")
        table = tables.jobs
        query = select(table).where(table.c.run == run_id, table.c.owner == self.owner).order_by(table.c.seq)
        return [job_of(row) for row in self.store.read(query)]

    def queue(self) -> list[Job]:
        """The owner's jobs that are at work, then those that wait in the order of their turns."""
        table = tables.jobs
        alive = table.c.status.in_((*ACTIVE, Status.QUEUED))
        order = ((table.c.status == Status.QUEUED), table.c.priority.desc(), table.c.seq)
        query = select(table).where(table.c.owner == self.owner, alive).order_by(*order)
        return [job_of(row) for row in self.store.read(query)]

    def events(self, run_id: str, after: int = 0) -> list[Event]:
        """What happened after event number `after`, in order: ask for the rest with the last `seq` seen."""
        table, runs = tables.events, tables.runs
        query = (
            select(table.c.seq, table.c.kind, table.c["values"])
            .join(runs, runs.c.id == table.c.run)
            .where(table.c.run == run_id, table.c.seq > after, runs.c.owner == self.owner)
            .order_by(table.c.seq)
        )
        return [event_of(row) for row in self.store.read(query)]

    def evaluation(self, run_id: str) -> dict[str, Any] | None:
        """What evaluation.json says of the kept weights; None before they were judged."""
        run = self.run(run_id)
        if not run.evaluated:
            return None
        return dict(json.loads((self.folder(run_id) / EVALUATION).read_text("utf-8")))

    def folder(self, run_id: str) -> Path:
        """Where the files of a run lie."""
        return self._artifacts.run(self._row(tables.runs, run_id, "no_run").id)

    def space(self) -> Space:
        """What the owner's datasets and runs take on disk."""
        datasets = {row.id: size(self._artifacts.dataset(row.id)) for row in self.datasets()}
        query = select(tables.runs.c.id).where(tables.runs.c.owner == self.owner)
        runs = {row.id: size(self._artifacts.run(row.id)) for row in self.store.read(query)}
        free = shutil.disk_usage(self._artifacts.home).free
        return Space(datasets=datasets, runs=runs, total=sum(datasets.values()) + sum(runs.values()), free=free)

    def _shelf(self, *which: ColumnElement[bool]) -> list[Run | LeftOut]:
        table, jobs = tables.runs, tables.jobs
        probes = select(jobs.c.run).where(jobs.c.owner == self.owner, jobs.c.kind == Kind.PROBE)
        own = (table.c.owner == self.owner, table.c.id.not_in(probes))
        query = select(table).where(*own, *which).order_by(table.c.seq.desc())
        return [run_or_left_out(row) for row in self.store.read(query)]

    def by_key(self, key: str) -> Run | None:
        """The run that was submitted with this key."""
        table = tables.runs
        rows = self.store.read(select(table).where(table.c.owner == self.owner, table.c.key == key))
        return run_of(rows[0]) if rows else None

    def _change(self, id: str, **changes: object) -> None:
        """In the database, and in the file from which it can be made again."""
        self._row(tables.runs, id, "no_run")
        self.store.write(lambda c: c.execute(tables.runs.update().where(tables.runs.c.id == id).values(changes)))
        row = self._row(tables.runs, id, "no_run")
        self._describe({**row._mapping, "experiment": json.loads(row.experiment)})

    def _describe(self, row: Mapping[str, Any]) -> None:
        names = ("id", "owner", "dataset", "key", "name", "note", "pinned", "created", "experiment", "purpose", "study")
        try:
            write_json(self._artifacts.run_file(row["id"]), {name: row[name] for name in names if name in row})
        except OSError as problem:
            raise RunError("cannot_save", what=row["name"], reason=str(problem.strerror)) from problem
