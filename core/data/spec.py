"""How a file is read, which columns play which role, and the steps that need no learning."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.spec import Spec

Role = Literal["input", "target"]
CalendarPart = Literal["hour", "weekday", "month", "year"]


class Reading(Spec):
    """How bytes become a table: everything recognised, and everything a user may correct.

    `skip` counts lines before the header (or before the first row when there is none).
    `time` names the column(s) that together are the time of a row, as they stand in the file;
    `time_format` is a strptime pattern, "" for ISO 8601, or "unix_s" / "unix_ms".
    """

    encoding: str = Field("utf-8", max_length=40)
    separator: str = Field(",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    thousands: str = Field("", max_length=1)
    quote: str = Field('"', max_length=1)
    skip: int = Field(0, ge=0)
    header: bool = True
    time: tuple[str, ...] = ()
    time_format: str = ""


class Source(Spec):
    """One uploaded file. `sha256` is of the bytes as they were uploaded."""

    name: str
    sha256: str | None = None
    reading: Reading = Reading()


class Column(Spec):
    """A column in use. A column may be input and target at once: its own past predicts it."""

    name: str
    unit: str = ""
    roles: tuple[Role, ...] = ("input",)


class Sort(Spec):
    """Rows in order of time (stable)."""

    kind: Literal["sort"] = "sort"


class Duplicates(Spec):
    """Of rows with the same time, keep one, or their mean."""

    kind: Literal["duplicates"] = "duplicates"
    keep: Literal["first", "last", "mean"] = "first"


class Gaps(Spec):
    """Where rows are missing in time: break into segments that no window crosses, or ignore."""

    kind: Literal["gaps"] = "gaps"
    how: Literal["break", "ignore"] = "break"


class ForwardFill(Spec):
    """Missing cells repeat the newest known value, at most `limit` rows long, within a segment."""

    kind: Literal["forward_fill"] = "forward_fill"
    columns: tuple[str, ...]
    limit: int = Field(24, ge=1)


class Sentinels(Spec):
    """Cells that hold one of these numbers, such as −9999, count as missing."""

    kind: Literal["sentinels"] = "sentinels"
    columns: tuple[str, ...]
    values: tuple[float, ...]


class Blank(Spec):
    """Cells between two times (ISO 8601, both included) count as missing."""

    kind: Literal["blank"] = "blank"
    columns: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]


class Calendar(Spec):
    """Hour, weekday, month or year as sine and cosine: two inputs each, named `hour (sine)` …"""

    kind: Literal["calendar"] = "calendar"
    parts: tuple[CalendarPart, ...]


Step = Annotated[Sort | Duplicates | Gaps | Sentinels | Blank | ForwardFill | Calendar, Field(discriminator="kind")]


class DataSpec(Spec):
    """Sources, the columns in use, and stateless or causal steps in the order they are applied.

    `season` is the number of rows after which the series repeats, None when unknown.
    """

    sources: tuple[Source, ...] = Field(min_length=1)
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
        return self

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if "target" in c.roles)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns of the file that are inputs, targets first; calendar inputs come after these."""
        chosen = [c for c in self.columns if "input" in c.roles]
        return tuple(c.name for c in sorted(chosen, key=lambda c: "target" not in c.roles))
