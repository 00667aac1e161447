"""A made-up series whose best possible error is known, because its noise is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import Field

from core.files import write_bytes
from core.spec import Spec

DAY = 24
CHANGE_AT = 0.6  # share of the rows before the regime changes


class DialSpec(Spec):
    """The dials. All but `rows` and `seed` are in the unit of the series."""

    rows: int = Field(4_000, ge=200, le=100_000)
    trend: float = Field(4.0, ge=-50, le=50)
    season: float = Field(5.0, ge=0, le=50)
    noise: float = Field(1.0, ge=0, le=50)
    change: float = Field(0.0, ge=-50, le=50)
    seed: int = Field(1, ge=0, lt=2**31)


def dial(
    rows: int = 4_000, trend: float = 4.0, season: float = 5.0, noise: float = 1.0, change: float = 0.0, seed: int = 1
) -> tuple[pd.DataFrame, float]:
    """(hourly `time` and `value`, the smallest mean absolute error any forecaster can expect).

    The value is 20, plus `trend` spread evenly over the rows, plus a daily sine of amplitude
    `season`, plus `change` after 60 % of the rows, plus normal noise of deviation `noise`. Who knows
    all but the noise is off by its mean absolute value, noise · √(2/π).
    """
    at = np.arange(rows)
    level = 20 + trend * at / max(rows - 1, 1) + np.where(at >= CHANGE_AT * rows, change, 0.0)
    values = level + season * np.sin(2 * np.pi * at / DAY) + noise * np.random.default_rng(seed).standard_normal(rows)
    frame = pd.DataFrame({"time": pd.date_range("2024-01-01", periods=rows, freq="h"), "value": values.round(6)})
    return frame, noise * math.sqrt(2 / math.pi)


def write_dial(path: Path, dials: DialSpec) -> float:
    """Writes the series as a CSV that is read like any upload; returns the best possible error."""
    frame, best = dial(**dials.model_dump())
    write_bytes(path, frame.to_csv(index=False, date_format="%Y-%m-%d %H:%M:%S").encode())
    return best
