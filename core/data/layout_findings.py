"""Findings about how the rows are laid out: several series, a row per series, years no time can hold."""

from __future__ import annotations

import numpy as np

from core.data.grouping import series_of
from core.data.profile import Profile
from core.data.table import Table
from core.data.timecolumn import is_called
from core.data.whole_findings import whole_findings
from core.data.wide import rows_look_like_series
from core.data.words import listed
from core.findings import Finding, Severity
from core.text import count

_OLDEST, _HELD = -20_000, (1678, 2262)


def layout_findings(table: Table, profile: Profile) -> list[Finding]:
    """What tells series apart, and names of columns that are times."""
    found = whole_findings(table, profile)
    if profile.series and not found:
        _, names = series_of([table.frame[name] for name in profile.series])
        values = {"series": count(len(names), "series", "series"), "columns": listed(profile.series)}
        values["examples"] = listed(names, 3)
        remedies = ("use_series", "one_series")
        found.append(
            Finding(
                severity=Severity.WARNING,
                key="several_series",
                values=values,
                columns=profile.series,
                remedies=remedies,
            )
        )
    turned = None if profile.series or found else rows_look_like_series(table)
    if turned is not None:
        values = {"count": count(len(turned.labels), "column"), "first": turned.labels[0], "last": turned.labels[-1]}
        remedies = ("turn_round", "keep_layout")
        found.append(Finding(severity=Severity.WARNING, key="looks_turned", values=values, remedies=remedies))
    return [*found, *_years_beyond(table)]


def _years_beyond(table: Table) -> list[Finding]:
    """A column of years of which some lie outside what a time can hold: it counts as a number."""
    if table.time is not None:
        return []
    for name in table.numbers:
        years = table.column(name)
        known = years[np.isfinite(years)]
        whole = is_called("%Y", name) and len(known) > 1 and bool((known == known.round()).all())
        if whole and (known.min() < _HELD[0] or known.max() > _HELD[1]) and known.min() >= _OLDEST:
            values = {"column": name, "low": f"{known.min():.0f}", "high": f"{known.max():.0f}"}
            return [Finding(severity=Severity.INFO, key="years_beyond", values=values, columns=(name,))]
    return []
