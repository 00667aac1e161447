"""Starting a process of ours: a fresh interpreter in a session of its own, never a fork of the page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from core.runs.locks import Lock
from core.runs.places import PROJECT

WORKER = "LOOKBACK_WORKER"
"""Tells a worker `<its id>:<descriptor of its lock>`. A job without it is run by hand."""

_LOG_BYTES = 1_000_000


def start(
    module: str,
    arguments: Sequence[str],
    log: Path,
    lock: Lock,
    environment: Mapping[str, str],
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[str]:
    """`python -m module arguments`, holding `lock` from its first moment. Raises OSError.

    The lock is handed over: the child keeps it as long as it lives, we let go of it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with lock, _log(log) as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=PROJECT,
            env={**_inherited(), **environment},
            stdin=stdin,
            stdout=output,
            stderr=output,
            pass_fds=(lock.descriptor,),
            start_new_session=True,
            text=True,
        )
        lock.sign(process.pid, 0)
        return process


def _log(path: Path) -> IO[bytes]:
    """Appended to until it is large, then begun anew."""
    fresh = path.exists() and path.stat().st_size > _LOG_BYTES
    return path.open("wb" if fresh else "ab")


def _inherited() -> dict[str, str]:
    """Our environment, but with bytecode: without it Keras takes 10 s to import instead of 4."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
