"""Times: which column, which pattern, and what cannot be decided."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.clock import parse_times
from core.data.dayfirst import whole_column_format
from core.data.patterns import formats_of

HOURS = pd.date_range("2021-01-30 22:00", periods=60, freq="h")


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %H.%M.%S", "%m/%d/%Y %H:%M:%S",
        "%Y/%m/%d %H:%M", "%d-%b-%Y %H:%M", "%b %d, %Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y%m%d%H%M", "%d.%m.%y %H:%M",
    ],
)  # fmt: skip
def test_every_usual_way_of_writing_a_time_is_read(table_of, pattern):
    rows = "".join(f'"{time.strftime(pattern)}",{i}\n' for i, time in enumerate(HOURS))
    table = table_of("time,value\n" + rows)
    assert table.reading.time == ("time",)
    assert (table.time == HOURS.to_numpy()).all()
    assert table.kinds == {"time": "time", "value": "number"}


@pytest.mark.parametrize(("unit", "factor"), [("unix_s", 1), ("unix_ms", 1_000)])
def test_seconds_and_milliseconds_since_1970_are_times(table_of, unit, factor):
    stamps = HOURS.to_numpy().astype("datetime64[s]").astype(int) * factor
    table = table_of("timestamp,value\n" + "".join(f"{t},{i}\n" for i, t in enumerate(stamps)))
    assert table.reading.time_format == unit
    assert (table.time == HOURS.to_numpy()).all()


def test_months_days_and_years_without_a_clock(table_of):
    months = table_of("Month,v\n" + "".join(f"{y}-{m:02d},{m}\n" for y in (1949, 1950) for m in range(1, 13)))
    assert months.time is not None
    assert months.time[13] == np.datetime64("1950-02-01")
    days = table_of("date,v\n19580329,1\n19580405,2\n19580412,3\n")
    assert days.time is not None
    assert days.time[2] == np.datetime64("1958-04-12")
    years = table_of("year,v\n1950,1\n1951,2\n1952,3\n1953,4\n")
    assert years.time is not None
    assert years.time[3] == np.datetime64("1953-01-01")


def test_counts_that_look_like_years_are_numbers(table_of):
    table = table_of("sold,price\n" + "".join(f"{1900 + 37 * i % 200},{i}.5\n" for i in range(30)))
    assert table.time is None
    assert table.kinds["sold"] == "number"


def test_temperatures_are_no_clock(table_of):
    # Cause: 23.11 looks like eleven past eleven at night, and was joined to the month.
    table = table_of("Month,degrees\n" + "".join(f"1950-{m:02d},2{m % 4}.{10 + m}\n" for m in range(1, 13)))
    assert table.reading.time == ("Month",)
    assert table.kinds["degrees"] == "number"


def test_date_and_clock_in_two_columns_are_one_time(table_of):
    table = table_of("Date;Time;v\n" + "".join(f"{t:%d/%m/%Y};{t:%H.%M.%S};{i}\n" for i, t in enumerate(HOURS)))
    assert table.reading.time == ("Date", "Time")
    assert (table.time == HOURS.to_numpy()).all()


def test_year_month_day_and_hour_in_columns_of_their_own(table_of):
    rows = "".join(f"{t.year},{t.month},{t.day},{t.hour},{i}\n" for i, t in enumerate(HOURS))
    table = table_of("year,month,day,hour,v\n" + rows)
    assert table.reading.time_format == "%Y %m %d %H"
    assert (table.time == HOURS.to_numpy()).all()


def test_day_or_month_first_is_decided_from_the_whole_column(table_of):
    days = pd.date_range("2020-01-01", periods=1_600, freq="8h")  # the first 36 rows leave it open
    american = table_of("Date,v\n" + "".join(f"{t:%m/%d/%Y %H:%M},1\n" for t in days))
    european = table_of("Date,v\n" + "".join(f"{t:%d/%m/%Y %H:%M},1\n" for t in days))
    assert (american.time == days.to_numpy()).all()
    assert (european.time == days.to_numpy()).all()
    assert not american.notes
    assert not european.notes


def test_monthly_rows_decide_by_their_regularity(table_of):
    months = pd.date_range("2000-01-01", periods=48, freq="MS")
    for pattern in ("%d/%m/%Y", "%m/%d/%Y"):
        table = table_of("Date,v\n" + "".join(f"{t:{pattern}},1\n" for t in months))
        assert (table.time == months.to_numpy()).all(), pattern


def test_doubt_between_day_and_month_is_told(table_of):
    table = table_of("Date,v\n01/02/2020,1\n02/03/2020,2\n05/04/2020,3\n07/06/2020,4\n")
    assert [note.key for note in table.notes] == ["day_first_assumed"]


def test_times_with_a_zone_are_utc_and_never_repeat(table_of):
    local = pd.date_range("2021-10-30", periods=72, freq="h", tz="Europe/Berlin")
    table = table_of("t,v\n" + "".join(f"{t.isoformat()},{i}\n" for i, t in enumerate(local)))
    assert len(np.unique(table.time)) == 72
    assert "time_zone" in [note.key for note in table.notes]


def test_unreadable_times_are_told_with_their_lines(table_of):
    rows = "".join(f"2020-01-{d:02d},{d}\n" for d in range(1, 30))
    table = table_of("date,v\n" + rows + "soon,30\n")
    note = next(note for note in table.notes if note.key == "times_unreadable")
    assert np.isnat(table.time[-1])
    assert "line 31" in note.text
    assert "soon" in note.text
    assert note.rows == (29,)


def test_the_year_9999_is_no_time_we_can_hold(table_of):
    rows = "".join(f"2020-01-{d:02d},{d}\n" for d in range(1, 30))
    assert np.isnat(table_of("date,v\n" + rows + "9999-12-31,1\n").time[-1])


@settings(deadline=None)
@given(st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01")))
def test_what_is_written_by_a_recognised_pattern_is_read_back(moment):
    moment = moment.replace(microsecond=0)
    for pattern in ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"):
        text = moment.strftime(pattern).zfill(19)
        formats = formats_of(text)
        assert any(parse_times([text], f)[0] == np.datetime64(moment) for f in formats)


def test_two_equally_good_patterns_leave_a_doubt():
    assert whole_column_format(["01/02/2020"] * 3, ("%d/%m/%Y", "%m/%d/%Y")) == ("%d/%m/%Y", False)
    assert whole_column_format(["13/02/2020"], ("%m/%d/%Y", "%d/%m/%Y")) == ("%d/%m/%Y", True)
