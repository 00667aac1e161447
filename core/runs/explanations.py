"""What is worked out about a judged run on demand: a job of the kind explain, its result a file of the run.

One analysis with one set of settings is one job, whoever asks and however often. A run that was resumed or
judged anew has new weights, so what was worked out before counts no longer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from core.files import write_json
from core.runs import queue, tables
from core.runs.artifacts import EVALUATION
from core.runs.journal import EXPLAINED
from core.runs.library import Library
from core.runs.records import Job
from core.runs.status import Kind, Status
from core.runs.told import plain
from core.spec import record

__all__ = [
    "Progress",
    "ask_explanation",
    "explanation_of",
    "file_of",
    "file_of_job",
    "progress_of",
    "stop_explanation",
    "write_result",
]


@record
class Progress:
    """`done` of so many steps; `left` seconds, None before anything is known."""

    done: int
    of: int
    left: float | None


def file_of(library: Library, run_id: str, what: str, settings: Mapping[str, Any]) -> Path:
    """Where the result stands once it is there. Raises FileNotFoundError for a run that was never judged."""
    return library.folder(run_id) / f"explain-{_key(library, run_id, what, settings)}.json"


def explanation_of(library: Library, run_id: str, what: str, settings: Mapping[str, Any]) -> Job | None:
    """The newest job of this analysis, None when nobody has asked for it since the run was judged."""
    start = f"{run_id}/{Kind.EXPLAIN}/{_key(library, run_id, what, settings)}/"
    table = tables.jobs
    mine = (table.c.owner == library.owner, table.c.run == run_id, table.c.key.startswith(start, autoescape=True))
    rows = library.store.read(select(table.c.id).where(*mine).order_by(table.c.seq.desc()).limit(1))
    return library.job(rows[0].id) if rows else None


def ask_explanation(library: Library, run_id: str, what: str, settings: Mapping[str, Any]) -> Job:
    """The job of this analysis: put in the queue unless it waits, is at work, or has its result.

    Call `core.runs.wake.wake` afterwards.
    """
    before = explanation_of(library, run_id, what, settings)
    there = before is not None and (before.status.waits or before.status.active)
    if before and (there or (before.status is Status.FINISHED and file_of(library, run_id, what, settings).exists())):
        return before
    attempt = int(before.key.rpartition("/")[2]) + 1 if before else 0
    key = f"{_key(library, run_id, what, settings)}/{attempt}"
    return library.ask(run_id, Kind.EXPLAIN, key, {"what": what, **settings})


def stop_explanation(library: Library, job_id: str) -> None:
    """It ends within a second; one that waits does not begin. One that is over stays as it is."""
    library.job(job_id)  # raises NotFoundError for somebody else's

    def ask(connection: Connection) -> None:
        row = connection.execute(select(tables.jobs).where(tables.jobs.c.id == job_id)).one()
        queue.ask_to_stop(connection, row)

    library.store.write(ask)


def progress_of(library: Library, job: Job) -> Progress | None:
    """How far a job that is at work has come; None before it has told."""
    table = tables.events
    rows = library.store.read(select(table.c["values"]).where(table.c.run == job.run, table.c.kind == EXPLAINED))
    told = [values for values in (json.loads(row[0]) for row in rows) if values["job"] == job.id]
    if not told:
        return None
    done, of, seconds = (told[-1][name] for name in ("done", "of", "seconds"))
    return Progress(done=done, of=of, left=seconds / done * (of - done) if done else None)


def file_of_job(folder: Path, job: Job) -> Path:
    """Where a job of a run's folder leaves its result, though the run may have been judged anew meanwhile."""
    return folder / f"explain-{job.key.split('/')[2]}.json"


def write_result(file: Path, result: Mapping[str, Any]) -> None:
    """A result beside its run, NaN as null; what was worked out for other weights goes. Raises OSError."""
    write_json(file, plain(dict(result)))
    judgement = file.name.rpartition("-")[0]
    for path in file.parent.glob("explain-*.json"):
        if path.name.rpartition("-")[0] != judgement:
            path.unlink(missing_ok=True)


def _key(library: Library, run_id: str, what: str, settings: Mapping[str, Any]) -> str:
    """The judgement it is about, then the analysis and its settings."""
    judged = (library.folder(run_id) / EVALUATION).stat().st_mtime_ns
    asked = json.dumps({"what": what, **settings}, sort_keys=True)
    return f"{judged:x}-{hashlib.sha256(asked.encode()).hexdigest()[:20]}"
