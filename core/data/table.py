"""A file as it was read: every row, in file order, with nothing mended yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from core.data.spec import Join, Reading, Source
from core.files import write_atomically, write_json
from core.findings import Finding, Severity
from core.spec import record

ColumnKind = Literal["number", "time", "text", "empty", "constant"]
_TIME = "time of the row"


@record
class Table:
    """N rows in file order; column names are unique.

    `frame` holds float64 for numbers (NaN where missing), datetime64 for a single time column,
    strings otherwise. `time` (N,) datetime64[ns] (NaT where it could not be read), None when no
    column tells it. `kinds` has one entry per column: `constant` is a number that never changes.
    `raw` are the first lines as they stand in the file, `sha256` and `bytes` of the upload,
    `notes` what was noticed while reading. Of several files that became one table, `reading` and `raw` are those of
    the first, `sources` tells them all, and `join` how they were joined; of one file both are empty.
    """

    frame: pd.DataFrame
    time: NDArray[np.datetime64] | None
    kinds: Mapping[str, ColumnKind]
    reading: Reading
    raw: tuple[str, ...]
    sha256: str
    bytes: int
    notes: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()
    join: Join | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns a model can compute with, in file order; constant ones included."""
        return tuple(name for name, kind in self.kinds.items() if kind in ("number", "constant"))

    @property
    def added(self) -> tuple[str, ...]:
        """The columns that files joined to the first one have brought."""
        return tuple(name for source in self.sources[1:] for _, name in source.columns)

    def column(self, name: str) -> NDArray[np.float64]:
        """(N,) float64 of a number column; may be a view, do not write to it."""
        values: NDArray[np.float64] = self.frame[name].to_numpy(np.float64)
        return values

    def __len__(self) -> int:
        return len(self.frame)


def save(table: Table, folder: Path) -> None:
    """`table.parquet` and then `table.json`: a folder with the second is complete."""
    arrow = pa.Table.from_pandas(table.frame, preserve_index=False)
    arrow = arrow.rename_columns([str(at) for at in range(arrow.num_columns)])
    if table.time is not None:
        arrow = arrow.append_column(_TIME, pa.array(table.time))
    write_atomically(folder / "table.parquet", lambda file: pq.write_table(arrow.replace_schema_metadata(None), file))
    about = {
        "kinds": list(table.kinds.items()),
        "reading": table.reading.model_dump(mode="json"),
        "raw": table.raw,
        "sha256": table.sha256,
        "bytes": table.bytes,
        "notes": [_note_to_json(note) for note in table.notes],
        "sources": [source.model_dump(mode="json") for source in table.sources],
        "join": None if table.join is None else table.join.model_dump(mode="json"),
    }
    write_json(folder / "table.json", about)


def load(folder: Path) -> Table:
    """What `save` wrote, equal in every value. Raises OSError or ValueError for a damaged folder."""
    about = json.loads((folder / "table.json").read_text("utf-8"))
    arrow = pq.read_table(folder / "table.parquet", memory_map=True)
    time = None
    if _TIME in arrow.column_names:
        time = arrow.column(_TIME).to_numpy().astype("datetime64[ns]")
        arrow = arrow.drop_columns([_TIME])
    kinds = {str(name): kind for name, kind in about["kinds"]}
    return Table(
        frame=arrow.rename_columns(list(kinds)).to_pandas(),
        time=time,
        kinds=kinds,
        reading=Reading.model_validate(about["reading"]),
        raw=tuple(about["raw"]),
        sha256=str(about["sha256"]),
        bytes=int(about["bytes"]),
        notes=tuple(_note_from_json(note) for note in about["notes"]),
        sources=tuple(Source.model_validate(source) for source in about.get("sources", ())),
        join=None if about.get("join") is None else Join.model_validate(about["join"]),
    )


def _note_to_json(note: Finding) -> dict[str, object]:
    return {**note.__dict__, "severity": note.severity.value, "values": dict(note.values)}


def _note_from_json(about: Mapping[str, object]) -> Finding:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in about.items()}
    return Finding(**{**plain, "severity": Severity(str(about["severity"]))})  # type: ignore[arg-type]
