"""Every step of the preparation as a sentence, in the order of its application; each can be switched off."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.data.spacing import DAY
from core.data.steps import (
    Blank,
    Calendar,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Step,
)
from core.data.words import every, when
from core.data.words import listed as named
from core.examples.remedies import Preparation, with_learned, without_learned
from core.examples.spec import AnyLearned, Clip, Encode, LinearFill, UsualFill
from core.spec import record
from core.text import count, figure, say

__all__ = ["Listed", "listed", "removed", "switched", "with_learned", "without_learned"]


@record
class Listed:
    """One step: `at` is its place in `data.steps` (part "data") or `fitting.learned` (part "learned").

    The logarithm (part "log") is one entry for all its columns and cannot be switched off, only removed.
    `looks_ahead` says that a cell may take its value from later rows.
    """

    part: Literal["data", "learned", "log"]
    at: int
    kind: str
    sentence: str
    on: bool = True
    looks_ahead: bool = False

    @property
    def switchable(self) -> bool:
        return self.part != "log"


def listed(prep: Preparation) -> tuple[Listed, ...]:
    """The steps that concern a column in use, as they are applied."""
    used = {column.name for column in prep.data.columns}
    found = [
        Listed(part="data", at=at, kind=step.kind, sentence=_of_data(step, _in_use(step, used)), on=step.on)
        for at, step in enumerate(prep.data.steps)
        if _concerns(step, used)
    ]
    found += [
        Listed(
            part="learned",
            at=at,
            kind=learned.kind,
            sentence=_of_learned(learned, _in_use(learned, used)),
            on=learned.on,
            looks_ahead=isinstance(learned, LinearFill),
        )
        for at, learned in enumerate(prep.fitting.learned)
        if _concerns(learned, used)
    ]
    if log := [name for name in prep.fitting.log if name in used]:
        found.append(Listed(part="log", at=0, kind="log", sentence=say("steps.log", columns=named(log))))
    return tuple(found)


def switched(prep: Preparation, step: Listed, on: bool) -> Preparation:
    """The same preparation with this step on or off; it stays in the list.

    Raises ValueError for the logarithm, which can only be removed.
    """
    if step.part == "data":
        steps = tuple(old.but(on=on) if at == step.at else old for at, old in enumerate(prep.data.steps))
        return Preparation(data=prep.data.but(steps=steps), fitting=prep.fitting)
    if step.part == "learned":
        learned = tuple(old.but(on=on) if at == step.at else old for at, old in enumerate(prep.fitting.learned))
        return Preparation(data=prep.data, fitting=prep.fitting.but(learned=learned))
    raise ValueError(f"This step cannot be switched, only removed. Received: {step.kind!r}")


def removed(prep: Preparation, step: Listed) -> Preparation:
    """The same preparation without this step."""
    if step.part == "data":
        steps = prep.data.steps[: step.at] + prep.data.steps[step.at + 1 :]
        return Preparation(data=prep.data.but(steps=steps), fitting=prep.fitting)
    if step.part == "learned":
        learned = prep.fitting.learned[: step.at] + prep.fitting.learned[step.at + 1 :]
        return Preparation(data=prep.data, fitting=prep.fitting.but(learned=learned))
    return Preparation(data=prep.data, fitting=prep.fitting.but(log=()))


def _in_use(step: Step | AnyLearned, used: set[str]) -> str:
    """The step's columns that are in use, in words; nothing for a step on whole rows."""
    names = [name for name in getattr(step, "columns", ()) if name in used]
    return named(names) if names else ""


def _concerns(step: Step | AnyLearned, used: set[str]) -> bool:
    columns = getattr(step, "columns", None)
    return columns is None or bool(used & set(columns))


def _of_data(step: Step, columns: str) -> str:
    match step:
        case Duplicates():
            return say(f"steps.duplicates.{step.keep}")
        case Resample():
            return say(f"steps.resample.{step.how}", every=every(step.every))
        case Gaps():
            return say(f"steps.gaps.{step.how}")
        case Sentinels():
            marks = named([f"{value:g}".replace("-", "−") for value in step.values])
            return say("steps.sentinels", marks=marks, columns=columns)
        case Blank():
            first = np.datetime64(step.spans[0][0])
            start = when(first, DAY if first == first.astype("datetime64[D]") else None)
            return say(
                "steps.blank", spans=count(len(step.spans), "stretch", "stretches"), start=start, columns=columns
            )
        case ForwardFill():
            return say("steps.forward_fill", columns=columns, rows=count(step.limit, "row"))
        case SeasonalFill():
            rows, season = count(step.limit, "row"), count(step.season, "row")
            return say("steps.seasonal_fill", columns=columns, season=season, rows=rows)
        case Circular():
            return say("steps.circular", columns=columns, period=figure(step.period))
        case Calendar():
            parts = named([say(f"data.calendar.{part}") for part in step.parts])
            return say("steps.calendar_ahead" if step.ahead else "steps.calendar", parts=parts)
        case _:
            return say("steps.sort")


def _of_learned(step: AnyLearned, columns: str) -> str:
    match step:
        case Clip():
            return say(f"steps.clip.{step.how}", columns=columns, reach=figure(step.reach))
        case LinearFill():
            return say("steps.linear_fill", columns=columns, rows=count(step.limit, "row"))
        case UsualFill():
            return say(f"steps.usual_fill.{step.how}", columns=columns)
        case Encode():
            return say(f"steps.encode.{step.how}", columns=columns)
