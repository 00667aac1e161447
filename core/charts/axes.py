"""Round ticks in words, and how wide a text is before a browser has measured it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

CHARACTER = 6.3  # pixels of an average character at 13 px
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STEPS = {  # numpy unit → multiples that stay round
    "s": (1, 5, 15, 30),
    "m": (1, 5, 15, 30),
    "h": (1, 3, 6, 12),
    "D": (1, 2, 7, 14),
    "M": (1, 2, 3, 6),
    "Y": (1, 2, 5, 10, 20, 50, 100),
}
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "D": 86_400.0, "M": 2_629_746.0, "Y": 31_556_952.0}


def text_width(text: str) -> float:
    """Pixels of a text at 13 px, tags not counted."""
    return CHARACTER * len(text.replace("<b>", "").replace("</b>", ""))


def number_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most `most` round numbers (1, 2, 2.5 or 5 times a power of ten) within [low, high]."""
    if not high > low:
        return [low]
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) + 0.0 for i in range(first, last + 1)]


def number_label(value: float, step: float) -> str:
    """`15`, `0.25`, `12,000`, with as many decimals as the ticks need and a real minus sign."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if step > 0 and not math.isclose(step * 10**digits, round(step * 10**digits), rel_tol=1e-6):
        digits += 1  # 2.5, 0.25
    return f"{value:,.{digits}f}".replace("-", "−")


def labelled_numbers(low: float, high: float, suffix: str = "", most: int = 5) -> tuple[list[float], list[str]]:
    """Round ticks and their labels with a unit."""
    ticks = number_ticks(low, high, most)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(ticks[0]) or 1.0
    return ticks, [number_label(tick, step) + suffix for tick in ticks]


def time_ticks(time: NDArray[np.datetime64], most: int = 11) -> tuple[list[int], list[str]]:
    """Positions in `time` (ascending) where a round time begins, and their labels.

    Positions, not times: the charts that use this count rows.
    """
    if len(time) < 2:
        return list(range(len(time))), [day(t) for t in time]
    seconds = float((time[-1] - time[0]) / np.timedelta64(1, "s"))
    unit, multiple = _round_step(seconds / most)
    first, last = time[[0, -1]].astype(f"datetime64[{unit}]").astype(np.int64).tolist()
    monday = 4 if unit == "D" and multiple % 7 == 0 else 0  # 1 January 1970 was a Thursday
    starts = np.arange(-(-(first - monday) // multiple) * multiple + monday, last + 1, multiple)
    rounds = starts.astype(f"datetime64[{unit}]")
    at = np.searchsorted(time, rounds.astype(time.dtype))
    inside = (at < len(time)) & (rounds >= time[0])
    labels = [_label(t, unit) for t in rounds[inside]]
    return at[inside].tolist(), labels


def _round_step(seconds: float) -> tuple[str, int]:
    for unit, multiples in _STEPS.items():
        for multiple in multiples:
            if multiple * _SECONDS[unit] >= seconds:
                return unit, multiple
    return "Y", 100


def _label(t: np.datetime64, unit: str) -> str:
    if unit == "Y":
        return str(t.astype("datetime64[Y]"))
    if unit == "M":
        return month(t)
    if unit == "D":
        return day(t, year=False)
    clock = str(t.astype("datetime64[s]"))[11 : 16 if unit in "hm" else 19]
    midnight = clock.startswith("00:00") and len(clock) == 5
    return day(t, year=False) if midnight else clock


def month(t: np.datetime64) -> str:
    """`Jul 2016`."""
    year, number = str(t.astype("datetime64[M]")).rsplit("-", 1)
    return f"{_MONTHS[int(number) - 1]} {year}"


def day(t: np.datetime64, year: bool = True) -> str:
    """`1 Jul 2016`, or `1 Jul`."""
    y, m, d = str(t.astype("datetime64[D]")).rsplit("-", 2)
    return f"{int(d)} {_MONTHS[int(m) - 1]}" + (f" {y}" if year else "")


def moment(t: np.datetime64, spacing: float | None = None) -> str:
    """`Fri 19 May 2017, 06:00`; seconds and midnight only where they say something.

    `spacing` in seconds of one row: months read `Feb 1977`, years `1977`.
    """
    if spacing is not None and spacing > 300 * 86_400:
        return str(t.astype("datetime64[Y]"))
    if spacing is not None and spacing > 27 * 86_400:
        return month(t)
    days = t.astype("datetime64[D]")
    weekday = _DAYS[(int(days.astype(np.int64)) + 3) % 7]
    clock = str(t.astype("datetime64[s]"))[11:19]
    shown = clock[:5] if clock.endswith(":00") else clock
    return f"{weekday} {day(t)}" + ("" if clock == "00:00:00" else f", {shown}")
