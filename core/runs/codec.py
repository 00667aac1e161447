"""Rows of the database become records, and the parts that are JSON go both ways."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row

from core.data.spec import Reading
from core.errors import RunError
from core.experiment import Experiment
from core.findings import Finding, Severity
from core.runs.records import DatasetRow, Event, Job, LeftOut, Run
from core.runs.status import Kind, Status
from core.runs.told import finding_from_json


@lru_cache(maxsize=512)
def experiment_from_json(text: str) -> Experiment:
    """Checked anew; a list of runs is read often, so the newest are kept."""
    return Experiment.model_validate_json(text)


def dataset_of(row: Row[Any]) -> DatasetRow:
    fields = {name: getattr(row, name) for name in DatasetRow.__dataclass_fields__}
    return DatasetRow(**{**fields, "reading": Reading.model_validate_json(row.reading)})


def run_of(row: Row[Any]) -> Run:
    """Raises RunError for a run whose settings are not those of this version."""
    fields = {name: getattr(row, name) for name in Run.__dataclass_fields__}
    try:
        experiment = experiment_from_json(row.experiment)
    except ValidationError as problem:
        raise RunError("run_unreadable", **_what_is_wrong(row, problem)) from problem
    parsed = {
        "experiment": experiment,
        "status": Status(row.status),
        "finding": finding_from_json(row.finding),
    }
    return Run(**{**fields, **parsed})


def run_or_left_out(row: Row[Any]) -> Run | LeftOut:
    """The run, or what to tell of one that cannot be read, so that it does not cost the others."""
    try:
        return run_of(row)
    except RunError as problem:
        finding = Finding(severity=Severity.WARNING, key="run_unreadable", values=problem.values)
        return LeftOut(id=row.id, name=row.name, created=row.created, finding=finding)


def _what_is_wrong(row: Row[Any], problem: ValidationError) -> dict[str, object]:
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "experiment"
    return {"name": row.name, "setting": where[:200], "rule": first["msg"].removeprefix("Value error, ")[:200]}


def job_of(row: Row[Any]) -> Job:
    fields = {name: getattr(row, name) for name in Job.__dataclass_fields__}
    parsed = {
        "kind": Kind(row.kind),
        "request": json.loads(row.request),
        "status": Status(row.status),
        "finding": finding_from_json(row.finding),
    }
    return Job(**{**fields, **parsed})


def event_of(row: Row[Any]) -> Event:
    return Event(seq=row.seq, kind=row.kind, values=json.loads(row.values))
