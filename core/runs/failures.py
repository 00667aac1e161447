"""What an exception in a worker means for the person who waits for its result."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from core.errors import LookbackError
from core.findings import Finding, Severity
from core.text import bytes_in_words

_MEMORY = ("MemoryError", "ResourceExhaustedError")
"""By name: what runs here must not import TensorFlow to know its errors."""


def finding_of(problem: BaseException, folder: Path) -> Finding:
    """Cause and remedy in a sentence; `folder` is the run's. Never a traceback."""
    if isinstance(problem, LookbackError):
        return problem.to_finding()
    if _any_is(problem, _MEMORY) or (isinstance(problem, OSError) and problem.errno == errno.ENOMEM):
        return _error("memory_ran_out")
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        free = bytes_in_words(shutil.disk_usage(folder).free)
        return _error("disk_ran_full", free=free, folder=str(folder))
    message = (str(problem).strip() or "no further details").splitlines()[0][:300]
    return _error("unexpected", kind=type(problem).__name__, message=message, folder=str(folder))


def interruption(epochs_done: int) -> Finding:
    """The worker died of something that left no word."""
    if epochs_done == 0:
        return Finding(severity=Severity.WARNING, key="interrupted_early")
    return Finding(severity=Severity.WARNING, key="interrupted", values={"epoch": epochs_done})


def hang(seconds: float) -> Finding:
    return Finding(severity=Severity.WARNING, key="hung", values={"seconds": round(seconds)})


def false_start(attempts: int, folder: Path) -> Finding:
    return _error("did_not_start", attempts=attempts, folder=str(folder))


def _any_is(problem: BaseException, names: tuple[str, ...]) -> bool:
    return any(kind.__name__ in names for kind in type(problem).__mro__)


def _error(key: str, **values: object) -> Finding:
    return Finding(severity=Severity.ERROR, key=key, values=values)
