"""How far off a model is in each slice of its forecasts and at each step ahead, with honest limits.

The errors of forecasts made one after the other resemble each other. So they are put together in blocks of many in
a row, and it is the blocks that are counted (cluster-robust errors of a ratio of sums: Cochran, Sampling
Techniques, 1977, section 6.3; Student's distribution over the blocks: Bester, Conley and Hansen 2011).

Letters: `n` forecasts in order, `K` slices, `B` blocks, `H` horizon.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.spec import record

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LEVEL = 0.05
FEWEST = 6
"""Blocks below which no limits are given."""
COMPARED = 16
"""… and below which a slice is not compared with the others: of fewer the most extreme of many deceives."""
_BLOCKS = 4
_CELLS = 4_000_000


@record
class Slices:
    """Mean absolute errors (K,) of the model and of a rule in each slice, over the same `count` (K,) forecasts.

    The model's lies between `low` and `high` in 19 of 20 cases, NaN where a slice is too small to tell. `p` is the
    probability that slices differ so much where they do not; NaN where that cannot be told. `loses` (K,) marks the
    slices where the rule is better by more than chance.
    """

    count: Whole
    model: Floats
    rule: Floats
    low: Floats
    high: Floats
    p: float
    loses: NDArray[np.bool_]

    def of(self, places: Whole) -> Slices:
        """Some of the slices, by their places; `p` is still that of all."""
        arrays = ("count", "model", "rule", "low", "high", "loses")
        return replace(self, **{name: getattr(self, name)[places] for name in arrays})

    @property
    def worst(self) -> int:
        """The slice with the largest error among those that have limits, of all where fewer than two have."""
        return int(np.argmax(np.where(self._told, self.model, -np.inf)))

    @property
    def best(self) -> int:
        """The slice with the smallest error, chosen likewise."""
        return int(np.argmin(np.where(self._told, self.model, np.inf)))

    @property
    def _told(self) -> NDArray[np.bool_]:
        known = np.isfinite(self.high)
        return known if np.count_nonzero(known) > 1 else np.ones(len(known), bool)

    @property
    def differ(self) -> bool:
        """Whether the slices differ by more than chance."""
        return bool(self.p < LEVEL)


def block_length(errors: Floats, overlap: int, season: int = 1, slices: int = 1) -> int:
    """Forecasts (n,) in a block: at least 2 · ∛n, a season, four times the overlap, eight times their memory.

    `overlap` is how many forecasts in a row share a predicted row, `season` counts forecasts. The memory is the
    time over which a first-order autoregression forgets, (1 + ρ) / (1 − ρ). Twelve blocks remain at least; of very
    many slices blocks are longer, so that a table of all has at most four million cells.
    """
    n = len(errors)
    overlapping = _BLOCKS * overlap if overlap > 1 else 1
    wanted = max(math.ceil(2 * n ** (1 / 3)), season, overlapping, math.ceil(2 * _BLOCKS * _memory(errors)))
    return max(1, math.ceil(n * slices / _CELLS), min(wanted, n // (2 * FEWEST)))


def _memory(errors: Floats) -> float:
    centred = errors - errors.mean()
    power = float(centred @ centred)
    alike = float(centred[1:] @ centred[:-1]) / power if power > 0 else 0.0
    return (1 + alike) / (1 - alike) if 0 < alike < 1 else 1.0


def by_slice(model: Floats, rule: Floats, code: Whole, slices: int, length: int) -> Slices:
    """Absolute errors (n,) of a model and a rule, and the slice (n,) each belongs to, from 0; none may be empty."""
    blocks = np.arange(len(code)) // length
    tables = [_table(values, code, blocks, slices) for values in (np.ones(len(code)), model, rule)]
    count, own, other = tables
    total = count.sum(axis=0)
    means = [table.sum(axis=0) / total for table in (own, other)]
    wide = _width(own, count, 1.0)
    return Slices(
        count=np.bincount(code, minlength=slices),
        model=means[0],
        rule=means[1],
        low=np.maximum(0.0, means[0] - wide),
        high=means[0] + wide,
        p=_differ(own, count),
        loses=means[0] - means[1] > _width(own - other, count, float(slices)),
    )


@record
class Gains:
    """The skill 1 − error / error of the rule at each step ahead (H,), with limits for 19 of 20 cases."""

    gain: Floats
    low: Floats
    high: Floats

    @property
    def until(self) -> int:
        """Up to how many steps ahead, counted from the first, the model is better."""
        worse = np.flatnonzero(~(self.gain > 0))
        return int(worse[0]) if len(worse) else len(self.gain)

    @property
    def sure_until(self) -> int:
        """… by more than chance."""
        unsure = np.flatnonzero(~(self.low > 0))
        return int(unsure[0]) if len(unsure) else len(self.gain)


class GainsSoFar:
    """Errors of forecasts added up block by block, since those of all steps need not fit into memory at once."""

    def __init__(self, n: int, horizon: int, length: int) -> None:
        self._length, self._seen = length, 0
        self._sums = np.zeros((2, -(-n // length), horizon))

    def add(self, model: Floats, rule: Floats) -> None:
        """Absolute errors (w, H) of the next forecasts."""
        block = np.arange(self._seen, self._seen + len(model)) // self._length
        first = np.flatnonzero(np.diff(block, prepend=-1))
        for sums, errors in zip(self._sums, (model, rule), strict=True):
            sums[block[first]] += np.add.reduceat(errors, first, axis=0)
        self._seen += len(model)

    def gains(self) -> Gains:
        """Limits of the ratio of two sums; NaN where the rule is perfect or the blocks are too few."""
        model, rule = self._sums
        total = np.where(rule.sum(axis=0) > 0, rule.sum(axis=0), np.nan)
        ratio = model.sum(axis=0) / total
        wide = _times(np.full(rule.shape[1], len(rule))) * _deviation((model - ratio * rule) / total)
        return Gains(gain=1 - ratio, low=1 - ratio - wide, high=1 - ratio + wide)


def difference(blocks: Floats) -> float:
    """Half the width of the limits of a sum, from the sums of its blocks (B,); NaN where these are too few."""
    centred = blocks - blocks.mean()
    return float(_times(np.array([len(blocks)]))[0] * _deviation(centred[:, None])[0])


def _table(values: Floats, code: Whole, blocks: Whole, slices: int) -> Floats:
    """(B, K) sums of the values of each block in each slice."""
    many = int(blocks[-1]) + 1
    sums: Floats = np.bincount(blocks * slices + code, values, many * slices).astype(np.float64)
    return sums.reshape(many, slices)


def _width(sums: Floats, count: Floats, tests: float) -> Floats:
    """(K,) half the width of the limits of each slice's mean, for so many tests at once."""
    total = count.sum(axis=0)
    mean = sums.sum(axis=0) / total
    return _times((count > 0).sum(axis=0), tests) * _deviation((sums - mean * count) / total)


def _differ(sums: Floats, count: Floats) -> float:
    """Each slice against all others: the smallest p-value times their number (Bonferroni)."""
    from scipy.stats import t

    if count.shape[1] < 2:
        return math.nan
    rest, others = sums.sum(axis=1, keepdims=True) - sums, count.sum(axis=1, keepdims=True) - count
    mean, mean_rest = sums.sum(axis=0) / count.sum(axis=0), rest.sum(axis=0) / others.sum(axis=0)
    scores = (sums - mean * count) / count.sum(axis=0) - (rest - mean_rest * others) / others.sum(axis=0)
    blocks, deviation = np.minimum((count > 0).sum(axis=0), (others > 0).sum(axis=0)), _deviation(scores)
    told = (blocks >= COMPARED) & (deviation > 0)
    if not told.any():
        return math.nan
    far = np.abs(mean - mean_rest)[told] / deviation[told]
    return float(min(1.0, told.sum() * (2 * t.sf(far, blocks[told] - 1)).min()))


def _deviation(scores: Floats) -> Floats:
    """(K,) standard deviation of the sum of independent blocks' scores (B, K), whose mean is 0."""
    blocks = len(scores)
    return np.asarray(np.sqrt((scores**2).sum(axis=0) * blocks / max(1, blocks - 1)))


def _times(blocks: Whole, tests: float = 1.0) -> Floats:
    """(K,) how many standard deviations the limits lie off; NaN for fewer than `FEWEST` blocks."""
    from scipy.stats import t

    far: Floats = t.ppf(1 - LEVEL / 2 / tests, np.maximum(blocks, 2) - 1)
    return np.where(blocks >= FEWEST, far, np.nan)
