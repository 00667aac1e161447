"""What a person should know about their file, and the remedies they may pick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.data.profile import Profile
from core.data.sentinels import sentinels
from core.data.stretch_findings import stretch_findings
from core.data.stretches import runs
from core.data.table import Table
from core.data.time_findings import time_findings
from core.data.words import every, listed
from core.findings import Finding, Severity
from core.text import count, figure, span

_FEW_ROWS = 60


def findings(table: Table, profile: Profile) -> tuple[Finding, ...]:
    """Notes made while reading, then what the figures show; one `complete` when all is well.

    The first remedy of each is the one `recommended` applies.
    """
    of_time = time_findings(table, profile)
    of_cells = [*_missing(table, profile), *_marks(table)]
    of_columns = _columns(table)
    unsettled = [*of_time, *of_cells, *of_columns]
    whole = [] if unsettled or any(n.severity is Severity.WARNING for n in table.notes) else [_complete(profile)]
    few = [_finding("few_rows", Severity.WARNING, {"rows": count(len(table), "row")})] if len(table) < _FEW_ROWS else []
    notes = [_with_remedies(note) for note in table.notes]
    return (*whole, *notes, *few, *unsettled, *stretch_findings(table, profile))


def _finding(key: str, severity: Severity, values: Mapping[str, object], **more: object) -> Finding:
    return Finding(severity=severity, key=key, values=values, **more)  # type: ignore[arg-type]


def _with_remedies(note: Finding) -> Finding:
    """Cells that could not be read count as missing and are mended as such."""
    if note.key in ("not_numbers", "infinite"):
        return Finding(**{**note.__dict__, "remedies": ("fill_forward", "keep_missing")})
    return note


def _complete(profile: Profile) -> Finding:
    key = "complete" if profile.spacing is not None else "complete_untimed"
    values = {"rows": count(profile.rows, "row"), "every": every(profile.spacing)}
    return _finding(key, Severity.OK, values)


def _missing(table: Table, profile: Profile) -> list[Finding]:
    told = {name for note in table.notes if note.key in ("not_numbers", "infinite") for name in note.columns}
    holes = {name: profile.missing[name] for name in table.numbers if profile.missing[name] and name not in told}
    if not holes:
        return []
    worst = max(holes, key=lambda name: holes[name])
    empty = np.isnan(table.column(worst))
    first, length = runs(empty[1:] != empty[:-1])
    values = {
        "cells": count(sum(holes.values()), "cell"),
        "column": worst,
        "count": f"{holes[worst]:,}",
        "share": figure(100 * holes[worst] / profile.rows, 2),
        "longest": span(int(length[empty[first]].max()), profile.spacing),
        "columns": listed(list(holes)),
    }
    key = "missing" if len(holes) == 1 else "missing_in_columns"
    rows = tuple(int(row) for row in np.flatnonzero(empty)[:100])
    return [_finding(key, Severity.WARNING, values, columns=tuple(holes), rows=rows, remedies=_FILL)]


_FILL = ("fill_forward", "keep_missing")


def _marks(table: Table) -> list[Finding]:
    """One finding per number that stands for a failed reading."""
    by_mark: dict[float, list[str]] = {}
    for name in table.numbers:
        for mark in sentinels(table.column(name)):
            by_mark.setdefault(mark, []).append(name)
    found = []
    for mark, names in by_mark.items():
        hits = {name: np.flatnonzero(table.column(name) == mark) for name in names}
        total = sum(len(rows) for rows in hits.values())
        values = {"mark": f"{mark:g}".replace("-", "−"), "value": mark, "cells": count(total, "cell")}
        values["columns"] = listed(names)
        rows = tuple(int(row) for row in hits[names[0]][:100])
        remedies = ("mark_and_fill", "mark_missing", "keep_values")
        found.append(_finding("sentinel", Severity.WARNING, values, columns=tuple(names), rows=rows, remedies=remedies))
    return found


def _columns(table: Table) -> list[Finding]:
    """Columns that no model can use, or that tell nothing."""
    timed = table.reading.time
    texts = [n for n, kind in table.kinds.items() if kind == "text" or (kind == "time" and n not in timed)]
    same = [n for n in texts if table.frame[n].nunique() == 1]
    groups = (
        ("constant", [n for n, kind in table.kinds.items() if kind == "constant"] + same, ("leave_out", "keep_column")),
        ("empty_columns", [n for n, kind in table.kinds.items() if kind == "empty"], ("leave_out",)),
        ("text_columns", [n for n in texts if n not in same], ("leave_out",)),
    )
    return [
        _finding(
            key,
            Severity.INFO,
            {"columns": listed(names), "count": count(len(names), "column")},
            columns=tuple(names),
            remedies=remedies,
        )
        for key, names, remedies in groups
        if names
    ]
