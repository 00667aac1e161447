"""What a backtest is asked for."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from core.spec import Spec

__all__ = ["FEWEST", "MOST", "BacktestSpec"]

FEWEST, MOST = 3, 10
"""Folds: fewer say nothing about the spread, more take long and differ little."""

Kind = Literal["expanding", "sliding"]


class BacktestSpec(Spec):
    """The model is judged on several stretches of time, one after the other, each time on what came before.

    `folds` stretches of equal length make up the last `share` of the moments (rows, of several series the different
    times). The past of a fold ends `gap` moments before it. It is all there is (`expanding`), or always as long as
    that of the first fold (`sliding`). With `refit` every fold has a model of its own; without it one model that
    knows the past of the first fold answers in all.
    """

    folds: int = Field(5, ge=FEWEST, le=MOST)
    kind: Kind = "expanding"
    gap: int = Field(0, ge=0)
    refit: bool = True
    share: float = Field(0.5, gt=0, lt=1)

    @property
    def key(self) -> str:
        """All of it as part of an id: `expanding-5-gap0-refit-0.5`."""
        return f"{self.kind}-{self.folds}-gap{self.gap}-{'refit' if self.refit else 'once'}-{self.share:g}"

    @classmethod
    def of(cls, key: str) -> BacktestSpec:
        """What `key` was made of. Raises ValueError for what no backtest has."""
        found = re.fullmatch(r"(\w+)-(\d+)-gap(\d+)-(refit|once)-([\d.]+)", key)
        if not found:
            raise ValueError(f"A backtest is named like expanding-5-gap0-refit-0.5. Received: {key!r}")
        kind, folds, gap, refit, share = found.groups()
        return cls.model_validate(
            {"kind": kind, "folds": int(folds), "gap": int(gap), "refit": refit == "refit", "share": float(share)}
        )
