"""How exactly one column follows from others, judged by its levels and by its moves from row to row.

Two sensors that follow the same weather agree in their levels; only a column that was computed from the
other one follows each of its small moves. Letters: `n` sampled rows, `K` columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Floats = NDArray[np.float64]

_BLOCKS, _BLOCK = 8, 1_000  # rows looked at: stretches, so that moves from row to row can be compared
_CELLS = 2_000_000  # … fewer where there are very many columns
FEWEST = 30
"""Rows below which nothing is judged."""
_ROUGH = 0.05  # rounding may explain at most this share of the moves, else they say nothing
_ALONE = 2e-5  # share of the levels that may stay open where moves cannot be judged
_KNOTS = 50


@record
class Likeness:
    """The shares of the target's variance that a fit leaves open, beyond what rounding explains.

    `moves` is NaN where the moves from row to row are too small for the rounding; levels alone must then agree
    much better.
    """

    level: float
    moves: float

    def within(self, level: float, moves: float) -> bool:
        if np.isnan(self.moves):
            return self.level <= _ALONE
        return self.level <= level and self.moves <= moves


def sampled_rows(rows: int, columns: int) -> NDArray[np.int64]:
    """Rows of evenly placed stretches; all of them when there are few."""
    length = max(100, min(_BLOCK, _CELLS // (_BLOCKS * max(1, columns))))
    if rows <= _BLOCKS * length:
        return np.arange(rows, dtype=np.int64)
    starts = np.linspace(0, rows - length, _BLOCKS).astype(np.int64)
    starts = np.maximum(starts, np.arange(_BLOCKS) * length)
    return np.unique((starts[:, None] + np.arange(length)).ravel())


def resolution(values: Floats) -> float:
    """The smallest step between two different values: what they were rounded to."""
    known = values[np.isfinite(values)]
    size = float(np.abs(known).max(initial=0.0))
    steps = np.diff(np.unique(known))
    steps = steps[steps > 1e-12 * size]  # closer ones differ by the computer's own rounding
    return float(steps.min()) if len(steps) else 0.0


def likeness(target: Floats, fit: Floats, grain: float, rows: NDArray[np.int64]) -> Likeness | None:
    """How `fit` (n,) leaves `target` (n,) unexplained; None when that cannot be judged.

    `grain` is the standard deviation that rounding alone gives the difference; `rows` (n,) tells which rows are
    neighbours. All finite.
    """
    if len(target) < FEWEST:
        return None
    near = np.diff(rows) == 1
    off = target - fit
    spread, moved = float(target.var()), float(np.diff(target)[near].var()) if near.any() else 0.0
    if spread <= 0:
        return None
    level = max(0.0, float(off.var()) - 2 * grain**2) / spread
    if 4 * grain**2 >= _ROUGH * moved:
        rough = 4 * grain**2 > _ROUGH * spread
        return None if rough else Likeness(level=level, moves=float("nan"))
    return Likeness(level=level, moves=max(0.0, float(np.diff(off)[near].var()) - 4 * grain**2) / moved)


def linear(target: Floats, others: Floats) -> Floats:
    """(k + 1,) least-squares factors of `others` (n, k), and last the number to add."""
    middle = others.mean(axis=0)
    own = factors(others - middle, target - target.mean())
    return np.append(own, target.mean() - middle @ own)


def factors(design: Floats, target: Floats) -> Floats:
    """Least squares by the normal equations of scaled columns: many rows and few columns, in no time.

    `design` (n, k), `target` (n,) or (n, m); both centred where a constant is to be left out of account.
    """
    size = np.sqrt((design**2).sum(axis=0))
    size[size == 0] = 1
    scaled = design / size
    own, *_ = np.linalg.lstsq(scaled.T @ scaled, scaled.T @ target, rcond=1e-13)
    return np.asarray((own.T / size).T, np.float64)


def curve(target: Floats, other: Floats) -> Floats | None:
    """(n,) the target as a piecewise straight function of `other`; None when that has too few different values."""
    knots = min(_KNOTS, len(other) // 40)
    if knots < 4 or len(np.unique(other)) < 2 * knots:
        return None
    order = np.argsort(other, kind="stable")
    groups = np.array_split(order, knots)
    x = np.array([other[group].mean() for group in groups])
    slopes = _hats(other, x)
    return np.asarray(slopes @ factors(slopes, target), np.float64)


def _hats(values: Floats, knots: Floats) -> Floats:
    """(n, knots) weights of the two knots around each value, reaching straight on beyond the last ones."""
    left = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, len(knots) - 2)
    width = np.maximum(knots[left + 1] - knots[left], 1e-300)
    share = (values - knots[left]) / width
    weights = np.zeros((len(values), len(knots)))
    at = np.arange(len(values))
    weights[at, left], weights[at, left + 1] = 1 - share, share
    return weights


def best_pairs(target: Floats, others: Floats, most: int = 5) -> list[tuple[int, int]]:
    """Pairs of columns that together explain most of the target (m,); `others` (m, K); best first."""
    scale = np.concatenate([[target.std()], others.std(axis=0)])
    if len(target) < FEWEST or (scale <= 0).any():
        return []
    together = np.asarray(np.corrcoef(np.column_stack([target, others]), rowvar=False), np.float64)
    own, between = together[0, 1:], together[1:, 1:]
    first, second = np.triu_indices(len(own), 1)
    mutual = between[first, second]
    apart = np.maximum(1 - mutual**2, 1e-9)
    explained = (own[first] ** 2 + own[second] ** 2 - 2 * own[first] * own[second] * mutual) / apart
    best = np.argsort(-explained)[:most]
    return [(int(first[at]), int(second[at])) for at in best if explained[at] > 0.95]


def best_several(target: Floats, others: Floats, most: int) -> tuple[int, ...]:
    """Columns taken one by one, each the one most like what the ones before it leave open (matching pursuit)."""
    chosen: list[int] = []
    left, spread = target - target.mean(), float(target.var())
    centred = others - others.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    usable = size > 0
    for _ in range(min(most, int(usable.sum()))):
        score = np.zeros(len(size))
        score[usable] = np.abs(left @ centred[:, usable]) / size[usable]
        score[chosen] = 0
        chosen.append(int(np.argmax(score)))
        own = factors(centred[:, chosen], target - target.mean())
        left = target - target.mean() - centred[:, chosen] @ own
        if left.var() <= 1e-4 * spread:
            return tuple(chosen)
    return ()


def shift_between(target: Floats, other: Floats, most: int) -> int:
    """The lag k ≠ 0 within ± `most` at which `other[t]` moves most like `target[t + k]`; 0 when none stands out.

    Both (n,) of neighbouring rows; missing values count as no move. By fast Fourier transform.
    """
    one, two = (np.nan_to_num(np.diff(values)) for values in (target, other))
    one, two = one - one.mean(), two - two.mean()
    size = 1 << (2 * len(one) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(two, size)), size)
    power = float(np.sqrt((one**2).sum() * (two**2).sum()))
    most = min(most, len(one) // 2)
    if power <= 0 or most < 1:
        return 0
    lags = np.concatenate([np.arange(1, most + 1), -np.arange(1, most + 1)])
    strength = np.abs(product[lags]) / power
    best = int(np.argmax(strength))
    return int(lags[best]) if strength[best] > 0.8 else 0


def complete(columns: Sequence[Floats]) -> NDArray[np.bool_]:
    """(n,) where all of them have a value."""
    return np.logical_and.reduce([np.isfinite(values) for values in columns])
