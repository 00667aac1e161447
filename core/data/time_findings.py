"""Findings about time: order, repeats, gaps, working days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.profile import Profile
from core.data.regular import suitable_spacing
from core.data.spacing import DAY, missing_before, regular_share, rows_apart
from core.data.table import Table
from core.data.words import every, when
from core.findings import Finding, Severity
from core.text import count, figure, span

_REGULAR = 0.8  # share of usual steps below which a break at every odd one would leave only crumbs
_KEEP_ONE = ("keep_first", "keep_last", "keep_mean")


def time_findings(table: Table, profile: Profile) -> list[Finding]:
    """Nothing for a table without a time."""
    if table.time is None:
        return []
    order = np.argsort(table.time, kind="stable")
    rows = order[: int((~np.isnat(table.time)).sum())]
    return [*_order(table.time, rows), *_gaps(table.time[rows], profile)]


def _order(file: NDArray[np.datetime64], rows: NDArray[np.int64]) -> list[Finding]:
    """`file` are the times as they stand there, `rows` the rows with a time, in order of time."""
    time, found = file[rows], []
    backwards = np.flatnonzero(np.diff(rows) < 0)
    if len(backwards):
        steps = np.diff(file[~np.isnat(file)])
        descending = bool((steps <= np.timedelta64(0)).all())
        jumps = int((steps < np.timedelta64(0)).sum())
        key = "descending" if descending else "unordered"
        severity = Severity.INFO if descending else Severity.WARNING
        remedies = ("sort_rows", "keep_order")
        found.append(Finding(severity=severity, key=key, values={"jumps": count(jumps, "time")}, remedies=remedies))
    same = np.flatnonzero(time[1:] == time[:-1]) + 1
    if len(same):
        key = "several_series" if len(same) > 0.3 * len(time) else "duplicate_times"
        values = {"rows": count(len(same), "row"), "example": when(time[same[0]])}
        keep = ("keep_mean", "keep_first", "keep_last") if key == "several_series" else _KEEP_ONE
        where = tuple(int(row) for row in rows[same[:100]])
        found.append(Finding(severity=Severity.WARNING, key=key, values=values, rows=where, remedies=keep))
    return found


def _gaps(time: NDArray[np.datetime64], profile: Profile) -> list[Finding]:
    """Missing rows; told apart from weekends and from series that have no usual step."""
    spacing = profile.spacing
    after = np.flatnonzero(missing_before(time, spacing))
    if spacing is None or not len(after):
        return []
    if _is_only_weekends(time, spacing):
        return [Finding(severity=Severity.INFO, key="weekends", values={}, remedies=("ignore_gaps", "break_gaps"))]
    usual = regular_share(time, spacing)
    if usual < _REGULAR:
        return [_irregular(time, spacing, usual)]
    steps = (time[after] - time[after - 1]).astype("timedelta64[ns]").astype(np.int64)
    lost = np.maximum(1, np.round(rows_apart(steps, spacing)).astype(np.int64) - 1)
    longest = int(np.argmax(lost))
    values = {
        "gaps": count(len(after), "gap"),
        "rows": count(int(lost.sum()), "row"),
        "longest": span(int(lost[longest]), spacing),
        "start": when(time[after[longest] - 1], spacing),
        "end": when(time[after[longest]], spacing),
    }
    where = tuple(int(at) for at in after[:100])
    return [
        Finding(
            severity=Severity.WARNING, key="gaps", values=values, rows=where, remedies=("break_gaps", "ignore_gaps")
        )
    ]


def _irregular(time: NDArray[np.datetime64], spacing: float, share: float) -> Finding:
    grid = suitable_spacing(time, spacing)
    values = {"every": every(spacing), "share": figure(100 * share, 2), "seconds": grid, "grid": every(grid)}
    remedies = ("ignore_gaps", "break_gaps", "resample_mean", "resample_last", "resample_sum")
    return Finding(severity=Severity.WARNING, key="irregular", values=values, remedies=remedies)


def _is_only_weekends(time: NDArray[np.datetime64], spacing: float) -> bool:
    """Days without a single Saturday or Sunday: a file of working days."""
    weekday = (time.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return abs(spacing - DAY) < 1 and bool((weekday < 5).all())
