"""A column taken apart: what moves slowly, what repeats, and what is left.

`M` rows at even steps (see `even.py`), `P` rows of the picture.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from core.data.even import bridged
from core.data.spacing import DAY, MONTH
from core.spec import record

Floats = NDArray[np.float64]
ROWS = 12_000  # rows that are taken apart: in a tenth of a second
_SEASONAL = 13  # seasons over which the pattern may change, as in R's `mstl`
_COARSEST = 12  # rows a season keeps when rows are put together
_PRECISE = 0.002  # … and of a season how much may be lost: over 13 of them, one fortieth
_CYCLES = 2  # fewer cannot be told from a trend
_CALENDAR = (DAY, 7 * DAY, 12 * MONTH)


@record
class Parts:
    """(P,) values = trend + season + rest, NaN where no value is known.

    Each of them is the mean of `together` rows; the first stands at the place `first` of the M rows,
    the next `together` further. `period` is the season in these coarser rows.
    `trend_share` and `season_share` from 0 to 1 tell how strong each is (Hyndman and Athanasopoulos,
    Forecasting, 4.3): 1 when nothing but it is left.
    """

    values: Floats
    trend: Floats
    season: Floats
    rest: Floats
    first: int
    together: int
    period: int
    trend_share: float
    season_share: float

    @property
    def places(self) -> NDArray[np.int64]:
        """(P,) among the M rows."""
        return self.first + self.together * np.arange(len(self.values), dtype=np.int64)


def decompose(values: Floats, season: float) -> Parts | None:
    """STL of (M,) `values` that repeat every `season` rows; None when two seasons do not fit.

    More than `ROWS` rows are put together, as far as the season can stand it, then the newest are taken.
    Holes are bridged by straight lines, and left out of what is returned. STL is statsmodels' (Cleveland
    and others, 1990) with every second to tenth smoothing computed and those between on lines.
    """
    together = _coarseness(len(values), season)
    coarse, first = _means(values, together)
    period = round(season / together)
    if len(coarse) > ROWS:
        first, coarse = first + together * (len(coarse) - ROWS), coarse[-ROWS:]
    known = np.isfinite(coarse)
    if period < 2 or known.sum() < _CYCLES * period + 1 or np.ptp(coarse[known]) == 0:
        return None
    trend, repeated = _stl(bridged(coarse), period)
    trend, repeated = np.where(known, trend, np.nan), np.where(known, repeated, np.nan)
    rest = coarse - trend - repeated
    return Parts(
        values=coarse,
        trend=trend,
        season=repeated,
        rest=rest,
        first=first,
        together=together,
        period=period,
        trend_share=_strength(trend, rest),
        season_share=_strength(repeated, rest),
    )


def seasons(rows: int, spacing: float | None, found: int | None) -> tuple[float, ...]:
    """Lengths in rows worth taking out, shortest first: the one that was found, a day, a week and a year."""
    calendar = [length / spacing for length in _CALENDAR] if spacing else []
    fitting = [season for season in calendar if season >= 3.99 and _CYCLES * season < rows]
    if found and not any(abs(season - found) < 0.02 * found for season in fitting):
        fitting.append(float(found))
    return tuple(sorted(fitting))


def usual_season(parts: Parts, begins: float) -> tuple[Floats, Floats, Floats]:
    """(period,) the middle, the lower and the upper tenth of season + rest, place by place of a season.

    `begins` is how many of the M rows before the row at place 0 a season begins.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a place that no season has known
        low, middle, high = np.nanquantile(_by_place(parts, begins), (0.1, 0.5, 0.9), axis=0)
    return middle, low, high


def swing(parts: Parts) -> float:
    """From the lowest to the highest place of a usual season: what STL takes for season by chance evens out."""
    middle, _, _ = usual_season(parts, 0.0)
    return float(np.nanmax(middle) - np.nanmin(middle))


def swing_by_chance(parts: Parts) -> float:
    """How far a usual season swings in one of a hundred series in which nothing repeats.

    The standard error of a median of n is 1.25 σ / √n, and the lowest and highest of P lie within about
    2 √(2 ln P) + 1 of them (the studentised range).
    """
    middle, _, _ = usual_season(parts, 0.0)
    around = _by_place(parts, 0.0) - middle
    known = int(np.isfinite(around).sum())
    freedom = max(1, known - parts.period)
    deviation = np.sqrt(np.nansum(np.square(around)) / freedom)
    return float((2 * np.sqrt(2 * np.log(parts.period)) + 1) * 1.25 * deviation / np.sqrt(known / parts.period))


def _by_place(parts: Parts, begins: float) -> Floats:
    """(seasons, period) season + rest, NaN before the first and after the last row."""
    start = round((parts.first + begins) / parts.together) % parts.period
    around = np.concatenate([np.full(start, np.nan), parts.season + parts.rest])
    return np.concatenate([around, np.full(-len(around) % parts.period, np.nan)]).reshape(-1, parts.period)


def _coarseness(rows: int, season: float) -> int:
    """How many rows to put together: as few as needed, and so that a season stays (nearly) whole."""
    most = max(1, int(season / _COARSEST))
    needed = min(most, -(-rows // ROWS))
    fits = [n for n in range(needed, most + 1) if abs(round(season / n) * n / season - 1) <= _PRECISE]
    return fits[0] if fits else needed


def _means(values: Floats, together: int) -> tuple[Floats, int]:
    """((P,) means of the known values, the place of the first): whole groups, counted back from the newest."""
    first = len(values) % together
    groups = values[first:].reshape(-1, together)
    known = np.isfinite(groups)
    count = known.sum(axis=1)
    total = np.where(known, groups, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(groups), np.nan), where=count > 0), first


def _stl(values: Floats, period: int) -> tuple[Floats, Floats]:
    """(trend, season) of values without holes."""
    from statsmodels.tsa.stl._stl import STL  # takes most of a second to load

    smooth = int(np.ceil(1.5 * period / (1 - 1.5 / _SEASONAL))) | 1
    result = STL(
        values,
        period=period,
        seasonal=_SEASONAL,
        trend=max(smooth, period + 1 + period % 2),
        trend_jump=max(1, smooth // 10),
        low_pass_jump=max(1, period // 10),
        seasonal_jump=2,
    ).fit()
    return np.asarray(result.trend, np.float64), np.asarray(result.seasonal, np.float64)


def _strength(part: Floats, rest: Floats) -> float:
    """1 − Var(rest) / Var(part + rest), at least 0; NaN where nothing varies."""
    together = float(np.nanvar(part + rest))
    return max(0.0, 1 - float(np.nanvar(rest)) / together) if together > 0 else float("nan")
