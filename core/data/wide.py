"""Files with a row per series: what the names of their columns say about the time of each cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.dayfirst import whole_column_format
from core.data.dialect import MISSING
from core.data.monthnames import month_of
from core.data.patterns import LIKE_NUMBERS, clock_format, column_formats, formats_of
from core.data.table import Table
from core.data.timecolumn import is_part
from core.data.timeline import COUNT
from core.spec import record

_FEWEST = {"date": 4, "month": 6, "clock": 6, "hour": 24, "number": 12}  # columns that cannot be chance
_LOOKED_AT = 200  # rows
_SMOOTHER = 0.5
_HOURS = (tuple(range(24)), tuple(range(1, 25)))


@record
class Plan:
    """`ids` tell the series; `labels` are the T columns that hold its values, `texts` their times.

    `day` is the column that a text belongs to (the year of `JAN`, the date of `18:00`), None when the texts
    are whole. `format` reads them, "count" when they only count.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    day: str | None
    format: str


def plan(columns: Mapping[str, Sequence[str]]) -> Plan | None:
    """What the names of columns say; `columns` holds sampled cells. None when they are no times.

    >>> plan({"YEAR": ["1950", "1951"], **{name: [] for name in "JAN FEB MAR APR MAY JUN JUL".split()}}).format
    '%Y %b'
    """
    names = list(columns)
    for find in (_dates, _months, _clocks, _numbers):
        if found := find(names, columns):
            return found
    return None


def rows_look_like_series(table: Table) -> Plan | None:
    """What the names of a table say, when its rows look like series; None when they do not.

    Names that only count speak for series when a row is smoother than a column is.
    """
    first_numbers = table.numbers[:3]  # where a year may stand
    found = plan({name: _sample(table, name, first_numbers) for name in table.kinds})
    if found is None or found.format != COUNT:
        return found
    wide = [name for name in found.labels if table.kinds[name] in ("number", "constant")]
    if table.time is not None or len(wide) < _FEWEST["number"] or len(table) < 2:
        return None
    values = np.column_stack([table.column(name)[:_LOOKED_AT] for name in wide])  # (N, T)
    along, across = (np.nanmedian(np.abs(np.diff(values, axis=axis))) for axis in (1, 0))
    return found if along < _SMOOTHER * across or _ragged(values) else None


def _ragged(values: NDArray[np.float64]) -> bool:
    """Whether rows end at different columns and miss nothing before: series of unequal lengths."""
    known = np.isfinite(values)
    ends = np.logical_and.accumulate(known, axis=1).sum(axis=1)
    return bool((ends == known.sum(axis=1)).all()) and len(np.unique(ends)) > 1


def _sample(table: Table, name: str, numbers: Sequence[str]) -> list[str]:
    """Cells as they may have stood in the file; of columns of numbers only those in `numbers`."""
    if table.reading.time == (name,) and table.reading.time_format == "%Y":
        return [str(cell)[:4] for cell in table.frame[name].head(_LOOKED_AT).dropna()]
    if table.kinds[name] in ("text", "time"):
        return [str(cell) for cell in table.frame[name].head(_LOOKED_AT).dropna()]
    if name in numbers:
        return [f"{value:g}" for value in table.column(name)[:_LOOKED_AT] if np.isfinite(value)]
    return []


def _dates(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Plan | None:
    """Names that are dates, or years that follow each other."""
    labels = [name for name in names if formats_of(name)]
    formats = column_formats(labels, share=1.0)
    if len(labels) < max(_FEWEST["date"], len(names) / 2) or not formats:
        return None
    if all(map(str.isdecimal, labels)) and not _follow_each_other(labels):
        return None
    ids = tuple(name for name in names if name not in labels)
    format, _ = whole_column_format(labels, formats)
    return Plan(ids=ids, labels=tuple(labels), texts=tuple(labels), day=None, format=format)


def _follow_each_other(labels: Sequence[str]) -> bool:
    steps = np.diff([float(label) for label in labels])
    return bool((steps == steps[0]).all()) and abs(steps[0]) in (1, 5, 10)


def _months(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Plan | None:
    labels = tuple(name for name in names if month_of(name))
    months = [month_of(name) for name in labels]
    if len(labels) < _FEWEST["month"] or len(set(months)) < len(labels):
        return None
    year = next((name for name in names if name not in labels and is_part("%Y", name, columns[name])), None)
    return _belonging_to(year, names, labels, tuple(str(month) for month in months), "%Y %m" if year else COUNT)


def _clocks(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Plan | None:
    """Names that are times of day, or hours, of the date in another column."""
    labels = tuple(name for name in names if clock_format(name))
    texts, clock, fewest = labels, clock_format(labels[0]) if labels else None, _FEWEST["clock"]
    if len({clock_format(name) for name in labels}) != 1 or not labels:
        numbered = _numbered(columns)
        hours = tuple(int(number) for number in numbered.values())
        if hours not in _HOURS:
            return None
        labels, texts, clock, fewest = tuple(numbered), tuple(map(str, hours)), "%H", _FEWEST["hour"]
    day = next((name for name in names if name not in labels and _is_date(columns[name])), None)
    if len(labels) < fewest or day is None:
        return None
    format, _ = whole_column_format(columns[day], column_formats(columns[day]))
    return _belonging_to(day, names, labels, texts, f"{format or '%Y-%m-%d'} {clock}")


def _is_date(cells: Sequence[str]) -> bool:
    formats = column_formats(cells)
    return bool(formats) and (formats == ("%Y%m%d",) or not LIKE_NUMBERS.issuperset(formats))


def _numbers(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Plan | None:
    """Names that count, such as V2 to V49: many enough, and beside few others."""
    labels = tuple(_numbered(columns))
    if len(labels) < _FEWEST["number"] or len(names) - len(labels) > 4:
        return None
    return _belonging_to(None, names, labels, tuple(map(str, range(len(labels)))), COUNT)


def _numbered(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The last columns of numbers, from the back on as long as their names count down by one: name → number."""
    found: dict[str, str] = {}
    last: tuple[str, int] | None = None
    for name in reversed(list(columns)):
        parts = re.fullmatch(r"(.*?)[ _.]?(\d{1,6})", name)
        if (
            not parts
            or not all(map(_number, columns[name]))
            or (last and (parts[1], int(parts[2])) != (last[0], last[1] - 1))
        ):
            break
        found[name] = parts[2]
        last = parts[1], int(parts[2])
    return dict(reversed(found.items()))


def all_numbers(columns: Mapping[str, Sequence[str]]) -> Plan:
    """When a person asks for it: every column of numbers is a step."""
    labels = tuple(name for name, cells in columns.items() if all(map(_number, cells))) or tuple(columns)
    return _belonging_to(None, list(columns), labels, tuple(map(str, range(len(labels)))), COUNT)


def _number(cell: str) -> bool:
    return cell.casefold() in MISSING or bool(re.fullmatch(r"[+\-−]?[\d.,]*\d([eE][+-]?\d+)?", cell))


def _belonging_to(
    day: str | None, names: Sequence[str], labels: tuple[str, ...], texts: tuple[str, ...], format: str
) -> Plan:
    ids = tuple(name for name in names if name not in labels and name != day)
    return Plan(ids=ids, labels=labels, texts=texts, day=day, format=format)
