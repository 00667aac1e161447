"""What was recognised, for a terminal and in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.profile import Profile
from core.data.spec import Reading
from core.data.table import Table
from core.data.words import every, listed, when
from core.findings import Finding
from core.text import count, known, say

_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ".": "point"}


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
    start, end = (when(np.datetime64(edge), max(profile.spacing, 86_400.0)) for edge in (profile.start, profile.end))
    return say(f"data.summary.{'timed' if profile.regular else 'irregular'}", **values, start=start, end=end)


def reading_in_words(reading: Reading) -> tuple[str, ...]:
    """`UTF-8`, `comma between values`, `point as decimal mark`, `names in line 1`, `time in “date”`."""
    encoding = f"data.encodings.{reading.encoding.replace('-', '_')}"
    words = [say(encoding) if known(encoding) else reading.encoding]
    separator = f"data.separators.{_MARKS.get(reading.separator, 'other')}"
    words.append(say(separator if known(separator) else "data.separators.other", mark=reading.separator))
    words.append(say(f"data.decimals.{_MARKS[reading.decimal]}"))
    if reading.thousands:
        thousands = f"data.thousands.{_MARKS.get(reading.thousands, 'other')}"
        words.append(say(thousands if known(thousands) else "data.thousands.other", mark=reading.thousands))
    words.append(say(f"data.header.{'yes' if reading.header else 'no'}", line=f"{reading.skip + 1:,}"))
    quoted = listed([f"“{name}”" for name in reading.time]) if reading.time else ""
    words.append(say("data.time.columns", columns=quoted) if quoted else say("data.time.none"))
    return tuple(words)
