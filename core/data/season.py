"""After how many rows a series repeats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.even import moving_mean
from core.data.spacing import DAY, MONTH

_LONGEST = 200_000  # newest rows looked at
_CLEAR = 0.25  # autocorrelation at the season, trend taken out
_SURE = 0.45  # … that fewer than one random walk in a hundred reaches
_STANDS_OUT = 0.1  # … above the weakest one within a season
_BETTER = 0.15  # a longer calendar season must beat a shorter one by this much
_PARTS = 12  # of a season: twelfths of a day, a week, a year
_CYCLES = 5  # a length that no calendar names must be seen this often


def find_season(values: NDArray[np.float64], spacing: float | None) -> int | None:
    """The number of rows after which the series repeats, None when it does not.

    `values` (N,) float64, NaN where missing; `spacing` in seconds. A day, a week or a year is
    preferred to other lengths when the rows have times. Autocorrelation of the series minus its
    moving mean over one candidate season (Hyndman and Athanasopoulos, Forecasting, 2.8 and 3.4), and
    of its changes: a random walk drifts in waves, but its steps do not come again.
    """
    filled = _without_holes(values[-_LONGEST:])
    if len(filled) < 8 or np.ptp(filled) == 0:
        return None
    best: tuple[float, int] | None = None
    for rows in _calendar_seasons(spacing):
        if 2 * rows > len(filled):
            break
        strength = _strength(filled, rows)
        if strength <= _SURE and not _steps_come_again(filled, rows, surely=2.5, least=0.1):
            continue
        if strength > (best[0] + _BETTER if best else 0):
            best = strength, rows
    return best[1] if best else _any_season(filled)


def _calendar_seasons(spacing: float | None) -> list[int]:
    """Rows in a day, a week and a year, shortest first; none without a time."""
    if spacing is None:
        return []
    lengths = [DAY, 7 * DAY, 12 * MONTH]
    return [round(length / spacing) for length in lengths if length / spacing >= 1.99]


def _strength(values: NDArray[np.float64], rows: int) -> float:
    """Autocorrelation at `rows` when it stands out as a peak, else 0."""
    level = moving_mean(values, rows)
    correlation = autocorrelation(values - level, rows + max(1, rows // 4))
    at = correlation[rows]
    near = correlation[max(1, rows - max(1, rows // 12)) : rows + max(1, rows // 12) + 1]
    inside = correlation[1:rows]
    chance = 3 / np.sqrt(len(values))  # what noise adds to the highest of so many lags
    is_peak = at >= near.max() - max(0.02, chance) and (not len(inside) or at - inside.min() > _STANDS_OUT)
    return float(at) if at > _CLEAR and is_peak else 0.0


def _any_season(values: NDArray[np.float64]) -> int | None:
    """The highest peak of the autocorrelation that stands there twice, for series without a calendar."""
    longest = min(len(values) // _CYCLES, 2_000)
    if longest < 4:
        return None
    correlation = autocorrelation(values - moving_mean(values, 2 * longest), 2 * longest)
    below = np.flatnonzero(correlation[:longest] < 0.1)
    if not len(below) or below[0] >= longest - 1:
        return None
    peak = int(below[0]) + int(np.argmax(correlation[below[0] : longest]))
    near = max(1, peak // 12)
    again = correlation[2 * peak - near : 2 * peak + near + 1].max(initial=-1.0)
    clear = peak >= 2 and peak < longest - 1 and correlation[peak] > 0.4 and again > 0.5 * correlation[peak]
    if not clear or not _steps_come_again(values, peak, surely=4, least=0.3):
        return None
    return max(range(max(2, peak - near), peak + near + 1), key=lambda rows: _at_multiples(correlation, rows, peak))


def _at_multiples(correlation: NDArray[np.float64], rows: int, peak: int) -> float:
    """Mean autocorrelation at multiples of `rows`: noise shifts one peak, hardly all of them."""
    times = (len(correlation) - 1) // (peak + max(1, peak // 12))
    return float(np.mean(correlation[rows * np.arange(1, times + 1)]))


def _steps_come_again(values: NDArray[np.float64], rows: int, surely: float, least: float) -> bool:
    """Whether the changes from one twelfth of a season to the next resemble those a season before.

    Their correlation must be `surely` standard errors above that of steps of chance, and at least
    `least`. What all changes of a season have in common is its trend and is taken out.
    """
    parts = min(_PARTS, rows)
    edges = np.floor(np.arange(len(values) * parts // rows + 1) * rows / parts).astype(np.int64)
    total = np.concatenate([[0.0], np.cumsum(values - values.mean())])
    steps = np.diff(np.diff(total[edges]) / np.diff(edges))
    steps = steps - moving_mean(steps, parts)
    older, newer = steps[:-parts], steps[parts:]
    if len(newer) < 2:
        return False
    size = float(np.sqrt((older @ older) * (newer @ newer)))
    return size > 0 and float(older @ newer) / size > max(least, surely / float(np.sqrt(len(newer))))


def autocorrelation(values: NDArray[np.float64], lags: int) -> NDArray[np.float64]:
    """(lags + 1,) by fast Fourier transform; the same numbers as statsmodels' `acf`."""
    centred = values - values.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    products = np.fft.irfft(spectrum * np.conj(spectrum), size)[: lags + 1]
    if products[0] <= 0:
        return np.full(lags + 1, np.nan)
    correlation: NDArray[np.float64] = products / products[0]
    return correlation


def _without_holes(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Missing values on a straight line between their neighbours: only to look for a season."""
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < 2:
        return np.empty(0)
    whole = np.arange(known[0], known[-1] + 1)
    filled: NDArray[np.float64] = np.interp(whole, known, values[known])
    return filled
