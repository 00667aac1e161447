"""What a person should know about their file, and the remedies they may pick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.names import unit_of
from core.data.profile import Profile
from core.data.sentinels import sentinels
from core.data.spacing import DAY, missing_before, regular_share, rows_apart
from core.data.stretches import Stretch, frozen, joint_zeros, runs, stuck
from core.data.table import Table
from core.data.words import every, in_words, listed, when
from core.findings import Finding, Severity
from core.text import amount, count, figure, say, span

_FEW_ROWS = 60
_REGULAR = 0.8  # share of usual steps below which a break at every odd one would leave only crumbs
_NAMED = 5  # stretches told one by one


def findings(table: Table, profile: Profile) -> tuple[Finding, ...]:
    """Notes made while reading, then what the figures show; one `complete` when all is well.

    The first remedy of each is the one `recommended` applies.
    """
    ordered = _in_order(table)
    of_time = [] if ordered is None else [*_order(table, ordered), *_gaps(ordered[0], profile)]
    of_cells = [*_missing(table, profile), *_marks(table)]
    of_columns = _columns(table)
    unsettled = [*of_time, *of_cells, *of_columns]
    whole = [] if unsettled or any(n.severity is Severity.WARNING for n in table.notes) else [_complete(profile)]
    few = [_finding("few_rows", Severity.WARNING, {"rows": count(len(table), "row")})] if len(table) < _FEW_ROWS else []
    notes = [_with_remedies(note) for note in table.notes]
    return (*whole, *notes, *few, *unsettled, *_stretches(table, profile))


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


def _in_order(table: Table) -> tuple[NDArray[np.datetime64], NDArray[np.int64]] | None:
    """(known times in order, their rows), or None without a time."""
    if table.time is None:
        return None
    order = np.argsort(table.time, kind="stable")
    known = int((~np.isnat(table.time)).sum())
    return table.time[order[:known]], order[:known]


def _order(table: Table, ordered: tuple[NDArray[np.datetime64], NDArray[np.int64]]) -> list[Finding]:
    time, rows = ordered
    found = []
    assert table.time is not None
    backwards = np.flatnonzero(np.diff(rows) < 0)
    if len(backwards):
        steps = np.diff(table.time[~np.isnat(table.time)])
        descending = bool((steps <= np.timedelta64(0)).all())
        jumps = int((steps < np.timedelta64(0)).sum())
        key = "descending" if descending else "unordered"
        severity = Severity.INFO if descending else Severity.WARNING
        remedies = ("sort_rows", "keep_order")
        found.append(_finding(key, severity, {"jumps": count(jumps, "time")}, remedies=remedies))
    same = np.flatnonzero(time[1:] == time[:-1]) + 1
    if len(same):
        key = "several_series" if len(same) > 0.3 * len(time) else "duplicate_times"
        values = {"rows": count(len(same), "row"), "example": when(time[same[0]])}
        keep = ("keep_mean", "keep_first", "keep_last") if key == "several_series" else _KEEP_ONE
        where = tuple(int(row) for row in rows[same[:100]])
        found.append(_finding(key, Severity.WARNING, values, rows=where, remedies=keep))
    return found


_KEEP_ONE = ("keep_first", "keep_last", "keep_mean")


def _gaps(time: NDArray[np.datetime64], profile: Profile) -> list[Finding]:
    """Missing rows; told apart from weekends and from series that have no usual step."""
    spacing = profile.spacing
    after = np.flatnonzero(missing_before(time, spacing))
    if spacing is None or not len(after):
        return []
    if _is_only_weekends(time, spacing):
        return [_finding("weekends", Severity.INFO, {}, remedies=("ignore_gaps", "break_gaps"))]
    usual = regular_share(time, spacing)
    if usual < _REGULAR:
        values = {"every": every(spacing), "share": figure(100 * usual, 2)}
        return [_finding("irregular", Severity.WARNING, values, remedies=("ignore_gaps", "break_gaps"))]
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
    return [_finding("gaps", Severity.WARNING, values, rows=where, remedies=("break_gaps", "ignore_gaps"))]


def _is_only_weekends(time: NDArray[np.datetime64], spacing: float) -> bool:
    """Days without a single Saturday or Sunday: a file of working days."""
    weekday = (time.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return abs(spacing - DAY) < 1 and bool((weekday < 5).all())


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


def _stretches(table: Table, profile: Profile) -> list[Finding]:
    columns = {name: table.column(name) for name in table.numbers if table.kinds[name] == "number"}
    if len(table) < _FEW_ROWS or not columns:
        return []
    lost = joint_zeros(columns)
    copied = [s for s in frozen(columns) if not any(s.first <= z.last and z.first <= s.last for z in lost)]
    found = [_frozen(copied, table, profile)] if copied else []
    found += [_zero(stretch, table, profile, len(columns)) for stretch in lost[:_NAMED]]
    alone: dict[tuple[str, ...], list[Stretch]] = {}
    for stretch in stuck(columns, [*copied, *lost]):
        alone.setdefault(stretch.columns, []).append(stretch)
    return [*found, *(_stuck(stretches, table, profile) for stretches in list(alone.values())[:_NAMED])]


def _frozen(stretches: Sequence[Stretch], table: Table, profile: Profile) -> Finding:
    """All columns at once: whole days are called days."""
    values: dict[str, object] = {
        "count": f"{len(stretches):,}",
        "columns": in_words(len(stretches[0].columns)),
        "rows": count(sum(s.rows for s in stretches), "row"),
        "longest": span(max(s.rows for s in stretches), profile.spacing),
        "start": _when(stretches[0].first, table, profile),
    }
    key = "frozen" if len(stretches) > 1 else "frozen_once"
    if table.time is not None and len(stretches) > 1:
        days = {_day(table.time, stretch) for stretch in stretches}
        if len(days) == 1 and None not in days:
            key, values["day"] = "frozen_days", _ordinal(int(next(iter(days)) or 0))
    return _stretch_finding(key, stretches, values, table)


def _zero(stretch: Stretch, table: Table, profile: Profile, width: int) -> Finding:
    values = {
        "count": in_words(len(stretch.columns)).capitalize(),
        "columns": listed(stretch.columns, 6),
        "span": span(stretch.rows, profile.spacing),
        "rows": count(stretch.rows, "row"),
        "start": _when(stretch.first, table, profile),
    }
    others = "" if len(stretch.columns) == width else "_while_others_move"
    return _stretch_finding(f"zero_columns{others}", [stretch], values, table)


def _stuck(stretches: Sequence[Stretch], table: Table, profile: Profile) -> Finding:
    longest = max(stretches, key=lambda stretch: stretch.rows)
    held = [(name, float(table.column(name)[longest.first])) for name in longest.columns]
    values = {
        "columns": listed(longest.columns),
        "values": listed([f"{name} = {amount(value, unit_of(name))}" for name, value in held]),
        "span": span(longest.rows, profile.spacing),
        "start": _when(longest.first, table, profile),
        "times": count(len(stretches), "time"),
        "rows": count(sum(s.rows for s in stretches), "row"),
    }
    return _stretch_finding("stuck_once" if len(stretches) == 1 else "stuck", stretches, values, table)


def _stretch_finding(key: str, stretches: Sequence[Stretch], values: Mapping[str, object], table: Table) -> Finding:
    """With spans of time the rows can be blanked; by row number alone a new file would be mended wrongly."""
    spans: tuple[tuple[str, str], ...] = ()
    if table.time is not None:
        edges = [sorted((table.time[s.first], table.time[s.last])) for s in stretches]
        spans = tuple((str(a), str(b)) for a, b in edges if not (np.isnat(a) or np.isnat(b)))
    return _finding(
        key,
        Severity.WARNING,
        {**values, "spans": spans},
        columns=stretches[0].columns,
        rows=tuple(row for s in stretches for row in (s.first, s.last)),
        remedies=("keep_rows", "blank_rows") if spans else ("keep_rows",),
    )


def _when(row: int, table: Table, profile: Profile) -> str:
    if table.time is None or np.isnat(table.time[row]):
        return say("data.row_number", row=f"{row + 1:,}")
    return when(table.time[row], profile.spacing)


def _day(time: NDArray[np.datetime64], stretch: Stretch) -> int | None:
    """The day of the month when the stretch is one whole day, else None."""
    days = time[stretch.first : stretch.last + 1].astype("datetime64[D]")
    whole = days[0] == days[-1] and (stretch.first == 0 or time[stretch.first - 1].astype("datetime64[D]") < days[0])
    if not whole or np.isnat(days[0]):
        return None
    return int((days[0] - days[0].astype("datetime64[M]").astype("datetime64[D]")).astype(int)) + 1


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
