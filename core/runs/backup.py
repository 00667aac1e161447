"""A copy of the database, at most an hour old while there is work: for a person to go back to.

A damaged database is made anew from the folders, which know more than any copy; the copy is there
for the day on which the folders are damaged too.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time

from core.runs.artifacts import Artifacts

SECONDS = 3600.0


def due(artifacts: Artifacts, now: float, every: float = SECONDS) -> bool:
    """Whether the copy is missing or older than `every` seconds; `now` is of the clock of the files.

    A copy from the future (the clock was put back) counts as old.
    """
    try:
        age = now - artifacts.backup.stat().st_mtime
    except FileNotFoundError:
        return True
    return not 0 <= age < every


def back_up(artifacts: Artifacts) -> None:
    """Copy the database as one moment, while others write. Raises sqlite3.Error and OSError.

    A damaged database never takes the place of a good copy.
    """
    part = artifacts.backup.with_name(f".{artifacts.backup.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(
                sqlite3.connect(f"{artifacts.database.as_uri()}?mode=ro", uri=True, timeout=1.0)
            ) as source,
            contextlib.closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the copy is damaged")
        os.utime(part, (time.time(),) * 2)
        os.replace(part, artifacts.backup)
    finally:
        part.unlink(missing_ok=True)
