"""Page one, for whoever decides: what was asked, whether it was worth it, one picture, what to do next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.charts.answers import Answers, answers
from core.charts.bars import Bar, bars
from core.charts.confusion import Confusion, alt, confusion
from core.charts.predictions import Line, Stretch, Strip, over_actual
from core.charts.stretches import line_over
from core.charts.thin import thinned
from core.data.words import duration
from core.evaluation.intervals import LEVELS
from core.evaluation.sureness import Sureness, sureness
from core.examples.split import PARTS
from core.findings import Severity
from core.report.document import Block, Facts, Note, Picture, Section, Text
from core.report.naming import share, when
from core.report.subject import Subject
from core.text import count, say, span

__all__ = ["first", "over_truth"]

SHOWN = 480
"""Rows of the picture, the newest."""

MIDDLE = LEVELS[1]

MOST_WARNINGS = 3
"""Of what speaks against relying on it, on page one; the rest stands under the findings."""


def first(subject: Subject) -> Section:
    """Its title is the verdict."""
    verdict = subject.verdict
    title = verdict["headline"] if verdict else say("report.first.not_judged")
    return Section(key="verdict", title=title, blocks=list(_blocks(subject, verdict)))


def _blocks(subject: Subject, verdict: Mapping[str, Any] | None) -> Iterator[Block]:
    yield Text(text=asked(subject))
    if subject.experiment.split.leak is not None:
        yield Note(severity=Severity.WARNING, title=say("report.first.leak.title"), text=say("report.first.leak.text"))
    if verdict:
        yield Text(text=verdict["text"], strong=True)
        yield Facts(pairs=list(_figures(subject, verdict)), large=True)
        if "luck" in verdict:
            yield Text(text=verdict["luck"]["sentence"])
    yield over_truth(subject)
    promise = promised(subject)
    if promise:
        yield Text(text=promise)
    warnings = [one["title"] for one in subject.evaluation["findings"] if one["severity"] in ("warning", "error")]
    if warnings:
        yield Text(text=say("report.first.heed", titles="; ".join(warnings[:MOST_WARNINGS])))
    if verdict:
        yield Note(severity=Severity.INFO, title=say("report.first.next"), text=f"{verdict['why']} {verdict['next']}")


def asked(subject: Subject) -> str:
    """The question in one sentence, with its units."""
    windows, data = subject.prepared.windows, subject.dataset
    targets, file = _listed(data.target_names), subject.experiment.data.file
    words = {"file": file, "targets": targets, "examples": count(sum(subject.prepared.counts.values()))}
    if windows.whole:
        return say(f"report.asked.{'class' if subject.classes else 'number'}_of_examples", **words)
    words |= {"lookback": span(windows.lookback, data.spacing)}
    if subject.classes:
        return say("report.asked.class", **words, ahead=duration(windows.delay, data.spacing))
    if windows.horizon == 1:
        return say("report.asked.one", **words, ahead=duration(windows.delay, data.spacing))
    last = duration(windows.delay + windows.horizon - 1, data.spacing)
    return say("report.asked.many", **words, horizon=span(windows.horizon, data.spacing), last=last)


def _listed(names: tuple[str, ...], most: int = 6) -> str:
    more = say("report.more", more=len(names) - most) if len(names) > most else ""
    return f"{', '.join(names[:most])} {more}".rstrip()


def _figures(subject: Subject, verdict: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Skill with its limits, the model's error, that of the best rule, and on how many questions."""
    luck, best = verdict.get("luck") or {}, verdict["best_baseline"]
    skill = math.nan if verdict["skill"] is None else float(verdict["skill"])
    known = luck.get("low") is not None and luck.get("high") is not None
    limits = say("report.first.limits", low=share(luck["low"]), high=share(luck["high"])) if known else ""
    label = subject.evaluation["labels"][best]
    key = "no_skill" if math.isnan(skill) else "more_than" if skill < 0 else "less_than"
    told = say(f"report.first.{key}", rule=label)
    yield say("report.first.skill"), share(skill), f"{told} {limits}".strip()
    unit = f" {verdict['unit']}" if _kind(subject) == "scaled" else ""  # the remark below says it
    own, other = (verdict["spoken"][who].removesuffix(unit) for who in ("model", best))
    yield say("report.first.error"), own, say(f"report.first.error_of.{_kind(subject)}")
    yield say("report.first.rule"), other, label
    questions = subject.evaluation["windows"][subject.part]
    yield say("report.first.judged"), f"{questions:,}", say(f"report.first.judged_on.{subject.part}")


def _kind(subject: Subject) -> str:
    return "wrong" if subject.classes else "one" if len(subject.dataset.targets) == 1 else "scaled"


def over_truth(subject: Subject) -> Picture:
    """The one picture: predicted over actual on the part that has the last word; of classes what was taken for what."""
    if subject.classes:
        return taken_for(subject)
    return _examples(subject) if subject.prepared.windows.whole else _over_time(subject)


def taken_for(subject: Subject) -> Picture:
    counted = subject.evaluation["classes"]["parts"][subject.part]["confusion"]
    view = Confusion(words=subject.dataset.classes, counts=np.array(counted, np.int64))
    return Picture(chart=confusion(view, False), title=say("pages.inspect.confusion.title"), alt=alt(view),
                   caption=say("report.first.confusion"))  # fmt: skip


def _examples(subject: Subject) -> Picture:
    now, values = subject.predictions.of(PARTS.index(subject.part))
    names = tuple(f"{row:,}" for row in now.tolist())
    view = Answers(actual=subject.truth(0)[now], predicted=np.asarray(values[:, 0, 0], np.float64), names=names,
                   unit=subject.dataset.target_units[0])  # fmt: skip
    caption = say("pages.inspect.by_example.how")
    return Picture(chart=answers(view, dark=False), title=subject.dataset.target_names[0], alt=caption, caption=caption)


def _over_time(subject: Subject) -> Picture:
    """The newest answers of the first target, of the first series that has some."""
    data, part = subject.dataset, subject.part
    step = subject.prepared.windows.horizon // 4 if subject.prepared.windows.horizon > 1 else 0
    rows, values = subject.at_step(part, step, 0)
    one = data.rows_of(int(data.series[rows[0]]))
    own = slice(*np.searchsorted(rows, [one.start, one.stop]))
    start = max(int(rows[own][0]), int(rows[own][-1]) - SHOWN)
    shown = rows[own] >= start
    rows, values = rows[own][shown], values[own][shown]
    view, truth, every = np.arange(start, int(rows[-1]) + 1), subject.truth(0), subject.prepared.windows.stride
    stretch = Stretch(
        actual=line_over(data, view, truth[view], 1),
        predicted={subject.name: line_over(data, rows, values.astype(np.float64), every)},
        unit=data.target_units[0],
        sparse=every > 1 and len(rows) < 300,
    )
    strip = _strip(subject, one, (subject.x[start], subject.x[int(rows[-1])]))
    words = {"part": say(f"parts.{part}"), "ahead": subject.ahead(step), "target": data.target_names[0]}
    words |= {"first": when(data, start), "last": when(data, int(rows[-1]))}
    caption = say("report.first.over_actual", **words)
    series = data.series_names[int(data.series[start])]
    title = say("report.first.of_series", target=words["target"], series=series) if series else words["target"]
    return Picture(chart=over_actual(stretch, strip, PARTS.index(part), dark=False), title=title,
                   alt=say("pages.inspect.picture_alt", part=words["part"], ahead=words["ahead"]),
                   caption=caption)  # fmt: skip


def _strip(subject: Subject, rows: slice, view: tuple[Any, Any]) -> Strip:
    truth, part_of_row = subject.truth(0), subject.prepared.placement.part_of_row
    keep = rows.start + thinned(truth[rows], 900)
    parts = []
    for number in range(len(PARTS)):
        own = rows.start + np.flatnonzero(part_of_row[rows] == number)
        if len(own):
            parts.append((number, subject.x[own[0]], subject.x[own[-1]]))
    return Strip(series=Line(x=subject.x[keep], y=truth[keep]), parts=parts, view=view)


def promised(subject: Subject) -> str:
    """The interval of the first target, one step ahead, in words; empty where there is none to promise."""
    if not subject.over_time or not {"validation", "test"} <= set(subject.parts):
        return ""
    found = sureness(subject.left("validation", 0, 0), subject.left("test", 0, 0), MIDDLE, adaptive=False)
    return in_words(subject, found, 0) if found else ""


def in_words(subject: Subject, found: Sureness, c: int) -> str:
    """What is promised, and whether it was kept."""
    ends = [float(found.interval.low[-1]), float(found.interval.high[-1])]
    low, high = (
        say(f"pages.inspect.sure.{'above' if end >= 0 else 'below'}", amount=subject.amount(abs(end), c, 2))
        for end in ends
    )
    promise = say("pages.inspect.sure.promised", share=share(found.level), ahead=subject.ahead(0), low=low, high=high)
    held = f"{100 * found.held:.1f} %"
    kept = say(f"pages.inspect.sure.{found.kept}", held=held, questions=f"{len(found.residuals):,}")
    return f"{promise} {kept}"


def verdict_bars(subject: Subject, verdict: Mapping[str, Any]) -> Picture:
    """The model's error over those of the rules, the best first."""
    spoken, labels = verdict["spoken"], subject.evaluation["labels"]
    errors = {who: math.nan if error is None else float(error) for who, error in verdict["errors"].items()}
    rules = sorted((who for who in errors if who != "model"), key=lambda who: (math.isnan(errors[who]), errors[who]))
    rows = [Bar(label=subject.name, size=errors["model"], words=spoken["model"], model=True)]
    rows += [Bar(label=labels[who], size=errors[who], words=spoken[who]) for who in rules]
    said = ", ".join(f"{row.label} {row.words}" for row in rows)
    return Picture(chart=bars(rows, dark=False), title="", alt=said, caption=say("report.judged.bars"))
