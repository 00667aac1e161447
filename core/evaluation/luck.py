"""Whether a difference between two forecasts is more than luck: a test, and limits for the skill.

Letters: `W` windows, in order.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.evaluation.verdict import skill
from core.spec import record
from core.text import say

Array = NDArray[np.float64]

LEVEL = 0.05
FEWEST = 6
"""Stretches without a row in common below which nothing can be said."""
RESAMPLES = 999
_SHARE = 0.3
_BLOCKS = 4


@record
class Luck:
    """What a model's errors say against a rule's on the same windows.

    `gain` is the skill, 1 − error / error of the rule, and lies between `low` and `high` in 19 of 20 cases; `p` is the
    probability of so large a difference where there is none. All three are NaN, and `reason` says why, where
    the windows do not suffice.
    """

    gain: float
    low: float
    high: float
    p: float
    reason: str = ""

    @property
    def sure(self) -> bool:
        """Whether the difference is more than luck."""
        return bool(self.p < LEVEL)

    def sentence(self, rule: str) -> str:
        """The whole finding; `rule` is what the model was compared with, inside a sentence."""
        if self.reason:
            return self.reason
        values = {"rule": rule, "gain": _percent(abs(self.gain)), "low": _less(self.low), "high": _less(self.high)}
        key = "chance" if not self.sure else "better" if self.gain > 0 else "worse"
        return say(f"luck.{key}", p=p_in_words(self.p), **values)


def luck(model: Array, rule: Array, overlap: int) -> Luck:
    """Errors (W,) of a model and a rule on the same windows, ascending in time.

    `overlap` is how many windows in a row share a predicted row, 1 where none do: their errors resemble each
    other, and count for fewer.
    """
    if len(model) < FEWEST * overlap or len(model) < 2 * FEWEST:
        return _unknown(say("luck.too_few", windows=f"{len(model):,}", needed=f"{FEWEST * max(overlap, 2):,}"))
    if not (np.isfinite(model).all() and np.isfinite(rule).all()):
        return _unknown(say("luck.no_numbers"))
    if not rule.any() or np.array_equal(model, rule):
        return _unknown(say("luck.same" if np.array_equal(model, rule) else "luck.perfect"))
    low, high = _limits(model, rule, overlap)
    gain = skill(float(model.mean()), float(rule.mean()))
    return Luck(gain=gain, low=low, high=high, p=diebold_mariano(rule - model, overlap))


def diebold_mariano(difference: Array, overlap: int) -> float:
    """The p-value of a mean of zero, both sides.

    Diebold and Mariano 1995, with the variance of the mean from equally weighted cosines and Student's distribution
    (Lazarus, Lewis, Stock and Watson 2018, "HAR Inference"): it holds its level where errors resemble each other.
    There are as many cosines as they advise, but none that turns within the `overlap`, where resemblance is
    of our making.
    """
    from scipy.stats import t

    n = len(difference)
    terms = max(2, int(min(0.41 * n ** (2 / 3), _SHARE * n / overlap)))
    at = (np.arange(n) + 0.5) / n
    weights = np.array([math.sqrt(2 / n) * float(np.cos(np.pi * j * at) @ difference) for j in range(1, terms + 1)])
    variance = float(np.mean(weights**2))
    if variance == 0:
        return math.nan
    return float(2 * t.sf(math.sqrt(n) * abs(float(difference.mean())) / math.sqrt(variance), terms))


def _limits(model: Array, rule: Array, overlap: int) -> tuple[float, float]:
    """95 % of the skills of a circular block bootstrap over the windows (Politis and Romano 1992).

    Blocks are four times as long as the overlap, at least 2 · ∛W; since few of them understate how much means
    vary, the limits are widened by Student's distribution with one degree of freedom less than there are blocks.
    """
    from scipy.stats import norm, t

    n = len(model)
    block = max(1, min(n // 4, max(int(2 * n ** (1 / 3)), _BLOCKS * overlap if overlap > 1 else 1)))
    starts = np.random.default_rng(0).integers(0, n, (RESAMPLES, -(-n // block)))
    skills = 1 - _sums(model, starts, block) / np.maximum(_sums(rule, starts, block), 1e-300)
    blocks = max(2.0, n / block)
    wider = t.ppf(0.975, blocks - 1) * math.sqrt(blocks / (blocks - 1)) / norm.ppf(0.975)
    low, middle, high = np.quantile(skills, (0.025, 0.5, 0.975))
    gain = skill(float(model.mean()), float(rule.mean()))
    return float(gain + (low - middle) * wider), float(gain + (high - middle) * wider)


def _sums(values: Array, starts: NDArray[np.int64], block: int) -> Array:
    """(R,) of the values in each resample's blocks; the end goes on at the beginning."""
    running = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values[:block]]))])
    sums: Array = (running[starts + block] - running[starts]).sum(axis=1)
    return sums


def _unknown(reason: str) -> Luck:
    return Luck(gain=math.nan, low=math.nan, high=math.nan, p=math.nan, reason=reason)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"


def _less(share: float) -> str:
    """`9 % less`, `3 % more`."""
    return say("luck.less" if share >= 0 else "luck.more", share=_percent(abs(share)))


def p_in_words(value: float) -> str:
    """`p = 0.031`, or that it is very small."""
    return say("luck.small") if value < 0.001 else say("luck.p", value=f"{value:.3f}")
