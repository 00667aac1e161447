"""Whose turn it is: `python -m core.runs.supervisor --home DIR`, started by `wake`.

The only process that claims jobs, starts workers, ends them and finds out that they died. Single
by its lock file; never imports TensorFlow; leaves when there is nothing to do. It keeps nothing
that matters in memory: another one goes on where a killed one was, with the workers it left.
"""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Collection
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Row, select

from core.errors import RunError
from core.runs import backup, queue
from core.runs.artifacts import Artifacts
from core.runs.burial import bury
from core.runs.database import Database
from core.runs.locks import Lock, held, holder, sweep
from core.runs.options import Options, parse
from core.runs.status import ACTIVE, ASIDE, Kind, Status
from core.runs.tables import jobs
from core.runs.wake import LOCK, wake
from core.runs.workers import Workers

__all__ = ["Supervisor", "main", "wake"]

TICK_SECONDS = 0.05
"""How often the time stamp of the database is looked at; a job waits half of it on average."""

_LOOK_SECONDS = 1.0
"""How often the database is looked into though its time stamp is the same."""

_BACKUP_LOOK_SECONDS = 60.0

_START_FACTOR = 3
"""A worker gives no sign of life while it imports TensorFlow, which can take minutes when all is cold."""

_log = logging.getLogger("lookback.supervisor")


class _Watched:
    """What the supervisor remembers of a job at work, in times of its own monotonic clock."""

    def __init__(self, now: float) -> None:
        self.beats = -1
        self.sign_of_life = now
        self.asked: float | None = None
        self.hung: float | None = None


class Supervisor:
    """One step looks after every job at work, gives free slots to waiting ones, and tends the spare worker."""

    def __init__(self, options: Options, lock: Lock, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options
        self._lock = lock
        self._clock = clock
        self._database = Database(options.home)
        self._artifacts: Artifacts = self._database.artifacts
        sweep(self._artifacts.worker_locks())  # of workers that died with the supervisor before us
        self._workers = Workers(options, self._artifacts, clock)
        self._watched: dict[str, _Watched] = {}
        self._at_work: list[Row[Any]] = []
        self._waiting = False
        self._seen: tuple[object, ...] = ()
        self._looked = -_LOOK_SECONDS
        self._busy = clock()
        self._backup_due = clock()
        self.leaving = False

    def run(self) -> None:
        """Until nothing has been to do for `idle` seconds, or somebody asks it to leave.

        It also leaves when its lock file is gone: the home was deleted, and others may come.
        """
        while not self.leaving and self._clock() - self._busy < self.options.idle:
            if not self._lock.stands(self._artifacts.supervisor_lock):
                self.leaving = True
                break
            try:
                self.step()
            except RunError as problem:  # a locked or full database: what is to be done stays to be done
                _log.warning("%s", problem)
            time.sleep(TICK_SECONDS)
        self._workers.close()

    def step(self) -> None:
        if self._something_changed():
            self._look()
        for job in list(self._at_work):
            self._watch(job)
        while self._waiting and (kinds := self._free()):
            self._begin_next(kinds)
        if self._at_work or self._waiting:
            self._busy = self._clock()
        self._workers.tend({job.worker for job in self._at_work})
        self._back_up()

    def _back_up(self) -> None:
        """Looked at once a minute; what fails is tried again in the next."""
        if self._clock() < self._backup_due:
            return
        self._backup_due = self._clock() + _BACKUP_LOOK_SECONDS
        try:
            if backup.due(self._artifacts, time.time()):
                backup.back_up(self._artifacts)
        except (OSError, sqlite3.Error) as problem:  # a full disk, or a database that is locked for long
            _log.warning("no copy of the database: %s", problem)

    def _something_changed(self) -> bool:
        """A commit changes the database file, a call touches a file of its own."""
        seen = (_stamp(self._artifacts.database), _stamp(self._artifacts.call))
        if seen[1] != (self._seen or (None, None))[1]:
            self._busy = self._clock()
        changed = seen != self._seen or self._clock() - self._looked >= _LOOK_SECONDS
        self._seen = seen
        return changed

    def _look(self) -> None:
        alive = select(jobs).where(jobs.c.status.in_((*ACTIVE, Status.QUEUED)))
        rows = self._database.read(alive, attempts=1)
        self._looked = self._clock()
        self._at_work = [row for row in rows if row.status != Status.QUEUED]
        self._waiting = len(rows) > len(self._at_work)
        known = {row.id for row in self._at_work}
        self._watched = {id: watched for id, watched in self._watched.items() if id in known}

    def _watch(self, job: Row[Any]) -> None:
        watched = self._watched.setdefault(job.id, _Watched(self._clock()))
        if not held(self._artifacts.worker_lock(job.worker)):
            hung = self.options.hung if watched.hung is not None else None
            bury(self._database, job, hung)
            self._look()
            return
        if job.want == "stop":
            self._stop(job, watched)
        self._listen(job, watched)

    def _stop(self, job: Row[Any], watched: _Watched) -> None:
        """The worker hears of the wish at once; if it is still there after a while, it is ended."""
        if watched.asked is None:
            watched.asked = self._clock()
            self._workers.signal(job.worker, signal.SIGTERM)
        elif self._clock() - watched.asked >= self.options.stop:
            _log.warning("job %s does not stop", job.id)
            self._workers.signal(job.worker, signal.SIGKILL)

    def _listen(self, job: Row[Any], watched: _Watched) -> None:
        """The age of the worker's last sign of life, by our own clock: theirs may jump."""
        told = holder(self._artifacts.worker_lock(job.worker))
        if told and told[1] != watched.beats:
            watched.beats, watched.sign_of_life = told[1], self._clock()
        patience = self.options.hung * (_START_FACTOR if job.status == Status.STARTING else 1)
        if self._clock() - watched.sign_of_life < patience:
            watched.hung = None
        elif watched.hung is None:
            _log.warning("job %s gives no sign of life", job.id)
            watched.hung = self._clock()
            self._workers.signal(job.worker, signal.SIGTERM)
        elif self._clock() - watched.hung >= self.options.kill:
            self._workers.signal(job.worker, signal.SIGKILL)

    def _free(self) -> list[Kind]:
        """The kinds of jobs that there is a free slot for."""
        aside = sum(job.kind in ASIDE for job in self._at_work)
        taken = len(self._at_work) - aside
        return [kind for kind in Kind if (not aside if kind in ASIDE else taken < self.options.slots)]

    def _begin_next(self, kinds: Collection[Kind]) -> None:
        at_work = {job.worker for job in self._at_work}

        def claim(connection: Connection) -> Row[Any] | None:
            return queue.claim(connection, lambda job: self._workers.choose(job, at_work), kinds)

        job = self._database.write(claim, attempts=1)
        if job is None:
            self._waiting = False  # what waits is of runs that are at work, or has no slot
            return
        try:
            self._workers.start(job)
        except OSError as problem:  # it is found dead in the next step, and waits again
            _log.warning("job %s could not be started: %s", job.id, problem)
        self._look()


def main(arguments: list[str]) -> int:
    """0 after its time, 1 when another supervisor is there already."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    options = parse(arguments)
    path = Artifacts(options.home).supervisor_lock
    given = os.environ.pop(LOCK, None)
    lock = Lock.adopt(int(given)) if given else Lock.take(path)
    supervisor: Supervisor | None = None

    def leave(number: int, frame: FrameType | None) -> None:
        if supervisor is None:
            sys.exit(0)
        supervisor.leaving = True

    signal.signal(signal.SIGTERM, leave)
    while lock is not None and lock.stands(path):
        with lock:
            lock.beat()
            supervisor = Supervisor(options, lock)
            supervisor.run()
        if supervisor.leaving or not _waits(options):
            return 0
        lock = Lock.take(path)  # a job came in between, and whoever brought it saw us still there
    return 1


def _waits(options: Options) -> bool:
    return bool(Database(options.home).read(select(jobs.c.id).where(jobs.c.status == Status.QUEUED).limit(1)))


def _stamp(path: os.PathLike[str]) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
