"""A new file, read for a model that knows how its own was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.data.reading import read, recognise
from core.data.spec import DataSpec, Reading
from core.data.table import Table
from core.errors import DataError

__all__ = ["chosen_by_hand", "read_for"]

MOST_LOST = 0.1
"""The share of times that may be unreadable; of a file written otherwise nearly all are."""


def read_for(data: DataSpec, source: Path | Table) -> Table:
    """The table of a new file: read as the model's own was, and if that does not fit, as it is written.

    A short file rarely tells whether the day or the month comes first; that of the model has told.
    Raises DataError where it can be read in no way.
    """
    if isinstance(source, Table):
        return source
    for reading in _likely(source, data.sources[0].reading):
        try:
            table = read(source, reading)
        except DataError:  # written in another way: the next reading may fit, and the last one tells what is wrong
            continue
        if _fits(table, data):
            return table
    return read(source, recognise(source).but(across=data.sources[0].reading.across))


def _likely(source: Path, known: Reading) -> Iterator[Reading]:
    """Ways to read the file, the likeliest first."""
    yield known
    if known.member:
        yield known.but(member="")
    written = recognise(source).but(**chosen_by_hand(known))
    yield written.but(time=known.time, time_format=known.time_format)
    yield written


def chosen_by_hand(reading: Reading) -> dict[str, Any]:
    """What no file tells of itself, by field: how its rows are laid out, whose clock, and when the first row was."""
    return {name: getattr(reading, name) for name in ("turned", "across", "zone", "start", "every")}


def _fits(table: Table, data: DataSpec) -> bool:
    """Whether the columns the model asks for are there, hold what they should, and the times can be read."""
    numbers = set(data.inputs) <= set(table.numbers)
    words = {*data.categories, *data.series} <= set(table.kinds)
    return numbers and words and (table.time is None or bool(np.mean(np.isnat(table.time)) <= MOST_LOST))
