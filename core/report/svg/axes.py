"""Axes of a Plotly figure: from values to pixels, and the ticks along them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.charts.axes import labelled_numbers, time_ticks
from core.spec import record

__all__ = ["Axis", "axis_of", "numbers"]

Floats = NDArray[np.float64]
FINE = 4_000
"""Moments among which round ones are looked for."""


@record
class Axis:
    """`low` lies at the pixel `start`, `high` at `end`. Times are milliseconds; `settings` are Plotly's."""

    low: float
    high: float
    start: float
    end: float
    settings: dict[str, Any]
    timed: bool = False

    def at(self, values: object) -> Floats:
        """Pixels of values (n,), of one as (1,)."""
        share = (numbers(values) - self.low) / ((self.high - self.low) or 1.0)
        return np.asarray(self.start + share * (self.end - self.start))

    def one(self, value: object) -> float:
        return float(self.at([value])[0])

    def share(self, share: float) -> float:
        """The pixel so far along."""
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> tuple[Floats, list[str]]:
        """Pixels and labels of the ticks within."""
        values, labels = self._given() if "tickvals" in self.settings else self._found()
        places = self.at(values)
        low, high = sorted((self.start, self.end))
        inside = np.flatnonzero((places >= low - 0.5) & (places <= high + 0.5))
        return places[inside], [labels[i] for i in inside]

    def _given(self) -> tuple[Any, list[str]]:
        values = self.settings["tickvals"]
        said = self.settings.get("ticktext")
        return values, [f"{value:,g}" for value in values] if said is None else [str(one) for one in said]

    def _found(self) -> tuple[Any, list[str]]:
        most, low, high = int(self.settings.get("nticks", 6)), *sorted((self.low, self.high))
        if self.timed:
            fine = np.linspace(low, high, FINE).astype("datetime64[ms]")
            at, labels = time_ticks(fine, most)
            return fine[at], labels
        ticks, labels = labelled_numbers(low, high, str(self.settings.get("ticksuffix", "")), most)
        return ticks, [str(self.settings.get("tickprefix", "")) + text for text in labels]


def axis_of(settings: dict[str, Any], data: Sequence[Any], ends: tuple[float, float], tight: bool) -> Axis:
    """An axis between two pixels over the values of all traces on it; `tight` leaves no room beside them."""
    timed = any(_is_timed(one) for one in data)
    low, high = _range(settings, [numbers(one) for one in data], tight)
    start, end = ends
    first, last = settings.get("domain") or (0.0, 1.0)
    return Axis(low=low, high=high, start=start + first * (end - start), end=start + last * (end - start),
                settings=settings, timed=timed)  # fmt: skip


def numbers(values: object) -> Floats:
    """Values as numbers: times in milliseconds, NaN for what is missing."""
    array = np.atleast_1d(np.asarray(values))
    if array.dtype.kind == "M":
        found = array.astype("datetime64[ms]").astype(np.float64)
        return np.where(np.isnat(array), np.nan, found)
    if array.dtype.kind in "OU":
        return np.array([_number(one) for one in array.tolist()], np.float64)
    return array.astype(np.float64)


def _number(value: object) -> float:
    if value is None:
        return float("nan")
    if isinstance(value, str | datetime | np.datetime64):
        return float(np.asarray(value, "datetime64[ms]").astype(np.int64))
    return float(value)  # type: ignore[arg-type]


def _is_timed(values: object) -> bool:
    array = np.atleast_1d(np.asarray(values))
    return array.dtype.kind == "M" or (array.dtype.kind in "OU" and any(
        isinstance(one, str | datetime | np.datetime64) for one in array.tolist()))  # fmt: skip


def _range(settings: dict[str, Any], data: Sequence[Floats], tight: bool) -> tuple[float, float]:
    if settings.get("range"):
        low, high = numbers(list(settings["range"]))
        return float(low), float(high)
    known = np.concatenate([np.zeros(0), *data])
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = 0.0 if tight else 0.05 * (high - low) or abs(high) * 0.1 or 1.0
    zero = settings.get("rangemode") == "tozero"
    return (0.0 if zero and low >= 0 else low - room), high + room
