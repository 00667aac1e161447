"""Times: reading cells that follow a pattern.

A pattern is one of strptime, or one of these: "" for ISO 8601; "unix_s", "unix_ms", "unix_us", "unix_ns" for
counts since 1970; "excel" for days since the end of 1899; "year_fraction" for 1949.25; "quarter" for
1956Q1; "week" for 2014-W05 (its Monday). `%k` is an hour from 1 to 24: `0:00` and `24:00` end their day.
A pattern that ends in `*` reads what stands before, such as the start of `10:00 - 11:00`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.data.monthnames import in_english
from core.data.namedtimes import NAMED, UNIX, read_counts

ISO = ""
EARLIEST, LATEST = np.datetime64("1678-01-01", "us"), np.datetime64("2262-04-11", "us")  # what nanoseconds can count
RANGES = (" - ", " – ", " ~ ", " to ", "~", "/")
"""What may stand between the start and the end of a row, the start being its time."""
ZONES = {  # hours ahead of UTC, where the letters mean one thing only
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "KST": 9, "JST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
ZONE = rf"\s?(?P<zone>{'|'.join(sorted(ZONES, key=len, reverse=True))}|[+-]\d\d:?\d\d)"
HALVES = {"오전": "AM", "上午": "AM", "午前": "AM", "오후": "PM", "下午": "PM", "午後": "PM"}
_DATE_THEN_CLOCK = re.compile(r"(?P<date>.*%[dYybmj][^%]*?)(?P<gap>, | |T|,|:)(?P<clock>(?:%p ?)?%[HIk].*)")


def parse_times(cells: Sequence[str] | pd.Series, format: str) -> NDArray[np.datetime64]:
    """(N,) datetime64[ns]; NaT where a cell does not follow the pattern or leaves 1678–2262.

    Times with a zone are given in UTC. Midnight written as 24:00 is 0:00 of the next day. Raises
    ValueError for a pattern that is none.
    """
    wide = wide_times(cells, format)
    wide[(wide < EARLIEST) | (wide > LATEST)] = np.datetime64("NaT")
    return wide.astype("datetime64[ns]")


def wide_times(cells: Sequence[str] | pd.Series, format: str) -> NDArray[np.datetime64]:
    """(N,) datetime64[us], whatever the year; NaT where a cell does not follow the pattern."""
    column = text_column(cells)
    if format.endswith("*"):
        start, mark = _without_end(format)
        return _moments(_split_at(column, mark, last=False)[0], start)
    return _moments(column, format)


def _moments(column: pa.Array, format: str) -> NDArray[np.datetime64]:
    """Cells without an end: with a zone behind the time, or without."""
    if format.endswith(("%z", "%Z")):
        return _with_zone(column, format[:-2].rstrip())
    return _clocks(column, format)


def _clocks(column: pa.Array, format: str) -> NDArray[np.datetime64]:
    """Cells that tell a time and nothing else."""
    if format == ISO:
        return _iso_times(column)
    if format in UNIX or format == "excel":
        return read_counts(column.to_pandas(), format)
    if format in NAMED:
        return _by_distinct(column, NAMED[format])
    return _patterned(column, format)


def text_column(cells: Sequence[str] | pd.Series) -> pa.Array:
    """Any cells as Arrow text, without blanks around them."""
    column = pa.array(cells, from_pandas=True)
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.utf8_trim_whitespace(column.cast(pa.string()))


def _by_distinct(column: pa.Array, read: Callable[[pd.Series], NDArray[np.datetime64]]) -> NDArray[np.datetime64]:
    """Reads every different text once: dates and times of day repeat."""
    coded = column.dictionary_encode()
    found = read(pd.Series(coded.dictionary.to_pandas(), dtype="str"))
    at = pc.fill_null(coded.indices, len(found)).to_numpy(zero_copy_only=False)
    times: NDArray[np.datetime64] = np.append(found, np.array(["NaT"], found.dtype))[at]
    return times


def _patterned(column: pa.Array, format: str) -> NDArray[np.datetime64]:
    """Date and time of day apart, each different text once: several times faster on long files."""
    if re.match(r"%Y%m%d%H", format):
        date, clock = pc.utf8_slice_codeunits(column, 0, 8), pc.utf8_slice_codeunits(column, 8)
        return _date_and_clock(date, "%Y%m%d", clock, format.removeprefix("%Y%m%d"))
    found = _DATE_THEN_CLOCK.fullmatch(format)
    if not found:
        return _by_distinct(column, lambda texts: _read_dates(texts, format))
    gap, clock_format = found["gap"], found["clock"]
    if gap in found["date"] and gap in clock_format:  # `Aug 17, 2023 5:00 PM`
        dates, clocks = _split_before_clock(column, gap, clock_format)
    else:
        dates, clocks = _split_at(column, gap, last=gap in found["date"])
    return _date_and_clock(dates, found["date"], clocks, clock_format)


def _date_and_clock(dates: pa.Array, date: str, clocks: pa.Array, clock: str) -> NDArray[np.datetime64]:
    days = _by_distinct(dates, lambda texts: _read_dates(texts, date))
    times: NDArray[np.datetime64] = np.add(days, _by_distinct(clocks, lambda texts: _read_clocks(texts, clock)))
    return times


def _split_at(column: pa.Array, mark: str, last: bool) -> tuple[pa.Array, pa.Array]:
    """What stands before and after the first (or last) `mark`; missing where there is none."""
    halves = pc.split_pattern(column, mark, max_splits=1, reverse=last)
    whole = pc.if_else(pc.equal(pc.list_value_length(halves), 2), halves, pa.scalar(None, halves.type))
    return pc.list_element(whole, 0), pc.list_element(whole, 1)


def _split_before_clock(column: pa.Array, gap: str, clock: str) -> tuple[pa.Array, pa.Array]:
    mark = re.escape(clock[clock.index("%", clock.index("%I") + 1) - 1])
    half = "(?:[^0-9 ]+ ?)?" if clock.startswith("%p") else ""
    parts = pc.extract_regex(column, rf"^(?P<date>.*?){re.escape(gap)}(?P<clock>{half}\d{{1,2}}{mark}.*)$")
    return pc.struct_field(parts, 0), pc.struct_field(parts, 1)


def _read_dates(texts: pd.Series, format: str) -> NDArray[np.datetime64]:
    """(n,) datetime64[us] of texts without a time of day, or with one the pattern names first."""
    if format.startswith("%a"):  # the name of the day says nothing that the date does not
        texts, format = texts.str.replace(r"^[^\W\d_]+\.?,? *", "", regex=True), re.sub(r"^%a,? *", "", format)
    if "%b" in format:
        texts = texts.map(in_english, na_action="ignore")
    if format.startswith("%Y %"):
        texts = texts.str.replace(r"\.0+(?= |$)", "", regex=True)  # columns of numbers written 2010.0
    return _microseconds(pd.to_datetime(texts, format=format, errors="coerce"))


def _read_clocks(texts: pd.Series, format: str) -> NDArray[np.datetime64]:
    """(n,) timedelta64[us] since the start of the day."""
    if "%p" in format:
        for word, half in HALVES.items():
            texts = texts.str.replace(word, half, regex=False)
        texts = texts.str.upper().str.replace(r"([AP])\.\s?M\.?", r"\1M", regex=True)
    if format in ("%H", "%k", "%H%M"):
        texts = texts.str.replace(r"\.0+$", "", regex=True)
    if format == "%H%M":
        texts = texts.str.zfill(4)
    late = texts.str.startswith("24").fillna(False).to_numpy(bool) & ("%I" not in format)
    texts = texts.where(~late, "00" + texts.str.slice(2))
    read = _microseconds(pd.to_datetime(texts, format=format.replace("%k", "%H"), errors="coerce"))
    clock = (read - read.astype("datetime64[D]")).astype("timedelta64[us]")
    ends = late | (("%k" in format) & (clock == np.timedelta64(0, "us")))
    return np.where(ends, clock + np.timedelta64(86_400_000_000, "us"), clock)


def _iso_times(column: pa.Array) -> NDArray[np.datetime64]:
    texts = column.to_pandas()
    found = _microseconds(pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True))
    lost = np.flatnonzero(np.isnat(found))
    ends = lost[texts.iloc[lost].str.match(r"\d{4}-\d\d-\d\d[T ]24:00").fillna(False).to_numpy(bool)]
    if len(ends):
        again = texts.iloc[ends].str.replace(r"([T ])24:", r"\g<1>00:", regex=True)
        midnight = pd.to_datetime(again, format="ISO8601", errors="coerce", utc=True)
        found[ends] = _microseconds(midnight) + np.timedelta64(1, "D")
    return found


def _with_zone(column: pa.Array, format: str) -> NDArray[np.datetime64]:
    """UTC: the zone at the end of each cell is taken off."""
    parts = column.to_pandas().str.extract(f"^(?P<time>.*?){ZONE}$")
    ahead = parts["zone"].map({text: _hours_ahead(text) for text in parts["zone"].dropna().unique()})
    offset = ahead.to_numpy(np.float64) * 3.6e9
    known = np.isfinite(offset)
    times = _clocks(text_column(parts["time"]), format)
    moved = times - np.where(known, offset, 0).astype(np.int64).astype("timedelta64[us]")
    return np.where(known, moved, np.datetime64("NaT"))


def _hours_ahead(zone: str) -> float:
    """`+05:30` → 5.5, `EDT` → −4."""
    if zone in ZONES:
        return ZONES[zone]
    digits = zone[1:].replace(":", "")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) + int(digits[2:]) / 60)


def _without_end(format: str) -> tuple[str, str]:
    """`%d.%m.%Y %H:%M - *` → (`%d.%m.%Y %H:%M`, ` - `)."""
    for mark in RANGES:
        if format.endswith(f"{mark}*"):
            return format.removesuffix(f"{mark}*"), mark
    raise ValueError(f"Before * stands one of {RANGES}. Received: {format!r}")


def _microseconds(parsed: pd.Series) -> NDArray[np.datetime64]:
    naive = parsed.dt.tz_localize(None) if parsed.dt.tz is not None else parsed
    return naive.to_numpy().astype("datetime64[us]")
