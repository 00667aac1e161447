"""The shelf of uploaded files, and of drafts made from them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from core.data.table import Table, load, save
from core.errors import RunError
from core.files import write_atomically, write_json
from core.runs import tables
from core.runs.artifacts import new_id
from core.runs.codec import dataset_of
from core.runs.records import DatasetRow
from core.runs.status import ACTIVE
from core.runs.view import View, now


class Datasets(View):
    """Datasets: one row per file and way of reading it, or per files and way of joining them. Drafts: what is on
    somebody's screen."""

    def add_dataset(self, name: str, table: Table, *originals: Path) -> DatasetRow:
        """Copy the file once and keep the table beside it; the same file read the same way is one dataset.

        So are the same files joined the same way; `originals` are as many as the table has sources.
        Raises RunError (disk full …). The files come first, the row last.
        """
        sha256, reading = table.sha256 or _sha256(originals[0]), table.reading.model_dump_json()
        known = self._same(sha256, reading)
        if known:
            return known
        row = DatasetRow(
            id=new_id(),
            owner=self.owner,
            name=name,
            created=now(),
            sha256=sha256,
            reading=table.reading,
            rows=len(table.frame),
            columns=table.frame.shape[1],
            bytes=sum(original.stat().st_size for original in originals),
        )
        try:
            for at, original in enumerate(originals):
                self._copy(original, table.sources[at].sha256 if table.sources else sha256, row.id, at)
            save(table, self._artifacts.table(row.id))
            described = {**row.__dict__, "reading": row.reading.model_dump(mode="json")}
            write_json(self._artifacts.dataset_file(row.id), described)
        except OSError as problem:
            self._artifacts.forget_dataset(row.id)
            raise RunError("cannot_save", what=name, reason=str(problem.strerror)) from problem
        values = {**row.__dict__, "reading": reading}
        stored = self.store.write(lambda c: c.execute(insert(tables.datasets).values(values).on_conflict_do_nothing()))
        if not stored.rowcount:  # another tab was first
            self._artifacts.forget_dataset(row.id)
        return self._same(sha256, reading) or row

    def datasets(self) -> list[DatasetRow]:
        """Newest first."""
        table = tables.datasets
        query = select(table).where(table.c.owner == self.owner).order_by(table.c.seq.desc())
        return [dataset_of(row) for row in self.store.read(query)]

    def dataset(self, id: str) -> DatasetRow:
        return dataset_of(self._row(tables.datasets, id, "no_dataset"))

    def table(self, id: str) -> Table:
        return load(self._artifacts.table(self.dataset(id).id))

    def original(self, id: str, at: int = 0) -> Path:
        """The file as it was uploaded; of files that were joined the one at this place."""
        return self._artifacts.original(self.dataset(id).id, at)

    def delete_dataset(self, id: str, with_runs: bool = False) -> None:
        """Raises RunError while runs use it, unless they go too; always while one of those is at work."""

        def delete(connection: Connection) -> list[str]:
            row = self._row(tables.datasets, id, "no_dataset", connection)
            runs = tables.runs
            used = connection.execute(select(runs.c.id, runs.c.study).where(runs.c.dataset == id)).all()
            if used and not with_runs:
                seen = sum(run.study is None for run in used)
                raise RunError("dataset_in_use", name=row.name, runs=seen)
            for run in used:
                refuse_while_active(connection, run.id)
            connection.execute(runs.delete().where(runs.c.dataset == id))
            connection.execute(tables.datasets.delete().where(tables.datasets.c.id == id))
            return [run.id for run in used]

        for run in self.store.write(delete):
            self._artifacts.forget_run(run)
        self._artifacts.forget_dataset(id)

    def save_draft(self, id: str, content: dict[str, Any]) -> None:
        """In the database, and in a file from which it comes back. Raises NotFoundError for another's id."""
        table = tables.drafts
        values = {"id": id, "owner": self.owner, "content": json.dumps(content, allow_nan=False), "changed": now()}
        fresh = insert(table).values(values)
        changed = {"content": fresh.excluded.content, "changed": fresh.excluded.changed}
        upsert = fresh.on_conflict_do_update(index_elements=["id"], set_=changed, where=table.c.owner == self.owner)
        self.store.write(lambda c: c.execute(upsert))
        self._row(table, id, "no_draft")
        try:
            write_json(self._artifacts.draft(self.owner, id), values)
        except OSError as problem:
            raise RunError("cannot_save", what=id, reason=str(problem.strerror)) from problem

    def draft(self, id: str) -> dict[str, Any] | None:
        """None when there is none, or when it is somebody else's."""
        table = tables.drafts
        rows = self.store.read(select(table.c.content).where(table.c.id == id, table.c.owner == self.owner))
        return dict(json.loads(rows[0].content)) if rows else None

    def _same(self, sha256: str, reading: str) -> DatasetRow | None:
        table = tables.datasets
        same = (table.c.owner == self.owner, table.c.sha256 == sha256, table.c.reading == reading)
        rows = self.store.read(select(table).where(*same))
        return dataset_of(rows[0]) if rows else None

    def _copy(self, original: Path, sha256: str | None, dataset: str, at: int) -> None:
        """A file that is here already, read another way or alone, takes no second copy of its bytes."""
        target = self._artifacts.original(dataset, at)
        twin = next((d.id for d in self.datasets() if d.sha256 == sha256), None)
        if twin and self._artifacts.original(twin).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._artifacts.original(twin), target)
            return
        with original.open("rb") as source:
            write_atomically(target, lambda file: shutil.copyfileobj(source, file, 1 << 20))


def refuse_while_active(connection: Connection, run: str) -> None:
    """Raises RunError while a worker has a job of this run."""
    at_work = select(tables.jobs.c.id).where(tables.jobs.c.run == run, tables.jobs.c.status.in_(ACTIVE))
    if connection.execute(at_work).first():
        name = connection.execute(select(tables.runs.c.name).where(tables.runs.c.id == run)).scalar_one()
        raise RunError("run_active", name=name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
