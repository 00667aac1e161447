"""Times: what pattern a cell or a column follows. What a pattern may be stands in `core.data.clock`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from core.data.clock import HALVES, ISO, RANGES, ZONE, parse_times
from core.data.monthnames import WORD, month_of

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}([.,]\d+)?)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?")
_HALF = rf"(?:[AaPp]\.?\s?[Mm]\.?|{'|'.join(HALVES)})"
_CLOCK = re.compile(
    rf"(?P<first>{_HALF}\s?)?\d{{1,2}}(?P<mark>[:.h])\d{{2}}(?:(?P=mark)\d{{2}}(?P<fraction>[.,]\d+)?)?(?P<last>\s?{_HALF})?"
)
_PARTS = re.compile(rf"(?P<date>.+?)(?:(?P<gap>,? |T|,|:)(?P<clock>(?:{_HALF}\s?)?\d{{1,2}}[:.h]\d{{2}}.*))?")
_QUARTER = re.compile(r"\d{4}[-/.: ]*Q[1-4]|Q[1-4][-/.' ]*(?:\d{4}|\d\d)|[1-4]Q[-/.' ]*(?:\d{4}|\d\d)", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(\.\d+)?")
_WEEK = re.compile(r"\d{4}[-/ ]?(?:W|KW|wk)[- ]?\d\d?", re.IGNORECASE)
_COMPACT = re.compile(r"\d{8}([T _-])\d{4}(\d{2})?")
_YEAR = r"(?P<year>\d{4}|\d{2})"
_NAME = rf"(?P<month>{WORD})"
# Pattern of the date → strptime patterns; {0}, {1} are the marks as they stand, {y} the year.
_DATES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), formats)
    for pattern, formats in (
        (r"\d{4}(\. |[-/. ])\d{1,2}(\. |[-/. ])\d{1,2}(\.?)", ("%Y{0}%m{1}%d{2}",)),
        (r"\d{4}(년 ?|年)\d{1,2}(월 ?|月)\d{1,2}(일|日)", ("%Y{0}%m{1}%d{2}",)),
        (r"\d{4}(년 ?|年)\d{1,2}(월|月)", ("%Y{0}%m{1}",)),
        (rf"\d{{1,2}}(\. |[-/. ])\d{{1,2}}(\. |[-/. ]){_YEAR}(\.?)", ("%d{0}%m{1}{y}{3}", "%m{0}%d{1}{y}{3}")),
        (r"(?:1[6-9]|20|21)\d\d([-/.]M?|M)\d{1,2}", ("%Y{0}%m",)),
        (r"\d{1,2}([-/.])(?:1[6-9]|20|21)\d\d", ("%m{0}%Y",)),
        (rf"\d{{1,2}}(\. ?|[-/ ]){_NAME}\.?(, ?|[-/ ]){_YEAR}", ("%d{0}%b{2}{y}",)),
        (rf"{_NAME}\.?( )\d{{1,2}}(, ?)(?P<year>\d{{4}})", ("%b{1}%d{2}{y}",)),
        (rf"{_NAME}\.?([-/ ])(?P<year>\d{{4}})", ("%b{1}{y}",)),
        (rf"{_NAME}\.?([-/']){_YEAR}", ("%b{1}{y}",)),
        (rf"\d{{4}}([-/ ]){_NAME}\.?([-/ ])\d{{1,2}}", ("%Y{0}%b{2}%d",)),
        (rf"\d{{4}}([-/ ]?){_NAME}\.?", ("%Y{0}%b",)),
    )
)
_DIGITS = {
    19: ("unix_ns",), 16: ("unix_us",), 14: ("%Y%m%d%H%M%S",), 13: ("unix_ms",), 12: ("%Y%m%d%H%M",),
    10: ("unix_s", "%Y%m%d%H"), 9: ("unix_s",), 8: ("%Y%m%d",), 6: ("%Y%m", "week"), 5: ("excel",), 4: ("%Y",),
}  # fmt: skip
LIKE_NUMBERS = frozenset(
    (
        "%Y.%m",
        "%m.%Y",
        "%Y %m",
        "year_fraction",
        "excel",
        *(format for formats in _DIGITS.values() for format in formats),
    )
)
"""Patterns that plain numbers may follow by chance."""


def looks_like_time(text: str) -> bool:
    """Whether one cell alone is a date, a clock time or both; a plain number is not."""
    return not _PLAIN.fullmatch(text) and bool(formats_of(text) or _CLOCK.fullmatch(text))


@lru_cache(maxsize=4_096)
def formats_of(text: str) -> tuple[str, ...]:
    """The patterns one cell may follow: two when day and month could be either way round.

    >>> formats_of("3/4/2021 7:30")
    ('%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M')
    """
    if _ISO.fullmatch(text):
        return (ISO,)
    if _QUARTER.fullmatch(text):
        return ("quarter",)
    if _WEEK.fullmatch(text):
        return ("week",)
    if found := _COMPACT.fullmatch(text):
        return (f"%Y%m%d{found[1]}%H%M{'%S' if found[2] else ''}",)
    return _of_digits(text) or _of_date(text) or _with_weekday(text) or _with_zone_at_end(text) or _of_range(text)


def _of_digits(text: str) -> tuple[str, ...]:
    whole, _, fraction = text.partition(".")
    if not (whole.isdecimal() and whole.isascii() and fraction.isdecimal() | (not fraction)):
        return ()
    formats = _DIGITS.get(len(whole), ())
    if not fraction.strip("0"):
        return formats
    if len(whole) == 4:
        return ("year_fraction", *(_of_date(text) if len(fraction) < 3 else ()))
    return tuple(format for format in formats if format in ("unix_s", "unix_ms", "excel"))


def _of_date(text: str) -> tuple[str, ...]:
    """A date, or a date and a time of day in either order."""
    found = _PARTS.fullmatch(text)
    if not found:
        return ()
    if found["clock"] is None:
        return _date_formats(text) or _clock_first(text)
    clock = clock_format(found["clock"])
    dates = _date_formats(found["date"]) if clock else ()
    if dates or not clock:
        return tuple(f"{date}{found['gap']}{clock}" for date in dates) or _clock_first(text)
    return (f"%Y-%m-%d{found['gap']}{clock}",) if _ISO.fullmatch(found["date"]) else ()


def _clock_first(text: str) -> tuple[str, ...]:
    clock, _, date = text.partition(" ")
    written = clock_format(clock)
    return tuple(f"{written} {format}" for format in _date_formats(date)) if written else ()


def _with_weekday(text: str) -> tuple[str, ...]:
    """`Mon, 05 Jan 2009`: the name of the day, whatever the language, is read over."""
    found = re.fullmatch(r"(?P<day>[^\W\d_]{2,12}\.?)(?P<gap>,? )(?P<rest>\d.*)", text)
    if not found or month_of(found["day"]):
        return ()
    return tuple(f"%a{found['gap']}{format}" for format in formats_of(found["rest"]) if format.startswith("%"))


def _with_zone_at_end(text: str) -> tuple[str, ...]:
    found = re.fullmatch(rf"(?P<time>.*\d(?:\s?{_HALF})?){ZONE}", text)
    if not found or not re.search("[:T]", found["time"]):
        return ()
    return tuple(f"{format} %z" for format in formats_of(found["time"].rstrip()) if format not in LIKE_NUMBERS)


def _of_range(text: str) -> tuple[str, ...]:
    """`10.5.2019 00:00 - 10.5.2019 01:00`, `2014/2015`: the start is the time."""
    for mark in RANGES:
        start, found, end = text.partition(mark)
        if found and mark not in end and (formats_of(end) or clock_format(end)):
            return tuple(f"{format}{mark}*" for format in formats_of(start))
    return ()


def _date_formats(text: str) -> tuple[str, ...]:
    for pattern, formats in _DATES:
        found = pattern.fullmatch(text)
        named = found.groupdict() if found else {}
        if found and ("month" not in named or month_of(named["month"])):
            year = "%y" if len(named.get("year") or "year") == 2 else "%Y"
            return tuple(format.format(*found.groups(), y=year) for format in formats)
    return ()


def clock_format(text: str) -> str | None:
    """`18.00.00` → `%H.%M.%S`; None when it is not a time of day."""
    found = _CLOCK.fullmatch(text)
    if not found or (found["first"] and found["last"]):
        return None
    first, last = found["first"] or "", found["last"] or ""
    core = text[len(first) : len(text) - len(last)]
    numbers = len(re.findall(r"\d+", core)) - (found["fraction"] is not None)
    pattern = found["mark"].join(("%I" if first or last else "%H", "%M", "%S")[:numbers])
    pattern += f"{found['fraction'][0]}%f" if found["fraction"] else ""
    before, after = (" " if half and half != half.strip() else "" for half in (first, last))
    return (f"%p{before}" if first else "") + pattern + (f"{after}%p" if last else "")


def column_formats(cells: Sequence[str], *, share: float = 0.9) -> tuple[str, ...]:
    """The patterns that at least `share` of the non-empty cells follow, best first.

    Only a sample is needed here; `dayfirst.whole_column_format` decides what it leaves open.
    """
    filled = [cell for cell in cells if cell]
    candidates = list(dict.fromkeys(f for cell in evenly(filled, 40) for f in formats_of(cell)))
    fits = {f: readable(filled, f) for f in candidates}
    return tuple(sorted((f for f in candidates if fits[f] >= share), key=lambda f: -fits[f]))


def readable(cells: Sequence[str], format: str) -> float:
    """Share of the cells that follow the pattern."""
    time = parse_times(cells, format)
    return float(np.mean(~np.isnat(time))) if len(time) else 0.0


def evenly(cells: Sequence[str], count: int) -> Sequence[str]:
    """About `count` of the cells, from the first to the last."""
    return cells[:: max(1, len(cells) // count)]
