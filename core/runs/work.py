"""What a worker process holds while it does one job.

    with Work(home, job_id) as work:
        outcome = train(…, work.folder, work.report, work.wanted)
        work.finish(Status.FINISHED)

Whatever happens inside, the job ends with a status that is stored: an exception becomes `failed`
with a finding, and its traceback goes to the run's log.txt only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Literal, Self

from sqlalchemy import Connection, Row, select

from core.data.table import Table
from core.errors import RunError
from core.findings import Finding
from core.runs import failures, journal, queue, tables
from core.runs.artifacts import new_id
from core.runs.codec import job_of
from core.runs.journal import Journal
from core.runs.locks import Lock
from core.runs.processes import WORKER
from core.runs.records import Event, Job, Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.runs.told import finding_to_json, plain

_TICK_SECONDS = 0.5
_BUSY_SECONDS = 1.0
_ATTEMPTS = 600
"""How often, at one second each, a beginning or an ending waits for a locked database: ten minutes."""

_log = logging.getLogger(__name__)


class Work:
    """One job in one process, from its claim to its end.

    Raises RunError on entry when the job is not this worker's to do. `run` and `job` are as they
    were at the beginning. What an earlier job of the run left in `folder` is still there.
    """

    run: Run
    job: Job

    def __init__(self, home: Path, job_id: str, tick: float = _TICK_SECONDS) -> None:
        self._store = Store(home, _BUSY_SECONDS, _ATTEMPTS)
        self._id = job_id
        self._tick = tick
        self._stop = threading.Event()
        self._over = threading.Event()
        self._guard = threading.Lock()  # over what waits to be stored
        self._saving = threading.Lock()  # events are stored in their order
        self._waiting: list[Event] = []
        self._ended = False
        self._by_hand = False

    def __enter__(self) -> Self:
        self._worker, self._lock = self._own_lock()
        self._lock.beat()
        self._row = self._store.write(self._begin)
        self.job = job_of(self._row)
        library = self._store.owned_by(self.job.owner)
        self.run = library.run(self.job.run)
        self.library = library
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._store.artifacts.journal(self.run.id)
        journal.note_status(path, self._row, Status.RUNNING)
        self._journal = Journal(path)
        self._seq = max((event.seq for event in journal.lines(path)), default=0)
        self._seq = max(self._seq, self._store.write(lambda c: journal.newest(c, self.run.id)))
        if self.job.want == "stop":
            self._stop.set()
        self._hear_term()
        self._keeper = threading.Thread(target=self._keep, name="lookback-keeper", daemon=True)
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            if problem is not None:
                self._log_traceback(problem)
            if not self._ended:
                self._end_with(problem)
        finally:
            self._over.set()
            self._keeper.join()
            self._journal.close()
            if self._by_hand:
                self._lock.close()
            if self._before is not None:
                signal.signal(signal.SIGTERM, self._before)
        return isinstance(problem, Exception)

    @property
    def folder(self) -> Path:
        """Where the files of the run lie."""
        return self._store.artifacts.run(self.job.run)

    def table(self) -> Table:
        """The run's dataset as it was read."""
        return self.library.table(self.run.dataset)

    def report(self, event: Mapping[str, Any]) -> None:
        """Tell what happened; `event["kind"]` names it. Returns at once, whatever the database does.

        A line in metrics.jsonl now, a row within half a second. Raises OSError (disk full).
        """
        values = plain(dict(event))
        with self._guard:
            self._seq += 1
            happened = Event(seq=self._seq, kind=values.pop("kind"), values=values)
            if happened.kind in journal.PASSING:
                self._waiting = [waiting for waiting in self._waiting if waiting.kind != happened.kind]
            else:
                self._journal.write(happened)
            self._waiting.append(happened)

    def wanted(self) -> Literal["stop"] | None:
        """What the user wants of this job. Costs nothing: ask in every batch."""
        return "stop" if self._stop.is_set() else None

    def finish(self, status: Status | str, finding: Finding | None = None) -> None:
        """The job is over. Stored when this returns, together with all that was reported.

        The files must be complete by now: weights that are there are evaluated next.
        """
        ended, told = Status(status), finding_to_json(finding)
        with contextlib.suppress(OSError):  # on a full disk the row below is what counts
            journal.note_status(self._store.artifacts.journal(self.run.id), self._row, ended, told)
        kept = self.job.kind is Kind.TRAIN and self._store.artifacts.kept(self.run.id)

        def end(connection: Connection) -> None:
            journal.append(connection, self.run.id, events)
            queue.end(connection, self._row, ended, finding, kept)

        with self._saving:
            events = self._take()
            self._store.write(end)
        self._ended = True

    def _end_with(self, problem: BaseException | None) -> None:
        if problem is None:
            self.finish(Status.FINISHED)
        elif isinstance(problem, Exception):
            self.finish(Status.FAILED, failures.finding_of(problem, self.folder))
        else:
            self.finish(Status.INTERRUPTED, failures.interruption(self.library.run(self.run.id).epochs_done))

    def _own_lock(self) -> tuple[str, Lock]:
        given = os.environ.get(WORKER)
        if given:
            worker, descriptor = given.split(":")
            return worker, Lock.adopt(int(descriptor))
        worker, self._by_hand = new_id(), True
        return worker, Lock.wait(self._store.artifacts.worker_lock(worker))

    def _begin(self, connection: Connection) -> Row[Any]:
        found = select(tables.jobs).where(tables.jobs.c.id == self._id)
        row = connection.execute(found).one_or_none()
        if self._by_hand and row is not None and row.status == Status.QUEUED:
            queue.give(connection, row, self._worker)
            row = connection.execute(found).one()
        if row is None or row.worker != self._worker or not Status(row.status).active:
            raise RunError("not_claimed")
        queue.begin(connection, row)
        return connection.execute(found).one()

    def _hear_term(self) -> None:
        """SIGTERM is a wish to stop, as long as this job runs."""
        main = threading.current_thread() is threading.main_thread()
        self._before = signal.signal(signal.SIGTERM, self._on_term) if main else None

    def _on_term(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _keep(self) -> None:
        """About twice a second: a sign of life, what was reported, what is wanted."""
        while not self._over.wait(self._tick):
            self._lock.beat()
            try:
                with self._saving:
                    self._flush()
                self._look()
            except RunError as problem:  # a locked or full database never stops a training
                _log.warning("saving is delayed: %s", problem)

    def _flush(self) -> None:
        events = self._take()
        if not events:
            return
        try:
            self._store.write(lambda c: journal.append(c, self.run.id, events), attempts=1)
        except RunError:
            with self._guard:
                self._waiting = events + self._waiting
            raise

    def _look(self) -> None:
        want = self._store.read(select(tables.jobs.c.want).where(tables.jobs.c.id == self._id), attempts=1)
        if not want or want[0].want == "stop":  # a job that is gone is not wanted either
            self._stop.set()

    def _take(self) -> list[Event]:
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken

    def _log_traceback(self, problem: BaseException) -> None:
        with (
            contextlib.suppress(OSError),  # on a full disk the finding says enough
            self._store.artifacts.log(self.run.id).open("a", encoding="utf-8") as file,
        ):
            traceback.print_exception(problem, file=file)
