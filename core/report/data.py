"""The data card: files, rows, columns, what was done to them, and what is worth knowing about them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.data.findings import findings
from core.data.profile import profile
from core.data.spec import Column
from core.data.words import every
from core.errors import SettingsError
from core.examples.findings import concerns
from core.examples.reduction import components_in_words
from core.examples.remedies import Preparation
from core.examples.steps import listed
from core.report.document import Block, Facts, Heading, Listing, Note, Section, Table, Text
from core.report.naming import when
from core.report.subject import Subject
from core.text import count, figure, say, span

__all__ = ["data"]

MOST_COLUMNS = 60
"""Columns in the table; of more, the first."""


def data(subject: Subject) -> Section:
    return Section(key="data", title=say("report.data.title"), blocks=list(_blocks(subject)))


def _blocks(subject: Subject) -> Iterator[Block]:
    yield Facts(pairs=list(_facts(subject)))
    yield _columns(subject)
    experiment = subject.experiment
    steps = listed(Preparation(data=experiment.data, fitting=experiment.fitting).working)
    yield Heading(text=say("report.data.steps"))
    points = [step.sentence for step in steps]
    points.append(say("card.data.scaler", scaler=say(f"scalers.{experiment.fitting.scaler}.label")))
    if experiment.fitting.components is not None:
        points.append(say("card.data.components", components=components_in_words(experiment.fitting.components)))
    yield Listing(points=points)
    yield Heading(text=say("report.data.findings"))
    found: list[Block] = [*_findings(subject)]
    yield from found or [Text(text=say("report.data.no_findings"))]


def _facts(subject: Subject) -> Iterator[tuple[str, str, str]]:
    rows = subject.dataset
    for source in subject.experiment.data.sources:
        yield say("report.data.file"), source.name, f"SHA-256 {(source.sha256 or '–')[:16]}"
    kept = "" if len(rows) == len(subject.table) else say("report.data.used", rows=count(len(rows), "row"))
    yield say("report.data.rows"), f"{len(subject.table):,}", kept
    if rows.time is not None and len(rows):
        first, last = int(np.argmin(rows.time)), int(np.argmax(rows.time))
        yield say("report.data.span"), say("report.data.from_to", first=when(rows, first), last=when(rows, last)), ""
    spacing = every(rows.spacing) or say("report.data.no_spacing")
    yield say("report.data.spacing"), spacing, ""
    if not subject.prepared.windows.whole:
        season = span(rows.season, rows.spacing) if rows.season else say("report.data.no_season")
        yield say("report.data.season"), season, ""
    if len(rows.series_names) > 1:
        yield say("report.data.series"), f"{len(rows.series_names):,}", ""


def _columns(subject: Subject) -> Table:
    """Every column in use with its roles, its unit, and its figures as they were read."""
    head = [say(f"report.data.columns.{key}") for key in ("name", "roles", "unit", "missing", "low", "mean", "high")]
    columns = subject.experiment.data.columns
    rows = [_column(subject, column) for column in columns[:MOST_COLUMNS]]
    caption = say("report.data.columns.caption")
    if len(columns) > MOST_COLUMNS:
        caption += " " + say("report.data.columns.first", shown=MOST_COLUMNS, all=len(columns))
    return Table(caption=caption, head=head, rows=rows)


def _column(subject: Subject, column: Column) -> list[str]:
    roles = ", ".join(say(f"report.data.roles.{role}") for role in column.roles)
    start = [column.name, roles, column.unit or "–"]
    if column.name not in subject.table.kinds:
        return [*start, "–", "–", "–", "–"]
    missing = f"{int(subject.table.frame[column.name].isna().sum()):,}"
    if column.name not in subject.table.numbers or column.classes:
        return [*start, missing, "–", "–", "–"]
    values = subject.table.column(column.name)
    known = values[np.isfinite(values)]
    figures = [known.min(), known.mean(), known.max()] if len(known) else [np.nan] * 3
    return [*start, missing, *(figure(float(value)) for value in figures)]


def _findings(subject: Subject) -> Iterator[Note]:
    """What the app says of the file, and of what is asked of it."""
    table, experiment = subject.table, subject.experiment
    found = list(findings(table, profile(table)))
    try:
        found += concerns(table, experiment.data, subject.dataset, experiment.examples, experiment.split,
                          experiment.fitting, None, subject.prepared)  # fmt: skip
    except SettingsError as problem:
        found.append(problem.to_finding())
    for finding in found:
        yield Note(severity=finding.severity, title=finding.title, text=finding.text)
