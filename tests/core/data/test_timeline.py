"""Rows without a time: counted from a start, against pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.reading import read, recognise
from core.data.timeline import counted_times, timeline
from core.errors import DataError


@pytest.mark.parametrize(
    "every", ["s", "90s", "15min", "h", "6h", "D", "B", "W", "MS", "QS", "YS", "ME", "QE", "YE", "2MS"]
)
def test_counted_rows_are_pandas_ranges_where_these_begin_at_the_start(every):
    start = {"B": "2021-01-04", "W": "2021-01-03", "ME": "2021-01-31", "QE": "2021-03-31", "YE": "2021-12-31"}
    begin = start.get(every, "2021-01-01")
    assert (timeline(40, begin, every) == pd.date_range(begin, periods=40, freq=every).to_numpy()).all()


def test_months_keep_the_day_of_the_start():
    days = [str(day)[:10] for day in timeline(4, "2020-01-31", "MS")]
    assert days == ["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"]
    assert str(timeline(2, "2020-01-15 06:30", "MS")[1]) == "2020-02-15T06:30:00.000000000"


def test_working_days_skip_the_weekend():
    assert [str(day)[:10] for day in timeline(3, "2021-01-08", "B")] == ["2021-01-08", "2021-01-11", "2021-01-12"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-500, 500), max_size=20), st.sampled_from(["h", "D", "MS", "QS", "5min"]))
def test_a_count_is_as_many_steps_from_the_start(counts, every):
    whole = timeline(1_001, "1950-01-01", every)
    found = counted_times(np.array(counts, float), str(whole[500]), every)
    assert (found == whole[np.array(counts, int) + 500]).all()


def test_parts_of_a_second_are_kept_and_missing_counts_have_no_time():
    found = counted_times(np.array([0.1, np.nan, 2]), "2020-01-01", "s")
    assert str(found[0]) == "2020-01-01T00:00:00.100000000"
    assert np.isnat(found[1])


@pytest.mark.parametrize("start", ["", "soon", "2020-13-01", "NaT"])
def test_a_start_nobody_can_read_is_refused(start):
    with pytest.raises(DataError, match="cannot be read as a time"):
        timeline(3, start, "h")


@pytest.mark.parametrize("every", ["", "0h", "-1h", "often", "15", "1000000h h"])
def test_a_step_nobody_knows_is_refused(every):
    with pytest.raises(DataError, match="no step in time"):
        timeline(3, "2020-01-01", every)


@pytest.mark.parametrize(("rows", "every"), [(1_000, "YS"), (400_000, "D"), (10**6, "999999YS"), (3, "999999YS")])
def test_rows_beyond_the_calendar_are_refused(rows, every):
    with pytest.raises(DataError, match="1678 and 2262"):
        timeline(rows, "2020-01-01", every)


def test_a_file_without_a_time_gets_one_from_start_and_step(write):
    path = write("load\n" + "".join(f"{i % 24}.5\n" for i in range(100)))
    reading = recognise(path)
    assert reading.time == ()
    table = read(path, reading.but(start="2020-01-01", every="h"))
    assert table.time is not None
    assert (table.time == pd.date_range("2020-01-01", periods=100, freq="h").to_numpy()).all()
    assert table.numbers == ("load",)


def test_a_column_that_counts_tells_the_time_from_a_start(write):
    path = write("id,step,y\n" + "".join(f"{name},{i},{i}.5\n" for name in "ab" for i in range(50)))
    table = read(path, recognise(path).but(time=("step",), time_format="count", start="2020-01-01", every="D"))
    assert table.time is not None
    assert (table.time[:50] == table.time[50:]).all()
    assert table.time[49] == np.datetime64("2020-02-19")
