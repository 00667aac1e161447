"""Files that become one table, with what it came from: names for their columns, a fingerprint, what was noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from core.data.join_findings import notes_of
from core.data.joining import join, matched
from core.data.names import column_names, unit_of
from core.data.remedies import apply_remedy, automatic
from core.data.series import series_column
from core.data.spec import Column, DataSpec, How, Join, Source
from core.data.table import Table
from core.errors import DataError
from core.findings import Finding

__all__ = ["HOWS", "fingerprint", "likely", "one_table", "remedies", "with_joined", "without_joined"]

HOWS: tuple[How, ...] = get_args(How)


def likely(tables: Sequence[Table]) -> How:
    """By time where every file tells one, else row by row."""
    return "time" if all(table.time is not None for table in tables) else "row"


def remedies(tables: Sequence[Table], refused: How) -> tuple[How, ...]:
    """The other ways to join files that could not be joined as it was tried."""
    equal = len({len(table) for table in tables}) == 1
    timed = all(table.time is not None for table in tables)
    ways: tuple[How, ...] = (*(("time",) if timed else ()), *(("row",) if equal else ("first", "last")))
    return tuple(how for how in ways if how != refused)


def one_table(tables: Sequence[Table], names: Sequence[str], how: How) -> Table:
    """The files, called so, as one table that knows what it was joined from. Raises DataError where they do not fit."""
    known = Join(how=how, ids=_ids(tables) if how == "time" else ())
    sources = _sources(tables, names, known)
    table = join(tables, sources, known)
    return replace(
        table,
        sha256=fingerprint(sources, known) or "",
        bytes=sum(one.bytes for one in tables),
        notes=notes_of(tables, sources, matched(tables, sources, known), known),
        sources=sources,
        join=known,
    )


def fingerprint(sources: Sequence[Source], join: Join | None) -> str | None:
    """What tells a file, or files joined in this way, from all others; None where one has no fingerprint."""
    if join is None or any(source.sha256 is None for source in sources):
        return sources[0].sha256
    files = [(source.sha256, source.reading.model_dump(mode="json"), source.columns) for source in sources]
    return hashlib.sha256(json.dumps([files, join.how, join.ids], sort_keys=True).encode()).hexdigest()


def with_joined(data: DataSpec, table: Table, found: Sequence[Finding]) -> DataSpec:
    """`data` of the first file on the joined table: numbers that change are inputs, mended as it is recommended."""
    used = {column.name for column in data.columns}
    added = [name for name in table.added if table.kinds[name] == "number" and name not in used]
    kept = (column for column in data.columns if column.name in table.kinds)
    columns = (*kept, *(Column(name=name, unit=unit_of(name)) for name in added))
    join = table.join and table.join.but(apart=data.join is None or data.join.apart)
    data = data.but(sources=table.sources, join=join, columns=columns)
    for finding in found:
        if finding.columns and set(finding.columns) <= set(added) and (remedy := automatic(finding)):
            data = apply_remedy(data, finding, remedy)
    return data


def without_joined(data: DataSpec, first: Table) -> DataSpec | None:
    """`data` on the first file alone; None where what is predicted stands in another one."""
    columns = tuple(column for column in data.columns if column.name in first.kinds)
    if not any("target" in column.roles for column in columns):
        return None
    return data.but(sources=data.sources[:1], join=None, columns=columns)


def _ids(tables: Sequence[Table]) -> tuple[str, ...]:
    """The columns that tell the series of the first file apart, where all files have them."""
    ids = series_column(tables[0])
    return ids if all(set(ids) <= set(table.kinds) for table in tables) else ()


def _sources(tables: Sequence[Table], names: Sequence[str], how: Join) -> tuple[Source, ...]:
    """Every file with what it adds: no second time, no second id, and ` (2)` behind a name that is taken."""
    taken = list(tables[0].kinds)
    sources = []
    for at, (table, name) in enumerate(zip(tables, names, strict=True)):
        source = Source(name=name, sha256=table.sha256, reading=table.reading)
        if at:
            own = [column for column in table.kinds if column not in (*table.reading.time, *how.ids)]
            called = column_names([*taken, *own], len(taken) + len(own), "column")[len(taken) :]
            taken += called
            source = source.but(columns=tuple(zip(own, called, strict=True)))
            if not own:
                raise DataError("join_nothing_added", file=name)
        sources.append(source)
    return tuple(sources)
