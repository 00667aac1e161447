"""Studies: many runs with one purpose, as the folds of a backtest are. They are found, stopped and deleted as one.

The runs of a study are ordinary runs that name it: `study` is `<kind>/<the run it is about>/<what makes it this
one>`, so that what is about a run is found by its beginning and goes when that run goes. `Library.runs` leaves
them out, and whatever is asked for by itself comes before them in the queue.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from core.runs import journal, queue
from core.runs.codec import run_of
from core.runs.datasets import Datasets, refuse_while_active
from core.runs.records import Run
from core.runs.status import OWN, Status
from core.runs.tables import jobs, runs


class Studies(Datasets):
    """The studies of one owner; an id that names none has no runs."""

    def study(self, id: str) -> list[Run]:
        """Its runs in the order in which they were submitted."""
        return [run_of(row) for row in self.store.read(select(runs).where(self._of_study(id)).order_by(runs.c.seq))]

    def studies(self, prefix: str) -> list[str]:
        """The studies whose id begins so, newest first: `backtest/<run>/` finds the backtests of a run."""
        newest = func.max(runs.c.seq)
        beginning = runs.c.study.startswith(prefix, autoescape=True)
        query = select(runs.c.study, newest).where(runs.c.owner == self.owner, beginning)
        return [row.study for row in self.store.read(query.group_by(runs.c.study).order_by(newest.desc()))]

    def stop_study(self, id: str) -> None:
        """Every run of it that waits does not begin, and those at work end within seconds, as `Library.stop` does."""

        def ask(connection: Connection) -> None:
            for run in connection.execute(select(runs.c.id).where(self._of_study(id))).scalars().all():
                self._end_or_ask(connection, newest_own_job(connection, run))

        self.store.write(ask)

    def delete_study(self, id: str) -> None:
        """All runs of it with their files. Raises RunError while one is at work."""
        self._delete(self._of_study(id))

    def _of_study(self, id: str) -> ColumnElement[bool]:
        return (runs.c.owner == self.owner) & (runs.c.study == id)

    def _with_studies(self, run: str) -> ColumnElement[bool]:
        """A run and those of the studies that are about it."""
        about = or_(runs.c.study.endswith(f"/{run}"), runs.c.study.contains(f"/{run}/"))
        return (runs.c.owner == self.owner) & or_(runs.c.id == run, about)

    def _delete(self, which: ColumnElement[bool]) -> None:
        def remove(connection: Connection) -> list[str]:
            found = list(connection.execute(select(runs.c.id).where(which)).scalars())
            for run in found:
                refuse_while_active(connection, run)
            connection.execute(runs.delete().where(which))
            return found

        for run in self.store.write(remove):
            self._artifacts.forget_run(run)

    def _end_or_ask(self, connection: Connection, job: Row[Any]) -> None:
        if job.status == Status.QUEUED:
            journal.note_status(self._artifacts.journal(job.run), job, Status.STOPPED)
        queue.ask_to_stop(connection, job)


def newest_own_job(connection: Connection, run: str) -> Row[Any]:
    """Of a run's trainings, or of its probes."""
    newest = select(func.max(jobs.c.seq)).where(jobs.c.run == run, jobs.c.kind.in_(OWN)).scalar_subquery()
    return connection.execute(select(jobs).where(jobs.c.seq == newest)).one()
