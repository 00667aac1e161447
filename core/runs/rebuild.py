"""The database from the folders: each run's `run.json` and `metrics.jsonl` say all that matters.

Drafts are not in any folder and are lost with a database; runs, their settings, their curves and
their datasets are not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from core.runs import journal, queue, tables
from core.runs.artifacts import Artifacts
from core.runs.locks import held
from core.runs.records import Event
from core.runs.status import Kind, Status


def refill(connection: Connection, artifacts: Artifacts) -> None:
    """Rows for everything the folders know, into empty tables."""
    described = [json.loads(artifacts.dataset_file(id).read_text("utf-8")) for id in artifacts.all_datasets()]
    for values in sorted(described, key=lambda values: (values["created"], values["id"])):
        reading = json.dumps(values["reading"], separators=(",", ":"), ensure_ascii=False)
        connection.execute(tables.datasets.insert(), {**values, "reading": reading})
    described = [json.loads(artifacts.run_file(id).read_text("utf-8")) for id in artifacts.all_runs()]
    for values in sorted(described, key=lambda values: (values["created"], values["id"])):
        _refill_run(connection, artifacts, values)


def _refill_run(connection: Connection, artifacts: Artifacts, values: dict[str, Any]) -> None:
    run = values["id"]
    happened = list(journal.lines(artifacts.journal(run)))
    experiment = json.dumps(values["experiment"], separators=(",", ":"), ensure_ascii=False)
    row = {**values, "experiment": experiment, "status": Status.QUEUED}
    connection.execute(tables.runs.insert(), row)
    journal.append(connection, run, happened)
    states = _last_states(happened)
    train = next((state for state in reversed(states) if state["job_kind"] == Kind.TRAIN), None)
    if train is None:  # it was submitted and never began
        queue.enqueue(connection, values["owner"], run, Kind.TRAIN, key=f"{run}/train/0")
        return
    for state in states:
        _refill_job(connection, artifacts, values, state)
    ended = Status(train["status"])
    evaluated = states[-1]["job_kind"] == Kind.EVALUATE and states[-1]["status"] == Status.FINISHED
    shown = {"status": _alive_or_interrupted(artifacts, train), "finding": _text(train["finding"])}
    connection.execute(tables.runs.update().where(tables.runs.c.id == run).values(**shown, evaluated=evaluated))
    if states[-1] is train and ended in (Status.FINISHED, Status.STOPPED, Status.FAILED) and artifacts.kept(run):
        queue.enqueue(connection, values["owner"], run, Kind.EVALUATE, key=f"{train['job']}/evaluate")


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
