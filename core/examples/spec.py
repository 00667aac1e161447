"""What a window is, which rows learn and which judge, and what is learned from training rows."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.data.moment import moment_of
from core.examples.scalers import SCALERS
from core.spec import Spec


class Windows(Spec):
    """The definition of an example when rows are time; see `core.examples.windows` for the rows.

    All five count rows. *Now* is the newest row the model sees: inputs are now, now − step …
    within `lookback` rows; targets are rows now + delay … now + delay + horizon − 1.
    `whole`: every series is one example, so only its last row is *now*, and what is predicted stands there
    (`delay` 0). Without series every row is one, and the lookback is 1. `padded`: one that is shorter than the
    lookback is filled up in front instead of lost; the filling tells a network that nothing is there.
    """

    kind: Literal["windows"] = "windows"
    lookback: int = Field(ge=1)
    step: int = Field(1, ge=1)
    delay: int = Field(1, ge=0)
    horizon: int = Field(1, ge=1)
    stride: int = Field(1, ge=1)
    whole: bool = False
    padded: bool = False

    @model_validator(mode="after")
    def _a_whole_example_has_one_answer(self) -> Windows:
        if self.whole and (self.delay, self.horizon, self.stride) != (0, 1, 1):
            raise ValueError("Where a series is one example, its answer stands in its last row: delay 0, horizon 1.")
        if self.padded and not self.whole:
            raise ValueError("Only whole examples may be shorter than the lookback.")
        return self

    @property
    def timesteps(self) -> int:
        """T: how many rows of the lookback are read."""
        return math.ceil(self.lookback / self.step)

    @property
    def reach(self) -> int:
        """Rows from the oldest row read to now."""
        return (self.timesteps - 1) * self.step


Leak = Literal["scaler", "shuffled", "target"]


class SplitSpec(Spec):
    """Which rows learn and which judge: train, then validation, then test.

    `cuts`: for `fraction` three shares that sum to at most 1; for `rows` three row counts (rows
    left over belong to no part); for `date` two ISO dates, the first row of validation and the
    first of test. `border="context"` lets a validation or test window look back across its
    border; `purge` forbids it. `gap` rows at the start of validation and of test belong to none.
    Several series are cut at the same times (`calendar`) or each by itself (`series`); rows without a
    time, and row counts, are always cut by series.
    Whole examples are not in order: `random` draws the three shares by `seed`, of every class alike, and
    `column` takes the parts that a column of the file names (`Dataset.given`), without cuts.
    `since` and `until` bound the stretch that is used (`core.studies`): for `rows` how many rows at the start of each
    series belong to no part, the cuts being counted from there; for `date` the times of the first row of training
    and of the first behind the last part. With `all` every row is a training row, without cuts, and none judges.
    `leak` breaks these rules on purpose (`core.examples.deliberate`), in a copy of a run that shows what it does to
    the score: `scaler` learns from the rows of all parts, `shuffled` draws which windows are in which part, `target`
    puts the answers among the inputs.
    """

    by: Literal["fraction", "rows", "date", "random", "column", "all"] = "fraction"
    cuts: tuple[int | float | str, ...] = (0.7, 0.15, 0.15)
    border: Literal["context", "purge"] = "context"
    gap: int = Field(0, ge=0)
    per: Literal["calendar", "series"] = "calendar"
    seed: int = Field(0, ge=0, lt=2**31)
    since: int | str | None = None
    until: str | None = None
    leak: Leak | None = None

    @model_validator(mode="after")
    def _cuts_fit_the_kind(self) -> SplitSpec:
        if self.by in ("column", "all"):
            return self
        wanted = 2 if self.by == "date" else 3
        if len(self.cuts) != wanted:
            raise ValueError(f"A split by {self.by} takes {wanted} cuts. Received: {self.cuts}")
        if self.by == "date":
            first, second = map(moment_of, self.cuts)
            if not first < second:
                raise ValueError(f"A split by date takes two dates in order. Received: {self.cuts}")
            return self
        numbers = [float(cut) for cut in self.cuts]
        if min(numbers) <= 0:
            raise ValueError(f"Every part needs some rows. Received: {self.cuts}")
        if self.by in ("fraction", "random") and sum(numbers) > 1 + 1e-9:
            raise ValueError(f"The shares may not add up to more than 1. Received: {self.cuts}")
        if self.by == "rows" and any(n != int(n) for n in numbers):
            raise ValueError(f"Row counts are whole numbers. Received: {self.cuts}")
        return self

    @model_validator(mode="after")
    def _the_stretch_fits_the_kind(self) -> SplitSpec:
        if self.by == "rows":
            if self.until is not None or not (self.since is None or (isinstance(self.since, int) and self.since >= 0)):
                rule = "A split by rows begins after a number of rows, and its cuts say where it ends."
                raise ValueError(f"{rule} Received: {self.since}, {self.until}")
        elif self.by == "date":
            moments = [moment_of(one) for one in (self.since, *self.cuts, self.until) if one is not None]
            if any(not earlier < later for earlier, later in pairwise(moments)):
                raise ValueError(
                    f"The dates of a split are in order. Received: {self.since}, {self.cuts}, {self.until}"
                )
        elif self.since is not None or self.until is not None:
            raise ValueError(f"Only a split by rows or by date is of a stretch. Received: {self.since}, {self.until}")
        return self


class LearnedStep(Spec):
    """A step that learns from training rows, or must know where the parts end. `on=False` leaves it out."""

    on: bool = True
    columns: tuple[str, ...]


class LinearFill(LearnedStep):
    """Missing cells lie on the line between the known ones around them, in runs of at most `limit` rows.

    It looks ahead, so it never reaches across the border of a segment or of a part.
    """

    kind: Literal["linear_fill"] = "linear_fill"
    limit: int = Field(24, ge=1)


class UsualFill(LearnedStep):
    """Missing cells take the training rows' mean or median, or their mean at the same place in the season (rows)."""

    kind: Literal["usual_fill"] = "usual_fill"
    how: Literal["mean", "median", "season"] = "median"
    season: int | None = Field(None, ge=2)

    @model_validator(mode="after")
    def _a_season_has_a_length(self) -> UsualFill:
        if self.how == "season" and self.season is None:
            raise ValueError("Filling by season needs its length in rows.")
        return self


class Clip(LearnedStep):
    """Values further from the training rows' middle half than `reach` times its width are cut off there, or missing.

    The limits are q25 − reach·(q75 − q25) and q75 + reach·(q75 − q25).
    """

    kind: Literal["clip"] = "clip"
    how: Literal["clip", "missing"] = "clip"
    reach: float = Field(3.0, gt=0)


class Encode(LearnedStep):
    """Categories become one column of 0 and 1 for each word of the training rows, or its place in their order.

    A word that no training row held is 0 everywhere, or one place after the last; an empty cell is 0
    everywhere, or stays missing. Categories without a step of their own become columns of 0 and 1.
    """

    kind: Literal["encode"] = "encode"
    how: Literal["one_hot", "ordinal"] = "one_hot"


LEARNED = (Clip, LinearFill, UsualFill, Encode)
"""In the order they are applied."""

AnyLearned = Annotated[Clip | LinearFill | UsualFill | Encode, Field(discriminator="kind")]


class FittingSpec(Spec):
    """Everything that learns from training rows. `per_column` overrides: (column, scaler).

    `learned` steps come first; then the columns in `log` become sign(x)·log(1 + |x|), which has an exact
    inverse; then every column is scaled, those of 0 and 1 only where `per_column` says so. With `components` the
    scaled inputs that are neither predicted nor known beforehand become their principal components: at most so
    many, or as many as keep that share of their variance.
    """

    scaler: str = "standard"
    per_column: tuple[tuple[str, str], ...] = ()
    log: tuple[str, ...] = ()
    learned: tuple[AnyLearned, ...] = ()
    components: int | float | None = None

    @model_validator(mode="after")
    def _components_are_a_number_or_a_share(self) -> FittingSpec:
        wanted = self.components
        if wanted is not None and not (wanted >= 1 if isinstance(wanted, int) else 0 < wanted < 1):
            rule = "Components are counted from 1, or a share of the variance between 0 and 1."
            raise ValueError(f"{rule} Received: {wanted}")
        return self

    @model_validator(mode="after")
    def _scalers_exist(self) -> FittingSpec:
        for name in (self.scaler, *(scaler for _, scaler in self.per_column)):
            if name not in SCALERS:
                raise ValueError(f"The scalers are {', '.join(SCALERS)}. Received: {name!r}")
        return self

    @property
    def working(self) -> tuple[AnyLearned, ...]:
        """The learned steps that are switched on."""
        return tuple(step for step in self.learned if step.on)

    def scaler_of(self, column: str) -> str:
        return dict(self.per_column).get(column, self.scaler)
