"""What every shelf of a library knows: whose it is, and that another's id reads like a missing one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from core.errors import NotFoundError
from core.runs.database import Database


class View:
    """Everything of one owner in one store."""

    def __init__(self, store: Database, owner: str) -> None:
        self.store = store
        self.owner = owner
        self._artifacts = store.artifacts

    def _row(self, table: Table, id: str, missing: str, connection: Connection | None = None) -> Row[Any]:
        """The owner's row of this id. Raises NotFoundError(`missing`)."""
        query = select(table).where(table.c.id == id, table.c.owner == self.owner)
        rows = connection.execute(query).all() if connection else self.store.read(query)
        if not rows:
            raise NotFoundError(missing)
        return rows[0]


def now() -> str:
    """For people: only a rebuilt database orders by it, nothing is timed by it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
