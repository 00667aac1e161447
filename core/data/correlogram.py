"""How much a column resembles itself some rows earlier.

`M` rows at even steps (see `even.py`), `L` the longest lag.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Floats = NDArray[np.float64]
LONGEST = 1 << 19  # newest rows looked at
_LEAST = 8  # known values below which nothing can be said
_ROUNDING = 1e-12  # of the values: where all differ less, nothing but rounding is left
_PLAIN = 48  # rows shown when nothing is known to repeat


@record
class Correlogram:
    """`correlation` (L + 1,) with the rows 0 … L earlier, NaN where no two known values are that far apart.

    `chance` is the limit that pure noise stays within at 19 of 20 lags (1.96 / √n).
    """

    correlation: Floats
    chance: float

    @property
    def computable(self) -> bool:
        return bool(np.isfinite(self.correlation[1:]).any())


def correlogram(values: Floats, lags: int) -> Correlogram:
    """The autocorrelation of (M,) `values`, at most a third of the rows back.

    Missing values take part in no pair; without any, the numbers are those of statsmodels' `acf`.
    """
    newest = values[-LONGEST:]
    lags = max(1, min(lags, len(newest) // 3))
    known = np.isfinite(newest)
    count = int(known.sum())
    nothing = Correlogram(correlation=np.full(lags + 1, np.nan), chance=np.nan)
    if count < _LEAST:
        return nothing
    centred = np.where(known, newest - newest[known].mean(), 0.0)
    if np.abs(centred).max() <= _ROUNDING * np.abs(newest[known]).max():
        return nothing
    return Correlogram(correlation=_autocorrelation(centred, known, lags), chance=1.96 / count**0.5)


def usual_lags(rows: int, season: int | None, cycles: int) -> int:
    """How far back to look at first: some seasons, at most a third of the rows."""
    return max(1, min(cycles * season if season else _PLAIN, rows // 3))


def _autocorrelation(centred: Floats, known: NDArray[np.bool_], lags: int) -> Floats:
    """Mean products of known pairs, tapered as the usual estimator tapers: (M − k) / M of it at lag k."""
    products = _at_lags(centred, lags)
    if known.all():
        return products / products[0]
    pairs = np.round(_at_lags(known.astype(np.float64), lags))
    mean = np.divide(products, pairs, out=np.full(lags + 1, np.nan), where=pairs > 0)
    whole: Floats = mean / mean[0] * (1 - np.arange(lags + 1) / len(centred))
    return whole


def _at_lags(values: Floats, lags: int) -> Floats:
    """(L + 1,) Σ values[t] · values[t − k], by fast Fourier transform."""
    size = 1 << (len(values) + lags - 1).bit_length()
    spectrum = np.fft.rfft(values, size)
    sums: Floats = np.fft.irfft(spectrum * np.conj(spectrum), size)[: lags + 1]
    return sums
