"""What was recognised, for a terminal and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.data.profile import Profile
from core.data.spacing import DAY
from core.data.spec import Reading
from core.data.table import Table
from core.data.timeline import timeline
from core.data.words import every, listed, when
from core.findings import Finding
from core.text import count, known, say

_MARKS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    ".": "point",
    " ": "blank",
    "'": "apostrophe",
    "": "none",
}
_STEPS = 12  # months are told apart from 30 days by a year of them


def describe(table: Table, profile: Profile, found: Sequence[Finding]) -> dict[str, object]:
    """The payload of `inspect --json`: JSON-safe, None where a file has no time."""
    time = None
    if table.time is not None:
        time = {
            "column": " ".join(table.reading.time),
            "spacing_seconds": profile.spacing,
            "start": profile.start,
            "end": profile.end,
        }
    return {
        "rows": profile.rows,
        "columns": [
            {"name": name, "kind": kind, "missing": profile.missing[name]} for name, kind in table.kinds.items()
        ],
        "time": time,
        "encoding": table.reading.encoding,
        "separator": table.reading.separator,
        "findings": [{"key": f.key, "severity": f.severity.value, "text": f"{f.title}. {f.text}"} for f in found],
    }


def summary(table: Table, profile: Profile, name: str) -> str:
    """One sentence on the whole file: `ETTh1.csv holds one reading every hour from … to …`."""
    cells = sum(profile.missing[column] for column in table.numbers)
    missing = say("data.summary.some_missing", cells=count(cells, "cell")) if cells else ""
    values = {
        "name": name,
        "rows": count(profile.rows, "row"),
        "missing": missing or say("data.summary.nothing_missing"),
        "every": every(profile.spacing),
    }
    if profile.start is None or profile.end is None or profile.spacing is None:
        return say("data.summary.untimed", **values)
    days = {np.datetime64(edge, "D") for edge in (profile.start, profile.end)}
    told = profile.spacing if len(days) == 1 else max(profile.spacing, DAY)  # within a day by the clock
    start, end = (when(np.datetime64(edge), told) for edge in (profile.start, profile.end))
    return say(f"data.summary.{'timed' if profile.regular else 'irregular'}", **values, start=start, end=end)


def reading_in_words(reading: Reading) -> tuple[str, ...]:
    """`UTF-8`, `comma between values`, `point as decimal mark`, `names in line 1`, `time in “date”`."""
    words = [say("data.member", name=reading.member)] if reading.member else []
    words.append(encoding_in_words(reading.encoding))
    words.append(_marked("data.separators", reading.separator))
    words += [_marked("data.quotes", reading.quote)] if reading.quote != '"' else []
    words.append(say(f"data.decimals.{_MARKS[reading.decimal]}"))
    words += [_marked("data.thousands", reading.thousands)] if reading.thousands else []
    words += [say("data.comment", mark=reading.comment)] if reading.comment else []
    header = ("no", "yes", "two")[reading.header]
    words.append(say(f"data.header.{header}", line=f"{reading.skip + 1:,}", next=f"{reading.skip + 2:,}"))
    words += [say("data.turned")] if reading.turned else []
    return (*words, *_time_in_words(reading))


def encoding_in_words(encoding: str) -> str:
    """`Cyrillic (cp1251)`, or its name where nobody gave it another."""
    return _named("data.encodings", encoding.replace("-", "_"), encoding)


def _time_in_words(reading: Reading) -> Iterator[str]:
    if reading.time:
        yield say("data.time.columns", columns=listed([f"“{name}”" for name in reading.time]))
    elif not reading.start:
        yield say("data.time.none")
    if reading.zone:
        yield say("data.time.zone", zone=reading.zone)
    if reading.start:
        first, last = timeline(_STEPS + 1, reading.start, reading.every)[[0, -1]]
        seconds = float((last - first) / np.timedelta64(_STEPS, "s"))
        step = say("data.time.working_days") if reading.every == "B" else every(seconds)
        yield say("data.time.counted", start=when(first, seconds if seconds >= DAY else None), every=step)


def _marked(section: str, mark: str) -> str:
    """What a mark is called, or the mark itself in a sentence."""
    key = f"{section}.{_MARKS.get(mark, 'other')}"
    return say(key if known(key) else f"{section}.other", mark=mark)


def _named(section: str, name: str, otherwise: str) -> str:
    return say(f"{section}.{name}") if known(f"{section}.{name}") else otherwise
