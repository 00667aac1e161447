"""Looking for a learning rate: a job of the kind probe, in a run of its own that nobody lists.

One set of settings has one probe, whoever asks and however often; its result is the same each time.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Row, select

from core.experiment import Experiment
from core.runs import tables
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.text import say
from core.training.rates import Sweep, read_sweep, sought

__all__ = ["KEPT", "ask_probe", "probe_of", "sweep_of"]

KEPT = 20
"""Probes that stay on disk; the results of older ones are looked for again when they are wanted."""


def ask_probe(library: Library, experiment: Experiment, dataset_id: str) -> Run:
    """The probe of these settings, put in the queue unless it waits, is at work, or has its result.

    Call `core.runs.wake.wake` afterwards.
    """
    settings = sought(experiment)
    run = library.submit(settings, dataset_id, name=say("probes.name"), key=_key(settings, dataset_id), kind=Kind.PROBE)
    _forget_old(library)
    return run if run.active or run.status is Status.FINISHED else library.resume(run.id)


def probe_of(library: Library, experiment: Experiment, dataset_id: str) -> Run | None:
    """The probe of these settings, None when nobody has asked for it."""
    table = tables.runs
    key = _key(sought(experiment), dataset_id)
    rows = library.store.read(select(table.c.id).where(table.c.owner == library.owner, table.c.key == key))
    return library.run(rows[0].id) if rows else None


def sweep_of(library: Library, run: Run) -> Sweep:
    """What a finished probe has found."""
    return read_sweep(library.folder(run.id))


def _key(settings: Experiment, dataset_id: str) -> str:
    return f"probe/{dataset_id}/{hashlib.sha256(settings.model_dump_json().encode()).hexdigest()[:32]}"


def _forget_old(library: Library) -> None:
    table, jobs = tables.runs, tables.jobs
    probes = select(jobs.c.run).where(jobs.c.owner == library.owner, jobs.c.kind == Kind.PROBE)
    rows: list[Row[tuple[str, str]]] = library.store.read(
        select(table.c.id, table.c.status).where(table.c.id.in_(probes)).order_by(table.c.seq.desc())
    )
    over = (row.id for row in rows[KEPT:] if not (Status(row.status).waits or Status(row.status).active))
    for id in over:
        library.delete(id)
