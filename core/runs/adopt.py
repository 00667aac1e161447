"""A model that comes back: a bundle becomes a run again, where the file it learned from is here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from core.data.joined import fingerprint
from core.errors import BundleError, RunError
from core.examples import fitting
from core.export.bundle import Bundle, read_bundle
from core.files import write_json
from core.runs import journal, queue, tables
from core.runs.artifacts import new_id
from core.runs.library import Library
from core.runs.records import DatasetRow, Event, Run
from core.runs.status import Kind, Status
from core.runs.view import now
from core.text import say
from core.training.kept import write_kept

__all__ = ["bundle_to_run", "dataset_of"]


def bundle_to_run(library: Library, source: Path | bytes) -> Run:
    """The bundle as a finished run, soon judged on its own file; the same bundle again is the same run.

    Call `core.runs.wake.wake` afterwards. Raises BundleError for what is no bundle and where its
    data are not here (it can still predict on other files), RunError when it cannot be saved.
    """
    raw = source if isinstance(source, bytes) else source.read_bytes()
    bundle = read_bundle(raw)
    dataset = dataset_of(library, bundle)
    if dataset is None:
        data = bundle.experiment.data
        sha256 = ", ".join((source.sha256 or "–")[:12] for source in data.sources)
        raise BundleError("bundle_without_data", file=data.file, sha256=sha256)
    key = f"bundle/{hashlib.sha256(raw).hexdigest()}"
    known = _by_key(library, key)
    if known:
        return known
    row = _row(library, bundle, dataset, key)
    try:
        _write(library, bundle, row)
    except OSError as problem:
        library.store.artifacts.forget_run(row["id"])
        raise RunError("cannot_save", what=row["name"], reason=str(problem.strerror)) from problem
    library.store.write(lambda connection: _insert(connection, library, bundle, row))
    return library.run(row["id"])


def dataset_of(library: Library, bundle: Bundle) -> DatasetRow | None:
    """The file the model learned from, read (and joined) as it was then; None when it is not in the library."""
    data = bundle.experiment.data
    sha256, reading = fingerprint(data.sources, data.join), data.sources[0].reading
    same = (row for row in library.datasets() if row.sha256 == sha256 and row.reading == reading)
    return next(same, None)


def _by_key(library: Library, key: str) -> Run | None:
    table = tables.runs
    rows = library.store.read(select(table.c.id).where(table.c.owner == library.owner, table.c.key == key))
    return library.run(rows[0].id) if rows else None


def _row(library: Library, bundle: Bundle, dataset: DatasetRow, key: str) -> dict[str, Any]:
    """What `run.json` says of a run."""
    preset = bundle.experiment.model.preset
    return {
        "id": new_id(),
        "owner": library.owner,
        "dataset": dataset.id,
        "key": key,
        "name": bundle.name or (say(f"presets.{preset}.title") if preset else dataset.name),
        "note": say("adopted.note"),
        "pinned": False,
        "created": now(),
        "experiment": bundle.experiment.model_dump(mode="json"),
    }


def _write(library: Library, bundle: Bundle, row: Mapping[str, Any]) -> None:
    """The files of the run, all that a rebuilt database needs among them. Raises OSError."""
    artifacts = library.store.artifacts
    folder = artifacts.run(row["id"])
    folder.mkdir(parents=True)
    fitting.save(bundle.fitted, folder)
    write_kept(folder, bundle.kept)
    lines = journal.Journal(artifacts.journal(row["id"]))
    for event in _events(bundle):
        lines.write(event)
    lines.close()
    write_json(artifacts.run_file(row["id"]), row)


def _events(bundle: Bundle) -> tuple[Event, ...]:
    """Of the training only the kept epoch is known."""
    kept = bundle.kept
    losses = {"loss": None, "val_loss": None} | {kept.monitor: kept.value}
    best = {"best_epoch": kept.epoch, "best": kept.value, "seconds": None, "patience_left": None}
    return (Event(seq=1, kind="epoch", values={"epoch": kept.epoch, **losses, **best}),)


def _insert(connection: Connection, library: Library, bundle: Bundle, row: Mapping[str, Any]) -> None:
    """The run, a training that is over, and the judgement to come, in one transaction."""
    stored = {**row, "experiment": json.dumps(row["experiment"]), "status": Status.FINISHED}
    connection.execute(tables.runs.insert(), stored)
    train = queue.enqueue(connection, library.owner, row["id"], Kind.TRAIN, key=f"{row['id']}/train/0")
    job = connection.execute(select(tables.jobs).where(tables.jobs.c.id == train)).one()
    journal.append(connection, row["id"], _events(bundle))
    queue.end(connection, job, Status.FINISHED, None, kept=True)
    journal.note_status(library.store.artifacts.journal(row["id"]), job, Status.FINISHED)
