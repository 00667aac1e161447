"""One line per predicted value: the right row, the right time, the right answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.examples.spec import Windows
from core.export.predictions_csv import csv_bytes
from core.export.rows import COLUMNS, long_table, time_of


def ramp(rows: int, time: object = None, spacing: float | None = 3_600.0) -> Dataset:
    values = np.column_stack([np.arange(rows) * 10.0, np.arange(rows) * -1.0])
    return Dataset(
        names=("a", "b"),
        units=("", ""),
        values=values,
        time=None if time is None else np.asarray(time, dtype="datetime64[ns]"),
        series=np.zeros(rows, dtype=np.int32),
        segment=np.zeros(rows, dtype=np.int32),
        row=np.arange(rows, dtype=np.int64) + 5,  # the first five rows of the file were left out
        inputs=(0, 1),
        targets=(0, 1),
        spacing=spacing,
        season=None,
    )


def test_every_line_agrees_with_a_plain_loop() -> None:
    dataset, windows = (
        ramp(20, pd.date_range("2024-01-01", periods=20, freq="h")),
        Windows(lookback=3, delay=2, horizon=3),
    )
    now = np.array([2, 9, 16, 19])
    values = np.arange(4 * 3 * 2, dtype=np.float32).reshape(4, 3, 2)
    table = long_table(dataset, windows, now, values)
    lines = []
    for w, t in enumerate(now):
        for h in range(3):
            for c, target in enumerate("ab"):
                row = t + 2 + h
                actual = dataset.values[row, c] if row < 20 else np.nan
                time = pd.Timestamp("2024-01-01") + pd.Timedelta(hours=int(row))
                lines.append((time, row + 5, target, h + 1, float(values[w, h, c]), actual))
    pd.testing.assert_frame_equal(
        table.astype({"target": object, "time": "datetime64[ns]"}),
        pd.DataFrame(lines, columns=list(COLUMNS)).astype({"target": object, "time": "datetime64[ns]"}),
        check_dtype=False,
    )


def test_without_times_the_column_is_there_and_empty() -> None:
    table = long_table(ramp(5), Windows(lookback=1), np.array([4]), np.zeros((1, 1, 2)))
    assert tuple(table.columns) == COLUMNS
    assert table["time"].isna().all()
    assert table["row"].tolist() == [10, 10]


@pytest.mark.parametrize(
    ("known", "spacing", "coming"),
    [
        (["1960-10-01", "1960-11-01", "1960-12-01"], 2_629_746, ["1961-01-01", "1961-02-01", "1961-03-01"]),
        (["2023-12-31", "2024-01-31", "2024-02-29"], 2_629_746, ["2024-03-31", "2024-04-30", "2024-05-31"]),
        (["2020-01-01", "2021-01-01", "2022-01-01"], 12 * 2_629_746, ["2023-01-01", "2024-01-01", "2025-01-01"]),
        (["2024-01-01", "2024-01-08", "2024-01-15"], 604_800, ["2024-01-22", "2024-01-29", "2024-02-05"]),
        (["2024-01-01T00:00", "2024-01-01T00:10"], 600, ["2024-01-01T00:20", "2024-01-01T00:30", "2024-01-01T00:40"]),
    ],
)
def test_time_goes_on_behind_the_last_row(known: list[str], spacing: float, coming: list[str]) -> None:
    dataset = ramp(len(known), known, spacing)
    found = time_of(dataset, np.arange(len(known) + 3), np.zeros(1, np.int64))
    assert found.tolist() == np.array(known + coming, dtype="datetime64[ns]").tolist()


def test_without_a_spacing_the_times_to_come_are_unknown() -> None:
    assert np.isnat(time_of(ramp(2, ["2024-01-01", "2024-01-02"], None), np.array([1, 2]), np.array([1]))).tolist() == [
        False,
        True,
    ]


def unequal() -> Dataset:
    """Two series of five and three hours, taken from a file in which their rows stand between each other."""
    whole = ramp(8, [f"2024-01-01T{hour:02d}" for hour in (0, 1, 2, 3, 4, 2, 3, 4)])
    series = np.array([0, 0, 0, 0, 0, 1, 1, 1], np.int32)
    row = np.array([0, 1, 2, 4, 6, 3, 5, 7])
    return replace(whole, series=series, segment=series, row=row, series_names=("=a", "b"))


def test_every_series_goes_on_behind_its_own_end() -> None:
    dataset, windows = unequal(), Windows(lookback=1, delay=1, horizon=2)
    now = np.array([2, 4, 6, 7])
    table = long_table(dataset, windows, now, np.zeros((4, 2, 2)))
    lines = []
    for t in now:
        end = {0: 5, 1: 8}[int(dataset.series[t])]
        for step in (1, 2):
            for c, target in enumerate("ab"):
                row, beyond = t + step, t + step - end + 1
                time = dataset.time[min(row, end - 1)] + np.timedelta64(max(beyond, 0), "h")
                number = 7 + beyond if beyond > 0 else dataset.row[row]
                actual = np.nan if beyond > 0 else dataset.values[row, c]
                lines.append((dataset.series_names[dataset.series[t]], time, number, target, step, 0.0, actual))
    expected = pd.DataFrame(lines, columns=["series", *COLUMNS])
    found = table.astype({"target": object, "series": object})
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_a_csv_of_several_series_names_each_and_runs_no_formula() -> None:
    dataset, windows = unequal(), Windows(lookback=1)
    tables = [long_table(dataset, windows, np.array([t]), np.ones((1, 1, 2))) for t in (1, 6)]
    lines = csv_bytes(tables).decode().splitlines()
    assert lines[0] == "series,time,row,target,step,predicted,actual"
    assert lines[1] == "'=a,2024-01-01 02:00:00,2,a,1,1.0,20.0"
    assert lines[3] == "b,2024-01-01 04:00:00,7,a,1,1.0,70.0"
