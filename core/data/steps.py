"""The steps from a file's rows to those that are learned from, which need no learning themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.data.moment import moment_of
from core.spec import Spec

CENTURY = 3_155_695_200
"""Seconds in a hundred years."""

CalendarPart = Literal["hour", "weekday", "month", "year"]


class DataStep(Spec):
    """A step that needs no learning. `on=False` leaves it in the list and changes nothing."""

    on: bool = True


class Sort(DataStep):
    """Rows in order of time (stable), within each series."""

    kind: Literal["sort"] = "sort"


class Duplicates(DataStep):
    """Of rows with the same series and time, keep one, or their mean."""

    kind: Literal["duplicates"] = "duplicates"
    keep: Literal["first", "last", "mean"] = "first"


class Resample(DataStep):
    """One row for every `every` seconds (a multiple of `spacing.MONTH`: whole months), named by its start.

    Rows that start within it are averaged, added up, or the last is taken, by series and segment;
    a stretch without any row stays missing.
    """

    kind: Literal["resample"] = "resample"
    every: float = Field(ge=1e-6, le=CENTURY)
    how: Literal["mean", "sum", "last"] = "mean"


class Gaps(DataStep):
    """Where rows are missing in time: break into segments that no window crosses, or ignore."""

    kind: Literal["gaps"] = "gaps"
    how: Literal["break", "ignore"] = "break"


class Sentinels(DataStep):
    """Cells that hold one of these numbers, such as −9999, count as missing."""

    kind: Literal["sentinels"] = "sentinels"
    columns: tuple[str, ...]
    values: tuple[float, ...]


class Blank(DataStep):
    """Cells between two times (ISO 8601, both included) count as missing."""

    kind: Literal["blank"] = "blank"
    columns: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]

    @model_validator(mode="after")
    def _spans_are_times(self) -> Blank:
        for start, end in self.spans:
            if moment_of(end) < moment_of(start):
                raise ValueError(f"A span ends after it starts. Received: {start} to {end}")
        return self


class ForwardFill(DataStep):
    """Missing cells repeat the newest known value, at most `limit` rows long, within a segment."""

    kind: Literal["forward_fill"] = "forward_fill"
    columns: tuple[str, ...]
    limit: int = Field(24, ge=1)


class SeasonalFill(DataStep):
    """Missing cells repeat the value one season (rows) ago, in runs of at most `limit` rows, within a segment."""

    kind: Literal["seasonal_fill"] = "seasonal_fill"
    columns: tuple[str, ...]
    season: int = Field(ge=2)
    limit: int = Field(24, ge=1)


class Circular(DataStep):
    """Inputs whose values go round, such as degrees (period 360), become `name (sine)` and `name (cosine)`.

    One that is predicted too stays a number as well.
    """

    kind: Literal["circular"] = "circular"
    columns: tuple[str, ...]
    period: float = Field(gt=0)


class Calendar(DataStep):
    """Hour, weekday, month or year as sine and cosine: two inputs each, named `hour (sine)` …

    `ahead`: as they are at the predicted rows, instead of at the rows the model looks back on.
    """

    kind: Literal["calendar"] = "calendar"
    parts: tuple[CalendarPart, ...]
    ahead: bool = False


STEPS = (Sort, Duplicates, Resample, Gaps, Sentinels, Blank, ForwardFill, SeasonalFill, Circular, Calendar)
"""In the order they are applied: rows are put in order before gaps are seen, cells blanked before they are filled."""

Step = Annotated[
    Sort | Duplicates | Resample | Gaps | Sentinels | Blank | ForwardFill | SeasonalFill | Circular | Calendar,
    Field(discriminator="kind"),
]
