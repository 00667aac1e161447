"""New files, read for a model that knows how its own were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.data.joining import join
from core.data.reading import read, recognise
from core.data.spec import DataSpec, Reading
from core.data.table import Table
from core.errors import DataError

__all__ = ["chosen_by_hand", "read_for"]

MOST_LOST = 0.1
"""The share of times that may be unreadable; of a file written otherwise nearly all are."""


def read_for(data: DataSpec, source: Path | Table | Sequence[Path]) -> Table:
    """The table of a new file, or of as many as the model learned from, joined as those were.

    Each is read as the model's own was, and if that does not fit, as it is written. A short file rarely tells
    whether the day or the month comes first; that of the model has told. Raises DataError where one can be read in
    no way, where there are more or fewer, and where they do not go together.
    """
    if isinstance(source, Table):
        return source
    paths = [source] if isinstance(source, Path) else list(source)
    if len(paths) != len(data.sources):
        names = ", ".join(one.name for one in data.sources)
        raise DataError("predict_files", needed=str(len(data.sources)), names=names, received=str(len(paths)))
    tables = [_read(path, data, at) for at, path in enumerate(paths)]
    return tables[0] if data.join is None else join(tables, data.sources, data.join)


def _read(path: Path, data: DataSpec, at: int) -> Table:
    """The file that stands where the model's own at this place stood."""
    known = data.sources[at].reading
    numbers, words = _wanted(data, at)
    for reading in _likely(path, known):
        try:
            table = read(path, reading)
        except DataError:  # written in another way: the next reading may fit, and the last one tells what is wrong
            continue
        if _fits(table, numbers, words):
            return table
    return read(path, recognise(path).but(across=known.across))


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


def _wanted(data: DataSpec, at: int) -> tuple[set[str], set[str]]:
    """The columns of numbers and those of words that the model asks of the file at this place, by their own names."""
    joined = {name for names in data.joined_columns for name in names}
    own = {called: name for name, called in data.sources[at].columns}
    numbers, words = data.inputs, (*data.categories, *data.series)
    if at:
        ids = data.join.ids if data.join else ()
        return {own[name] for name in numbers if name in own}, {*ids, *(own[name] for name in words if name in own)}
    return set(numbers) - joined, set(words) - joined


def _fits(table: Table, numbers: Collection[str], words: Collection[str]) -> bool:
    """Whether the columns the model asks for are there, hold what they should, and the times can be read."""
    there = set(numbers) <= set(table.numbers) and set(words) <= set(table.kinds)
    return there and (table.time is None or bool(np.mean(np.isnat(table.time)) <= MOST_LOST))
