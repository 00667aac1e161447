"""Files named on the command line."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from core.data.across import untimed
from core.data.dayfirst import whole_column_format
from core.data.joined import likely, one_table
from core.data.patterns import column_formats
from core.data.profile import profile
from core.data.reading import LIMIT, read, recognise
from core.data.spec import Reading
from core.data.table import Table
from core.data.unpacking import unpacked
from core.data.whole_findings import whole_findings
from core.errors import DataError, SettingsError
from core.export.read_for import chosen_by_hand
from core.findings import Finding
from core.terminal.experiments import experiment_in


def existing(path: Path) -> Path:
    """The path, if a file is there. Raises SettingsError."""
    if not os.path.isfile(path):  # False too in a folder that may not be looked into
        raise SettingsError("file_not_found", path=str(path))
    try:
        path.open("rb").close()
    except OSError as problem:
        raise SettingsError("cannot_read", path=str(path), reason=str(problem.strerror)) from problem
    return path


def table_of(given: argparse.Namespace) -> Table:
    """The file, and the second one joined to it where there is one. Raises SettingsError and DataError.

    Of an experiment file on two files the way they were joined stays, unless another is typed.
    """
    first = _first(given)
    before = experiment_in(given.experiment).data if getattr(given, "experiment", None) is not None else None
    if given.second is None:
        if option := next((name for name in ("join", "together") if getattr(given, name, None) is not None), None):
            raise SettingsError("join_without_second", option=option)
        if before and before.join:
            raise SettingsError("second_missing", names=before.file)
        return first
    second = read(existing(given.second), recognise(given.second))
    kept = before.join.how if before and before.join else likely((first, second))
    return one_table((first, second), (given.file.name, given.second.name), given.join or kept)


def paths_of(given: argparse.Namespace) -> tuple[Path, ...]:
    """The files that were typed."""
    return (given.file,) if given.second is None else (given.file, given.second)


def _first(given: argparse.Namespace) -> Table:
    """The file as recognised, and as it was corrected by what was typed.

    What no file says of itself is as in the experiment file, where there is one.
    """
    path = existing(given.file)
    reading = _recognised(path, given.member)
    if getattr(given, "experiment", None) is not None:
        reading = _as_before(reading, experiment_in(given.experiment).data.sources[0].reading)
    reading = _corrected(reading, given)
    if given.time is not None and reading.time != (given.time,):
        reading = _told_by(path, reading, given.time)
    table = read(path, reading)
    return _across(path, table) if getattr(given, "layout", None) == "examples" else table


def unread_examples(given: argparse.Namespace, table: Table) -> Finding | None:
    """That each row looks like a whole example, where nobody has said how the rows are to be read."""
    if given.layout is not None or given.experiment is not None:
        return None
    return next((finding for finding in whole_findings(table, profile(table)) if "across" in finding.values), None)


def _across(path: Path, table: Table) -> Table:
    """The table read with a whole example in each row, where it is written so. Raises SettingsError."""
    layouts = whole_findings(table, profile(table))
    if not layouts:
        raise SettingsError("layout_not_whole", file=path.name)
    across = layouts[0].values.get("across")
    if across is None:
        return table
    return read(path, untimed(table.reading).but(across=across))


def _recognised(path: Path, member: str | None) -> Reading:
    """How the file, or this member of it, is written."""
    if member is None:
        return recognise(path)
    with unpacked(path, limit=LIMIT, member=member) as plain:
        return recognise(plain.path).but(member=member)


def _as_before(reading: Reading, before: Reading) -> Reading:
    """With what was chosen by hand when the file of an experiment was read."""
    chosen = {name: value for name, value in chosen_by_hand(before).items() if value}
    return reading.but(**chosen, **({"time": (), "time_format": ""} if before.start else {}))


def _corrected(reading: Reading, given: argparse.Namespace) -> Reading:
    """A start that was typed counts more than a column that was taken for the time."""
    typed = {name: getattr(given, name) for name in ("start", "every", "zone", "turned")}
    typed = {name: value for name, value in typed.items() if value is not None}
    if "start" in typed or "every" in typed:
        if not {"start", "every"} <= set(typed):
            raise SettingsError("start_and_every", received=", ".join(f"--{name}" for name in typed))
        typed |= {"time": (), "time_format": ""}
    return reading.but(**typed)


def _told_by(path: Path, reading: Reading, time: str) -> Reading:
    table = read(path, reading.but(time=(), time_format=""))
    if time not in table.kinds:
        raise DataError("time_column_missing", column=time, columns=", ".join(list(table.kinds)[:12]))
    cells = [f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in table.frame[time].dropna()]
    formats = column_formats(cells[:1_000])
    if not formats:
        raise DataError("column_is_no_time", column=time, example=cells[0][:40] if cells else "")
    return reading.but(time=(time,), time_format=whole_column_format(cells, formats)[0])
