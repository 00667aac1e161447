"""What a model looks at: columns, timesteps, one column's values, its own answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.analyses.explained import Explained, Report, Wanted
from core.evaluation.explain.asked import Asked, asked_at, some_of
from core.evaluation.explain.columns import REPEATS, columns_of, permuted
from core.evaluation.explain.free import MOST_STARTS, free_running, starts
from core.evaluation.explain.response import response
from core.evaluation.explain.timesteps import occluded
from core.examples.split import PARTS

__all__ = ["columns", "free", "responses", "timesteps"]

FEWEST_STARTS, MOST_VALUES = 20, 60_000
"""The file of a result stays within a few MB."""


def columns(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> Mapping[str, Any]:
    """`part` → how much worse the error becomes (G, P, C) when each column tells of another window."""
    asked, every = _asked(seen, settings["part"]), columns_of(seen.prepared)
    found = permuted(asked, every, REPEATS, report=report)
    names = [column.name for column in every]
    return {"names": names, "base": found.base, "worse": found.worse, "windows": len(asked)}


def timesteps(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> Mapping[str, Any]:
    """`part` → how much worse the error becomes (S, C) when each stretch of timesteps is hidden."""
    asked = _asked(seen, settings["part"])
    found = occluded(asked, report)
    ends = {"newest": found.newest, "oldest": found.oldest}
    return {"base": found.base, "worse": found.worse, "moved": found.moved, "windows": len(asked), **ends}


def responses(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> Mapping[str, Any]:
    """`part`, `column` (a name), `newest` → the answers (Q, C) for each value of the column."""
    asked = _asked(seen, settings["part"])
    place = seen.prepared.dataset.names.index(settings["column"])
    found = response(asked, place, settings["newest"], report)
    sides = {"mean": found.mean, "low": found.low, "high": found.high}
    return {"values": found.values, **sides, "windows": len(asked)}


def free(seen: Explained, settings: Mapping[str, Any], report: Report, wanted: Wanted) -> Mapping[str, Any]:
    """`part`, `steps` → forecasts (W, N, C) behind some starts, from own answers and always one step ahead."""
    report(0, 1)
    values = settings["steps"] * len(seen.prepared.dataset.targets)
    most = max(FEWEST_STARTS, min(MOST_STARTS, MOST_VALUES // values))
    now = starts(seen.prepared, PARTS.index(settings["part"]), settings["steps"], most)
    found = free_running(seen.prepared, seen.answer, seen.way, now, settings["steps"])
    lines = {"free": found.free, "one": found.one, "actual": found.actual}
    return {"now": now, **lines, "still": found.still}


def _asked(seen: Explained, part: str) -> Asked:
    now = some_of(seen.prepared, PARTS.index(part))
    return asked_at(seen.prepared, seen.answer, seen.way, now)
