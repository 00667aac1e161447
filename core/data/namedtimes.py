"""Times that strptime has no pattern for: counts since a day, quarters, weeks, fractions of years."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

UNIX = {"unix_s": 1e6, "unix_ms": 1e3, "unix_us": 1.0, "unix_ns": 1e-3}  # microseconds in one
QUARTER = (
    r"(?P<year>\d{4})(?:\.0)?[-/.: ]*Q?(?P<part>[1-4])(?:\.0)?"
    r"|Q(?P<part2>[1-4])[-/.' ]*(?P<year2>\d{4}|\d\d)|(?P<part3>[1-4])Q[-/.' ]*(?P<year3>\d{4}|\d\d)"
)
WEEK = r"(?P<year>\d{4})(?:\.0)?[-/ ]?(?:W|KW|wk)?[- ]?(?P<part>\d\d?)(?:\.0)?"
_EXCEL_EPOCH = 25_569  # days from its day 0, 30 December 1899, to 1970
_MOST = 3e17  # microseconds in ten thousand years


def read_counts(texts: pd.Series, format: str) -> NDArray[np.datetime64]:
    """Seconds (milli-, micro-, nanoseconds) since 1970, or Excel's days."""
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    days = np.round((numbers - _EXCEL_EPOCH) * 86_400e6, -6)  # a fraction of a day is not exact: seconds are
    since = days if format == "excel" else numbers * UNIX[format]
    usable = np.abs(since) < _MOST
    whole = np.where(usable, since, 0).astype(np.int64).astype("datetime64[us]")
    return np.where(usable, whole, np.datetime64("NaT"))


def read_quarters(texts: pd.Series) -> NDArray[np.datetime64]:
    """The first day of each quarter."""
    year, part = _year_and_part(texts, QUARTER)
    return _month_start(year, 3 * (part - 1), (part >= 1) & (part <= 4))


def read_weeks(texts: pd.Series) -> NDArray[np.datetime64]:
    """The Monday of each ISO week: the first week is the one that holds 4 January."""
    year, part = _year_and_part(texts, WEEK)
    known = (part >= 1) & (part <= 53)
    fourth = _month_start(year, 0 * part, known).astype("datetime64[D]") + 3
    monday = fourth - (fourth.astype(np.int64) + 3) % 7
    later = np.where(known, 7 * (part - 1), 0).astype(np.int64)
    return (monday + later).astype("datetime64[us]")


def read_year_fractions(texts: pd.Series) -> NDArray[np.datetime64]:
    """1949.0833 is February 1949 where all are whole months, else that share of the year has passed."""
    number = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    known = np.isfinite(number)
    year = np.floor(number + 1e-4)
    months = (number - year) * 12
    if (np.abs(months - np.round(months))[known] < 0.02).all():
        return _month_start(year, np.round(months), known)
    start, end = (_month_start(year + more, 0 * year, known) for more in (0, 1))
    share = np.where(known, number - year, 0)
    passed = np.where(known, (end - start).astype(np.float64), 0) * share
    return start + np.round(passed, -6).astype(np.int64).astype("timedelta64[us]")


NAMED: Mapping[str, Callable[[pd.Series], NDArray[np.datetime64]]] = {
    "quarter": read_quarters,
    "week": read_weeks,
    "year_fraction": read_year_fractions,
}


def _year_and_part(texts: pd.Series, pattern: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Year and quarter or week of every text, NaN where it does not follow the pattern."""
    found = texts.str.extract(f"^(?:{pattern})$", flags=re.IGNORECASE)
    for other in ("2", "3"):
        if f"year{other}" in found:
            found["year"] = found["year"].fillna(found[f"year{other}"])
            found["part"] = found["part"].fillna(found[f"part{other}"])
    year, part = (pd.to_numeric(found[name]).to_numpy(np.float64) for name in ("year", "part"))
    century = np.where(year < 69, 2000, np.where(year < 100, 1900, 0))  # as strptime reads two digits
    return year + century, part


def _month_start(
    year: NDArray[np.float64], months: NDArray[np.float64], known: NDArray[np.bool_]
) -> NDArray[np.datetime64]:
    """(n,) datetime64[us] of the month that is `months` behind January of `year`."""
    since = np.where(known, (year - 1970) * 12 + months, 0).astype(np.int64)
    return np.where(known, since.astype("datetime64[M]").astype("datetime64[us]"), np.datetime64("NaT"))
