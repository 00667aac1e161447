"""What happened in a run, twice: a line in its folder at once, and a row in the database soon.

The file is what the database can be made from again; the rows are what pages read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from core.runs import tables
from core.runs.records import Event
from core.runs.status import Status

EXPLAINED = "explained"
"""How far a job of the kind explain has come: it changes nothing in the run."""

PASSING = ("batch", EXPLAINED)
"""Events of these kinds are news, not history: only the newest is kept, and only in the database."""

STATUS = "status"
"""Lines of this kind tell a rebuilt database which job had which status; pages do not see them."""


class Journal:
    """The run's metrics.jsonl, opened for appending. A line is out of our hands when `write` returns."""

    def __init__(self, path: Path) -> None:
        torn = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
        self._file = path.open("ab", buffering=0)
        if torn:  # the last writer was killed within a line
            self._file.write(b"\n")

    def write(self, event: Event) -> None:
        """Raises OSError (disk full)."""
        line = {"seq": event.seq, "kind": event.kind, **event.values}
        self._file.write(json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n")

    def close(self) -> None:
        self._file.close()


def note_status(path: Path, job: Any, status: Status, finding: str | None = None) -> None:
    """A line on where a job (a row of `jobs`) stands. Raises OSError."""
    values = {
        "job": job.id,
        "job_kind": job.kind,
        "key": job.key,
        "request": json.loads(job.request),
        "worker": job.worker,
        "status": status,
        "finding": json.loads(finding) if finding else None,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal(path)
    journal.write(Event(seq=0, kind=STATUS, values=values))
    journal.close()


def lines(path: Path) -> Iterator[Event]:
    """The events of a file in order. A line that was cut short by a kill is no event."""
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        if line.startswith(b"{") and line.endswith(b"}"):
            values = json.loads(line)
            yield Event(seq=values.pop("seq"), kind=values.pop("kind"), values=values)


def append(connection: Connection, run: str, events: Sequence[Event]) -> None:
    """Store events that are not stored yet, and bring the facts in the run's row up to date."""
    table = tables.events
    known = newest(connection, run)
    fresh = [event for event in events if event.seq > known and event.kind != STATUS]
    passing = {event.kind: event.seq for event in fresh if event.kind in PASSING}
    if passing:
        connection.execute(table.delete().where(table.c.run == run, table.c.kind.in_(passing)))
    for event in fresh:
        if event.seq < passing.get(event.kind, event.seq):
            continue
        if event.kind == "start":
            void = table.c.epoch >= event.values.get("first_epoch", 1)
            connection.execute(table.delete().where(table.c.run == run, void))
        connection.execute(table.insert(), _row(run, event))
    row = connection.execute(select(tables.runs).where(tables.runs.c.id == run)).one()
    changed = facts(dict(row._mapping), fresh)
    if changed:
        connection.execute(tables.runs.update().where(tables.runs.c.id == run).values(changed))


def newest(connection: Connection, run: str) -> int:
    """The number of the newest event stored for a run, 0 for none."""
    query = select(func.max(tables.events.c.seq)).where(tables.events.c.run == run)
    return connection.execute(query).scalar_one() or 0


def facts(before: Mapping[str, Any], events: Iterable[Event]) -> dict[str, Any]:
    """The columns of a run that events change, after these events; empty when nothing changes."""
    changed: dict[str, Any] = {}
    for event in events:
        values = event.values
        if event.kind == "start":
            first = values.get("first_epoch", 1)
            changed["epochs_done"] = first - 1
            if first == 1:
                changed |= {"best_epoch": None, "best": None, "loss": None, "val_loss": None, "seconds": 0.0}
        elif event.kind == "epoch":
            spent = changed.get("seconds", before["seconds"]) + (values.get("seconds") or 0.0)
            kept = {name: values.get(name) for name in ("best_epoch", "best", "loss", "val_loss")}
            changed |= {"epochs_done": values["epoch"], "seconds": spent, **kept}
        elif event.kind == "end" and values.get("best_epoch") is not None:
            changed["best_epoch"] = values["best_epoch"]
    return changed


def _row(run: str, event: Event) -> dict[str, Any]:
    epoch = event.values.get("epoch") if event.kind in ("batch", "epoch", "end") else None
    text = json.dumps(event.values, ensure_ascii=False, allow_nan=False)
    return {"run": run, "seq": event.seq, "kind": event.kind, "epoch": epoch, "values": text}
