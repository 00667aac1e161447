"""One line per predicted value: the right row, the right time, the right answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.examples.spec import Windows
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
