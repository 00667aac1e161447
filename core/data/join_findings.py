"""What is worth knowing about files that became one table: how many of their rows go together, and their own notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.spec import Join, Source
from core.data.table import Table
from core.findings import Finding, Severity

__all__ = ["JOINED", "notes_of"]

JOINED = "joined_"
"""The keys of findings that tell how files were joined start so."""
MOST_LOST = 0.1
"""The share of a file's rows that may find no partner before it is worth a warning."""

Rows = NDArray[np.int64]


def notes_of(
    tables: Sequence[Table], sources: Sequence[Source], rows: Sequence[Rows], join: Join
) -> tuple[Finding, ...]:
    """How the files were joined, then what was noticed when each was read. `rows` (M,) of each are used."""
    own = [_moved(note, dict(source.columns), used) for table, source, used in zip(tables, sources, rows, strict=True)
           for note in table.notes]  # fmt: skip
    return (_how(tables, sources, rows, join), *own)


def _how(tables: Sequence[Table], sources: Sequence[Source], rows: Sequence[Rows], join: Join) -> Finding:
    """How many rows match, and how many of each file are left over."""
    left = [len(table) - len(np.unique(used)) for table, used in zip(tables, rows, strict=True)]
    lost = max(n / max(1, len(table)) for n, table in zip(left, tables, strict=True))
    values = {
        "files": str(len(tables)),
        "rows": f"{len(rows[0]):,}",
        "of": f"{max(map(len, tables)):,}",
        "left": ", ".join(f"{source.name}: {n:,}" for source, n in zip(sources, left, strict=True)),
    }
    severity = Severity.WARNING if lost > MOST_LOST else Severity.INFO
    return Finding(severity=severity, key=f"{JOINED}{join.how}", values=values)


def _moved(note: Finding, names: dict[str, str], used: Rows) -> Finding:
    """The same about the table: its columns by their names there, its rows where they stand now."""
    columns = tuple(names.get(name, name) for name in note.columns)
    if not note.rows:
        return replace(note, columns=columns)
    place = {int(row): at for at, row in enumerate(used)} if len(used) else {}
    return replace(note, columns=columns, rows=tuple(place[row] for row in note.rows if row in place))
