"""Clocks that change twice a year: what their hours are in winter time, and which zone's clock a file follows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError
from core.spec import record

# One clock for each way of changing it, those most files come from first: New York stands for Chicago too.
CANDIDATES = (
    "Europe/Berlin", "America/New_York", "Europe/London", "Europe/Helsinki", "Australia/Sydney", "America/Sao_Paulo",
    "America/Santiago", "Pacific/Auckland", "America/Mexico_City", "Asia/Jerusalem", "Asia/Tehran", "Asia/Amman",
    "Asia/Beirut", "Africa/Cairo", "America/Asuncion", "America/Havana", "Europe/Moscow", "Africa/Casablanca",
    "Asia/Seoul", "Atlantic/Azores", "America/St_Johns", "Australia/Lord_Howe",
)  # fmt: skip


@record
class ClockChange:
    """The hours of the clock from `start` up to `end` are skipped, or come twice when it goes back."""

    start: np.datetime64
    end: np.datetime64
    back: bool


@record
class Follows:
    """A file follows the clock of `zone`: these changes show in it as hours that stand twice or are missing."""

    zone: str
    back: tuple[ClockChange, ...]
    forward: tuple[ClockChange, ...]


def winter_time(time: NDArray[np.datetime64], zone: str) -> NDArray[np.datetime64]:
    """(N,) the same moments by a clock that stays on the winter time of `zone` the whole year.

    `time` (N,) datetime64[ns] as the clocks on the wall showed it, in the order of the file: of an hour
    that comes twice, the rows before the clock goes back are summer, those after it winter. An hour
    that no clock showed is taken as winter time. Raises DataError for a zone nobody knows.
    """
    known = time[~np.isnat(time)]
    if not len(known):
        return time
    changes = clock_changes(zone, known.min(), known.max())
    moments = pd.DatetimeIndex(time).tz_localize(
        zone, ambiguous=~second_pass(time, changes), nonexistent=pd.Timedelta(hours=1)
    )
    utc = moments.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[ns]")
    moved: NDArray[np.datetime64] = np.add(utc, _winter(zone, known.min()))
    return moved


def utc_to_winter_time(time: NDArray[np.datetime64], zone: str) -> NDArray[np.datetime64]:
    """(N,) UTC by a clock that stays on the winter time of `zone`. Raises DataError for a zone nobody knows."""
    known = time[~np.isnat(time)]
    return time + _winter(zone, known.min()) if len(known) else time


def second_pass(time: NDArray[np.datetime64], changes: tuple[ClockChange, ...]) -> NDArray[np.bool_]:
    """(N,) true for rows of an hour that comes twice after the clock has gone back, in the order of the file.

    Rows of such an hour that stand below each other are one passage through it: where time steps back
    within it, the second pass begins. With the newest row first it ends there. Without such a step,
    as in hourly rows, the second half of the rows of each time are the second pass.
    """
    steps = np.diff(time)
    falling = np.sum(steps < np.timedelta64(0)) > np.sum(steps > np.timedelta64(0))
    starts = np.flatnonzero(np.concatenate([[True], steps != np.timedelta64(0)]))
    usual = float(np.median(np.diff(np.append(starts, len(time)))))  # rows of one time in a row: series side by side
    second = np.zeros(len(time), bool)
    for change in changes:
        rows = np.flatnonzero((time >= change.start) & (time < change.end)) if change.back else np.empty(0, np.int64)
        for passage in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            ordered = passage[::-1] if falling else passage
            stepped_back = np.diff(time[ordered], prepend=time[ordered[:1]]) < np.timedelta64(0)
            in_halves = _second_halves(time[ordered], 2 * usual)
            second[ordered] = np.logical_or.accumulate(stepped_back) if stepped_back.any() else in_halves
    return second


def _second_halves(time: NDArray[np.datetime64], least: float) -> NDArray[np.bool_]:
    """(n,) true for the second half of the rows of each time that has at least `least` rows."""
    rows = pd.Series(time).groupby(time)
    size = rows.transform("size").to_numpy()
    halves: NDArray[np.bool_] = (size >= least) & (rows.cumcount().to_numpy() >= size / 2)
    return halves


def clock_changes(zone: str, start: np.datetime64, end: np.datetime64) -> tuple[ClockChange, ...]:
    """Every change of the zone's clock between two moments of it. Raises DataError for a zone nobody knows."""
    edges = (pd.Timestamp(start) - pd.Timedelta(days=2), pd.Timestamp(end) + pd.Timedelta(days=2))
    days = pd.date_range(*edges, freq="D")
    found = []
    for day in np.flatnonzero(np.diff(_ahead(days, zone))):
        minutes = pd.date_range(days[int(day)], periods=24 * 60 + 1, freq="min")
        ahead = _ahead(minutes, zone)
        at = int(np.argmax(np.diff(ahead) != np.timedelta64(0)))
        moment = minutes.to_numpy("datetime64[ns]")[at + 1]
        first, last = sorted((moment + ahead[at], moment + ahead[at + 1]))
        if start <= last and first <= end:
            found.append(ClockChange(start=first, end=last, back=bool(ahead[at + 1] < ahead[at])))
    return tuple(found)


def zone_that_fits(time: NDArray[np.datetime64], spacing: float) -> Follows | None:
    """The zone whose clock changes show in the times as the clocks on the wall told them, None when none does.

    `time` (N,) in any order, `spacing` in seconds: rows more than an hour apart cannot show a change.
    A change forward shows as an hour without rows between hours with rows, a change back as an hour
    with twice as many. Most of the zone's changes within the file must show.
    """
    wall = np.sort(time[~np.isnat(time)])
    if spacing > 3_600 or len(wall) < 4 or not _is_suspicious(wall, spacing):
        return None
    best: Follows | None = None
    for zone in CANDIDATES:
        found = _shown(wall, zone)
        if found and (best is None or _strength(found) > _strength(best)):
            best = found
    return best


def _is_suspicious(wall: NDArray[np.datetime64], spacing: float) -> bool:
    """Whether any time is repeated or any stretch of about an hour is missing: most files hold neither."""
    steps = np.diff(wall).astype("timedelta64[s]").astype(np.float64)
    hour = np.abs(steps - spacing - 3_600) < max(1.0, 0.5 * spacing)
    return bool((steps < 0.5 * spacing).any() or hour.any())


def _shown(wall: NDArray[np.datetime64], zone: str) -> Follows | None:
    """The changes of this zone that the rows show, None when too few of them do."""
    back, forward, told = [], [], {True: 0, False: 0}
    for change in clock_changes(zone, wall[0], wall[-1]):
        length = change.end - change.start
        edges = [change.start - length, change.start, change.end, change.end + length]
        before, within, after = np.diff(np.searchsorted(wall, edges))
        if not before or not after:
            continue  # the file has a hole here, or begins or ends
        told[change.back] += 1
        if change.back and within >= 1.5 * min(before, after) and within >= 1.5 * after:
            back.append(change)
        elif not change.back and not within:
            forward.append(change)
    merged = len(forward) > 0 and not back  # a logger that kept one of the two passes
    enough = 2 * len(forward) >= told[False] and (2 * len(back) >= told[True] or merged)
    return Follows(zone=zone, back=tuple(back), forward=tuple(forward)) if enough and (back or forward) else None


def _strength(found: Follows) -> int:
    return len(found.back) + len(found.forward)


def _winter(zone: str, start: np.datetime64) -> np.timedelta64:
    """How far winter time is ahead of UTC in the year of `start`: the lesser of January's and July's."""
    year = pd.Timestamp(start).year
    ahead = _ahead(pd.DatetimeIndex([pd.Timestamp(year, 1, 1), pd.Timestamp(year, 7, 1)]), zone)
    return np.timedelta64(ahead.min(), "ns")


def _ahead(utc: pd.DatetimeIndex, zone: str) -> NDArray[np.timedelta64]:
    """(N,) timedelta64[ns]: how far the zone's clock is ahead of each moment of UTC."""
    try:
        wall = utc.tz_localize("UTC").tz_convert(zone).tz_localize(None)
    except (KeyError, ValueError, OSError) as error:  # a name nobody knows, or one that is no name at all
        raise DataError("zone_unknown", zone=zone) from error
    return (wall - utc).to_numpy("timedelta64[ns]")
