"""Rows in the order in which one follows the other: by series, then by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.grouping import series_of
from core.data.table import Table

_SHARED = 0.3  # share of rows with the time of another one above which neighbours in time are no neighbours


def in_order(table: Table, ids: Sequence[str]) -> tuple[Table, NDArray[np.int64], NDArray[np.int32]]:
    """The table with its rows in order, which row of the file each of them was, and its series."""
    rows, series = rows_in_order(table, ids)
    if len(rows) == len(table) and (rows[1:] > rows[:-1]).all():
        return table, rows, series
    time = None if table.time is None else table.time[rows]
    return replace(table, frame=table.frame.take(rows), time=time), rows, series


def even_spacing(table: Table, series: NDArray[np.int32], spacing: float | None) -> float | None:
    """`spacing` where a row says how much time has passed; None where many rows of `table`, in order, share theirs."""
    if spacing is None or table.time is None or len(table) < 2:
        return spacing
    same = (np.diff(table.time) == np.timedelta64(0)) & (np.diff(series) == 0)
    return None if float(np.mean(same)) > _SHARED else spacing


def rows_in_order(table: Table, ids: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows with a readable time, by series and time, and the series of each; without times in the file's order.

    `ids` tell the series. Where many rows share a time and nothing tells them apart, the file's order stays.
    """
    rows = np.arange(len(table), dtype=np.int64)
    if table.time is not None:
        rows = rows[~np.isnat(table.time)]
    series = np.zeros(len(rows), np.int32)
    if ids:
        series = series_of([table.frame[name].iloc[rows] for name in ids])[0]
    if table.time is None:
        order = np.argsort(series, kind="stable")
        return rows[order], series[order]
    time = table.time[rows]
    if not ids and (np.diff(time) >= np.timedelta64(0)).all():
        return rows, series
    order = np.lexsort((time, series))
    same = (np.diff(time[order]) == np.timedelta64(0)) & (np.diff(series[order]) == 0)
    if len(same) and float(np.mean(same)) > _SHARED:
        order = np.argsort(series, kind="stable")
    return rows[order], series[order]
