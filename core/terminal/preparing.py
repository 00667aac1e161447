"""From what was typed to the preparation of the rows: columns and their roles, steps, what learns."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from core.data.findings import findings
from core.data.joined import with_joined
from core.data.profile import Profile, profile
from core.data.recommend import sources_of
from core.data.remedies import automatic
from core.data.spacing import MONTH
from core.data.step_list import with_step, without_step
from core.data.steps import Calendar, Circular, Gaps, Resample
from core.data.table import Table
from core.data.timeline import timeline
from core.errors import SettingsError
from core.examples.remedies import Preparation, apply_remedy
from core.examples.spec import FittingSpec
from core.experiment import Experiment
from core.terminal.answers import answered, names_in
from core.terminal.columns import AS_EXAMPLES, columns_of, laid_out

__all__ = ["FILLS", "HOWS", "preparation_of"]

FILLS = ("forward", "linear", "seasonal", "usual", "keep")
HOWS = ("mean", "sum", "last")
_COLUMNS = ("target", "features", "series", "category", "known_future")
_LISTS = ("features", "series", "category", "known_future", "log")


def preparation_of(given: argparse.Namespace, table: Table, base: Experiment | None) -> Preparation:
    """What is predicted from which columns, mended as the Data page recommends it, then as it was typed.

    Raises SettingsError and DataError, each with the remedy.
    """
    lists = {name: names_in(getattr(given, name)) for name in _LISTS}
    _refuse_unknown(table, given.target or (), lists)
    prep = _chosen(given, table, base, lists)
    circles = dict(_circle(text) for text in given.circular)
    _refuse_unknown(table, (), {"features": tuple(circles)})
    data = prep.data
    for name, period in circles.items():
        data = with_step(data, Circular(columns=(name,), period=period))
    if given.resample:
        data = with_step(with_step(data, Gaps()), _resample(given.resample))
    fitting = prep.fitting.but(log=tuple(dict.fromkeys((*prep.fitting.log, *lists["log"]))))
    if given.pca is not None:
        fitting = fitting.but(components=_components(given.pca))
    return Preparation(data=data, fitting=fitting)


def _components(text: str) -> int | float | None:
    """`4` components, as many as keep `0.95` or `95%` of the variance, or `none`."""
    if text == "none":
        return None
    number, percent, rest = text.partition("%")
    try:
        wanted = int(number) if number.isdecimal() and not percent else float(number)
    except ValueError:
        wanted = 0
    wanted = wanted / 100 if percent else wanted
    if rest or not (wanted >= 1 if isinstance(wanted, int) else 0 < wanted < 1):
        raise SettingsError("pca_unreadable", received=text)
    return wanted


def _chosen(
    given: argparse.Namespace, table: Table, base: Experiment | None, lists: dict[str, tuple[str, ...]]
) -> Preparation:
    """Columns in their roles, with the remedies of what is wrong with them."""
    files = _files(given, table, base)
    fitting = base.fitting if base else FittingSpec()
    if base and not any(getattr(given, name) for name in (*_COLUMNS, "fill")):
        columns = answered(given, table, base.data.columns)
        return Preparation(data=base.data.but(**files, columns=columns), fitting=fitting)
    targets = tuple(given.target or (base.data.targets if base else ()))
    about = profile(table, next((name for name in targets[:1] if name in table.numbers), None))
    data = laid_out(given, table, about, targets[0] if targets else None)
    columns = answered(given, table, columns_of(data, targets or data.targets, lists))
    data = data.but(**files, columns=columns)
    data = data if lists["features"] or table.join is None else with_joined(data, table, ())
    mended = _mended(Preparation(data=data, fitting=fitting), table, about, given.fill)
    return (
        Preparation(data=without_step(mended.data, Calendar), fitting=mended.fitting) if lists["features"] else mended
    )


def _files(given: argparse.Namespace, table: Table, base: Experiment | None) -> dict[str, Any]:
    """The file, or the files and how they are joined and read."""
    before = base.data.join if base else None
    apart = not given.together and (before is None or before.apart)
    return {"sources": sources_of(table, given.file.name), "join": table.join and table.join.but(apart=apart)}


def _mended(prep: Preparation, table: Table, about: Profile, fill: str | None) -> Preparation:
    """The remedy the Data page chooses for every finding on a column in use; last, as it has the last word, the
    fill that was typed."""
    used, wanted = {column.name for column in prep.data.columns}, f"fill_{fill}" if fill != "keep" else "keep_missing"
    for finding in sorted(findings(table, about), key=lambda finding: wanted in finding.remedies):
        remedy = wanted if wanted in finding.remedies else automatic(finding)
        roles = remedy in ("use_series", "one_series", *AS_EXAMPLES)  # columns were chosen before
        if remedy and not roles and (not finding.columns or used & set(finding.columns)):
            prep = apply_remedy(prep, finding, remedy)
    return prep


def _resample(text: str) -> Resample:
    """`1h` or `1h/sum`; months and their multiples by the calendar. Raises SettingsError and DataError."""
    every, _, how = text.partition("/")
    if how and how not in HOWS:
        raise SettingsError("resample_unreadable", received=text)
    first, second = timeline(2, "2001-01-01", every)
    months = int((second.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(int))
    whole = months > 0 and second == second.astype("datetime64[M]")
    seconds = months * MONTH if whole else float((second - first) / np.timedelta64(1, "s"))
    return Resample.model_validate({"every": seconds, "how": how or "mean"})


def _circle(text: str) -> tuple[str, float]:
    """`direction=360`."""
    name, equals, period = text.rpartition("=")
    try:
        turn = float(period)
    except ValueError:
        turn = float("nan")
    if not equals or not turn > 0:
        raise SettingsError("circular_unreadable", received=text)
    return name.strip(), turn


def _refuse_unknown(table: Table, targets: Any, lists: dict[str, tuple[str, ...]]) -> None:
    """Features that are no categories must be numbers; the others must be there, and hold something to tell."""
    words = {*lists.get("category", ()), *lists.get("series", ())}
    numbers = (
        *(name for name in targets if table.kinds.get(name) != "text"),
        *lists.get("features", ()),
        *lists.get("known_future", ()),
        *lists.get("log", ()),
    )
    for name in numbers:
        if name not in table.numbers and name not in words:
            raise SettingsError("column_unknown", column=name, columns=", ".join(table.numbers[:12]))
    for name in words:
        if name not in table.kinds:
            raise SettingsError("column_missing", column=name, columns=", ".join(list(table.kinds)[:12]))
