"""How a job moves from status to status. Each function is one step within a caller's transaction.

queued → starting (claimed) → running → finished | stopped | failed; stopping on the way when asked.
A job whose worker died is `interrupted`, or waits again when it had not begun.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.findings import Finding
from core.runs.artifacts import new_id
from core.runs.status import ACTIVE, OWN, Kind, Status
from core.runs.tables import jobs, runs
from core.runs.told import finding_to_json

_PRIORITY = {
    Kind.TRAIN: 0,
    Kind.EVALUATE: 10,
    **dict.fromkeys((Kind.PREDICT, Kind.EXPORT, Kind.PROBE, Kind.EXPLAIN), 20),
}
"""What follows a run, or what a person waits for, comes before the next training."""

_BEHIND = {Kind.TRAIN: 20, Kind.EVALUATE: 20}
"""How far the trainings and evaluations of a study stand behind: every single run comes first."""


def enqueue(
    connection: Connection, owner: str, run: str, kind: Kind, key: str, request: Mapping[str, Any] | None = None
) -> str:
    """The id of the job of this key: a new one, or the one that is there already."""
    known = connection.execute(select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.key == key)).scalar()
    if known:
        return str(known)
    job = new_id()
    priority = _PRIORITY[kind] - (_BEHIND.get(kind, 0) if _of_a_study(connection, run) else 0)
    row = {"id": job, "owner": owner, "run": run, "kind": kind, "key": key, "priority": priority}
    connection.execute(jobs.insert(), {**row, "status": Status.QUEUED, "request": json.dumps(dict(request or {}))})
    if kind in OWN:
        _mirror(connection, run, status=Status.QUEUED, finding=None)
    return job


def claim(connection: Connection, choose: Callable[[Row[Any]], str], kinds: Collection[Kind]) -> Row[Any] | None:
    """Give the next job of these kinds to the worker that `choose` names for it; None when no job can begin.

    Higher priority first; then the owner whose last turn is longest ago; then the order of
    arrival. A run has one job at work at a time.
    """
    busy = select(jobs.c.run).where(jobs.c.status.in_(ACTIVE))
    turns = select(jobs.c.owner, func.max(jobs.c.turn).label("turn")).group_by(jobs.c.owner).subquery()
    query = (
        select(jobs)
        .join(turns, turns.c.owner == jobs.c.owner)
        .where(jobs.c.status == Status.QUEUED, jobs.c.run.not_in(busy), jobs.c.kind.in_(kinds))
        .order_by(jobs.c.priority.desc(), func.coalesce(turns.c.turn, 0), jobs.c.seq)
        .limit(1)
    )
    job = connection.execute(query).one_or_none()
    if job is None:
        return None
    give(connection, job, choose(job))
    return connection.execute(select(jobs).where(jobs.c.id == job.id)).one()


def give(connection: Connection, job: Row[Any], worker: str) -> None:
    """A waiting job is a worker's from now on."""
    turn = (connection.execute(select(func.max(jobs.c.turn))).scalar() or 0) + 1
    _set(connection, job, status=Status.STARTING, worker=worker, turn=turn, attempts=job.attempts + 1)


def begin(connection: Connection, job: Row[Any]) -> None:
    """The worker is there. A stop asked for meanwhile stays asked for."""
    if job.status == Status.STARTING:
        _set(connection, job, status=Status.RUNNING)
    if job.kind == Kind.TRAIN:
        _mirror(connection, job.run, evaluated=False)


def ask_to_stop(connection: Connection, job: Row[Any]) -> None:
    """A waiting job is stopped at once; a working one is asked."""
    if job.status == Status.QUEUED:
        _set(connection, job, status=Status.STOPPED)
    elif Status(job.status).active:
        _set(connection, job, status=Status.STOPPING, want="stop")


def wait_again(connection: Connection, job: Row[Any]) -> None:
    """Back to the queue: its worker died before it began."""
    _set(connection, job, status=Status.QUEUED, worker=None)


def end(connection: Connection, job: Row[Any], status: Status, finding: Finding | None, kept: bool) -> None:
    """The job is over. A training that left weights (`kept`) is followed by its evaluation.

    An interrupted training is not: it is there to be resumed.
    """
    _set(connection, job, status=status, finding=finding_to_json(finding), worker=None)
    if job.kind == Kind.TRAIN and kept and status is not Status.INTERRUPTED:
        enqueue(connection, job.owner, job.run, Kind.EVALUATE, key=f"{job.id}/evaluate")
    if job.kind == Kind.EVALUATE and status is Status.FINISHED:
        _mirror(connection, job.run, evaluated=True)


def _of_a_study(connection: Connection, run: str) -> bool:
    return connection.execute(select(runs.c.study).where(runs.c.id == run)).scalar() is not None


def _set(connection: Connection, job: Row[Any], **changes: object) -> None:
    connection.execute(jobs.update().where(jobs.c.id == job.id).values(changes))
    shown = {name: changes[name] for name in ("status", "finding") if name in changes}
    if job.kind in OWN and shown:
        _mirror(connection, job.run, **shown)


def _mirror(connection: Connection, run: str, **changes: object) -> None:
    """The run shows what the newest job it is there for shows."""
    connection.execute(runs.update().where(runs.c.id == run).values(changes))
