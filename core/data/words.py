"""Times and lists as a sentence holds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.spacing import DAY
from core.text import figure, say, spacing_word


def when(time: np.datetime64, spacing: float | None = None) -> str:
    """`5 December 2016, 09:00`; without the clock when rows are days or longer apart."""
    day = time.astype("datetime64[D]").item()
    month = say("data.months").split()[day.month - 1]
    date = f"{day.day} {month} {day.year}"
    if spacing is not None and spacing >= DAY * 0.99:
        return f"{month} {day.year}" if spacing > 27 * DAY else date
    return f"{date}, {np.datetime_as_string(time, unit='m')[11:16]}"


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
