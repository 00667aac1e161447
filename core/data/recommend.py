"""A first choice for everything on the Data page, so that the next stage works at once."""

from __future__ import annotations

from collections.abc import Sequence

from core.data.classes import target_column
from core.data.cycle import cycle_of
from core.data.findings import findings
from core.data.names import unit_of
from core.data.profile import Profile
from core.data.remedies import apply_remedy, automatic
from core.data.spacing import DAY
from core.data.spec import Column, DataSpec, Source
from core.data.step_list import with_step
from core.data.steps import Calendar, CalendarPart, Gaps
from core.data.table import Table
from core.data.whole_findings import WHOLE
from core.data.wholes import inputs_beside
from core.errors import DataError
from core.findings import Finding


def recommended(
    table: Table,
    profile: Profile,
    *,
    name: str = "data.csv",
    target: str | None = None,
    found: Sequence[Finding] | None = None,
) -> DataSpec:
    """The target predicted from its own past and the calendar part of its season; findings mended.

    The answer of whole examples, and a target of words, is predicted from the other columns instead.
    `name` is the file's; the units a sample tells are added by `samples.with_units`. `found` are the
    findings where they are known already. Raises DataError when no column holds numbers.
    """
    chosen, target = target, target or profile.target
    if target is None:
        raise DataError("no_numbers")
    data = DataSpec(
        sources=sources_of(table, name),
        join=table.join,
        columns=_columns(table, profile, target),
        season=profile.season,
    )
    if table.time is not None:
        data = with_step(data, Gaps())
    for finding in findings(table, profile) if found is None else found:
        asked = finding.key in WHOLE and chosen not in (None, finding.values.get("answer"))
        if (remedy := automatic(finding)) and not asked:
            data = apply_remedy(data, finding, remedy)
    parts = calendar_parts(profile)
    return with_step(data, Calendar(parts=parts)) if parts else data


def sources_of(table: Table, name: str) -> tuple[Source, ...]:
    """The files a table came from; `name` is that of a single one."""
    return table.sources or (Source(name=name, sha256=table.sha256, reading=table.reading),)


def _columns(table: Table, profile: Profile, target: str) -> tuple[Column, ...]:
    """A number with its own past; words, told apart by all other numbers."""
    if target in table.numbers or target not in table.kinds:
        return (Column(name=target, unit=unit_of(target), roles=("input", "target")),)
    inputs, _ = inputs_beside(table, (target, *profile.series))
    return target_column(table, target, len(table)), *(Column(name=name, unit=unit_of(name)) for name in inputs)


def calendar_parts(profile: Profile) -> tuple[CalendarPart, ...]:
    """The part of the calendar that a season of this length follows; none without time or season."""
    if profile.season is None or profile.spacing is None:
        return ()
    match cycle_of(profile.season * profile.spacing):
        case "day":
            return ("hour",)
        case "week":
            return ("weekday",) if profile.spacing > 0.9 * DAY else ("hour", "weekday")
        case "year":
            return ("month",) if profile.spacing > 27 * DAY else ("year",)
        case None:
            return ()
