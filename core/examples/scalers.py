"""The scalers. A new one is one entry here and its sentences `scalers.<key>` in the text file.

Each learns from a column of finite training values (n,) and gives named float64 arrays; `apply`
and `invert` are elementwise, keep any shape, pass NaN through, and work in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Array = NDArray[np.float64]
Learned = Mapping[str, Array]


@record
class Scaler:
    """`for_targets`: whether a prediction can be turned back into the target's unit exactly."""

    key: str
    learn: Callable[[Array], Learned]
    apply: Callable[[Array, Learned], Array]
    invert: Callable[[Array, Learned], Array]
    for_targets: bool = True


def clear_width(column: Array, width: float) -> float:
    """`width` in the unit of `column` (n,), 0 where it is only the rounding of a constant.

    A thousand cells of 0.1 have a deviation of 1e-17; scikit-learn's rule of ten roundings, held
    against the column's size so that a column of tiny numbers keeps its width.
    """
    noise = 10 * np.finfo(np.float64).eps * float(np.abs(column).max())
    return width if width > max(noise, float(np.finfo(np.float64).tiny)) else 0.0


def bend(x: Array) -> Array:
    """sign(x)·log(1 + |x|): large values close together, small ones as they are; any sign."""
    return np.sign(x) * np.log1p(np.abs(x))


def unbend(x: Array) -> Array:
    """The inverse of `bend`; beyond the largest number that fits, that number."""
    with np.errstate(over="ignore"):
        return np.sign(x) * np.minimum(np.expm1(np.abs(x)), np.finfo(np.float64).max)


def _affine(center: Callable[[Array], float], scale: Callable[[Array], float]) -> Callable[[Array], Learned]:
    def learn(column: Array) -> Learned:
        return {"center": np.array(center(column)), "scale": np.array(clear_width(column, scale(column)) or 1.0)}

    return learn


def apply_affine(x: Array, learned: Learned) -> Array:
    return (x - learned["center"]) / learned["scale"]


def invert_affine(x: Array, learned: Learned) -> Array:
    return x * learned["scale"] + learned["center"]


def _zero(column: Array) -> float:
    return 0.0


def _one(column: Array) -> float:
    return 1.0


def _middle_half(column: Array) -> float:
    low, high = np.percentile(column, (25, 75))
    return float(high - low)


def learn_quantile(column: Array, most: int = 1000) -> Learned:
    """The quantiles of the column, as scikit-learn's QuantileTransformer without subsampling."""
    return {"quantiles": np.percentile(column, np.linspace(0, 100, min(most, len(column))))}


def apply_quantile(x: Array, learned: Learned) -> Array:
    """The share of training values below x, 0 to 1; ties take the middle of their range."""
    known = learned["quantiles"]
    shares = np.linspace(0, 1, len(known))
    below = np.interp(x, known, shares)
    above = -np.interp(-x, -known[::-1], -shares[::-1])
    return 0.5 * (below + above)


def invert_quantile(x: Array, learned: Learned) -> Array:
    known = learned["quantiles"]
    return np.interp(x, np.linspace(0, 1, len(known)), known)


def learn_power(column: Array) -> Learned:
    """Yeo–Johnson (Biometrika 87, 2000) with the most likely exponent, then standardised."""
    from sklearn.preprocessing import PowerTransformer

    exponent = np.array(PowerTransformer(standardize=False).fit(column[:, None]).lambdas_[0])
    bent = _yeo_johnson(column, float(exponent))
    width = clear_width(bent, float(bent.std()))
    return {"exponent": exponent, "center": np.array(bent.mean()), "scale": np.array(width or 1.0)}


def apply_power(x: Array, learned: Learned) -> Array:
    return (_yeo_johnson(x, float(learned["exponent"])) - learned["center"]) / learned["scale"]


def invert_power(x: Array, learned: Learned) -> Array:
    bent, exponent = x * learned["scale"] + learned["center"], float(learned["exponent"])
    with np.errstate(invalid="ignore"):
        high = np.expm1(bent) if exponent == 0 else np.power(bent * exponent + 1, 1 / exponent) - 1
        low = -np.expm1(-bent) if exponent == 2 else 1 - np.power(1 - (2 - exponent) * bent, 1 / (2 - exponent))
    return np.where(bent >= 0, high, low)


def _yeo_johnson(x: Array, exponent: float) -> Array:
    with np.errstate(invalid="ignore"):
        high = np.log1p(x) if exponent == 0 else (np.power(x + 1, exponent) - 1) / exponent
        low = -np.log1p(-x) if exponent == 2 else -(np.power(1 - x, 2 - exponent) - 1) / (2 - exponent)
    return np.where(x >= 0, high, low)


SCALERS: Mapping[str, Scaler] = {
    scaler.key: scaler
    for scaler in (
        Scaler(key="none", learn=_affine(_zero, _one), apply=apply_affine, invert=invert_affine),
        Scaler(key="standard", learn=_affine(np.mean, np.std), apply=apply_affine, invert=invert_affine),
        Scaler(key="minmax", learn=_affine(np.min, np.ptp), apply=apply_affine, invert=invert_affine),
        Scaler(key="robust", learn=_affine(np.median, _middle_half), apply=apply_affine, invert=invert_affine),
        Scaler(
            key="maxabs",
            learn=_affine(_zero, lambda column: float(np.abs(column).max())),
            apply=apply_affine,
            invert=invert_affine,
        ),
        Scaler(key="quantile", learn=learn_quantile, apply=apply_quantile, invert=invert_quantile, for_targets=False),
        Scaler(key="power", learn=learn_power, apply=apply_power, invert=invert_power, for_targets=False),
    )
}
