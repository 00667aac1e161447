from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.spec import Column, Reading
from core.data.steps import ForwardFill
from core.data.strips import BARS, STRETCHES, Strip, bars, columns_of, of_dataset, of_table, stretches
from core.data.table import Table
from tests.core.data.made import hours, made, spec


def strip_of(table: Table, name: str) -> Strip:
    return of_table(table, [name], {}, stretches(len(table), table.time))[0]


def test_a_strip_counts_what_is_missing_and_shows_both_ends() -> None:
    strip = strip_of(made(y=[1, 2, np.nan, 4, 8]), "y")
    assert (strip.rows, strip.missing, strip.low, strip.high) == (5, 1, 1, 8)
    assert strip.first == (1, 2, None)
    assert strip.last == (None, 4, 8)
    assert strip.absent.tolist() == [0, 0, 1, 0, 0]


def test_bars_are_those_of_numpy() -> None:
    values = np.random.default_rng(0).normal(size=3_000)
    low, high = float(values.min()), float(values.max())
    assert bars(values, low, high).tolist() == np.histogram(values, BARS)[0].tolist()


def test_few_whole_numbers_have_a_bar_each() -> None:
    assert bars(np.array([2.0, 2.0, 5.0]), 2, 5).tolist() == [2, 0, 0, 1]
    assert bars(np.full(7, 3.0), 3, 3).tolist() == [7]


def test_the_course_keeps_the_lowest_and_highest_value_of_every_stretch() -> None:
    values = np.random.default_rng(1).normal(size=1_000).cumsum()
    values[500] = 99
    strip = strip_of(made(y=values), "y")
    for i in range(STRETCHES):
        inside = [v for row, v in enumerate(values) if row * STRETCHES // 1_000 == i]
        assert (strip.lowest[i], strip.highest[i]) == (min(inside), max(inside))


def test_where_the_file_has_no_rows_nothing_is_there_to_be_missing() -> None:
    """Ten hours, a hole of eighty, ten hours: the stretches between hold no rows at all."""
    table = made(hours(*range(10), *range(90, 100)), y=[*range(19), np.nan])
    strip = strip_of(table, "y")
    assert np.isnan(strip.absent[10:90]).all()
    assert strip.absent[:10].tolist() == [0] * 10
    assert strip.absent[99] == 1


def test_rows_are_put_in_order_of_time_for_the_course_but_not_for_the_ends() -> None:
    strip = strip_of(made(hours(3, 2, 1, 0), y=[30, 20, 10, 0]), "y")
    assert strip.lowest.tolist() == [0, 10, 20, 30]
    assert strip.first == (30, 20, 10)


def test_every_month_has_a_stretch_of_its_own() -> None:
    months = np.arange("2000-01", "2008-01", dtype="datetime64[M]").astype("datetime64[ns]")
    strip = strip_of(made(months, y=np.arange(96)), "y")
    assert strip.lowest.tolist() == list(range(96))


def test_texts_are_told_by_their_most_frequent_words() -> None:
    frame = pd.DataFrame({"wind": ["NE", "cv", "NE", None, "SW", "NE", "cv"]})
    table = Table(frame=frame, time=None, kinds={"wind": "text"}, reading=Reading(), raw=(), sha256="", bytes=0)
    strip = strip_of(table, "wind")
    assert strip.words[:2] == (("NE", 3), ("cv", 2))
    assert (strip.different, strip.missing, strip.bars) == (3, 1, None)


def test_columns_that_tell_the_time_together_are_one_strip() -> None:
    frame = pd.DataFrame({"day": ["1", "1"], "hour": ["0", "1"], "y": [1.0, 2.0]})
    kinds = {"day": "time", "hour": "time", "y": "number"}
    reading = Reading(time=("day", "hour"), time_format="%d %H")
    table = Table(frame=frame, time=hours(0, 1), kinds=kinds, reading=reading, raw=(), sha256="", bytes=0)
    assert columns_of(table) == ("day", "y")
    strip = strip_of(table, "day")
    assert (strip.name, strip.kind) == ("day hour", "time")
    assert strip.first == (pd.Timestamp("2020-01-01 00:00"), pd.Timestamp("2020-01-01 01:00"))


def test_an_empty_column_has_nothing_to_show() -> None:
    table = made(y=[np.nan, np.nan], z=[1, 2])
    strip = strip_of(table, "y")
    assert (strip.missing, strip.bars) == (2, None)
    assert np.isnan(strip.low)


def test_after_preparation_filled_cells_are_no_longer_missing() -> None:
    table = made(hours(0, 1, 2), y=[1, np.nan, 3])
    data = spec(ForwardFill(columns=("y",))).but(columns=(Column(name="y", unit="°C", roles=("input", "target")),))
    dataset = arrange(table, data)
    (strip,) = of_dataset(dataset, ["y"], stretches(len(dataset), dataset.time))
    assert (strip.missing, strip.unit) == (0, "°C")


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_the_shortest_files_have_strips_too(rows: int) -> None:
    assert strip_of(made(hours(*range(rows)), y=np.arange(rows)), "y").rows == rows
