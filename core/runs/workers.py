"""The worker processes of one supervisor: fresh ones, and a spare one that has imported TensorFlow."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from core.runs.artifacts import Artifacts, new_id
from core.runs.locks import Lock, holder
from core.runs.options import Options
from core.runs.processes import WORKER, start
from core.spec import record

SPARE = "core.jobs.spare"

_QUIET_SECONDS = 5.0
"""After a start: importing TensorFlow takes four seconds of all cores, which the new job needs more."""

_FAILED_SECONDS = 60.0

_log = logging.getLogger(__name__)


@record
class _Spare:
    id: str
    process: subprocess.Popen[str]


class Workers:
    """Starts workers for jobs, keeps a spare one, and signals those that hold a lock."""

    def __init__(self, options: Options, artifacts: Artifacts, clock: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._artifacts = artifacts
        self._clock = clock
        self._children: list[subprocess.Popen[str]] = []
        self._spare: _Spare | None = None
        self._spare_due = clock()

    def next_id(self) -> str:
        """Who will do the next job: the spare worker, or one that is not there yet."""
        return self._spare.id if self._spare else new_id()

    def start(self, worker: str, job: str, kind: str, run: str) -> None:
        """Let the worker of this id, from `next_id`, do a job it was given. Raises OSError."""
        module, log = self._options.module(kind), self._artifacts.log(run)
        self._spare_due = max(self._spare_due, self._clock() + _QUIET_SECONDS)
        if self._spare and self._spare.id == worker:
            spare, self._spare = self._spare.process, None
            self._children.append(spare)
            assert spare.stdin is not None
            with spare.stdin as line:
                line.write(json.dumps({"module": module, "job": job, "log": str(log)}) + "\n")
            return
        self._children.append(self._launch(worker, module, [job, "--home", str(self._options.home)], log))

    def tend(self) -> None:
        """Let go of children that have ended; see to it that there is a spare worker when it is time."""
        self._children = [child for child in self._children if child.poll() is None]
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

    def _start_spare(self) -> None:
        worker = new_id()
        warm = [part for module in self._options.warm for part in ("--warm", module)]
        log = self._artifacts.supervisor_log.with_name("spare.txt")
        home = str(self._options.home)
        try:
            process = self._launch(worker, SPARE, ["--home", home, *warm], log, subprocess.PIPE)
        except OSError as problem:
            _log.warning("no spare worker: %s", problem)
            self._spare_due = self._clock() + _FAILED_SECONDS
        else:
            self._spare = _Spare(id=worker, process=process)

    def _end_spare(self) -> None:
        assert self._spare is not None
        assert self._spare.process.stdin is not None
        self._spare.process.stdin.close()
        self._spare.process.wait()
        self._artifacts.worker_lock(self._spare.id).unlink(missing_ok=True)
        self._spare = None

    def _launch(
        self, worker: str, module: str, arguments: list[str], log: Path, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        lock = Lock.wait(self._artifacts.worker_lock(worker))
        lock_name = f"{worker}:{lock.descriptor}"
        return start(module, arguments, log, lock, {WORKER: lock_name, **self._threads()}, stdin)

    def _threads(self) -> dict[str, str]:
        """Fixed per worker, or two trainings fight over all cores."""
        share = str(max(1, (os.cpu_count() or 1) // self._options.slots))
        names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
        return {**dict.fromkeys(names, share), "TF_CPP_MIN_LOG_LEVEL": "2"}
