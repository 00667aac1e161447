"""A table in figures: size, spacing, season, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.data.hints import is_code, is_id, is_plan, period_of
from core.data.season import find_season
from core.data.sentinels import sentinels
from core.data.spacing import regular_share, usual_spacing
from core.data.table import Table
from core.spec import record

_TELLING = ("target", "y", "ot", "value", "close", "price", "sales", "demand")


@record
class Profile:
    """`missing` counts empty cells per column, times that could not be read included.

    `spacing` is the usual number of seconds from row to row, `regular` whether every step in order
    of time is that long. `start` and `end` are the earliest and latest time, ISO 8601. `season` is
    of `target`, the column most likely to be predicted. `numbers` are the columns a model can use.
    """

    rows: int
    missing: Mapping[str, int]
    spacing: float | None
    regular: bool
    start: str | None
    end: str | None
    season: int | None
    numbers: tuple[str, ...]
    target: str | None


def profile(table: Table, target: str | None = None) -> Profile:
    """`target` is the column to look for a season in; by default the likely one."""
    target = target or likely_target(table)
    missing = {name: int(table.frame[name].isna().sum()) for name in table.kinds}
    spacing, regular, start, end, order = None, False, None, None, None
    if table.time is not None:
        known = table.time[~np.isnat(table.time)]
        spacing = usual_spacing(known)
        regular = len(np.unique(known)) == len(table) and regular_share(known, spacing) == 1.0
        if len(known):
            start, end = (np.datetime_as_string(edge, unit="s") for edge in (known.min(), known.max()))
        order = np.argsort(table.time, kind="stable")[: len(known)]
    season = None
    if target is not None:
        values = table.column(target)
        values = np.where(np.isin(values, sentinels(values)), np.nan, values)
        season = find_season(values if order is None else values[order], spacing)
    return Profile(
        rows=len(table),
        missing=missing,
        spacing=spacing,
        regular=regular,
        start=start,
        end=end,
        season=season,
        numbers=table.numbers,
        target=target,
    )


def likely_target(table: Table) -> str | None:
    """A column with a telling name, else the last that changes and measures something; None when none is a number."""
    changing = [name for name in table.numbers if table.kinds[name] == "number"] or list(table.numbers)
    named = [name for name in changing if name.casefold() in _TELLING]
    measured = (name for name in reversed(changing) if not _hardly_measured(name, table.column(name)))
    return next(reversed(named), None) or next(measured, next(reversed(changing), None))


def _hardly_measured(name: str, values: NDArray[np.float64]) -> bool:
    """Numbers that only name or count something, plans, places on a circle, nearly empty columns."""
    known = float(np.mean(np.isfinite(values)))
    odd = is_plan(name) or is_id(name, values) or is_code(name, values) or period_of(name, values) is not None
    return odd or known < 0.5
