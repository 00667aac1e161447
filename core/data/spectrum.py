"""How long the ups and downs of a column last: its spectrum, by length instead of frequency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.even import bridged
from core.data.spacing import DAY, MONTH
from core.spec import record

Floats = NDArray[np.float64]
LONGEST = 1 << 19  # newest rows looked at
_LEAST = 16
_CYCLES = 2  # a length must fit so often
_ROUNDING = 1e-12  # of the values: what is left of a straight line is not more
_STEP = 1.06  # each bar is so much longer than the one before
_NEAR = 6  # bars to each side that a peak is held against
_TIMES = 4  # … and how many times their mean it must be
_WORTH = 0.02  # share of all ups and downs below which a peak is not worth a word
_BESIDE = 0.08  # … and of the highest bar
_MOST = 4
_CALENDAR = (12 * MONTH, 7 * DAY, DAY, DAY / 2, DAY / 3)


@record
class Peak:
    """A length that stands out: `rows` of one cycle, and its `share` of the ups and downs."""

    rows: float
    share: float


@record
class Spectrum:
    """`length` (B,) in rows, ascending, and the `share` (B,) of the ups and downs (of the variance) that long.

    Only lengths that fit at least twice; the shares add up to 1. `peaks` are the strongest first.
    """

    length: Floats
    share: Floats
    peaks: tuple[Peak, ...]


NOTHING = Spectrum(length=np.empty(0), share=np.empty(0), peaks=())
"""Of a column that never changes, or has too few values."""


def spectrum(values: Floats, spacing: float | None) -> Spectrum:
    """The periodogram of (M,) `values`, a straight trend taken out, under a Hann window.

    Neighbouring frequencies are put together in bars of the same width on a scale of lengths, so that
    heights can be compared. Missing values lie on straight lines here. (Brillinger, Time Series, 5.)
    """
    line = bridged(values[-LONGEST:])
    if len(line) < _LEAST or not np.isfinite(line).all():
        return NOTHING
    at = np.arange(len(line))
    straight = line - np.polynomial.Polynomial.fit(at, line, 1)(at)
    if np.abs(straight).max() <= _ROUNDING * np.abs(line).max():
        return NOTHING
    power = np.abs(np.fft.rfft(straight * np.hanning(len(line) + 2)[1:-1]))[_CYCLES:] ** 2
    cycles = np.arange(_CYCLES, _CYCLES + len(power))  # in all the rows
    strongest = int(cycles[np.argmax(power)])
    bars, bar = np.unique(np.round(np.log(cycles / strongest) / np.log(_STEP)), return_inverse=True)
    share = np.bincount(bar, power) / power.sum()
    peaks = []
    for i in _peaks(share):
        inside = np.flatnonzero(bar == i)
        best = int(cycles[inside[np.argmax(power[inside])]])
        peaks.append(Peak(rows=_named(len(line), best, spacing), share=float(share[i])))
    return Spectrum(length=(len(line) / (strongest * _STEP**bars))[::-1], share=share[::-1], peaks=tuple(peaks))


def _peaks(share: Floats) -> list[int]:
    """Bars far above those near them, the highest first."""
    found: list[int] = []
    for i in np.argsort(-share, kind="stable").tolist():
        if share[i] < max(_WORTH, _BESIDE * share.max()):
            break
        near = np.r_[share[max(0, i - _NEAR) : max(0, i - 1)], share[i + 2 : i + _NEAR + 1]]
        apart = all(abs(i - other) > 2 for other in found)
        if apart and len(near) and share[i] > _TIMES * near.mean():
            found.append(i)
    return found[:_MOST]


def _named(rows: int, cycles: int, spacing: float | None) -> float:
    """Rows of one cycle; a year, a week, a day, a half and a third of one where no frequency lies nearer."""
    if spacing:
        for seconds in _CALENDAR:
            if abs(rows * spacing / seconds - cycles) <= 0.75:
                return seconds / spacing
    return rows / cycles
