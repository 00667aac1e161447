"""Make sure that the supervisor is there. Cheap enough for every rerun of a page."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from core.errors import RunError
from core.runs.artifacts import Artifacts
from core.runs.locks import Lock
from core.runs.options import OPTIONS
from core.runs.processes import start

LOCK = "LOOKBACK_SUPERVISOR_LOCK"
"""The descriptor of the supervisor's lock, taken by whoever starts it."""

_started: list[subprocess.Popen[str]] = []
"""Supervisors this process started: one that has left stays a zombie until it is asked for."""


def wake(home: Path, *options: str) -> bool:
    """Keep the supervisor of this home awake, or start it (with `options`); whether one was started.

    Safe from any number of threads and processes at once: only who gets the lock starts one, and
    the lock passes on to it. Raises RunError when the folder or the computer does not allow it.
    """
    artifacts = Artifacts(home.expanduser().resolve())
    try:
        lock = Lock.take(artifacts.supervisor_lock)
        artifacts.call.touch()
        if lock is None:
            return False
        arguments = ["--home", str(artifacts.home), *shlex.split(os.environ.get(OPTIONS, "")), *options]
        environment = {LOCK: str(lock.descriptor)}
        process = start("core.runs.supervisor", arguments, artifacts.supervisor_log, lock, environment)
    except OSError as problem:
        raise RunError("home_unusable", folder=str(artifacts.home), reason=str(problem.strerror)) from problem
    _started[:] = [*(earlier for earlier in _started if earlier.poll() is None), process]
    return True
