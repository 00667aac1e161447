"""What a forecast leaves unexplained, and whether it is more than chance: residual = actual − predicted.

Letters: `w` forecasts of one part, `M` residuals at even steps, `L` the longest lag.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.correlogram import Correlogram, correlogram
from core.spec import record

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

FEWEST = 20
"""Residuals below which nothing is said about them."""
_LAGS = 40


@record
class Residuals:
    """Residuals of one target, one step ahead, in its unit, oldest first.

    `row` (w,) is the row predicted, `value` (w,) actual − predicted, `predicted` (w,); all finite. `ahead` is how
    many rows lie between what was known and what was predicted: the errors of two forecasts closer than that
    have rows in common and resemble each other however good the model is.
    """

    row: Rows
    value: Floats
    predicted: Floats
    ahead: int = 1

    def __len__(self) -> int:
        return len(self.value)

    @property
    def apart(self) -> Residuals:
        """Those that have no row in common: the oldest, and on from it every first one at least `ahead` later."""
        kept, place = [], 0
        while place < len(self.row):
            kept.append(place)
            place = int(np.searchsorted(self.row, self.row[place] + self.ahead))
        return Residuals(row=self.row[kept], value=self.value[kept], predicted=self.predicted[kept], ahead=self.ahead)

    @property
    def even(self) -> Floats:
        """(M,) the same at even steps of their usual distance, NaN where there is none."""
        if len(self) < 2:
            return self.value
        step = max(1, int(np.median(np.diff(self.row))))
        place = np.round((self.row - self.row[0]) / step).astype(np.int64)
        values = np.full(int(place[-1]) + 1, np.nan)
        values[place] = self.value
        return values


def residuals(row: Rows, actual: Floats, predicted: Floats, ahead: int) -> Residuals:
    """Of forecasts (w,) ascending by row, those with both values known."""
    known = np.isfinite(actual) & np.isfinite(predicted)
    order = np.argsort(row[known], kind="stable")
    value = (actual - predicted)[known][order]
    return Residuals(row=row[known][order], value=value, predicted=predicted[known][order], ahead=max(1, ahead))


@record
class Memory:
    """How residuals resemble earlier ones: `direct` (L + 1,) is the partial autocorrelation, 1 at lag 0.

    `step` is how many rows one lag is.
    """

    found: Correlogram
    direct: Floats
    step: int

    @property
    def strongest(self) -> int | None:
        """The lag, from 1, that stands out most; None where none can be computed."""
        lags = np.abs(self.found.correlation[1:])
        return int(np.nanargmax(lags)) + 1 if np.isfinite(lags).any() else None


def memory(left: Residuals, season: int | None) -> Memory:
    """Autocorrelation and partial autocorrelation over two seasons, or 40 steps, of residuals without common rows."""
    apart = left.apart
    step = max(1, int(np.median(np.diff(apart.row)))) if len(apart) > 1 else 1
    wanted = max(_LAGS, 2 * season // step + 1) if season else _LAGS
    found = correlogram(apart.even, min(wanted, max(1, len(apart) // 3)))
    return Memory(found=found, direct=_partial(found.correlation), step=step)


def _partial(correlation: Floats) -> Floats:
    """Levinson and Durbin's recursion over the autocorrelations; NaN where one is missing."""
    from statsmodels.tsa.stattools import levinson_durbin  # statsmodels takes most of a second to import

    if not np.isfinite(correlation).all():
        return np.full(len(correlation), np.nan)
    direct: Floats = levinson_durbin(correlation, nlags=len(correlation) - 1, isacov=True)[2]
    return np.concatenate([[1.0], direct[1:]])


@record
class Shape:
    """How residuals are spread: a histogram with the normal curve of the same mean and deviation, and a QQ plot.

    `edges` (B + 1,) and `share` (B,) of residuals; `normal` (B,) what the curve would hold; `expected` and `found`
    (Q,) are quantiles of the normal curve and of the residuals, in their unit.
    """

    edges: Floats
    share: Floats
    normal: Floats
    expected: Floats
    found: Floats


def shape(left: Residuals, bins: int = 31, quantiles: int = 99) -> Shape:
    """Over the middle 99 % of residuals; what lies beyond is counted in the outermost bars."""
    from scipy.stats import norm

    mean, deviation = float(left.value.mean()), float(left.value.std()) or 1.0
    low, high = np.quantile(left.value, (0.005, 0.995))
    reach = max(abs(low - mean), abs(high - mean)) or 1.0
    edges = np.linspace(mean - reach, mean + reach, bins + 1)
    share = np.histogram(np.clip(left.value, edges[0], edges[-1]), edges)[0] / len(left)
    levels = (np.arange(quantiles) + 0.5) / quantiles
    return Shape(
        edges=edges,
        share=share,
        normal=np.diff(norm.cdf(edges, mean, deviation)),
        expected=norm.ppf(levels, mean, deviation),
        found=np.quantile(left.value, levels),
    )
