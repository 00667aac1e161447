"""Which quantiles make an interval that promises a share of what happens, and which shares some quantiles promise."""

from __future__ import annotations

__all__ = ["PROMISES", "promises_of", "quantiles_for"]

PROMISES = (0.8, 0.9, 0.95)
"""Those a person is offered."""


def quantiles_for(promise: float) -> tuple[float, float, float]:
    """The two ends that leave out equally much, and the middle: 0.9 gives 0.05, 0.5, 0.95."""
    return round((1 - promise) / 2, 6), 0.5, round((1 + promise) / 2, 6)


def promises_of(quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """What the intervals between the outermost, the next … should hold, ascending."""
    half = len(quantiles) // 2
    widest_first = (quantiles[-1 - pair] - quantiles[pair] for pair in range(half))
    return tuple(sorted(round(promise, 6) for promise in widest_first))
