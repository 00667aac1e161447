"""An analysis worked out on the spot, where that is quick: tried, and given up as soon as it plainly is not."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal

from core.analyses.explained import Explained
from core.analyses.registry import ANALYSES, FORESEEN
from core.evaluation.predicting import Floats

__all__ = ["quickly"]

FEW = 32
"""Windows whose answers foretell how long those to many take."""


class _TooLong(Exception):
    """It takes longer than there is time."""


def quickly(what: str, settings: Mapping[str, Any], seen: Explained, seconds: float) -> Mapping[str, Any] | None:
    """What an analysis says, None where it takes longer than `seconds`, or may; to find that out takes no longer."""
    if what not in FORESEEN:
        return None
    begun = time.perf_counter()

    def needs(more: float) -> None:
        if time.perf_counter() - begun + more > seconds:
            raise _TooLong

    def report(done: int, of: int) -> None:
        needs((time.perf_counter() - begun) / (done + 1) * (of - done))

    def answer(x: Floats) -> Floats:
        needs(0)
        if len(x) > 2 * FEW:
            asked = time.perf_counter()
            seen.answer(x[:FEW])
            needs((time.perf_counter() - asked) / FEW * len(x))
        return seen.answer(x)

    try:
        return ANALYSES[what](seen.but(answer=answer), settings, report, _always)
    except _TooLong:
        return None


def _always() -> Literal["stop"] | None:
    """Nobody calls off what takes no time."""
    return None
