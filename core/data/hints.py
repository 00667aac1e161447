"""What a column is, told from its name and held against its values."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from core.data.names import unit_of

Floats = NDArray[np.float64]

ENOUGH = 50_000  # values looked at
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PLANS = frozenset({
    "pred", "predicted", "prediction", "predictions", "forecast", "forecasts", "forecasted", "fcst", "nwp", "yhat",
    "planned",
})  # fmt: skip
_IDS = frozenset({
    "id", "ids", "uuid", "guid", "zip", "zipcode", "plz", "postcode", "phone", "ref", "serial", "account",
    "isbn", "sku",
})  # fmt: skip
_CODES = frozenset({
    "code", "type", "class", "category", "kind", "mode", "status", "state", "group", "cluster", "regime", "zone",
    "condition", "weathercode", "phase",
})  # fmt: skip
_DIRECTIONS = frozenset({
    "direction", "dir", "wd", "winddir", "winddirection", "heading", "bearing", "azimuth", "angle", "course", "yaw",
    "aspect",
})  # fmt: skip
_CLOCKS = {
    "hour": (24, 24), "hr": (24, 24), "hours": (24, 24), "weekday": (7, 7), "dayofweek": (7, 7), "dow": (7, 7),
    "month": (12, 12), "minute": (60, 60), "dayofyear": (366, 366), "doy": (366, 366),
}  # fmt: skip
_MOST_CODES = 30


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in small letters.

    >>> tokens("windDir_10m (deg)"), tokens("역ID")
    (('wind', 'dir', 'm', 'deg'), ('id',))
    """
    return tuple(word.casefold() for word in _TOKEN.findall(name))


def some(values: Floats) -> Floats:
    """The known ones of at most `ENOUGH` evenly placed values."""
    part = values[:: max(1, len(values) // ENOUGH)]
    return part[np.isfinite(part)]


def is_plan(name: str) -> bool:
    """`pred_w_speed`, `Load forecast`."""
    return not _PLANS.isdisjoint(tokens(name))


def is_id(name: str, values: Floats) -> bool:
    """Whole numbers under a name such as `station_id`, or numbers that only count the rows."""
    known = some(values)
    if not len(known) or not _whole(known):
        return False
    return not _IDS.isdisjoint(tokens(name)) or counts_rows(values)


def counts_rows(values: Floats) -> bool:
    """Whether the column grows by 1 from row to row."""
    steps = np.diff(values[:ENOUGH])
    return len(steps) > 2 and float(np.mean(steps == 1)) > 0.95


def is_code(name: str, values: Floats) -> bool:
    """A few whole numbers under a name such as `weather_code`: names, not amounts."""
    if _CODES.isdisjoint(tokens(name)):
        return False
    known = some(values)
    return len(known) > 0 and _whole(known) and 3 <= len(np.unique(known)) <= _MOST_CODES


def period_of(name: str, values: Floats) -> float | None:
    """After how much a column goes round: 360 for degrees of direction, 24 for hours; None when it does not.

    Decided by name or unit, and by a range that reaches from nearly one end of the circle to the other; without a
    telling name by values that often step over the end, from 359 to 1, and hardly ever half round.
    """
    known = some(values)
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    words = tokens(name)
    joined = "".join(words)
    clock = next((_CLOCKS[word] for word in (joined, *words) if word in _CLOCKS), None)
    if clock and _whole(known):
        period, most = clock
        return float(period) if low in (0, 1) and high in (most - 1, most) and high - low == most - 1 else None
    if _DIRECTIONS.isdisjoint(words) and unit_of(name) not in ("°", "rad"):
        return 360.0 if _covers(low, high, 0, 360) and _steps_over(values, 360) else None
    for turn in (360.0, 2 * np.pi):
        if _covers(low, high, 0, turn) or _covers(low, high, -turn / 2, turn / 2):
            return float(turn)
    return None


def _covers(low: float, high: float, start: float, end: float) -> bool:
    """Within the circle from `start` to `end`, and close to both ends."""
    close = (end - start) / 12
    return start - 1e-9 <= low < start + close and end - close < high <= end * (1 + 1e-9) + 1e-9


def _steps_over(values: Floats, turn: float) -> bool:
    moves = np.abs(np.diff(values[:ENOUGH]))
    over = int(np.count_nonzero(moves > 0.92 * turn))
    return over >= 20 and over > 3 * int(np.count_nonzero((moves > 0.46 * turn) & (moves < 0.54 * turn)))


def _whole(known: Floats) -> bool:
    return bool((known == np.round(known)).all())
