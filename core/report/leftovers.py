"""What is left unexplained, and how sure a forecast is: pictures, tests, and intervals with what they held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.charts.leftovers import Pictured, apart, course, memory, pattern, tested
from core.charts.predictions import Line
from core.charts.stretches import line_over
from core.charts.sure import Banded, banded
from core.evaluation.intervals import LEVELS, fewest
from core.evaluation.leftovers import Leftover, leftover
from core.evaluation.own_levels import bands, own_sureness
from core.evaluation.residuals import FEWEST
from core.evaluation.sureness import Sureness, sureness
from core.report.document import Block, Heading, Picture, Section, Side, Table, Text
from core.report.first import MIDDLE, in_words
from core.report.naming import share
from core.report.subject import Subject
from core.text import count, say

__all__ = ["residual", "sure"]

SHOWN = 240
"""Forecasts in the picture of intervals, the newest."""


def residual(subject: Subject) -> Section:
    return Section(key="residuals", title=say("report.residuals.title"), blocks=list(_residual(subject)))


def _residual(subject: Subject) -> Iterator[Block]:
    yield Text(text=say("pages.inspect.leftovers.sentence"))
    if not subject.over_time:
        yield Text(text=say(f"report.residuals.not_of.{subject.question}"))
        return
    for c in subject.targets:
        if len(subject.dataset.targets) > 1:
            yield Heading(text=subject.dataset.target_names[c])
        found = leftover(subject.left(subject.part, 0, c), subject.dataset.season)
        yield from _found(subject, found, c)
    if len(subject.dataset.targets) > len(subject.targets):
        yield Text(text=say("report.first_targets", shown=len(subject.targets), all=len(subject.dataset.targets)))


def _found(subject: Subject, found: Leftover, c: int) -> Iterator[Block]:
    if found.memory is None or found.shape is None:
        few = count(len(found.residuals), "forecast")
        yield Text(text=say("pages.inspect.leftovers.too_few", needed=FEWEST, found=few))
        return
    words = {"ahead": subject.ahead(0), "part": say(f"parts.{subject.part}")}
    yield Text(text=say("report.residuals.which", **words), quiet=True)
    data, left = subject.dataset, found.residuals
    yield Text(text=pattern(found, data.spacing))
    yield _side(memory(found.memory, data.spacing, data.season, dark=False))
    yield _side(course(found, list(subject.x[left.row]), data.target_units[c], subject.part, dark=False))
    head, rows = tested(found)
    caption = ". ".join(filter(None, (say("pages.inspect.leftovers.tests"), apart(found))))
    yield Table(caption=caption, head=head, rows=rows, words=True)


def _side(pictures: Iterable[Pictured]) -> Side:
    return Side(pictures=[Picture(chart=one.chart, caption=one.how, alt=one.how, title=one.title) for one in pictures])


def sure(subject: Subject) -> Section:
    return Section(key="sure", title=say("report.sure.title"), blocks=list(_sure(subject)))


def _sure(subject: Subject) -> Iterator[Block]:
    if not subject.over_time:
        yield Text(text=say(f"report.sure.not_of.{subject.question}"))
        return
    if not {"validation", "test"} <= set(subject.parts):
        yield Text(text=say("report.sure.no_test"))
        return
    yield Text(text=say("report.sure.sentence"))
    if subject.experiment.task.quantiles:
        yield Text(text=say("report.sure.own_note"))
    for c in subject.targets:
        yield from _of_target(subject, c)


def _of_target(subject: Subject, c: int) -> Iterator[Block]:
    calibration, others = (subject.left(part, 0, c) for part in ("validation", "test"))
    if len(calibration) < fewest(LEVELS[0]) or not len(others):
        few = count(len(calibration), "forecast")
        yield Text(text=say("pages.inspect.sure.too_few", share=share(LEVELS[0]), needed=fewest(LEVELS[0]), found=few))
        return
    rows = []
    for level in LEVELS:
        for adaptive in (False, True):
            found = sureness(calibration, others, level, adaptive)
            way = say(f"report.sure.{'adaptive' if adaptive else 'fixed'}")
            rows.append([share(level), way, *(_measured(subject, found, c) if found else ["–"] * 3)])
    rows += _of_itself(subject, c)
    head = [say(f"report.sure.columns.{key}") for key in ("level", "way", "low", "high", "held")]
    caption = say("report.sure.caption", target=subject.dataset.target_names[c], ahead=subject.ahead(0),
                  questions=f"{len(others):,}", calibration=f"{len(calibration):,}")  # fmt: skip
    yield Table(caption=caption, head=head, rows=rows)
    found = sureness(calibration, others, MIDDLE, adaptive=False)
    if found:
        yield _band(subject, found, c)


def _of_itself(subject: Subject, c: int) -> list[list[str]]:
    """The same of the intervals that the network answers, if it does."""
    levels, rows, told = subject.levels("test", 0, c), subject.at_step("test", 0, c)[0], []
    for promise, low, high in () if levels is None else bands(subject.experiment.task.quantiles, levels):
        found = own_sureness(subject.left("test", 0, c), rows, np.stack([low, high], axis=-1), promise)
        told.append([share(promise), say("report.sure.own"), *(_measured(subject, found, c) if found else ["–"] * 3)])
    return told


def _measured(subject: Subject, found: Sureness, c: int) -> list[str]:
    """The ends on average, and how many of a hundred answers lay within."""
    low, high = (subject.amount(float(np.mean(end)), c, 2) for end in (found.interval.low, found.interval.high))
    return [low, high, f"{100 * found.held:.1f} %"]


def _band(subject: Subject, found: Sureness, c: int) -> Picture:
    rows, said = found.residuals.row, found.residuals.predicted
    one = subject.dataset.rows_of(int(subject.dataset.series[rows[-1]]))
    newest = np.flatnonzero(rows >= one.start)[-SHOWN:]
    rows, said, truth = rows[newest], said[newest], subject.truth(c)
    outside = ~found.interval.holds(found.residuals.value)[newest]
    view = Banded(
        actual=line_over(subject.dataset, rows, truth[rows], subject.prepared.windows.stride),
        predicted=Line(x=subject.x[rows], y=said),
        low=said + found.interval.low[newest],
        high=said + found.interval.high[newest],
        missed=Line(x=subject.x[rows[outside]], y=truth[rows[outside]]),
        unit=subject.dataset.target_units[c],
    )
    words = {"missed": int(outside.sum()), "shown": len(rows), "ahead": subject.ahead(0)}
    how = say("pages.inspect.sure.band.how", **words)
    return Picture(chart=banded(view, dark=False), title=say("pages.inspect.sure.band.title"), alt=how,
                   caption=f"{in_words(subject, found, c)} {how}")  # fmt: skip
