"""One SQLite database per home. Writers begin IMMEDIATE, readers fetch all and close.

`journal_mode=DELETE, synchronous=FULL`: SQLite 3.7.0–3.51.2 can damage a database in WAL mode.
Every use opens a connection of its own (half a millisecond): none is shared between threads or
processes, and none outlives a database file that was replaced.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, Row, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.sql import Select

from core.errors import RunError
from core.runs import tables
from core.runs.artifacts import Artifacts
from core.runs.locks import Lock
from core.runs.rebuild import refill

T = TypeVar("T")

BUSY_SECONDS = 5.0
ATTEMPTS = 3

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN)
_REASONS = {
    **dict.fromkeys(_BUSY, "store_busy"),
    **dict.fromkeys(_DAMAGED, "store_damaged"),
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "store_readonly",
}


class Database:
    """The rows of one home, of all owners, and its folders (`artifacts`)."""

    def __init__(self, home: Path, busy_seconds: float = BUSY_SECONDS, attempts: int = ATTEMPTS) -> None:
        """Makes the database when it is missing, and makes it anew from the folders when it is damaged.

        Whoever meets a locked database waits `attempts` × `busy_seconds` for it.
        """
        self._attempts = attempts
        self.artifacts = Artifacts(home.expanduser().resolve())
        self._engine = _engine(self.artifacts.database, busy_seconds)
        self._persist(self._create)

    @property
    def home(self) -> Path:
        return self.artifacts.home

    def read(self, query: Select[Any], attempts: int | None = None) -> list[Row[Any]]:
        """All rows at once; no transaction stays open while the caller draws."""

        def fetch() -> list[Row[Any]]:
            with self._engine.connect() as connection:
                return list(connection.execute(query).all())

        return self._persist(fetch, attempts)

    def write(self, change: Callable[[Connection], T], attempts: int | None = None) -> T:
        """`change` within one transaction that no other writer can enter; it may be run again.

        Raises RunError: `store_busy` after the last attempt, `disk_full`, `store_readonly`, `store_failed`.
        """

        def commit() -> T:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                return change(connection)

        return self._persist(commit, attempts)

    def _persist(self, action: Callable[[], T], attempts: int | None = None) -> T:
        """Again while another process writes; once more after a damaged database was made anew."""
        left, mended = attempts or self._attempts, False
        while True:
            try:
                return action()
            except DatabaseError as problem:
                key = _reason(problem)
                left -= 1
                if key == "store_damaged" and not mended:
                    mended = True
                    self._mend()
                elif key != "store_busy" or left <= 0:
                    raise _error(key, problem) from problem

    def _create(self) -> None:
        """The schema, and whatever the folders know, in one transaction of whoever comes first."""
        try:
            for folder in ("runs", "datasets", "locks", "logs"):
                (self.home / folder).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise RunError("home_unusable", folder=str(self.home), reason=str(problem.strerror)) from problem
        with self._engine.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version == tables.VERSION:
            return
        if version > tables.VERSION:
            raise RunError("store_newer")
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if version == 0:
                tables.metadata.create_all(connection)
                refill(connection, self.artifacts)
            else:
                for later in range(version + 1, tables.VERSION + 1):
                    connection.exec_driver_sql(tables.CHANGES[later])
            connection.exec_driver_sql(f"PRAGMA user_version = {tables.VERSION}")

    def _mend(self) -> None:
        """Put a damaged database aside, with its journal, and make a new one from the folders."""
        with Lock.wait(self.artifacts.rebuild_lock):
            try:
                self._create()
                with self._engine.connect() as connection:
                    healthy = connection.exec_driver_sql("PRAGMA quick_check").scalar_one() == "ok"
            except DatabaseError as problem:
                if _reason(problem) != "store_damaged":
                    raise _error(_reason(problem), problem) from problem
                healthy = False
            if not healthy:
                _put_aside(self.artifacts.database)
                self._create()


def _engine(database: Path, busy_seconds: float) -> Engine:
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool, connect_args={"timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver would begin on its own, and deferred
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _put_aside(database: Path) -> None:
    number = 1
    while (aside := database.with_name(f"{database.stem}.damaged-{number}.db")).exists():
        number += 1
    for suffix in ("-journal", "-wal", "-shm", ""):
        part = Path(f"{database}{suffix}")
        if part.exists():
            os.replace(part, f"{aside}{suffix}")


def _reason(problem: DatabaseError) -> str:
    code = getattr(problem.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if "no such table" in str(problem.orig):
        return "store_damaged"  # somebody deleted the file, and connecting made an empty one
    return _REASONS.get(code & 0xFF, "store_failed")


def _error(key: str, problem: DatabaseError) -> RunError:
    return RunError(key, reason=str(problem.orig))
