"""A lock on a file, held for life: it ends with its process, however that dies.

Such a lock belongs to the open file, so a parent can take it and hand it to a child
(`pass_fds`): between asking "is it free?" and the child's first line nobody else can take it.
The content of the file is the holder's process id and a counter that it raises while it lives.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Self

_PAUSE = 0.02


class Lock:
    """Held from `take`, `wait` or `adopt` until `close` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._beat = 0

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """The lock, or None when somebody holds it. Never waits."""
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            lock = cls(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            try:
                fcntl.flock(lock.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                return None
            if lock.stands(path):
                return lock
            lock.close()  # it was swept away between opening and locking

    @classmethod
    def wait(cls, path: Path, seconds: float = 60.0) -> Self:
        """The lock as soon as it is free. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while (lock := cls.take(path)) is None:
            if time.monotonic() > end:
                raise TimeoutError(f"{path.name} is held by another process")
            time.sleep(_PAUSE)
        return lock

    @classmethod
    def adopt(cls, descriptor: int) -> Self:
        """A lock that the parent took and handed over; it goes to no child of ours."""
        os.set_inheritable(descriptor, False)
        return cls(descriptor)

    def beat(self) -> None:
        """Say that the holder lives."""
        self._beat += 1
        self.sign(os.getpid(), self._beat)

    def sign(self, holder: int, beats: int) -> None:
        """Say who holds it. Always as many bytes, so a disk that fills up does not matter."""
        os.pwrite(self.descriptor, f"{holder:>12} {beats:>18}\n".encode(), 0)

    def stands(self, path: Path) -> bool:
        """Whether the file we hold is still the one at `path`: somebody may have deleted the folder."""
        try:
            there = os.stat(path)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self.descriptor))

    def close(self) -> None:
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def sweep(paths: Iterable[Path]) -> None:
    """Remove the lock files that nobody holds."""
    for path in paths:
        lock = Lock.take(path)
        if lock:
            with lock:
                path.unlink(missing_ok=True)


def held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    lock = Lock.take(path) if path.exists() else None
    if lock:
        lock.close()
    return path.exists() and lock is None


def holder(path: Path) -> tuple[int, int] | None:
    """(process id, beats) of the living holder; None when it is free or its holder has said nothing yet."""
    if not held(path):
        return None
    words = path.read_bytes().split()
    return (int(words[0]), int(words[1])) if len(words) == 2 else None
