"""Classes: what was taken for what, class by class, and what stricter limits would find."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from core.charts.rates import Rates, rates
from core.report.document import Block, Heading, Picture, Side, Table, Text
from core.report.first import taken_for
from core.report.naming import share
from core.report.subject import Subject
from core.text import figure, say

__all__ = ["blocks"]

COLUMNS = ("class", "support", "predicted", "recall", "precision", "f1")


def blocks(subject: Subject) -> Iterator[Block]:
    yield taken_for(subject)
    head = [say(f"pages.inspect.by_class.{key}") for key in COLUMNS]
    lines = subject.evaluation["classes"]["parts"][subject.part]["by_class"]
    rows = [
        [one["class"], f"{one['support']:,}", f"{one['predicted']:,}", *(share(one[key]) for key in COLUMNS[3:])]
        for one in lines
    ]
    yield Table(caption=say("pages.inspect.by_class.title"), head=head, rows=rows)
    yield Text(text=say("pages.inspect.by_class.how"), quiet=True)
    yield from _curves(subject)


def _curves(subject: Subject) -> Iterator[Block]:
    told = subject.evaluation["curves"][subject.part]
    lines = {word: line for word, line in told["roc"].items() if len(line["x"])}
    if not lines:
        yield Text(text=say("report.classes.no_curves"), quiet=True)
        return
    areas = [line["area"] for line in lines.values() if line["area"] is not None]
    mean = sum(areas) / len(areas) if areas else math.nan
    yield Heading(text=say("pages.inspect.curves.title"))
    yield Side(pictures=[
        _curve(subject, "roc", lines, say("pages.inspect.curves.roc.how", area=figure(mean))),
        _curve(subject, "precision_recall", told["precision_recall"], say("pages.inspect.curves.precision_recall.how")),
    ])  # fmt: skip


def _curve(subject: Subject, key: str, lines: Mapping[str, Any], how: str) -> Picture:
    looks = {word: place for place, word in enumerate(subject.dataset.classes)}
    axes = (say(f"pages.inspect.curves.{key}.x"), say(f"pages.inspect.curves.{key}.y"))
    view = Rates(lines={word: (line["x"], line["y"]) for word, line in lines.items()}, looks=looks,
                 chance=([0.0, 1.0], [0.0, 1.0]) if key == "roc" else None, axes=axes)  # fmt: skip
    title = say(f"pages.inspect.curves.{key}.title")
    return Picture(chart=rates(view, dark=False), title=title, alt=f"{title}: {', '.join(lines)}", caption=how)
