"""Findings about whole examples: rows, or series of rows, that have an answer each, and how to read them so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.across import EXAMPLE
from core.data.classes import classes_of, target_column
from core.data.grouping import series_of
from core.data.partnames import split_column
from core.data.profile import Profile
from core.data.spec import Across
from core.data.table import Table
from core.data.wholes import across_of, answer_among, inputs_beside, long_of, plain_of
from core.data.words import listed
from core.findings import Finding, Severity
from core.text import count, say

WHOLE = ("looks_whole", "looks_whole_long", "looks_plain", "read_across", "read_across_open")
"""Findings of which a table has one at most."""


def whole_findings(table: Table, profile: Profile) -> list[Finding]:
    """How the examples of a table are laid out, when its rows are not one after the other in time."""
    if table.reading.across:
        return [_read_across(table, profile)]
    if across := across_of(table):
        return [_across(table, *across)]
    if long := long_of(table):
        return [_long(table, profile, *long)]
    answer = plain_of(table)
    return [_plain(table, profile, answer)] if answer else []


def _across(table: Table, groups: Sequence[Across], answer: str) -> Finding:
    columns = groups[0].columns
    timesteps = count(len(columns), "timestep")
    several = say("data.whole.groups", count=count(len(groups), "group"))
    values = {
        "across": tuple(groups),
        "first": columns[0],
        "last": columns[-1],
        "timesteps": f"{timesteps} {several}" if len(groups) > 1 else timesteps,
        "answer": answer,
        "what": _told(table, answer, len(table)),
    }
    remedies = ("as_examples", "keep_layout")
    return Finding(severity=Severity.WARNING, key="looks_whole", values=values, columns=(answer,), remedies=remedies)


def _read_across(table: Table, profile: Profile) -> Finding:
    names = list(table.kinds)
    inputs = tuple(name for name in names[2 : 2 + len(table.reading.across)] if name in table.numbers)
    examples = int(np.nanmax(table.column(EXAMPLE)))
    answer = answer_among(table, names[2 + len(table.reading.across) :], examples)
    timesteps = len(table.reading.across[0].columns)
    values = {"examples": count(examples, "example"), "timesteps": count(timesteps, "timestep")}
    values |= {"columns": listed(inputs or (EXAMPLE,))}
    if answer is None or not inputs:
        remedies = ("keep_layout",)
        return Finding(severity=Severity.WARNING, key="read_across_open", values=values, remedies=remedies)
    about = _layout(table, profile, answer, (EXAMPLE,), inputs, (), examples)
    return Finding(
        severity=Severity.INFO,
        key="read_across",
        values=values | about,
        columns=(answer, *names[:2]),
        remedies=("series_as_examples", "keep_layout"),
    )


def _long(table: Table, profile: Profile, ids: tuple[str, ...], step: str, answer: str) -> Finding:
    examples = len(series_of([table.frame[name] for name in ids])[1])
    inputs, _ = inputs_beside(table, (*ids, step, answer))
    about = _layout(table, profile, answer, ids, inputs, (), examples)
    values = {"examples": count(examples, "example"), "ids": listed(ids), "step": step}
    return Finding(
        severity=Severity.INFO,
        key="looks_whole_long",
        values=values | about,
        columns=(answer, *ids, step),
        remedies=("series_as_examples", "rows_in_order"),
    )


def _plain(table: Table, profile: Profile, answer: str) -> Finding:
    inputs, words = inputs_beside(table, (answer,))
    about = _layout(table, profile, answer, (), inputs, words, len(table))
    return Finding(
        severity=Severity.INFO,
        key="looks_plain",
        values={"rows": count(len(table), "row")} | about,
        columns=(answer, *words),
        remedies=("rows_as_examples", "rows_in_order"),
    )


def _layout(
    table: Table,
    profile: Profile,
    answer: str,
    series: tuple[str, ...],
    inputs: tuple[str, ...],
    words: tuple[str, ...],
    examples: int,
) -> dict[str, object]:
    """What the remedies need to lay the columns out, beside what the sentences say."""
    part = split_column(table)
    return {
        "answer": answer,
        "what": _told(table, answer, examples),
        "target": target_column(table, answer, examples),
        "series": series,
        "inputs": tuple(name for name in inputs if name != part),
        "words": tuple(name for name in words if name != part),
        "part": part,
        "number": profile.target,
    }


def _told(table: Table, answer: str, examples: int) -> str:
    """`2 classes`, or that it is a number."""
    if not target_column(table, answer, examples).classes:
        return say("data.whole.number")
    return count(len(classes_of(table, answer)), "class", "classes")
