"""Findings about single cells: missing ones, marks of failed readings, spikes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.hints import is_code, is_id
from core.data.names import unit_of
from core.data.neighbours import even_spacing, in_order
from core.data.profile import Profile
from core.data.sentinels import sentinels
from core.data.spikes import Spikes, spikes
from core.data.stretches import runs
from core.data.table import Table
from core.data.words import duration, listed, place
from core.findings import Finding, Severity
from core.spec import record
from core.text import amount, count, figure

UNREAD = ("not_numbers", "infinite")
"""Notes on cells that could not be read, which count as missing and are mended as such."""
_KEPT_ROWS = 100
_SPARSE = 0.6  # share of missing cells above which a column is hardly one
_LONG = 24  # rows no fill reaches across, unless a season is longer
_NAMED = 3  # columns whose spikes are told one by one


@record
class Rows:
    """The rows as one follows the other: which row of the file each was, its series, seconds from row to row."""

    table: Table
    of_file: NDArray[np.int64]
    series: NDArray[np.int32]
    spacing: float | None

    def known(self, rows: NDArray[np.int64]) -> tuple[int, ...]:
        """Rows of the file."""
        return tuple(int(row) for row in self.of_file[rows[:_KEPT_ROWS]])


def cell_findings(table: Table, profile: Profile) -> list[Finding]:
    """Missing cells, long holes, marks and spikes."""
    ordered, of_file, series = in_order(table, profile.series)
    spacing = even_spacing(ordered, series, profile.spacing)
    rows = Rows(table=ordered, of_file=of_file, series=series, spacing=spacing)
    marks = {name: sentinels(table.column(name)) for name in table.numbers}
    return [*_missing(rows, profile), *_marked(rows, marks), *_spiking(rows, marks)]


def mended_as_missing(note: Finding, profile: Profile) -> Finding:
    """A note on unread cells with the remedies for missing ones; others as they are."""
    if note.key not in UNREAD:
        return note
    values = {**note.values, "season": profile.season}
    return Finding(**{**note.__dict__, "values": values, "remedies": fill_remedies(profile)})


def fill_remedies(profile: Profile) -> tuple[str, ...]:
    """The season ago can only be repeated where there is a season."""
    seasonal = ("fill_seasonal",) if profile.season else ()
    return ("fill_forward", *seasonal, "fill_linear", "fill_usual", "keep_missing")


def _missing(rows: Rows, profile: Profile) -> list[Finding]:
    """Few cells, nearly empty columns, and holes longer than any fill, each told once."""
    told = {name for note in rows.table.notes if note.key in UNREAD for name in note.columns}
    holes = {n: profile.missing[n] for n in rows.table.numbers if profile.missing[n] and n not in told}
    sparse = [name for name in holes if holes[name] > _SPARSE * profile.rows]
    few = {name: cells for name, cells in holes.items() if name not in sparse}
    return [*_few(rows, profile, few), *_long(rows, profile, list(few)), *_sparse(profile, sparse)]


def _few(rows: Rows, profile: Profile, holes: Mapping[str, int]) -> list[Finding]:
    if not holes:
        return []
    worst = max(holes, key=lambda name: holes[name])
    _, length = _empty_runs(rows, worst)
    values = {
        "cells": count(sum(holes.values()), "cell"),
        "column": worst,
        "count": f"{holes[worst]:,}",
        "share": figure(100 * holes[worst] / profile.rows, 2),
        "longest": duration(int(length.max(initial=1)), rows.spacing),
        "columns": listed(list(holes)),
        "season": profile.season,
    }
    key = "missing" if len(holes) == 1 else "missing_in_columns"
    where = rows.known(np.flatnonzero(np.isnan(rows.table.column(worst))))
    return [_warning(key, values, list(holes), where, fill_remedies(profile))]


def _long(rows: Rows, profile: Profile, names: Sequence[str]) -> list[Finding]:
    """Holes that stay holes whatever is chosen: no example crosses them."""
    limit = max(_LONG, profile.season or 0)
    found = {name: _empty_runs(rows, name) for name in names}
    long = {name: (first, length) for name, (first, length) in found.items() if (length > limit).any()}
    if not long:
        return []
    worst = max(long, key=lambda name: int(long[name][1].max()))
    first, length = long[worst]
    at = int(np.argmax(length))
    values = {
        "columns": listed(list(long)),
        "column": worst,
        "holes": count(int((length > limit).sum()), "hole"),
        "longest": duration(int(length[at]), rows.spacing),
        "start": _place(rows, int(first[at])),
        "limit": duration(limit, rows.spacing),
    }
    where = rows.known(first[length > limit])
    return [Finding(severity=Severity.INFO, key="long_holes", values=values, columns=tuple(long), rows=where)]


def _sparse(profile: Profile, names: Sequence[str]) -> list[Finding]:
    if not names:
        return []
    share = min(profile.missing[name] for name in names) / profile.rows
    values = {"columns": listed(names), "count": count(len(names), "column"), "share": figure(100 * share, 2)}
    return [_warning("mostly_missing", values, names, (), ("leave_out", "keep_column"))]


def _empty_runs(rows: Rows, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(first row, length) of every run of missing cells within a series."""
    empty = np.isnan(rows.table.column(name))
    first, length = runs((empty[1:] != empty[:-1]) | (rows.series[1:] != rows.series[:-1]))
    return first[empty[first]], length[empty[first]]


def _marked(rows: Rows, marks: Mapping[str, tuple[float, ...]]) -> list[Finding]:
    """One finding per number that stands for a failed reading."""
    by_mark: dict[float, list[str]] = {}
    for name, own in marks.items():
        for mark in own:
            by_mark.setdefault(mark, []).append(name)
    found = []
    for mark, names in by_mark.items():
        hits = {name: np.flatnonzero(rows.table.column(name) == mark) for name in names}
        total = sum(len(hit) for hit in hits.values())
        values = {"mark": f"{mark:g}".replace("-", "−"), "value": mark, "cells": count(total, "cell")}
        values["columns"] = listed(names)
        remedies = ("mark_and_fill", "mark_missing", "keep_values")
        found.append(_warning("sentinel", values, names, rows.known(hits[names[0]]), remedies))
    return found


def _spiking(rows: Rows, marks: Mapping[str, tuple[float, ...]]) -> list[Finding]:
    """The columns with the farthest spikes, one finding each: how far is different for each."""
    found: dict[str, Spikes] = {}
    for name in rows.table.numbers:
        values = rows.table.column(name)
        if rows.table.kinds[name] != "number" or is_id(name, values) or is_code(name, values):
            continue
        if own := spikes(np.where(np.isin(values, marks[name]), np.nan, values) if marks[name] else values):
            found[name] = own
    far = sorted(found, key=lambda name: -found[name].reach)[:_NAMED]
    return [_spike(rows, name, found[name]) for name in far]


def _spike(rows: Rows, name: str, own: Spikes) -> Finding:
    values = rows.table.column(name)
    middle = float(np.nanmedian(values))
    worst = int(own.rows[np.argmax(np.abs(values[own.rows] - middle))])
    told = {
        "column": name,
        "cells": count(len(own.rows), "spike"),
        "value": amount(float(values[worst]), unit_of(name)),
        "middle": amount(middle, unit_of(name)),
        "start": _place(rows, worst),
        "reach": own.reach,
    }
    return _warning("spikes", told, [name], rows.known(own.rows), ("keep_spikes", "clip_values", "clip_missing"))


def _place(rows: Rows, row: int) -> str:
    """When it was; without a time, the row of the file."""
    if rows.table.time is None:
        return place(int(rows.of_file[row]), None, None)
    return place(row, rows.table.time, rows.spacing)


def _warning(
    key: str, values: Mapping[str, object], names: Sequence[str], rows: tuple[int, ...], remedies: tuple[str, ...]
) -> Finding:
    return Finding(
        severity=Severity.WARNING, key=key, values=values, columns=tuple(names), rows=rows, remedies=remedies
    )
