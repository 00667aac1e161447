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
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from core.runs.artifacts import Artifacts, new_id
from core.runs.locks import Lock, held, holder
from core.runs.options import Options
from core.runs.processes import WORKER, start
from core.runs.status import Kind
from core.spec import record

SPARE = "core.jobs.spare"
"""Every worker is one; the spare one has imported TensorFlow before there is a job."""

_QUIET_SECONDS = 5.0
"""After a start: importing TensorFlow takes four seconds of a core, which the new job needs more."""

_FAILED_SECONDS = 60.0

_log = logging.getLogger(__name__)


@record
class _Worker:
    """A living child of ours; `run` is None while it waits for one, `runs` is how many it has served."""

    id: str
    run: str | None
    process: subprocess.Popen[str]
    runs: int = 0

    def leave(self) -> None:
        """It leaves as soon as it has nothing to do."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has left already, perhaps with a line unread
            self.process.stdin.close()


class Workers:
    """Starts workers, gives them jobs, keeps a spare one, and signals those that hold a lock.

    A worker serves one run, with what follows its training: the process that ends gives back all its
    memory. Where `Options.runs` allows more, it is the spare one in between.
    """

    def __init__(self, options: Options, artifacts: Artifacts, clock: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._artifacts = artifacts
        self._clock = clock
        self._ours: dict[str, _Worker] = {}
        self._leaving: list[_Worker] = []
        self._spare: _Worker | None = None
        self._spare_due = clock()

    def choose(self, job: Row[Any], at_work: Collection[str]) -> str:
        """Who is to do a job: the worker that has just served its run, the spare one, a free one, or a new one."""
        for worker in self._ours.values():
            if worker.run == job.run and held(self._artifacts.worker_lock(worker.id)):
                return worker.id
        if self._spare and (job.kind != Kind.EXPLAIN or self._options.runs > 1):  # that needs no TensorFlow
            return self._spare.id
        free = (worker.id for worker in self._ours.values() if worker.id not in at_work and self._stays(worker))
        return next(free, None) or new_id()

    def start(self, job: Row[Any]) -> None:
        """Let the worker that was chosen do the job. Raises OSError."""
        module, log = self._options.module(job.kind), self._artifacts.log(job.run)
        worker = self._ours.get(job.worker)
        if worker is None:
            self._spare_due = max(self._spare_due, self._clock() + _QUIET_SECONDS)
            worker = self._taken(job.worker, log)
        if worker.run != job.run:
            worker = replace(worker, run=job.run, runs=worker.runs + 1)
        self._ours[worker.id] = worker
        assert worker.process.stdin is not None
        worker.process.stdin.write(json.dumps({"module": module, "job": job.id, "log": str(log)}) + "\n")
        worker.process.stdin.flush()

    def tend(self, at_work: Collection[str]) -> None:
        """Let workers leave that are not `at_work`; see to it that there is a spare one when it is time."""
        for worker in [worker for worker in self._ours.values() if worker.id not in at_work]:
            del self._ours[worker.id]
            if self._stays(worker) and not self._spare:
                self._spare = replace(worker, run=None)
            else:
                worker.leave()
                self._leaving.append(worker)
        for worker in [worker for worker in self._leaving if worker.process.poll() is not None]:
            self._leaving.remove(worker)
            self._artifacts.worker_lock(worker.id).unlink(missing_ok=True)
        if self._spare and self._spare.process.poll() is not None:
            _log.warning("the spare worker ended with %s", self._spare.process.returncode)
            self._end_spare()
            self._spare_due = self._clock() + _FAILED_SECONDS
        wanted = self._options.warm and not self._spare and not any(map(self._stays, self._ours.values()))
        if wanted and self._clock() >= self._spare_due:
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
            with contextlib.suppress(ProcessLookupError):  # it has died since
                os.kill(told[0], number)

    def _stays(self, worker: _Worker) -> bool:
        """It will be the spare one after its run."""
        return bool(self._options.warm) and worker.runs < self._options.runs and worker.process.poll() is None

    def _taken(self, id: str, log: Path) -> _Worker:
        """The spare one, no longer spare, or a new one."""
        if not self._spare or self._spare.id != id:
            return _Worker(id=id, run=None, process=self._launch(id, log))
        worker, self._spare = self._spare, None
        return worker

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
        share = str(self._options.threads or max(1, (os.cpu_count() or 1) // self._options.slots))
        names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
        return {**dict.fromkeys(names, share), "TF_CPP_MIN_LOG_LEVEL": "2"}
