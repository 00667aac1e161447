"""One line per predicted value: the right row, the right time, the right answer."""

from __future__ import annotations

import io
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


WORDS = ("calm", "=gale", "storm")


def labelled(rows: int, series: list[int], names: tuple[str, ...] = ("",)) -> Dataset:
    """Places of WORDS in turn as the target, the last one unknown."""
    values = np.column_stack([np.arange(rows) * 10.0, np.arange(rows) % len(WORDS)])
    values[-1, 1] = np.nan
    return replace(
        ramp(rows),
        values=values,
        series=np.array(series, dtype=np.int32),
        segment=np.array(series, dtype=np.int32),
        series_names=names,
        inputs=(0,),
        targets=(1,),
        classes=WORDS,
    )


def test_classes_are_words_with_a_probability_each() -> None:
    shares = np.array([[[0.2, 0.5, 0.3]], [[0.6, 0.1, 0.3]]])
    table = long_table(labelled(5, [0] * 5), Windows(lookback=2), np.array([1, 3]), shares)
    assert table["predicted"].tolist() == ["=gale", "calm"]
    assert table["actual"].tolist()[0] == "storm"
    assert table["actual"].isna().tolist() == [False, True]
    assert tuple(table.columns) == (*COLUMNS, *(f"probability of {word}" for word in WORDS))
    np.testing.assert_array_equal(table.iloc[:, -3:], shares[:, 0])


def test_of_two_classes_the_probability_is_that_of_the_second() -> None:
    dataset = replace(labelled(5, [0] * 5), classes=WORDS[:2])
    table = long_table(dataset, Windows(lookback=2), np.array([0, 2, 3]), np.array([[[0.25]], [[0.75]], [[0.5]]]))
    assert table["predicted"].tolist() == ["calm", "=gale", "calm"]
    np.testing.assert_array_equal(table["probability of =gale"], [0.25, 0.75, 0.5])
    np.testing.assert_array_equal(table["probability of calm"], [0.75, 0.25, 0.5])


WHOLE = {"delay": 0, "whole": True}


def test_of_a_whole_example_its_name_is_told_and_no_time() -> None:
    dataset = labelled(6, [0, 0, 0, 1, 1, 1], ("7", "=9"))
    shares = np.full((2, 1, 3), 1 / 3)
    table = long_table(dataset, Windows(lookback=3, **WHOLE), np.array([2, 5]), shares)
    assert list(table.columns[:4]) == ["example", "target", "predicted", "actual"]
    assert table["example"].tolist() == ["7", "=9"]
    lines = csv_bytes([table]).decode().splitlines()
    assert lines[0] == "example,target,predicted,actual,probability of calm,probability of =gale,probability of storm"
    assert [line.split(",")[:4] for line in lines[1:]] == [["7", "b", "calm", "storm"], ["'=9", "b", "calm", ""]]


def test_where_a_row_is_an_example_its_number_from_1_is_its_name() -> None:
    dataset = replace(ramp(4), targets=(0, 1))
    table = long_table(dataset, Windows(lookback=1, **WHOLE), np.array([0, 3]), np.zeros((2, 1, 2)))
    assert table["example"].tolist() == [6, 6, 9, 9]
    assert table["target"].tolist() == ["a", "b"] * 2
    assert table["actual"].tolist() == [0.0, 0.0, 30.0, -3.0]


def test_a_hostile_word_stays_one_cell_of_the_head() -> None:
    words = ('a,"b"\nc', "d")
    dataset = replace(labelled(5, [0] * 5), classes=words)
    raw = csv_bytes([long_table(dataset, Windows(lookback=2), np.array([0]), np.array([[[0.25]]]))])
    head = pd.read_csv(io.BytesIO(raw))
    assert list(head.columns[-2:]) == [f"probability of {word}" for word in words]
    assert head["predicted"].tolist() == [words[0]]
