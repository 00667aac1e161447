"""Rows of the database become records, and the parts that are JSON go both ways."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from core.data.spec import Reading
from core.experiment import Experiment
from core.runs.records import DatasetRow, Event, Job, Run
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
