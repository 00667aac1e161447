"""Findings about time: order, repeats, gaps, working days, clocks that change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.grouping import series_of
from core.data.layout_findings import layout_findings
from core.data.namedtimes import UNIX
from core.data.profile import Profile
from core.data.regular import suitable_spacing
from core.data.spacing import DAY, missing_before, rows_apart
from core.data.table import Table
from core.data.words import every, listed, when
from core.data.zones import zone_that_fits
from core.findings import Finding, Severity
from core.text import count, figure, say, span

_REGULAR = 0.8  # share of usual steps below which a break at every odd one would leave only crumbs
_SHARED = 0.3  # share of rows with the time of another one above which they are no slips
_KEEP_ONE = ("keep_first", "keep_last", "keep_mean")
_KEEP_MEAN = ("keep_mean", "keep_first", "keep_last")
_COUNT = ("count_rows",)  # of rows that share one time their mean would be the only row
_GAPS = ("break_gaps", "ignore_gaps")

Times = NDArray[np.datetime64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


def time_findings(table: Table, profile: Profile) -> list[Finding]:
    """What layout, order and spacing of the rows tell; several series are looked at one by one."""
    layout = layout_findings(table, profile)
    if table.time is None:
        return layout
    rows = np.flatnonzero(~np.isnat(table.time))
    time, series = table.time[rows], np.zeros(len(rows), np.int32)
    if profile.series:
        series = series_of([table.frame[name].iloc[rows] for name in profile.series])[0]
    order = np.lexsort((time, series))
    same = series[order][1:] == series[order][:-1]
    return [
        *layout,
        *_clock_change(table, time, profile.spacing),
        *_order(time, series, order, same),
        *_repeats(time[order], rows[order], same),
        *_gaps(time[order], rows[order], same, profile.spacing),
    ]


def _order(time: Times, series: NDArray[np.int32], order: Rows, same: Flags) -> list[Finding]:
    """Whether time runs backwards within a series, from row to row of the file."""
    if not ((np.diff(order) < 0) & same).any():
        return []
    by_series = np.argsort(series, kind="stable")
    steps = np.diff(time[by_series])[series[by_series][1:] == series[by_series][:-1]]
    descending = bool((steps <= np.timedelta64(0)).all())
    values = {"jumps": count(int((steps < np.timedelta64(0)).sum()), "time")}
    key, severity = ("descending", Severity.INFO) if descending else ("unordered", Severity.WARNING)
    return [Finding(severity=severity, key=key, values=values, remedies=("sort_rows", "keep_order"))]


def _repeats(time: Times, rows: Rows, same: Flags) -> list[Finding]:
    """Rows of a series with the time of another one; `time` and `rows` by series and time."""
    again = np.flatnonzero((time[1:] == time[:-1]) & same) + 1
    if not len(again):
        return []
    key = "duplicate_times"
    remedies: tuple[str, ...] = _KEEP_ONE
    if len(again) > _SHARED * len(time):
        key, remedies = ("shared_times", _KEEP_MEAN) if len(np.unique(time)) > 1 else ("one_time", _COUNT)
    values = {"rows": count(len(again), "row"), "example": when(time[again[0]])}
    where = tuple(int(row) for row in rows[again[:100]])
    return [Finding(severity=Severity.WARNING, key=key, values=values, rows=where, remedies=remedies)]


def _clock_change(table: Table, time: Times, spacing: float | None) -> list[Finding]:
    """Hours that stand twice or are missing where the clocks of a zone change."""
    moments = table.reading.time_format in UNIX or any(note.key == "time_zone" for note in table.notes)
    follows = None if table.reading.zone or moments or spacing is None else zone_that_fits(time, spacing)
    if follows is None:
        return []
    changes = [("twice", follows.back), ("missing", follows.forward)]
    told = [say(f"data.clock.{key}", hours=count(len(hours), "hour")) for key, hours in changes if hours]
    values = {
        "zone": follows.zone,
        "changes": listed(told),
        "example": when((*follows.back, *follows.forward)[0].start),
    }
    remedies = ("winter_time", "keep_clock")
    return [Finding(severity=Severity.WARNING, key="clock_change", values=values, remedies=remedies)]


def _gaps(time: Times, rows: Rows, same: Flags, spacing: float | None) -> list[Finding]:
    """Missing rows of a series; told apart from weekends and from series that have no usual step."""
    gap = missing_before(time, spacing)[1:] & same
    after = np.flatnonzero(gap) + 1
    if spacing is None or not len(after):
        return []
    if _is_only_weekends(time, spacing):
        return [Finding(severity=Severity.INFO, key="weekends", values={}, remedies=_GAPS[::-1])]
    steps = np.diff(time.astype("datetime64[ns]").astype(np.int64)).astype(np.int64)
    moving = steps[same & (steps > 0)]
    usual = float(np.mean(np.abs(rows_apart(moving, spacing) - 1) < 0.05))
    if usual < _REGULAR:
        return [_irregular(time, spacing, usual)]
    lost = np.maximum(1, np.round(rows_apart(steps[after - 1], spacing)).astype(np.int64) - 1)
    longest = int(np.argmax(lost))
    values = {
        "gaps": count(len(after), "gap"),
        "rows": count(int(lost.sum()), "row"),
        "longest": span(int(lost[longest]), spacing),
        "start": when(time[after[longest] - 1], spacing),
        "end": when(time[after[longest]], spacing),
    }
    where = tuple(int(row) for row in rows[after[:100]])
    return [Finding(severity=Severity.WARNING, key="gaps", values=values, rows=where, remedies=_GAPS)]


def _irregular(time: Times, spacing: float, share: float) -> Finding:
    grid = suitable_spacing(np.sort(time), spacing)
    values = {"every": every(spacing), "share": figure(100 * share, 2), "seconds": grid, "grid": every(grid)}
    remedies = (*_GAPS[::-1], "resample_mean", "resample_last", "resample_sum")
    return Finding(severity=Severity.WARNING, key="irregular", values=values, remedies=remedies)


def _is_only_weekends(time: Times, spacing: float) -> bool:
    """Days without a single Saturday or Sunday: a file of working days."""
    weekday = (time.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return abs(spacing - DAY) < 1 and bool((weekday < 5).all())
