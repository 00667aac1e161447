"""Times: what pattern a column follows, and reading it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ISO = ""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}([.,]\d+)?)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?")
_CLOCK = re.compile(r"\d{1,2}([:.])\d{2}(?:\1\d{2}(\.\d+)?)?(\s?)([AaPp][Mm])?")
_PARTS = re.compile(r"(?P<date>.+?)(?:(?P<gap>,? |T|,|:)(?P<clock>\d{1,2}[:.]\d{2}.*))?")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# Pattern of the date → strptime patterns; {0}, {1} are the separators as they stand, {y} the year.
_DATES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), formats)
    for pattern, formats in (
        (r"\d{4}([-/. ])\d{1,2}([-/. ])\d{1,2}", ("%Y{0}%m{1}%d",)),
        (r"\d{1,2}([-/. ])\d{1,2}([-/. ])(?P<year>\d{4}|\d{2})", ("%d{0}%m{1}{y}", "%m{0}%d{1}{y}")),
        (r"(?:1[6-9]|20|21)\d\d([-/.])\d{1,2}", ("%Y{0}%m",)),
        (r"\d{1,2}([-/.])(?:1[6-9]|20|21)\d\d", ("%m{0}%Y",)),
        (rf"\d{{1,2}}([-/ ])(?P<month>{_MONTH})([-/ ]|, ?)(?P<year>\d{{4}}|\d{{2}})", ("%d{0}{m}{2}{y}",)),
        (rf"(?P<month>{_MONTH})( )\d{{1,2}}(, ?)(?P<year>\d{{4}})", ("{m}{1}%d{2}{y}",)),
        (rf"(?P<month>{_MONTH})([-/ ])(?P<year>\d{{4}})", ("{m}{1}{y}",)),
    )
)
_DIGITS = {14: ("%Y%m%d%H%M%S",), 13: ("unix_ms",), 12: ("%Y%m%d%H%M",), 10: ("unix_s",), 8: ("%Y%m%d",), 4: ("%Y",)}
_CLEARLY = 0.2  # share of odd steps
_PLAUSIBLE = (np.datetime64("1678-01-01", "us"), np.datetime64("2262-04-11", "us"))


def looks_like_time(text: str) -> bool:
    """Whether one cell alone is a date, a clock time or both; digits alone are not."""
    return not text.isdigit() and bool(formats_of(text) or _CLOCK.fullmatch(text))


def formats_of(text: str) -> tuple[str, ...]:
    """The patterns one cell may follow: two when day and month could be either way round.

    >>> formats_of("3/4/2021 7:30")
    ('%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M')
    """
    if _ISO.fullmatch(text):
        return (ISO,)
    whole = text.removesuffix(".0")
    if whole.isdigit():
        return _DIGITS.get(len(whole), ())
    found = _PARTS.fullmatch(text)
    if not found:
        return ()
    dates = _date_formats(found["date"])
    if not dates or found["clock"] is None:
        return dates
    clock = clock_format(found["clock"])
    return tuple(f"{date}{found['gap']}{clock}" for date in dates) if clock else ()


def _date_formats(text: str) -> tuple[str, ...]:
    for pattern, formats in _DATES:
        if found := pattern.fullmatch(text):
            named = found.groupdict()
            year = "%y" if len(named.get("year") or "year") == 2 else "%Y"
            month = "%b" if len(named.get("month") or "") in (0, 3) else "%B"
            return tuple(format.format(*found.groups(), y=year, m=month) for format in formats)
    return ()


def clock_format(text: str) -> str | None:
    """`18.00.00` → `%H.%M.%S`; None when it is not a time of day."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    mark, fraction, space, half = found.groups()
    numbers = len(re.findall(r"\d+", text)) - (fraction is not None)
    pattern = mark.join(("%I" if half else "%H", "%M", "%S")[:numbers])
    return pattern + (".%f" if fraction else "") + (f"{space}%p" if half else "")


def column_formats(cells: Sequence[str], *, share: float = 0.9) -> tuple[str, ...]:
    """The patterns that at least `share` of the non-empty cells follow, best first.

    Only a sample is needed here; `whole_column_format` decides what it leaves open.
    """
    filled = [cell for cell in cells if cell]
    candidates = list(dict.fromkeys(f for cell in _spread(filled, 40) for f in formats_of(cell)))
    fits = {f: _readable(filled, f) for f in candidates}
    return tuple(sorted((f for f in candidates if fits[f] >= share), key=lambda f: -fits[f]))


def whole_column_format(cells: Sequence[str] | pd.Series, formats: Sequence[str]) -> tuple[str, bool]:
    """(the pattern that reads most of the column, whether the column left no doubt).

    Of two that read everything, the one with the more regular spacing is taken: with day and
    month swapped a daily series jumps. About equal again: the doubt is told.
    """
    if len(formats) == 1:
        return formats[0], True
    scored = []
    for format in formats:
        time = parse_times(cells, format)
        known = time[~np.isnat(time)]
        steps = np.diff(known).astype(np.int64)
        usual = np.median(np.abs(steps)) if len(steps) else 0
        odd = float(np.mean(np.abs(np.abs(steps) - usual) > 0.11 * usual)) if len(steps) else 0.0
        scored.append((round(len(known) / max(len(time), 1), 4), -round(odd, 3)))
    best = max(scored)
    others = [score for at, score in enumerate(scored) if at != scored.index(best)]
    return formats[scored.index(best)], all(best[0] > read or best[1] > odd + _CLEARLY for read, odd in others)


def parse_times(cells: Sequence[str] | pd.Series, format: str) -> NDArray[np.datetime64]:
    """(N,) datetime64[ns]; NaT where a cell does not follow the pattern or leaves 1678–2262.

    `format` is a strptime pattern, "" for ISO 8601, "unix_s" or "unix_ms". Times with a zone
    are given in UTC.
    """
    column = pd.Series(cells)
    if format in ("unix_s", "unix_ms"):
        scale = 1e6 if format == "unix_s" else 1e3
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
        numbers = np.where(np.abs(numbers) * scale < 9e15, numbers * scale, np.nan)
        time = np.where(np.isnan(numbers), np.iinfo(np.int64).min, np.nan_to_num(numbers)).astype("int64")
        return time.astype("datetime64[us]").astype("datetime64[ns]")
    known = "ISO8601" if format == ISO else format
    parsed = pd.to_datetime(column, format=known, errors="coerce", utc=format == ISO)
    wide = parsed.dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    wide[(wide < _PLAUSIBLE[0]) | (wide > _PLAUSIBLE[1])] = np.datetime64("NaT")
    return wide.astype("datetime64[ns]")


def joined_formats(dates: Sequence[str], clocks: Sequence[str]) -> tuple[str, ...]:
    """Patterns of a date and a time of day joined by a space; none when the second is no clock.

    `18.00.00` is a clock, `18.00` may be any number.
    """
    patterns = {clock_format(cell) for cell in clocks if cell}
    if len(patterns) != 1 or patterns & {None, "%H.%M"}:
        return ()
    clock = str(patterns.pop())
    return tuple(
        ISO if date == ISO and clock == "%H:%M:%S" else f"{date or '%Y-%m-%d'} {clock}"
        for date in column_formats(dates)
        if "%d" in date or date == ISO
    )


def _readable(cells: Sequence[str], format: str) -> float:
    """Share of the cells that follow the pattern."""
    time = parse_times(cells, format)
    return float(np.mean(~np.isnat(time))) if len(time) else 0.0


def _spread(cells: Sequence[str], count: int) -> Sequence[str]:
    return cells[:: max(1, len(cells) // count)]
