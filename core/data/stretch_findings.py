"""Findings about stretches in which columns stand still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.hints import is_id
from core.data.names import unit_of
from core.data.neighbours import in_order
from core.data.profile import Profile
from core.data.sentinels import without_marks
from core.data.stretches import Stretch, frozen, joint_zeros, stuck
from core.data.table import Table
from core.data.words import duration, in_words, listed, place
from core.findings import Finding, Severity
from core.text import amount, count

_NAMED = 5  # stretches told one by one
_FEWEST = 60  # rows below which nothing is unusual


def stretch_findings(table: Table, profile: Profile) -> list[Finding]:
    """All columns frozen at once, several at 0 together, single ones stuck; rows as one follows the other."""
    table, of_file, _ = in_order(table, profile.series)
    found = _in_order(table, profile)
    return [replace(finding, rows=tuple(int(of_file[row]) for row in finding.rows)) for finding in found]


def _in_order(table: Table, profile: Profile) -> list[Finding]:
    changing = {name: without_marks(table.column(name)) for name in table.numbers if table.kinds[name] == "number"}
    columns = {name: values for name, values in changing.items() if not is_id(name, values)}
    if len(table) < _FEWEST or not columns:
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
        "longest": duration(max(s.rows for s in stretches), profile.spacing),
        "start": place(stretches[0].first, table.time, profile.spacing),
    }
    key = "frozen" if len(stretches) > 1 else "frozen_once"
    if table.time is not None and len(stretches) > 1:
        days = {_day(table.time, stretch) for stretch in stretches}
        if len(days) == 1 and None not in days:
            key, values["day"] = "frozen_days", _ordinal(int(next(iter(days)) or 0))
    return _stretch_finding(key, stretches, values, table, profile)


def _zero(stretch: Stretch, table: Table, profile: Profile, width: int) -> Finding:
    values = {
        "count": in_words(len(stretch.columns)).capitalize(),
        "columns": listed(stretch.columns, 6),
        "span": duration(stretch.rows, profile.spacing),
        "rows": count(stretch.rows, "row"),
        "start": place(stretch.first, table.time, profile.spacing),
    }
    others = "" if len(stretch.columns) == width else "_while_others_move"
    return _stretch_finding(f"zero_columns{others}", [stretch], values, table, profile)


def _stuck(stretches: Sequence[Stretch], table: Table, profile: Profile) -> Finding:
    longest = max(stretches, key=lambda stretch: stretch.rows)
    held = [(name, float(table.column(name)[longest.first])) for name in longest.columns]
    values = {
        "columns": listed(longest.columns),
        "values": listed([f"{name} = {amount(value, unit_of(name))}" for name, value in held]),
        "span": duration(longest.rows, profile.spacing),
        "start": place(longest.first, table.time, profile.spacing),
        "times": count(len(stretches), "time"),
        "rows": count(sum(s.rows for s in stretches), "row"),
    }
    return _stretch_finding("stuck_once" if len(stretches) == 1 else "stuck", stretches, values, table, profile)


def _stretch_finding(
    key: str, stretches: Sequence[Stretch], values: Mapping[str, object], table: Table, profile: Profile
) -> Finding:
    """With spans of time the rows can be blanked; by row number alone a new file would be mended wrongly.

    Of several series a span would blank all.
    """
    spans: tuple[tuple[str, str], ...] = ()
    if table.time is not None and not profile.series:
        edges = [sorted((table.time[s.first], table.time[s.last])) for s in stretches]
        spans = tuple((str(a), str(b)) for a, b in edges if not (np.isnat(a) or np.isnat(b)))
    return Finding(
        severity=Severity.WARNING,
        key=key,
        values={**values, "spans": spans},
        columns=stretches[0].columns,
        rows=tuple(row for s in stretches for row in (s.first, s.last)),
        remedies=("keep_rows", "blank_rows") if spans else ("keep_rows",),
    )


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
