"""What a person should know about their file, and the remedies they may pick."""

from __future__ import annotations

from core.data.cell_findings import cell_findings, mended_as_missing
from core.data.column_findings import column_findings
from core.data.profile import Profile
from core.data.stretch_findings import stretch_findings
from core.data.table import Table
from core.data.time_findings import time_findings
from core.data.whole_findings import WHOLE
from core.data.words import every
from core.findings import Finding, Severity
from core.text import count

_FEW_ROWS = 60
_WORST_FIRST = (Severity.OK, Severity.ERROR, Severity.WARNING, Severity.INFO)


def findings(table: Table, profile: Profile) -> tuple[Finding, ...]:
    """Notes made while reading, then what the figures show, the worst first; one `complete` when all is well.

    The first remedy of each is the recommended one (`remedies.automatic`).
    """
    of_time = time_findings(table, profile)
    of_cells = cell_findings(table, profile)
    whole = any(finding.key in WHOLE for finding in of_time)
    layouts = ("several_series", *WHOLE)
    explained = [name for finding in of_time if finding.key in layouts for name in finding.columns]
    of_columns = column_findings(table, explained)
    notes = [_with_remedies(note, profile) for note in table.notes]
    found = [*notes, *_few_rows(table, profile), *of_time, *of_cells, *of_columns, *stretch_findings(table, profile)]
    if not _spoiled(notes, [*of_time, *of_cells, *of_columns]):
        found.insert(0, _complete(profile))
    elif table.time is None and not whole:
        found.append(Finding(severity=Severity.INFO, key="untimed"))
    return tuple(sorted(found, key=lambda finding: _WORST_FIRST.index(finding.severity)))


_HARMLESS = ("circular", "skewed", "plans", "ids", "codes", "spikes")
"""What may be said of a table that is complete and in order."""


def _spoiled(notes: list[Finding], found: list[Finding]) -> bool:
    unsettled = [finding for finding in found if finding.key not in _HARMLESS]
    return bool(unsettled) or any(note.severity is Severity.WARNING for note in notes)


def _with_remedies(note: Finding, profile: Profile) -> Finding:
    if note.key == "precision":
        return Finding(**{**note.__dict__, "remedies": ("leave_out", "keep_column")})
    return mended_as_missing(note, profile)


def _few_rows(table: Table, profile: Profile) -> list[Finding]:
    if len(table) >= _FEW_ROWS or (profile.series and table.reading.across):
        return []
    return [Finding(severity=Severity.WARNING, key="few_rows", values={"rows": count(len(table), "row")})]


def _complete(profile: Profile) -> Finding:
    key = "complete" if profile.spacing is not None else "complete_untimed"
    values = {"rows": count(profile.rows, "row"), "every": every(profile.spacing)}
    return Finding(severity=Severity.OK, key=key, values=values)
