"""Which other columns are worth showing to the model, in one or two sentences."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.data.profile import Profile
from core.data.recommend import calendar_parts
from core.data.sentinels import without_marks
from core.data.table import Table
from core.data.words import in_words, listed
from core.findings import Finding
from core.text import say, span

_FOLLOWS = 0.3
_ENOUGH = 50_000  # rows looked at


def advice(table: Table, profile: Profile, target: str, given_away: Iterable[Finding] = ()) -> str:
    """Why the recommended inputs are a good start, and what the other columns promise.

    Columns of `given_away` (`leaks`) follow the target only because they were computed from it: they promise nothing.
    """
    parts = calendar_parts(profile)
    own = say("data.advice.own_past")
    if parts and profile.season is not None:
        named = listed([say(f"data.calendar.{part}") for part in parts])
        season = say("data.advice.year") if parts[0] in ("month", "year") else span(profile.season, profile.spacing)
        own = say("data.advice.with_calendar", parts=named, target=target, season=season)
    derived = {name for finding in given_away for name in finding.columns}
    others = {name: r for name, r in correlations(table, target).items() if name not in derived}
    if not others:
        return own
    strong = [name for name, r in others.items() if r >= _FOLLOWS]
    values = {"target": target, "high": f"{max(others.values()):.2f}", "low": f"{min(others.values()):.2f}"}
    if strong:
        best = sorted(strong, key=lambda name: -others[name])[:3]
        key = "some_follow" if len(best) > 1 else "one_follows"
        return f"{own} {say(f'data.advice.{key}', columns=listed(best), **values)}"
    if len(others) == 1:
        return f"{own} {say('data.advice.one_barely', columns=next(iter(others)), **values)}"
    return f"{own} {say('data.advice.others_barely', count=in_words(len(others)), **values)}"


def correlations(table: Table, target: str) -> dict[str, float]:
    """Absolute correlation of every other changing column with the target, row by row.

    Left out are NaN and failed readings: columns that fail in the same rows would seem to go together.
    """
    every = max(1, len(table) // _ENOUGH)
    wanted = without_marks(table.column(target)[::every])
    found = {}
    for name in table.numbers:
        if name == target or table.kinds[name] != "number":
            continue
        values = without_marks(table.column(name)[::every])
        both = np.isfinite(values) & np.isfinite(wanted)
        if both.sum() > 2 and np.ptp(values[both]) > 0 and np.ptp(wanted[both]) > 0:
            found[name] = abs(float(np.corrcoef(values[both], wanted[both])[0, 1]))
    return found
