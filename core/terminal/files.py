"""Files named on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from core.data.dayfirst import whole_column_format
from core.data.patterns import column_formats
from core.data.reading import read, recognise
from core.data.spec import Reading
from core.data.table import Table
from core.errors import DataError, SettingsError


def existing(path: Path) -> Path:
    """The path, if a file is there. Raises SettingsError."""
    if not os.path.isfile(path):  # False too in a folder that may not be looked into
        raise SettingsError("file_not_found", path=str(path))
    try:
        path.open("rb").close()
    except OSError as problem:
        raise SettingsError("cannot_read", path=str(path), reason=str(problem.strerror)) from problem
    return path


def table_of(path: Path, time: str | None = None) -> Table:
    """The file as recognised; `time` names the column that tells the time instead. Raises DataError."""
    reading = recognise(existing(path))
    if time is not None and reading.time != (time,):
        reading = _told_by(path, reading, time)
    return read(path, reading)


def _told_by(path: Path, reading: Reading, time: str) -> Reading:
    table = read(path, reading.but(time=(), time_format=""))
    if time not in table.kinds:
        raise DataError("time_column_missing", column=time, columns=", ".join(list(table.kinds)[:12]))
    cells = [f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in table.frame[time].dropna()]
    formats = column_formats(cells[:1_000])
    if not formats:
        raise DataError("column_is_no_time", column=time, example=cells[0][:40] if cells else "")
    return reading.but(time=(time,), time_format=whole_column_format(cells, formats)[0])
