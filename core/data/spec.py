"""How a file is read, which columns play which role, and what is done to its rows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from core.data.steps import Step
from core.spec import Spec

Role = Literal["input", "target", "known_future", "series", "split"]
How = Literal["time", "row", "first", "last"]


class Across(Spec):
    """Columns of the file that are the timesteps of one column, oldest first: `t0 … t149` become `value`."""

    name: str = Field(min_length=1, max_length=1_000)
    columns: tuple[str, ...] = Field(min_length=1)


class Reading(Spec):
    """How bytes become a table: everything recognised, and everything a user may correct.

    `member` is the file read out of a zip archive. `separator` " " stands for any run of blanks.
    `skip` counts lines before the header (or before the first row when there is none); `header`
    counts the lines of names, joined cell by cell when there are two (a unit in brackets). Lines that start
    with `comment` are no rows. `turned` reads a file with a row per series and times as names of
    columns as one with a row per series and time: columns `series` (or the names of the first
    columns), `time` and `value`. `across` reads a file where every row is a whole example as one with a row
    per example and timestep: columns `example` (the number of the row, from 1), `timestep` (from 1), one for
    each entry, all of one length, and those that are in no entry, repeated at every timestep.
    `time` names the column(s) that together are the time of a row, joined by a blank, as they stand in the
    file; `time_format` is a strptime pattern, "" for ISO 8601, or a name such as "unix_s" or "quarter":
    all stand in `core.data.clock`. `zone` is the IANA name of the clock the times were read from: they
    become its winter time, the whole year. Where no column tells the time, `start` (ISO 8601) and `every`
    (a pandas frequency such as "15min", "D" or "MS") give the rows one; with the format "count" a column
    of numbers counts the steps from `start`.
    """

    member: str = Field("", max_length=1_000)
    encoding: str = Field("utf-8", max_length=40)
    separator: str = Field(",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    thousands: str = Field("", max_length=1)
    quote: str = Field('"', max_length=1)
    comment: str = Field("", max_length=2)
    skip: int = Field(0, ge=0)
    header: int = Field(1, ge=0, le=2)
    turned: bool = False
    across: tuple[Across, ...] = ()
    time: tuple[str, ...] = ()
    time_format: str = ""
    zone: str = Field("", max_length=60)
    start: str = Field("", max_length=40)
    every: str = Field("", max_length=20)

    @model_validator(mode="after")
    def _rows_are_turned_one_way(self) -> Reading:
        if len({len(entry.columns) for entry in self.across}) > 1:
            raise ValueError("Columns that become timesteps come in groups of one length.")
        if len({entry.name for entry in self.across}) < len(self.across):
            raise ValueError("Groups of columns have names of their own.")
        if self.across and self.turned:
            raise ValueError("A file is turned round, or its rows are whole examples.")
        return self


class Source(Spec):
    """One uploaded file. `sha256` is of the bytes as they were uploaded.

    `columns` are what a file that was joined to the first one adds: pairs of a column's own name and its name in
    the table that the files became.
    """

    name: str
    sha256: str | None = None
    reading: Reading = Reading()
    columns: tuple[tuple[str, str], ...] = ()


class Join(Spec):
    """How several files become one table (`core.data.joining`).

    `time`: rows of one time become one, of several series those whose `ids` are the same too. `row`: the first
    row beside the first, and so on, of files with equally many. `first` and `last` do the same with as many rows
    from the top, or from the bottom, as the shortest file has. `apart`: what the files after the first add is
    read by branches of their own, where a network has branches.
    """

    how: How = "time"
    ids: tuple[str, ...] = ()
    apart: bool = True


class Column(Spec):
    """A column in use. A column may be input and target at once: its own past predicts it.

    A `known_future` input is a plan: its values at the predicted rows are known beforehand and shown
    to the model. Columns with the role `series` tell which series a row belongs to. The cells of a
    `category` are words (or numbers that only name something), which training rows turn into numbers.
    A target with `classes` is told by its words, as they stand in the file: which of them it is gets predicted,
    and the dataset holds their places, NaN for any other word. Of two classes the second is the one that is
    looked for. The column with the role `split` says in words which part a row belongs to.
    """

    name: str
    unit: str = ""
    roles: tuple[Role, ...] = ("input",)
    category: bool = False
    classes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _classes_are_a_target(self) -> Column:
        if self.classes and self.roles != ("target",):
            raise ValueError(f"Classes are predicted and nothing else. Received: {self.roles} for {self.name!r}")
        if len(set(self.classes)) != len(self.classes) or len(self.classes) == 1:
            raise ValueError(f"Classes are two different words or more. Received: {self.classes}")
        return self


class DataSpec(Spec):
    """Sources, the columns in use, and stateless or causal steps in the order they are applied.

    `season` is the number of rows after which the series repeats, None when unknown. Several sources are one
    table by their `join`.
    """

    sources: tuple[Source, ...] = Field(min_length=1)
    join: Join | None = None
    columns: tuple[Column, ...]
    steps: tuple[Step, ...] = ()
    season: int | None = Field(None, ge=2)

    @model_validator(mode="after")
    def _names_are_unique_and_something_is_predicted(self) -> DataSpec:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"A column may be named once. Received: {names}")
        if not self.targets:
            raise ValueError("At least one column must have the role 'target'.")
        if plans := [c.name for c in self.columns if {"target", "known_future"} <= set(c.roles)]:
            raise ValueError(f"What is predicted is not known beforehand. Received: {plans}")
        if words := [c.name for c in self.columns if c.category and "target" in c.roles]:
            raise ValueError(f"A category cannot be predicted as a number. Received: {words}")
        if self.classes and len(self.targets) > 1:
            raise ValueError(f"Classes are predicted alone. Received: {self.targets}")
        if (self.join is None) != (len(self.sources) == 1):
            raise ValueError(f"Several sources, and only they, are joined. Received: {len(self.sources)}, {self.join}")
        return self

    @property
    def file(self) -> str:
        """What the file is called; of several, all of them."""
        return " + ".join(source.name for source in self.sources)

    @property
    def joined_columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns that each file after the first has added, by their names in the table."""
        return tuple(tuple(name for _, name in source.columns) for source in self.sources[1:])

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if "target" in c.roles)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns of the file that are inputs as numbers, targets first.

        After these come what circular columns and the calendar become, step by step, then categories.
        """
        chosen = [c for c in self.columns if _is_input(c) and not c.category]
        return tuple(c.name for c in sorted(chosen, key=lambda c: "target" not in c.roles))

    @property
    def categories(self) -> tuple[str, ...]:
        """Inputs that are words, in the order they stand."""
        return tuple(c.name for c in self.columns if _is_input(c) and c.category)

    @property
    def series(self) -> tuple[str, ...]:
        """Columns that together tell which series a row belongs to."""
        return tuple(c.name for c in self.columns if "series" in c.roles)

    @property
    def classes(self) -> tuple[str, ...]:
        """The words that are told apart; empty where a number is predicted."""
        return next((c.classes for c in self.columns if c.classes), ())

    @property
    def split(self) -> str | None:
        """The column that says which part a row belongs to."""
        return next((c.name for c in self.columns if "split" in c.roles), None)

    @property
    def known_future(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if "known_future" in c.roles)

    @property
    def working(self) -> tuple[Step, ...]:
        """The steps that are switched on."""
        return tuple(step for step in self.steps if step.on)


def _is_input(column: Column) -> bool:
    """A plan is an input too."""
    return "input" in column.roles or "known_future" in column.roles
