"""The database from the folders: each run's `run.json` and `metrics.jsonl` say all that matters.

Drafts, datasets, runs, their settings and their curves come back. A file that cannot be read costs
what it describes, never the rest; the log names it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from core.runs import journal, queue, tables
from core.runs.artifacts import Artifacts
from core.runs.locks import held
from core.runs.records import Event
from core.runs.status import OWN, Kind, Status

_log = logging.getLogger(__name__)


def refill(connection: Connection, artifacts: Artifacts) -> None:
    """Rows for everything the folders know, into empty tables."""
    for values in _described(artifacts.all_drafts(), "changed"):
        connection.execute(tables.drafts.insert(), values)
    for values in _described(map(artifacts.dataset_file, artifacts.all_datasets())):
        reading = json.dumps(values["reading"], separators=(",", ":"), ensure_ascii=False)
        connection.execute(tables.datasets.insert(), {**values, "reading": reading})
    for values in _described(map(artifacts.run_file, artifacts.all_runs())):
        _refill_run(connection, artifacts, values)


def _described(files: Iterable[Path], when: str = "created") -> list[dict[str, Any]]:
    """What the files say, oldest first."""
    found = []
    for file in files:
        try:
            values = json.loads(file.read_bytes())
            found.append(((values[when], values["id"]), values))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            _log.warning("%s cannot be read and is left out: %s", file, problem)
    return [values for _, values in sorted(found, key=lambda entry: entry[0])]


def _refill_run(connection: Connection, artifacts: Artifacts, values: dict[str, Any]) -> None:
    run, purpose = values["id"], Kind(values.pop("purpose", Kind.TRAIN))
    happened = list(journal.lines(artifacts.journal(run)))
    experiment = json.dumps(values["experiment"], separators=(",", ":"), ensure_ascii=False)
    row = {**values, "experiment": experiment, "status": Status.QUEUED}
    connection.execute(tables.runs.insert(), row)
    journal.append(connection, run, happened)
    states = _last_states(happened)
    own = next((state for state in reversed(states) if state["job_kind"] in OWN), None)
    if own is None:  # it was submitted and never began
        queue.enqueue(connection, values["owner"], run, purpose, key=f"{run}/{purpose}/0")
        return
    for state in states:
        _refill_job(connection, artifacts, values, state)
    ended = Status(own["status"])
    last = [state for state in states if state["job_kind"] in (*OWN, Kind.EVALUATE)][-1]
    evaluated = last["job_kind"] == Kind.EVALUATE and last["status"] == Status.FINISHED
    shown = {"status": _alive_or_interrupted(artifacts, own), "finding": _text(own["finding"])}
    connection.execute(tables.runs.update().where(tables.runs.c.id == run).values(**shown, evaluated=evaluated))
    if last is own and ended in (Status.FINISHED, Status.STOPPED, Status.FAILED) and artifacts.kept(run):
        queue.enqueue(connection, values["owner"], run, Kind.EVALUATE, key=f"{own['job']}/evaluate")


def _refill_job(connection: Connection, artifacts: Artifacts, run: dict[str, Any], state: dict[str, Any]) -> None:
    status = _alive_or_interrupted(artifacts, state)
    connection.execute(
        tables.jobs.insert(),
        {
            "id": state["job"],
            "owner": run["owner"],
            "run": run["id"],
            "kind": state["job_kind"],
            "key": state["key"],
            "request": json.dumps(state["request"]),
            "status": status,
            "finding": _text(state["finding"]),
            "worker": state["worker"] if status is Status.RUNNING else None,
        },
    )


def _last_states(happened: Sequence[Event]) -> list[dict[str, Any]]:
    """The newest status line of each job, in the order in which the jobs last said something."""
    newest: dict[str, dict[str, Any]] = {}
    for event in happened:
        if event.kind == journal.STATUS:
            newest.pop(event.values["job"], None)
            newest[event.values["job"]] = dict(event.values)
    return list(newest.values())


def _alive_or_interrupted(artifacts: Artifacts, state: dict[str, Any]) -> Status:
    status = Status(state["status"])
    if not status.active:
        return status
    return Status.RUNNING if held(artifacts.worker_lock(state["worker"])) else Status.INTERRUPTED


def _text(value: object) -> str | None:
    return None if value is None else json.dumps(value)
