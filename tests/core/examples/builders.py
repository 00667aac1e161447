"""Small datasets whose every answer can be computed by hand."""

from __future__ import annotations

import numpy as np

from core.data.dataset import Dataset


def dataset(
    values: np.ndarray,
    *,
    targets: tuple[int, ...] = (0,),
    inputs: tuple[int, ...] | None = None,
    segment: np.ndarray | None = None,
    series: np.ndarray | None = None,
    spacing: float | None = 3600.0,
    season: int | None = None,
) -> Dataset:
    """A dataset of (N,) or (N, K) values, hourly from 2020 unless said otherwise."""
    table = np.asarray(values, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    n, k = table.shape
    zeros = np.zeros(n, dtype=np.int32)
    series = zeros if series is None else np.asarray(series, dtype=np.int32)
    time = None
    if spacing is not None:
        time = np.datetime64("2020-01-01", "ns") + (np.arange(n) * int(spacing * 1e9)).astype("timedelta64[ns]")
    return Dataset(
        names=tuple("abcdefgh"[:k]),
        units=("",) * k,
        values=table,
        time=time,
        series=series,
        segment=series if segment is None else np.asarray(segment, dtype=np.int32),
        row=np.arange(n),
        inputs=tuple(range(k)) if inputs is None else inputs,
        targets=targets,
        spacing=spacing,
        season=season,
        series_names=tuple(f"s{one}" for one in range(int(series.max(initial=0)) + 1)) if series.any() else ("",),
    )
