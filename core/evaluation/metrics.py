"""How far off predictions are: errors accumulated block by block, and the metrics read from them.

A metric is a plain function `metric(errors, scale) -> array`, so a list of metrics is data and
millions of windows never stand in memory at once. What cannot be computed is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.spec import record
from core.text import amount, figure

Array = NDArray[np.float64]


@record
class Errors:
    """What every metric needs to know of many (actual, predicted) pairs. All arrays have one shape.

    Means over the pairs: `absolute` |p − a|, `square` (p − a)², `signed` p − a, `percent`
    |p − a| / |a|, `symmetric` 2 |p − a| / (|a| + |p|), `level` a. `spread` is Σ (a − level)²;
    `low` and `high` bound the actual values. A share with nothing to divide by makes its mean NaN.
    """

    cells: Array
    absolute: Array
    square: Array
    signed: Array
    percent: Array
    symmetric: Array
    level: Array
    spread: Array
    low: Array
    high: Array

    @classmethod
    def of(cls, actual: ArrayLike, predicted: ArrayLike) -> Errors:
        """Errors pooled over the first axis: (W, …) and (W, …) give errors of shape (…).

        Raises ValueError for different shapes and for no pair at all.
        """
        a, p = np.asarray(actual, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
        if a.shape != p.shape or not len(a):
            raise ValueError(
                f"actual and predicted have one shape and at least one row. Received: {a.shape}, {p.shape}"
            )
        signed = p - a
        absolute = np.abs(signed)
        level = a.mean(axis=0)
        return cls(
            cells=np.full(a.shape[1:], float(len(a))),
            absolute=absolute.mean(axis=0),
            square=np.square(signed).mean(axis=0),
            signed=signed.mean(axis=0),
            percent=_share(absolute, np.abs(a)).mean(axis=0),
            symmetric=_share(2 * absolute, np.abs(a) + np.abs(p)).mean(axis=0),
            level=level,
            spread=np.square(a - level).sum(axis=0),
            low=a.min(axis=0),
            high=a.max(axis=0),
        )

    def __add__(self, other: Errors) -> Errors:
        """The errors of both sets of pairs together."""
        pairs = {f.name: np.stack([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)}
        return Errors(**pairs).pool(0)

    def pool(self, axis: int) -> Errors:
        """One axis fewer, its pairs counted together (Chan et al. 1983 for the spread)."""
        cells = self.cells.sum(axis=axis)
        level = (self.level * self.cells).sum(axis=axis) / cells
        apart = self.cells * np.square(self.level - np.expand_dims(level, axis))

        def mean(values: Array) -> Array:
            return np.asarray((values * self.cells).sum(axis=axis) / cells)

        return Errors(
            cells=cells,
            absolute=mean(self.absolute),
            square=mean(self.square),
            signed=mean(self.signed),
            percent=mean(self.percent),
            symmetric=mean(self.symmetric),
            level=level,
            spread=(self.spread + apart).sum(axis=axis),
            low=self.low.min(axis=axis),
            high=self.high.max(axis=axis),
        )


def mae(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """Mean absolute error."""
    return errors.absolute


def mse(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """Mean squared error."""
    return errors.square


def rmse(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """Root of the mean squared error."""
    return np.sqrt(errors.square)


def mape(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """Mean of |p − a| / |a|, a share as in scikit-learn; NaN when an actual value is 0."""
    return errors.percent


def smape(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """Mean of 2 |p − a| / (|a| + |p|), 0 to 2 (M4 prints it times 100); NaN when both are 0 somewhere."""
    return errors.symmetric


def mase(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """MAE / `scale`, the training MAE of the seasonal naive (Hyndman & Koehler 2006); NaN when that is 0."""
    return _share(errors.absolute, np.asarray(scale, dtype=np.float64))


def r2(errors: Errors, scale: ArrayLike = np.nan) -> Array:
    """1 − squared error / squared deviation of the actual values from their mean; NaN when they are constant."""
    varies = (errors.low < errors.high) & (errors.spread > 0)  # squares of the tiniest numbers are 0
    return 1 - errors.square * errors.cells / np.where(varies, errors.spread, np.nan)


@record
class Metric:
    """`kind`: in the target's unit, its square, a share (0.12 = 12 %), or a bare ratio.

    One that is `over_time` needs a past that goes on, which whole examples have not: there it is NaN.
    """

    key: str
    of: Callable[[Errors, ArrayLike], Array]
    kind: Literal["unit", "squared", "share", "ratio"]
    better: Literal["lower", "higher"] = "lower"
    over_time: bool = False

    def __call__(self, actual: ArrayLike, predicted: ArrayLike, scale: float = np.nan) -> float:
        """The metric over all pairs of two arrays of one shape."""
        return float(self.of(Errors.of(np.ravel(actual), np.ravel(predicted)), scale))


METRICS: Mapping[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric(key="mae", of=mae, kind="unit"),
        Metric(key="rmse", of=rmse, kind="unit"),
        Metric(key="mse", of=mse, kind="squared"),
        Metric(key="mape", of=mape, kind="share"),
        Metric(key="smape", of=smape, kind="share"),
        Metric(key="mase", of=mase, kind="ratio", over_time=True),
        Metric(key="r2", of=r2, kind="ratio", better="higher"),
    )
}


def in_table(value: float | None, kind: str, unit: str) -> str:
    """A metric of this kind as a table shows it: `0.41 °C`, `12 %`, `0.93`; a dash for what cannot be computed."""
    if value is None or not np.isfinite(value):
        return "–"
    if kind == "share":
        return f"{figure(100 * value)} %"
    return amount(value, unit) if kind == "unit" else figure(value)


def seasonal_scale(values: Array, segment: NDArray[np.int32], season: int) -> float:
    """Mean |y[t] − y[t − season]| over the rows given, within a segment: what MASE divides by."""
    if season >= len(values):
        return float("nan")
    steps = np.abs(values[season:] - values[:-season])
    steps = steps[(segment[season:] == segment[:-season]) & np.isfinite(steps)]
    return float(steps.mean()) if len(steps) else float("nan")


def _share(part: Array, whole: Array) -> Array:
    """part / whole, NaN where the whole is 0."""
    return np.asarray(part / np.where(whole > 0, whole, np.nan))
