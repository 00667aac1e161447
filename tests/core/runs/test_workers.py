"""Signals to workers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from core.runs.artifacts import Artifacts, new_id
from core.runs.locks import Lock
from core.runs.options import Options
from core.runs.workers import Workers


def test_a_signal_to_one_that_has_just_died_is_no_fault(home: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    artifacts, worker = Artifacts(home), new_id()
    with Lock.wait(artifacts.worker_lock(worker)) as lock:
        lock.sign(gone.pid, 1)
        Workers(Options(home=home, warm=()), artifacts).signal(worker, signal.SIGTERM)
