"""Prepared examples of small series, and the ETTh1 file with its published protocol."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.data.dataset import Dataset
from core.evaluation.past import actual
from core.evaluation.predictions import Predictions
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.examples.builders import dataset

ROOT = Path(__file__).parents[3]
ETTH1 = ROOT / "assets/samples/ETTh1.csv"
ETT_SPLIT = SplitSpec(by="rows", cuts=(8640, 2880, 2880))


def wavy(rows: int = 400, columns: int = 2, seed: int = 3) -> np.ndarray:
    """(rows, columns): a wave of 24 rows on a wandering level, each column of another size."""
    rng = np.random.default_rng(seed)
    t = np.arange(rows)[:, None]
    size = 10.0 ** np.arange(columns)
    return size * (np.sin(2 * np.pi * t / 24 + np.arange(columns)) + np.cumsum(rng.normal(0, 0.1, (rows, columns)), 0))


def prepared(
    values: np.ndarray | None = None,
    windows: Windows | None = None,
    split: SplitSpec | None = None,
    **columns: object,
) -> Prepared:
    data = dataset(wavy() if values is None else values, **{"targets": (0, 1), "season": 24, **columns})
    windows = windows or Windows(lookback=12, step=3, delay=2, horizon=5)
    return prepare(data, windows, split or SplitSpec(), FittingSpec())


def predictions_of(given: Prepared, noise: float = 0.0, future: bool = True) -> Predictions:
    """The truth plus a fixed error that differs from cell to cell."""
    now, part = given.placement.now, given.placement.part
    truth = actual(given, now)
    error = noise * np.sin(np.arange(truth.size)).reshape(truth.shape) * truth.std(axis=(0, 1))
    rows = given.placement.future if future else given.placement.future[:0]
    return Predictions(
        part=part,
        row=now,
        values=truth + error,
        future_row=rows,
        future=np.zeros((len(rows), *truth.shape[1:])),
    )


def etth1(targets: tuple[str, ...]) -> Dataset:
    """The sample that the app ships, byte for byte the published file."""
    frame = pd.read_csv(ETTH1, usecols=list(targets))[list(targets)]
    n, k = frame.shape
    return Dataset(
        names=targets,
        units=("",) * k,
        values=frame.to_numpy(np.float64),
        time=np.datetime64("2016-07-01", "ns") + np.arange(n).astype("timedelta64[h]"),
        series=np.zeros(n, dtype=np.int32),
        segment=np.zeros(n, dtype=np.int32),
        row=np.arange(n),
        inputs=tuple(range(k)),
        targets=tuple(range(k)),
        spacing=3600.0,
        season=24,
    )
