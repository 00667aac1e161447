"""Which column, or which columns together, tell the time of a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from core.data.clock import ISO, parse_times
from core.data.monthnames import month_of
from core.data.patterns import clock_format, column_formats

Sampled = Mapping[str, Sequence[str]]
Found = tuple[tuple[str, ...], tuple[str, ...]]

_HINT = re.compile(
    r"date|time|stamp|^ds$|^t$|month|week|^day|year|period|quarter|hour|일시|시간|날짜|일자|년월|기간|datum|zeit|tag$|"
    r"monat|woche|fecha|data$|jour|tijd|日期|时间|日時|mtu",
    re.IGNORECASE,
)
# Parts of the calendar in columns of their own: what they are called, and what they may hold.
_PARTS: Mapping[str, tuple[frozenset[str], int, int]] = {
    part: (frozenset(names.split()), low, high)
    for part, names, low, high in (
        ("%Y", "year yr yyyy jahr año ano anno année annee jaar 년 년도 연도 年", 1600, 2300),
        ("%m", "month mon mo mm monat mes mois mese maand 월 月", 1, 12),
        ("%d", "day dd dom dayofmonth tag dia día jour giorno dag 일 日", 1, 31),
        ("%H", "hour hr hrs hh h he hourending hourofday stunde hora heure ora uur 시 시간 時", 0, 24),
        ("%M", "minute min minutes mn mi 분 分", 0, 59),
        ("%S", "second sec seconds ss 초 秒", 0, 59),
        ("%j", "doy dayofyear yday julian julianday", 1, 366),
        ("quarter", "quarter qtr q quartal trimestre kwartaal 분기", 1, 4),
        ("week", "week wk kw woche isoweek weekofyear semana semaine 주 週", 1, 53),
    )
}
_ORDERS = (("%Y", "%m", "%d", "%H", "%M", "%S"), ("%Y", "%j", "%H", "%M", "%S"), ("%Y", "quarter"), ("%Y", "week"))


def time_columns(columns: Sampled) -> Found:
    """(names, possible patterns of their cells joined by a space); two empty tuples when none tells it.

    `columns` holds sampled cells in file order. Dates come before year, month and day in columns of
    their own, and these before numbers that could be dates; a telling name before an earlier place.
    """
    found = {name: formats for name, cells in columns.items() if (formats := _formats(name, cells, columns))}
    dates = [name for name in found if not _mostly_numbers(columns[name])]
    if dates:
        best = max(dates, key=lambda name: (bool(_HINT.search(name)), _different(columns[name]), -dates.index(name)))
        return _with_clock((best,), found[best], columns)
    calendar = _calendar_columns(columns)
    if calendar[0]:
        return calendar
    if not found:
        return (), ()
    first = next((name for name in found if _HINT.search(name)), next(iter(found)))
    return _with_clock((first,), found[first], columns)


def _formats(name: str, cells: Sequence[str], columns: Sampled) -> tuple[str, ...]:
    """Patterns of one column; those that plain numbers may follow need more to speak for them."""
    if not _mostly_numbers(cells):
        return column_formats(cells)
    telling = bool(_HINT.search(name)) or name == next(iter(columns))
    if not telling and not all(len(cell) == 4 for cell in cells if cell):
        return ()  # nothing says that these are times: most columns of most files
    return tuple(format for format in column_formats(cells) if _speaks_for(format, name, columns))[:1]


def _mostly_numbers(cells: Sequence[str]) -> bool:
    return 2 * sum(map(_plain, cells)) > len(cells)


def _plain(cell: str) -> bool:
    return not cell or cell.replace(".", "", 1).lstrip("-").isdecimal()


def _speaks_for(format: str, name: str, columns: Sampled) -> bool:
    time = parse_times([cell for cell in columns[name] if cell], format)
    steps = np.diff(time[~np.isnat(time)]).astype(np.int64)
    one_way = len(steps) > 0 and bool((steps >= 0).all() or (steps <= 0).all())
    telling = bool(_HINT.search(name))
    if format == "%Y":
        years = np.diff(time[~np.isnat(time)].astype("datetime64[Y]").astype(int))
        even = len(years) > 1 and bool((years == years[0]).all()) and years[0] != 0
        return even or is_called("%Y", name)  # years of several series repeat
    if format == "week":
        return telling and bool(re.search(r"week|kw|woche|semana|semaine", name, re.IGNORECASE))
    if format in ("year_fraction", "excel", "%Y.%m", "%m.%Y", "%Y%m", "%Y %m"):
        return telling and one_way
    return (telling or name == next(iter(columns))) and (one_way or telling)


def _different(cells: Sequence[str]) -> float:
    """How many different cells a column has, as a share rounded to tenths: a birthday is not the time of a row."""
    return round(len(set(cells)) / max(len(cells), 1), 1)


def _with_clock(date: tuple[str, ...], formats: tuple[str, ...], columns: Sampled) -> Found:
    """Joins the time of day from another column when the date has none."""
    if not all(_is_day(format, columns[date[-1]]) for format in formats):
        return date, formats
    names = [name for name in columns if name not in date]
    after = list(columns).index(date[-1]) + 1
    names.sort(key=lambda name: (list(columns).index(name) != after, list(columns).index(name)))
    for name in names:
        clock = _clock_of(name, columns[name], columns[date[-1]], next_to=list(columns).index(name) == after)
        if clock:
            return (*date, name), tuple(_joined(format, clock) for format in formats)
    return date, formats


def _is_day(format: str, cells: Sequence[str]) -> bool:
    """Whether a pattern tells the day and no time of day."""
    if format == ISO:
        return not any(":" in cell for cell in cells)
    return ("%d" in format or "%j" in format) and not re.search("%[HIk]", format)


def _clock_of(name: str, cells: Sequence[str], dates: Sequence[str], next_to: bool) -> str | None:
    """The pattern of a column that tells the time of day, such as `18:00:00`, or hours from 0 to 24.

    `18.00.00` is a clock, `18.00` may be any number; hours belong to a date that repeats.
    """
    filled = [cell for cell in cells if cell]
    patterns = {clock_format(cell) for cell in filled}
    if len(patterns) == 1 and not patterns & {None, "%H.%M"} and (next_to or _HINT.search(name)):
        return str(patterns.pop())
    if len(set(dates)) > 0.6 * len(dates) or not filled:
        return None
    if is_part("%H", name, filled):
        return "%H"
    four = re.fullmatch(r"(?i)(time|hhmm|hour|hrmn|hr_?mn|시간|uhrzeit|heure|hora)\W*(utc|lst|gmt)?\W*", name)
    return "%H%M" if four and all(map(_is_four_digits, filled)) else None


def _is_four_digits(cell: str) -> bool:
    """`0`, `930`, `2400`: hours and minutes without a mark between them."""
    return cell.isdecimal() and int(cell) <= 2_400 and int(cell) % 100 < 60


def _joined(date: str, clock: str) -> str:
    return ISO if date == ISO and clock == "%H:%M:%S" else f"{date or '%Y-%m-%d'} {clock}"


def is_part(part: str, name: str, cells: Sequence[str]) -> bool:
    """Whether a column called so holds whole numbers that such a part of the calendar has."""
    if not is_called(part, name):
        return False
    _, low, high = _PARTS[part]
    if part == "%m" and all(month_of(cell) for cell in cells):
        return True
    numbers = [cell.removesuffix(".0") for cell in cells]
    return bool(numbers) and all(number.isdecimal() and low <= int(number) <= high for number in numbers)


def is_called(part: str, name: str) -> bool:
    return re.sub(r"\(.*\)|[\W\d_]|utc|gmt|lst", "", name.casefold()) in _PARTS[part][0]


def _calendar_columns(columns: Sampled) -> Found:
    """`year, month, day, hour` in columns of their own, at least two of them; `year, quarter`; `year, week`."""
    filled = {name: [cell for cell in cells if cell] for name, cells in columns.items()}
    named = {part: next((n for n, cells in filled.items() if is_part(part, n, cells)), None) for part in _PARTS}
    for order in _ORDERS:
        upto = next((at for at, part in enumerate(order) if named[part] is None), len(order))
        names = tuple(str(named[part]) for part in order[:upto])
        if upto < 2:
            continue
        if order[1] in ("quarter", "week"):
            return names, (order[1],)
        words = order[1] == "%m" and any(month_of(cell) for cell in filled[names[1]])
        formats = (" ".join("%b" if part == "%m" and words else part for part in order[:upto]),)
        return _with_clock(names, formats, columns) if order[upto - 1] in ("%d", "%j") else (names, formats)
    return (), ()
