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
        "%d/%m/%Y, %I:%M:%S %p", "%a, %d %b %Y %H:%M:%S", "%B %d, %Y %I:%M %p", "%Y년 %m월 %d일 %H:%M",
        "%d. %b %Y %H:%M", "%d/%b/%Y:%H:%M:%S", "%Y.%m.%d %H:%M", "%H:%M %d.%m.%Y", "%Y%m%dT%H%M%S",
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


@settings(deadline=None, max_examples=30)
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


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        (["1956Q1", "1956Q2", "1956Q3", "1956Q4"], "1956-01-01", "1956-10-01"),
        (["Q1 1999", "Q2 1999", "Q3 1999", "Q4 1999"], "1999-01-01", "1999-10-01"),
        (["2014-W51", "2014-W52", "2015-W01", "2015-W02"], "2014-12-15", "2015-01-05"),
        (["2009M01", "2009M02", "2009M03", "2009M04"], "2009-01-01", "2009-04-01"),
        (["Jan-09", "Feb-09", "Mar-09", "Apr-09"], "2009-01-01", "2009-04-01"),
        (["1950 JAN", "1950 FEB", "1950 MAR", "1950 APR"], "1950-01-01", "1950-04-01"),
        (["2014/2015", "2015/2016", "2016/2017", "2017/2018"], "2014-01-01", "2017-01-01"),
        (["1949", "1949.0833333333", "1949.1666666667", "1949.25"], "1949-01-01", "1949-04-01"),
        (["43831", "43831.5", "43832", "43832.5"], "2020-01-01", "2020-01-02T12:00"),
        (["5. März 2020", "6. März 2020", "7. März 2020", "8. März 2020"], "2020-03-05", "2020-03-08"),
        (["29 déc. 2019", "30 déc. 2019", "31 déc. 2019", "1 janv. 2020"], "2019-12-29", "2020-01-01"),
        (["2020. 1. 5. 오전 11:00", "2020. 1. 5. 오후 12:00", "2020. 1. 5. 오후 1:00", "2020. 1. 5. 오후 2:00"],
         "2020-01-05T11:00", "2020-01-05T14:00"),
        (["1/30/2020, 5:00:00 p.m.", "1/30/2020, 6:00:00 p.m.", "1/30/2020, 7:00:00 p.m."],
         "2020-01-30T17:00", "2020-01-30T19:00"),
        (["30.01.2019 22:00 - 30.01.2019 23:00", "30.01.2019 23:00 - 31.01.2019 00:00"],
         "2019-01-30T22:00", "2019-01-30T23:00"),
        (["27.10.2019 02:00 CEST", "27.10.2019 02:00 CET", "27.10.2019 03:00 CET"],
         "2019-10-27T00:00", "2019-10-27T02:00"),
        (["30/01/2020 12:00 +0530", "30/01/2020 13:00 +0530"], "2020-01-30T06:30", "2020-01-30T07:30"),
        (["30/01/2006 22:00", "30/01/2006 23:00", "30/01/2006 24:00"], "2006-01-30T22:00", "2006-01-31"),
        (["2006-01-30 23:00", "2006-01-30 24:00", "2006-01-31 01:00"], "2006-01-30T23:00", "2006-01-31T01:00"),
    ],
)  # fmt: skip
def test_every_other_way_of_writing_a_time_is_read(table_of, cells, first, last):
    table = table_of("date,value\n" + "".join(f'"{cell}",{i}.5\n' for i, cell in enumerate(cells)))
    assert table.reading.time == ("date",)
    assert table.time[0] == np.datetime64(first)
    assert table.time[-1] == np.datetime64(last)
    assert not np.isnat(table.time).any()


@pytest.mark.parametrize(
    ("header", "cells", "pattern"),
    [
        ("year,quarter", lambda t: f"{t.year},{(t.month - 1) // 3 + 1}", "quarter"),
        ("Year,Week", lambda t: "{},{}".format(*t.isocalendar()[:2]), "week"),
        ("Yr,Mo,Day", lambda t: f"{t.year},{t.month},{t.day}", "%Y %m %d"),
        ("year,month", lambda t: f"{t.year},{t:%B}", "%Y %b"),
        ("YEAR,DOY", lambda t: f"{t.year},{t.day_of_year}", "%Y %j"),
    ],
)
def test_parts_of_the_calendar_in_columns_of_their_own(table_of, header, cells, pattern):
    days = pd.date_range("2018-01-01", periods=40, freq="QS" if "quarter" in header else "MS")
    days = pd.date_range("2018-01-01", periods=40, freq="W-MON") if "Week" in header else days
    table = table_of(f"{header},v\n" + "".join(f"{cells(t)},{i}.5\n" for i, t in enumerate(days)))
    assert table.reading.time == tuple(header.split(","))
    assert table.reading.time_format == pattern
    assert (table.time == days.to_numpy()).all()


@pytest.mark.parametrize("first", [0, 1])
def test_hours_from_0_to_23_or_from_1_to_24_beside_a_date(table_of, first):
    day = np.repeat(pd.date_range("2020-01-30", periods=5), 24)
    hour = np.tile(np.arange(first, 24 + first), 5)
    table = table_of("Date,Hour,v\n" + "".join(f"{d:%Y%m%d},{h},{h}.5\n" for d, h in zip(day, hour, strict=True)))
    assert table.reading.time == ("Date", "Hour")
    assert (table.time == (day + pd.to_timedelta(hour, "h")).to_numpy()).all()


def test_clocks_without_a_colon_beside_a_date(table_of):
    rows = "".join(
        f"{t:%Y%m%d},{t.hour * 100 + t.minute},1.5\n" for t in pd.date_range("2020-01-30", periods=99, freq="30min")
    )
    table = table_of("date,hhmm,v\n" + rows)
    assert table.reading.time == ("date", "hhmm")
    assert table.time[3] == np.datetime64("2020-01-30T01:30")


def test_an_hour_of_something_else_is_no_clock(table_of):
    days = pd.date_range("2020-01-01", periods=60)
    table = table_of("date,hour\n" + "".join(f"{t:%Y-%m-%d},{i % 24}\n" for i, t in enumerate(days)))
    assert table.reading.time == ("date",)


@pytest.mark.parametrize("newest_first", [False, True])
def test_midnight_with_the_date_of_the_day_it_ends(table_of, newest_first):
    # Cause: a file of air quality writes 31/12 23:45 and then 31/12 00:00; sorted, the midnight came a day too soon.
    times = pd.date_range("2006-01-01 00:15", periods=400, freq="15min")
    cells = [f"{(t - pd.Timedelta(minutes=15)):%d/%m/%Y} {t:%H:%M}" for t in times]
    lines = [f"{cell},{i}\n" for i, cell in enumerate(cells)]
    table = table_of("date,no2\n" + "".join(lines[::-1] if newest_first else lines))
    assert table.reading.time_format == "%d/%m/%Y %k:%M"
    assert (table.time == (times[::-1] if newest_first else times).to_numpy()).all()
    assert "midnight_ends_day" in [note.key for note in table.notes]


def test_an_ordinary_midnight_begins_its_day(table_of):
    times = pd.date_range("2006-01-01 00:15", periods=400, freq="15min")
    table = table_of("date,no2\n" + "".join(f"{t:%d/%m/%Y %H:%M},{i}\n" for i, t in enumerate(times)))
    assert table.reading.time_format == "%d/%m/%Y %H:%M"
    assert not table.notes


def test_two_days_in_a_row_are_no_two_months(table_of):
    # Cause: 1 and 2 July, minute by minute, were called doubtful: as 7 January and 7 February one step is odd.
    times = pd.date_range("2007-07-01", periods=2_880, freq="min")
    table = table_of("t,v\n" + "".join(f"{t.day}/{t.month}/{t.year} {t:%H:%M},{i}\n" for i, t in enumerate(times)))
    assert (table.time == times.to_numpy()).all()
    assert not table.notes


def test_years_that_cannot_be_held_are_told_apart_from_slips(table_of):
    rows = "".join(f"2020-01-{d:02d},{d}\n" for d in range(1, 30))
    table = table_of("date,v\n" + rows + "9999-12-31,30\n0999-01-01,31\nsoon,32\n")
    notes = {note.key: note for note in table.notes}
    assert notes["times_beyond"].rows == (29, 30)
    assert notes["times_unreadable"].rows == (31,)
    assert "9999-12-31" in notes["times_beyond"].text


def test_prices_that_could_be_years_and_months_stay_numbers(table_of):
    table = table_of(
        "price,volume\n" + "".join(f"{1900 + i / 10:.1f},{1_404_172_800 + 60 * i}\n" for i in range(1, 60))
    )
    assert table.time is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01")), min_size=1))
def test_halves_read_apart_are_what_pandas_reads_whole(moments):
    """Dates and clocks are read once each; the sum must be what reading every cell gives."""
    for pattern in ("%d/%m/%Y %H:%M:%S", "%b %d, %Y %I:%M %p", "%Y%m%d%H%M"):
        cells = [f"{moment:{pattern}}".replace(f"{moment.year}", f"{moment.year:04d}") for moment in moments]
        assert (parse_times(cells, pattern) == pd.to_datetime(cells, format=pattern).to_numpy("datetime64[ns]")).all()


def test_a_pattern_that_is_none_is_a_mistake():
    for pattern in ("%Q", " *", "%d/%m/%Q %H:%M"):
        with pytest.raises(ValueError, match=r"directive|stands one of"):
            parse_times(["1/1/2020 10:00"], pattern)
