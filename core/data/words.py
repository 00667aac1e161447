"""Times and lists as a sentence holds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.spacing import DAY, MONTH
from core.text import count, figure, say, spacing_word, span

_LENGTHS = (("year", 12 * MONTH, 1_000), ("month", MONTH, 48), ("week", 7 * DAY, 104), ("day", DAY, 400),
            ("hour", 3_600.0, 72), ("minute", 60.0, 120), ("second", 1.0, 120))  # fmt: skip
"""Units of time in seconds, and up to how many of each a person counts."""

_LARGE = 200


def when(time: np.datetime64, spacing: float | None = None) -> str:
    """`5 December 2016, 09:00`; without the clock when rows are days or longer apart."""
    day = time.astype("datetime64[D]").item()
    month = say("data.months").split()[day.month - 1]
    date = f"{day.day} {month} {day.year}"
    if spacing is not None and spacing >= DAY * 0.99:
        return f"{month} {day.year}" if spacing > 27 * DAY else date
    return f"{date}, {np.datetime_as_string(time, unit='m')[11:16]}"


def place(row: int, times: NDArray[np.datetime64] | None, spacing: float | None) -> str:
    """The time of a row, or `row 7` where it has none; `times` (N,)."""
    if times is None or np.isnat(times[row]):
        return say("data.row_number", row=f"{row + 1:,}")
    return when(times[row], spacing)


def listed(names: Sequence[str], shown: int = 4) -> str:
    """`a, b and c`; `a, b, c, d and 3 more`."""
    first = list(names[:shown])
    if len(names) > shown:
        return say("data.and_more", names=", ".join(first), more=f"{len(names) - shown:,}")
    return first[0] if len(first) == 1 else say("data.and", names=", ".join(first[:-1]), last=first[-1])


def every(spacing: float | None) -> str:
    """`every hour`, `every 15 minutes`; without a usual spacing an empty text."""
    if spacing is None:
        return ""
    word = spacing_word(spacing, 1)
    if word != "row":
        return say("data.every", span=word)
    for name, seconds in (("year", 31_556_952), ("month", 2_629_746), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        share = spacing / seconds
        if share >= 1.99 and abs(share - round(share)) < 0.01:
            return say("data.every", span=f"{round(share)} {name}s")
    return say("data.every", span=f"{figure(spacing)} seconds")


def in_words(number: int) -> str:
    """`six` up to twelve, then digits."""
    words = say("data.numbers").split()
    return words[number] if 0 <= number < len(words) else f"{number:,}"


def duration(rows: int, spacing: float | None) -> str:
    """How long `rows` rows last: exactly (`58 hours`) until the number gets large (`2.4 days`, not 3,510 minutes)."""
    exact = span(rows, spacing)
    large = int(exact.split()[0].replace(",", "").split(".")[0]) > _LARGE
    return lasting(rows * spacing) if spacing and large else exact


def lasting(seconds: float) -> str:
    """A length of time in the unit that suits it: `1 day`, `12 hours`, `1 week`, `6 months`, `3.4 days`."""
    for name, size, most in _LENGTHS:
        share = seconds / size
        near = 0.005 if size >= MONTH else 0.002  # 52 weeks are a year
        if 0.99 <= share <= most and abs(share - round(share)) <= near * share:
            return count(round(share), name)
    name, size = next(((name, size) for name, size, _ in _LENGTHS if seconds >= 2 * size), ("second", 1.0))
    return f"{figure(seconds / size, 2)} {name}s"


def rows_lasting(rows: float, spacing: float | None) -> str:
    """`24 rows = 1 day`; `24 rows` where rows tell no time."""
    number = count(round(rows), "row")
    return say("data.rows_lasting", rows=number, time=lasting(rows * spacing)) if spacing else number
