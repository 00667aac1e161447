"""The tables. Order is by `seq`, never by a clock; JSON is text, so that null is a stored fact."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 2
"""Goes up with each change of the schema; kept in the database as `user_version`."""

CHANGES = {2: "ALTER TABLE runs ADD COLUMN study VARCHAR"}
"""What makes a database of the version before one of this version."""

metadata = MetaData()


def _ordered(name: str, *columns: Column[object] | UniqueConstraint | Index) -> Table:
    """A table whose rows have an id, an owner and their order of arrival."""
    return Table(
        name,
        metadata,
        Column("seq", Integer, primary_key=True),
        Column("id", String, nullable=False, unique=True),
        Column("owner", String, nullable=False),
        *columns,
        sqlite_autoincrement=True,
    )


datasets = _ordered(
    "datasets",
    Column("name", Text, nullable=False),
    Column("created", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("reading", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    UniqueConstraint("owner", "sha256", "reading"),
)

drafts = _ordered(
    "drafts",
    Column("content", Text, nullable=False),
    Column("changed", String, nullable=False),
)

runs = _ordered(
    "runs",
    Column("dataset", String, nullable=False, index=True),
    Column("experiment", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("pinned", Boolean, nullable=False, default=False),
    Column("created", String, nullable=False),
    Column("key", String, nullable=False),
    Column("status", String, nullable=False),
    Column("finding", Text),
    Column("epochs_done", Integer, nullable=False, default=0),
    Column("best_epoch", Integer),
    Column("best", Float),
    Column("loss", Float),
    Column("val_loss", Float),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("evaluated", Boolean, nullable=False, default=False),
    Column("study", String),  # of which it is a part; see core.runs.studied
    UniqueConstraint("owner", "key"),
)

jobs = _ordered(
    "jobs",
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("request", Text, nullable=False, default="{}"),
    Column("status", String, nullable=False, index=True),
    Column("finding", Text),
    Column("want", String),
    Column("priority", Integer, nullable=False, default=0),
    Column("key", String, nullable=False),
    Column("worker", String),  # whose lock file tells whether the worker lives
    Column("attempts", Integer, nullable=False, default=0),
    Column("turn", Integer),  # counts claims: owners take turns by it
    UniqueConstraint("owner", "key"),
)

events = Table(
    "events",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("epoch", Integer),
    Column("values", Text, nullable=False),
)
