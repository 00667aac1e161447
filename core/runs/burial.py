"""What becomes of a job whose worker is no longer there."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Connection, Row, select

from core.findings import Finding
from core.runs import failures, journal, queue
from core.runs.database import Database
from core.runs.status import Kind, Status
from core.runs.tables import jobs, runs
from core.runs.told import finding_to_json

ATTEMPTS = 3
"""How often a job is begun that dies before its work, or whose work can be done again at no loss."""


def bury(database: Database, job: Row[Any], hung: float | None = None) -> None:
    """Store how a job ended, or let it wait again. Call it after its worker's lock was seen free.

    `hung` = the seconds without a sign of life, when that is why the worker was ended.
    What the worker wrote into its journal and no longer into the database is caught up.
    """
    folder = database.artifacts.run(job.run)
    happened = [event for event in journal.lines(database.artifacts.journal(job.run)) if event.kind != journal.STATUS]

    def settle(connection: Connection) -> tuple[Status, Finding | None] | None:
        row = connection.execute(select(jobs).where(jobs.c.id == job.id)).one_or_none()
        if row is None or row.worker != job.worker or not Status(row.status).active:
            return None  # it told its end itself, and left
        journal.append(connection, row.run, happened)
        if row.want != "stop" and row.attempts < ATTEMPTS and (row.status == Status.STARTING or row.kind != Kind.TRAIN):
            queue.wait_again(connection, row)
            return None
        ending = _ending(connection, row)
        queue.end(connection, row, *ending, kept=database.artifacts.kept(row.run))
        return ending

    def _ending(connection: Connection, row: Row[Any]) -> tuple[Status, Finding | None]:
        if row.want == "stop":
            return Status.STOPPED, None
        if row.status == Status.STARTING:
            return Status.FAILED, failures.false_start(row.attempts, folder)
        if hung is not None:
            return Status.INTERRUPTED, failures.hang(hung)
        epochs = connection.execute(select(runs.c.epochs_done).where(runs.c.id == row.run)).scalar_one()
        return Status.INTERRUPTED, failures.interruption(epochs)

    ending = database.write(settle, attempts=1)
    if ending:
        with contextlib.suppress(OSError):  # a full disk; the row is stored
            journal.note_status(database.artifacts.journal(job.run), job, ending[0], finding_to_json(ending[1]))
    database.artifacts.worker_lock(job.worker).unlink(missing_ok=True)
