"""What one example is, drawn on the user's own curve, and which rows learn and which judge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.charts import class_parts, parts
from core.charts import window as chart
from core.charts.window_scene import Scene, scene_rows
from core.data.words import duration
from core.examples.split import PARTS, borders_by_series
from core.examples.windows import target_offsets
from core.export.told import window_lines
from core.report.document import Block, Facts, Picture, Section, Table, Text
from core.report.naming import when
from core.report.subject import Subject
from core.text import count, say, span

__all__ = ["split", "window"]


def window(subject: Subject) -> Section:
    return Section(key="window", title=say("report.window.title"), blocks=list(_window(subject)))


def _window(subject: Subject) -> Iterator[Block]:
    windows, data = subject.prepared.windows, subject.dataset
    yield from (Text(text=line) for line in window_lines(windows))
    names = ("lookback", "step") if windows.whole else ("lookback", "step", "delay", "horizon", "stride")
    pairs = [
        (say(f"report.window.{name}"), span(getattr(windows, name), data.spacing) if getattr(windows, name) else "0",
         count(getattr(windows, name), "row") if data.spacing else "")
        for name in names
    ]  # fmt: skip
    pairs.append((say("report.window.inputs"), f"{windows.timesteps:,} × {len(data.inputs):,}",
                  say("report.window.inputs_of")))  # fmt: skip
    yield Facts(pairs=pairs)
    if not windows.whole:
        yield _picture(subject)


def _picture(subject: Subject) -> Picture:
    """The window of the middle example of the part that has the last word."""
    windows, whole = subject.prepared.windows, subject.dataset
    placed = subject.prepared.placement.of(PARTS.index(subject.part))
    now = int(placed[len(placed) // 2])
    rows = whole.rows_of(int(whole.series[now]))
    data, now = whole.of_series(int(whole.series[now])), now - rows.start
    choices = data.inputs if subject.classes and data.inputs else data.targets
    column = choices[0]
    first, end = scene_rows(now, windows, len(data))
    scene = Scene(
        values=np.ascontiguousarray(data.values[first:end, column]), time=None if data.time is None else
        data.time[first:end], first=first, now=now, windows=windows, unit=data.units[column], spacing=data.spacing,
        reads=column in data.inputs,
    )  # fmt: skip
    name = data.names[column]
    return Picture(chart=chart.picture(scene, False), title=name, alt=chart.alt(scene, name),
                   caption=say(f"report.window.{'how' if scene.reads else 'how_other'}"),
        scrolls=True)  # fmt: skip


def split(subject: Subject) -> Section:
    return Section(key="parts", title=say("report.parts.title"), blocks=list(_split(subject)))


def _split(subject: Subject) -> Iterator[Block]:
    spec = subject.experiment.split
    words = {f"cut{i}": _cut(cut) for i, cut in enumerate(spec.cuts)}
    words |= {"column": subject.experiment.data.split or "", "seed": str(spec.seed)}
    yield Text(text=say(f"card.data.split_{spec.by}", **words))
    drawn = spec.by in ("random", "column")
    head = [say(f"report.parts.{key}") for key in ("part", "examples", *(() if drawn else ("first", "last")))]
    yield Table(caption=say("report.parts.caption"), head=head, rows=list(_parts(subject, drawn)))
    yield _drawn(subject)
    lost = subject.prepared.placement.lost
    if lost:
        key = "lost_whole" if subject.prepared.windows.whole else "lost"
        reasons = ", ".join(say(f"{key}.{why}", rows=rows) for why, rows in sorted(lost.items(), key=lambda i: -i[1]))
        yield Text(text=say("report.parts.lost", lost=sum(lost.values()), reasons=reasons), quiet=True)


def _cut(cut: float | int | str) -> str:
    return f"{100 * cut:.0f} %" if isinstance(cut, float) else f"{cut:,}" if isinstance(cut, int) else cut


def _parts(subject: Subject, drawn: bool) -> Iterator[list[str]]:
    """Of each part the first and the last row that is predicted; parts that are `drawn` have neither."""
    placement, data, offsets = subject.prepared.placement, subject.dataset, target_offsets(subject.prepared.windows)
    for number, part in enumerate(PARTS):
        now = placement.of(number)
        start = [say(f"pages.window.parts.{part}"), f"{len(now):,}"]
        if not len(now) or drawn:
            yield start if drawn else [*start, "–", "–"]
            continue
        rows = np.array([now.min() + offsets[0], now.max() + offsets[-1]])
        if data.time is not None and len(data.series_names) > 1:  # the parts of every series: the earliest, the latest
            rows = np.array([now[np.argmin(data.time[now])] + offsets[0], now[np.argmax(data.time[now])] + offsets[-1]])
        yield [*start, *(when(data, int(row)) for row in rows)]


def _drawn(subject: Subject) -> Picture:
    """The timeline of the first series; of drawn parts a bar for each."""
    counts = tuple(subject.prepared.counts[part] for part in PARTS)
    if subject.prepared.windows.whole or subject.experiment.split.by in ("random", "column"):
        view = class_parts.ClassParts(words=subject.dataset.classes, counts=_by_class(subject))
        said = say("report.parts.bars_alt", train=counts[0], validation=counts[1], test=counts[2])
        return Picture(chart=class_parts.class_parts(view, dark=False), title="", alt=said, caption=said)
    one = subject.dataset.of_series(0)
    first, second, end = borders_by_series(subject.dataset, subject.experiment.split)[0].tolist()
    line = parts.Timeline(values=np.ascontiguousarray(one.values[:, one.targets[0]]), time=one.time,
                          borders=(first, second, end), examples=(counts[0], counts[1], counts[2]),
                          gap=subject.experiment.split.gap)  # fmt: skip
    far = duration(subject.experiment.split.gap, one.spacing) if line.gap else ""
    caption = say("report.parts.gap", gap=far) if far else say("report.parts.order")
    return Picture(chart=parts.timeline(line, False), title=one.names[one.targets[0]], alt=parts.alt(line),
                   caption=caption, scrolls=True)  # fmt: skip


def _by_class(subject: Subject) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(3, K) examples of each part and class; one column where numbers are predicted."""
    placement, kinds = subject.prepared.placement, max(1, len(subject.dataset.classes))
    counts = np.zeros((len(PARTS), kinds), np.int64)
    for number in range(len(PARTS)):
        now = placement.of(number)
        if kinds == 1:
            counts[number, 0] = len(now)
            continue
        told = subject.truth(0)[now + int(target_offsets(subject.prepared.windows)[0])]
        counts[number] = np.bincount(told[np.isfinite(told)].astype(np.int64), minlength=kinds)
    return counts
