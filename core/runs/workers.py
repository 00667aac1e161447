"""The worker processes of one supervisor: fresh ones, and a spare one that has imported TensorFlow."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from core.runs.artifacts import Artifacts, new_id
from core.runs.locks import Lock, held, holder
from core.runs.options import Options
from core.runs.processes import WORKER, start
from core.spec import record

SPARE = "core.jobs.spare"
"""Every worker is one; the spare one has imported TensorFlow before there is a job."""

_QUIET_SECONDS = 5.0
"""After a start: importing TensorFlow takes four seconds of a core, which the new job needs more."""

_FAILED_SECONDS = 60.0

_log = logging.getLogger(__name__)


@record
class _Worker:
    """A living child of ours; `run` is None as long as it has had no job."""

    id: str
    run: str | None
    process: subprocess.Popen[str]

    def leave(self) -> None:
        """It leaves as soon as it has nothing to do."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has left already, perhaps with a line unread
            self.process.stdin.close()


class Workers:
    """Starts workers, gives them jobs, keeps a spare one, and signals those that hold a lock.

    A worker serves one run: what follows a training (its evaluation) is done by the same process,
    which has TensorFlow at hand.
    """

    def __init__(self, options: Options, artifacts: Artifacts, clock: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._artifacts = artifacts
        self._clock = clock
        self._ours: dict[str, _Worker] = {}
        self._leaving: list[_Worker] = []
        self._spare: _Worker | None = None
        self._spare_due = clock()

    def choose(self, job: Row[Any]) -> str:
        """Who is to do a job: the worker that has just served its run, the spare one, or a new one."""
        for worker in self._ours.values():
            if worker.run == job.run and held(self._artifacts.worker_lock(worker.id)):
                return worker.id
        return self._spare.id if self._spare else new_id()

    def start(self, job: Row[Any]) -> None:
        """Let the worker that was chosen do the job. Raises OSError."""
        module, log = self._options.module(job.kind), self._artifacts.log(job.run)
        worker = self._ours.get(job.worker)
        if worker is None:
            self._spare_due = max(self._spare_due, self._clock() + _QUIET_SECONDS)
            worker = self._new_for(job, log)
        self._ours[worker.id] = worker
        assert worker.process.stdin is not None
        worker.process.stdin.write(json.dumps({"module": module, "job": job.id, "log": str(log)}) + "\n")
        worker.process.stdin.flush()

    def tend(self, at_work: Collection[str]) -> None:
        """Let workers leave that are not `at_work`; see to it that there is a spare one when it is time."""
        for worker in [worker for worker in self._ours.values() if worker.id not in at_work]:
            del self._ours[worker.id]
            worker.leave()
            self._leaving.append(worker)
        for worker in [worker for worker in self._leaving if worker.process.poll() is not None]:
            self._leaving.remove(worker)
            self._artifacts.worker_lock(worker.id).unlink(missing_ok=True)
        if self._spare and self._spare.process.poll() is not None:
            _log.warning("the spare worker ended with %s", self._spare.process.returncode)
            self._end_spare()
            self._spare_due = self._clock() + _FAILED_SECONDS
        if self._options.warm and not self._spare and self._clock() >= self._spare_due:
            self._start_spare()

    def close(self) -> None:
        """The spare worker leaves; workers with a job go on."""
        if self._spare:
            self._spare.process.kill()
            self._end_spare()

    def signal(self, worker: str, number: signal.Signals) -> None:
        """To the living holder of the worker's lock, if there is one."""
        told = holder(self._artifacts.worker_lock(worker))
        if told:
            os.kill(told[0], number)

    def _new_for(self, job: Row[Any], log: Path) -> _Worker:
        if self._spare and self._spare.id == job.worker:
            process, self._spare = self._spare.process, None
        else:
            process = self._launch(job.worker, log)
        return _Worker(id=job.worker, run=job.run, process=process)

    def _start_spare(self) -> None:
        worker, log = new_id(), self._artifacts.supervisor_log.with_name("spare.txt")
        try:
            process = self._launch(worker, log, self._options.warm)
        except OSError as problem:
            _log.warning("no spare worker: %s", problem)
            self._spare_due = self._clock() + _FAILED_SECONDS
        else:
            self._spare = _Worker(id=worker, run=None, process=process)

    def _end_spare(self) -> None:
        assert self._spare is not None
        self._spare.leave()
        self._spare.process.wait()
        self._artifacts.worker_lock(self._spare.id).unlink(missing_ok=True)
        self._spare = None

    def _launch(self, worker: str, log: Path, warm: Collection[str] = ()) -> subprocess.Popen[str]:
        lock = Lock.wait(self._artifacts.worker_lock(worker))
        environment = {WORKER: f"{worker}:{lock.descriptor}", **self._threads()}
        arguments = ["--home", str(self._options.home), *(part for module in warm for part in ("--warm", module))]
        return start(SPARE, arguments, log, lock, environment, subprocess.PIPE)

    def _threads(self) -> dict[str, str]:
        """Fixed per worker, or two trainings fight over all cores."""
        share = str(max(1, (os.cpu_count() or 1) // self._options.slots))
        names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
        return {**dict.fromkeys(names, share), "TF_CPP_MIN_LOG_LEVEL": "2"}
