"""What a file holds, as a table written beforehand, and whether the code finds the same.

The tables are TOML, one part per file; their words are explained at the top of `real_files.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.data.describe import describe
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.spacing import MONTH
from core.data.table import Table

STRUCTURE = {
    "clock_change", "constant", "day_first_assumed", "descending", "duplicate_times", "empty_columns",
    "empty_rows", "encoding_guessed", "extra_field", "few_rows", "gaps", "infinite", "irregular", "looks_turned",
    "midnight_ends_day", "missing", "missing_in_columns", "month_first_assumed", "names_blank", "names_cleaned",
    "names_repeated", "no_header", "not_numbers", "precision", "repeated_header", "sentinel", "several_series",
    "shared_times", "signs", "stray_columns", "time_zone", "times_beyond", "times_unreadable", "totals_row",
    "true_false", "unordered", "weekends", "years_beyond",
}  # fmt: skip
"""Findings about how a file is built: told when it is so, and only then."""

Expected = Mapping[str, Any]


def expectations(file: Path) -> dict[str, Expected]:
    return tomllib.loads(file.read_text("utf-8"))


def opened(path: Path) -> Table:
    """As an upload is opened, without any setting."""
    return read(path, recognise(path))


def check(path: Path, wanted: Expected) -> tuple[Table, dict[str, object]]:
    """Raises AssertionError where the file is opened otherwise; gives the table and what `inspect --json` prints."""
    table = opened(path)
    about = profile(table)
    found = findings(table, about)
    _sizes(table, wanted)
    _cells(table, wanted)
    _times(table, about.start, about.end, about.spacing, wanted)
    _told({finding.key for finding in found}, wanted)
    for finding in found:
        assert finding.title, finding.key
        assert finding.text.endswith((".", "…")), finding.text
    for mark, cells in wanted.get("sentinels", {}).items():
        assert _marked(table, found, float(mark)) == cells
    if "season" in wanted:
        assert (about.season or 0) in wanted["season"], f"season {about.season}"
    return table, describe(table, about, found)


def _sizes(table: Table, wanted: Expected) -> None:
    sizes = len(table), len(table.kinds), len(table.numbers)
    assert sizes == (wanted["rows"], wanted["columns"], wanted["numbers"])
    assert table.reading.encoding == wanted.get("encoding", "utf-8")
    if wanted["columns"] > 1:
        assert table.reading.separator == wanted.get("separator", ",")
    for kind in ("constant", "empty", "text"):
        if kind in wanted:
            assert [name for name, its in table.kinds.items() if its == kind] == wanted[kind], kind
    if "constants" in wanted:
        assert sum(kind == "constant" for kind in table.kinds.values()) == wanted["constants"]


def _cells(table: Table, wanted: Expected) -> None:
    for row, column, value in wanted["cells"]:
        assert np.isclose(table.column(column)[row], value, rtol=1e-12), (row, column, table.column(column)[row])
    missing = {name: int(np.isnan(table.column(name)).sum()) for name in table.numbers}
    if "missing_in_all" in wanted:
        assert sum(missing.values()) == wanted["missing_in_all"]
    else:
        assert {name: cells for name, cells in missing.items() if cells} == wanted.get("missing", {})


def _times(table: Table, start: str | None, end: str | None, spacing: float | None, wanted: Expected) -> None:
    if "time" not in wanted:
        return
    assert list(table.reading.time) == wanted["time"]
    if not wanted["time"]:
        assert table.time is None
        assert spacing is None
        return
    assert (start, end) == (wanted["start"], wanted["end"])
    if "every" in wanted:
        assert spacing == seconds(wanted["every"])


def _told(keys: Collection[str], wanted: Expected) -> None:
    if "told" in wanted:
        sure = STRUCTURE.intersection(keys) - set(wanted.get("maybe", ()))
        assert sure == set(wanted["told"])
    for either in wanted.get("one_of", ()):
        assert set(either) & set(keys), f"none of {either} among {sorted(keys)}"


def _marked(table: Table, found: Collection[Any], mark: float) -> int:
    """How many cells the findings of this mark point at."""
    columns = {name for f in found if f.key == "sentinel" and f.values["value"] == mark for name in f.columns}
    return sum(int((table.column(name) == mark).sum()) for name in columns)


def seconds(every: str | float) -> float:
    """`3 months` in seconds of mean months."""
    return float(every.split()[0]) * MONTH if isinstance(every, str) else float(every)
