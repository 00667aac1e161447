"""Rows of the database become records, and the parts that are JSON go both ways."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from core.data.spec import Reading
from core.experiment import Experiment
from core.findings import Finding, Severity
from core.runs.journal import plain
from core.runs.records import DatasetRow, Event, Job, Run
from core.runs.status import Kind, Status


def finding_to_json(finding: Finding | None) -> str | None:
    """None stays None: no finding is stored as NULL."""
    return json.dumps(finding_to_dict(finding)) if finding else None


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "key": finding.key,
        "values": plain(finding.values),
        "remedies": list(finding.remedies),
        "columns": list(finding.columns),
        "rows": list(finding.rows),
    }


def finding_from_dict(stored: dict[str, Any]) -> Finding:
    return Finding(
        severity=Severity(stored["severity"]),
        key=stored["key"],
        values=stored["values"],
        remedies=tuple(stored["remedies"]),
        columns=tuple(stored["columns"]),
        rows=tuple(stored["rows"]),
    )


def finding_from_json(text: str | None) -> Finding | None:
    return finding_from_dict(json.loads(text)) if text else None


@lru_cache(maxsize=512)
def experiment_from_json(text: str) -> Experiment:
    """Checked anew; a list of runs is read often, so the newest are kept."""
    return Experiment.model_validate_json(text)


def dataset_of(row: Row[Any]) -> DatasetRow:
    fields = {name: getattr(row, name) for name in DatasetRow.__dataclass_fields__}
    return DatasetRow(**{**fields, "reading": Reading.model_validate_json(row.reading)})


def run_of(row: Row[Any]) -> Run:
    fields = {name: getattr(row, name) for name in Run.__dataclass_fields__}
    parsed = {
        "experiment": experiment_from_json(row.experiment),
        "status": Status(row.status),
        "finding": finding_from_json(row.finding),
    }
    return Run(**{**fields, **parsed})


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
