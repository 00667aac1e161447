"""Several series in one file: told apart by a column, or standing side by side in rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.remedies import apply_remedy
from core.data.series import series_column, with_timeline
from core.data.spacing import MONTH
from core.data.wide import plan

RNG = np.random.default_rng(11)
MONTHS = "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC"


def keys(table):
    return {finding.key: finding for finding in findings(table, profile(table))}


def long_file(names, rows=60, order="C", header="Date,shop,sold"):
    """One line for each series and day; order C puts series below each other, F days."""
    days = pd.date_range("2021-03-01", periods=rows)
    values = RNG.normal(size=(len(names), rows)).cumsum(axis=1).round(3)
    places = np.arange(len(names) * rows).reshape(len(names), rows).ravel(order="C" if order == "C" else "F")
    cells = [
        f"{days[at % rows]:%Y-%m-%d},{names[at // rows]},{values[at // rows, at % rows]}\n" for at in range(values.size)
    ]
    return f"{header}\n" + "".join(np.array(cells)[places])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("names", [["north", "south"], [7, 12, 31], [f"S{i}" for i in range(40)]])
def test_a_column_that_tells_rows_of_one_time_apart_names_the_series(table_of, names, order):
    table = table_of(long_file(names, order=order))
    assert series_column(table) == ("shop",)
    found = keys(table)
    assert found["several_series"].columns == ("shop",)
    assert found["several_series"].remedies[0] == "use_series"
    assert not {"unordered", "duplicate_times", "shared_times", "gaps"} & set(found)
    assert profile(table).spacing == 86_400
    assert profile(table).regular
    assert recommended(table, profile(table)).series == ("shop",)


def test_two_columns_together_may_name_the_series(table_of):
    lines = [
        f"2021-03-{d:02d},{shop},{item},{RNG.random():.4f}\n" for d in range(1, 29) for shop in "ab" for item in "xyz"
    ]
    table = table_of("date,shop,item,sold\n" + "".join(lines))
    assert series_column(table) == ("shop", "item")


def test_series_without_a_date_are_told_apart_by_a_count_that_starts_again(table_of):
    table = table_of(
        "unique_id,step,y\n" + "".join(f"H{s},{i},{RNG.random():.4f}\n" for s in range(4) for i in range(30))
    )
    assert series_column(table) == ("unique_id",)
    assert "several_series" in keys(table)


def test_each_of_several_series_begins_at_the_start(write):
    path = write("unique_id,step,y\n" + "".join(f"H{s},{i},{RNG.random():.4f}\n" for s in range(3) for i in range(30)))
    timed = read(path, with_timeline(read(path, recognise(path)), "2020-01-01", "h"))
    assert (timed.time.reshape(3, 30) == pd.date_range("2020-01-01", periods=30, freq="h").to_numpy()).all()
    assert profile(timed).series == ("unique_id",)
    plain = write("y\n" + "".join(f"{RNG.random():.4f}\n" for _ in range(30)))
    assert with_timeline(read(plain, recognise(plain)), "2020-01-01", "h").time == ()


def test_bills_of_one_day_are_no_series(table_of):
    towns = RNG.choice(["Leeds", "York", "Hull"], 400)
    days = np.sort(RNG.integers(1, 29, 400))
    rows = "".join(f"{d:02d}/01/2019,{t},{RNG.random() * 99:.2f}\n" for d, t in zip(days, towns, strict=True))
    table = table_of("Date,Town,Paid\n" + rows)
    assert series_column(table) == ()
    assert keys(table)["shared_times"].remedies[0] == "keep_mean"


def test_measured_numbers_never_name_series(table_of):
    rows = "".join(f"2021-03-{d:02d},{RNG.random():.5f},{k}\n" for d in range(1, 29) for k in range(3))
    assert series_column(table_of("date,depth,sensor\n" + rows)) == ("sensor",)


def test_gaps_order_and_season_are_those_within_a_series(table_of):
    hours = pd.date_range("2021-01-01", periods=24 * 20, freq="h")
    day = np.sin(2 * np.pi * np.arange(len(hours)) / 24)
    lines = [
        f"{t},{name},{v + k + 0.1 * RNG.random():.4f}\n"
        for k, name in enumerate("abc")
        for t, v in zip(hours, day, strict=True)
    ]
    del lines[100:105]
    table = table_of("time,id,load\n" + "".join(lines))
    assert profile(table).season == 24
    assert keys(table)["gaps"].values["rows"] == "5 rows"
    assert keys(table)["gaps"].rows == (100,)


def test_all_rows_at_one_time_are_told(table_of):
    table = table_of("month,line,people\n" + "".join(f"2019-01,line {i},{i * 7}\n" for i in range(80)))
    assert "one_time" in keys(table)


def test_rows_of_one_time_stay_as_they_are_until_a_person_has_them_counted(table_of):
    table = table_of("month,line,people\n" + "".join(f"2019-01,line {i},{i * 7}\n" for i in range(80)))
    data = recommended(table, profile(table))
    assert len(arrange(table, data)) == 80
    counted = apply_remedy(data, keys(table)["one_time"], "count_rows").sources[0].reading
    assert (counted.time, counted.separator) == ((), table.reading.separator)


def test_years_beyond_the_calendar_are_told(table_of):
    table = table_of("year,rings\n" + "".join(f"{year},{RNG.random():.3f}\n" for year in range(900, 1_990)))
    assert table.time is None
    assert "900 to 1989" in keys(table)["years_beyond"].text


def turned(path):
    return read(path, recognise(path).but(turned=True))


def test_a_row_per_year_with_its_months_becomes_a_row_per_month(write):
    values = RNG.normal(20, 2, (30, 12)).round(2)
    path = write(f"YEAR,{MONTHS}\n" + "".join(f"{1990 + y},{','.join(map(str, values[y]))}\n" for y in range(30)))
    plain = read(path, recognise(path))
    assert keys(plain)["looks_turned"].remedies == ("turn_round", "keep_layout")
    table = turned(path)
    assert list(table.kinds) == ["time", "value"]
    assert (table.column("value") == values.ravel()).all()
    assert (table.time == pd.date_range("1990-01-01", periods=360, freq="MS").to_numpy()).all()
    assert profile(table).spacing == MONTH


def test_a_row_per_series_with_dates_as_names(write):
    days = pd.date_range("2021-01-20", periods=30)  # January and February: the day goes second
    values = RNG.normal(size=(4, 30)).round(3)
    cells = [[str(v) for v in row] for row in values]
    cells[1][20:] = [""] * 10  # a series that ended
    cells[2][:5] = ["NA"] * 5  # one that began later
    cells[3][7] = ""  # a missing reading
    header = "Station;Height;" + ";".join(f"{d.month}/{d.day}/{d:%y}" for d in days)
    path = write(header + "\n" + "".join(f"S{i};{100 + i};{';'.join(row)}\n" for i, row in enumerate(cells)))
    table = turned(path)
    assert list(table.kinds.items()) == [
        ("Station", "text"),
        ("Height", "number"),
        ("time", "time"),
        ("value", "number"),
    ]
    assert table.frame["Station"].value_counts().to_dict() == {"S0": 30, "S1": 20, "S2": 25, "S3": 30}
    for name, row in zip(["S0", "S1", "S2", "S3"], range(4), strict=True):
        mine = table.frame["Station"] == name
        known = np.array([cell not in ("", "NA") for cell in cells[row]])
        values_there = table.column("value")[mine]
        assert (values_there[np.isfinite(values_there)] == values[row][known]).all()
    assert table.time.min() == days[0]
    assert table.time.max() == days[-1]
    assert series_column(table) == ("Station",)


def test_rows_of_numbered_columns_have_steps_and_with_a_start_times(write):
    walks = RNG.normal(size=(6, 40)).cumsum(axis=1).round(3) + 1_000 * np.arange(6)[:, None]
    header = ",".join(f"V{i}" for i in range(1, 42))
    path = write(header + "\n" + "".join(f"H{i},{','.join(map(str, row))}\n" for i, row in enumerate(walks)))
    assert "looks_turned" in keys(read(path, recognise(path)))
    table = turned(path)
    assert list(table.kinds) == ["V1", "time", "value"]
    assert table.time is None
    assert (table.column("value").reshape(6, 40) == walks).all()
    assert series_column(table) == ("V1",)
    timed = read(path, recognise(path).but(turned=True, start="2020-01-01", every="h"))
    assert timed.time is not None
    assert (timed.time.reshape(6, 40) == pd.date_range("2020-01-01", periods=40, freq="h").to_numpy()).all()


@pytest.mark.parametrize("first", [0, 1])
def test_a_row_per_day_with_its_hours_side_by_side(write, first):
    values = RNG.normal(size=(10, 24)).round(3)
    header = "Date," + ",".join(f"H{first + h}" for h in range(24))
    days = pd.date_range("2021-05-01", periods=10)
    path = write(
        header
        + "\n"
        + "".join(f"{d:%d.%m.%Y},{','.join(map(str, row))}\n" for d, row in zip(days, values, strict=True))
    )
    table = turned(path)
    begin = pd.Timestamp("2021-05-01") + pd.Timedelta(hours=first)
    assert (table.time == pd.date_range(begin, periods=240, freq="h").to_numpy()).all()
    assert (table.column("value") == values.ravel()).all()


def test_a_file_of_features_does_not_look_turned(table_of):
    header = ",".join(f"sensor_{i}" for i in range(1, 22))
    scales = 10.0 ** RNG.integers(0, 4, 21)
    rows = (RNG.normal(size=(200, 21)) * scales).round(3)
    table = table_of(header + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    assert "looks_turned" not in keys(table)


def test_turning_twice_is_the_file_again(write):
    path = write(
        f"YEAR,{MONTHS}\n" + "".join(f"{1990 + y},{','.join(str(y + m) for m in range(12))}\n" for y in range(5))
    )
    table = turned(path)
    again = read(path, table.reading)
    assert again.frame.equals(table.frame)
    back = read(path, table.reading.but(turned=False))
    assert back.reading.time == ("YEAR",)
    assert back.frame.equals(read(path, recognise(path)).frame)


def test_the_remedy_turns_the_reading(write):
    path = write(
        f"YEAR,{MONTHS}\n" + "".join(f"{1990 + y},{','.join(str(y + m) for m in range(12))}\n" for y in range(5))
    )
    table = read(path, recognise(path))
    data = recommended(table, profile(table))
    finding = keys(table)["looks_turned"]
    changed = apply_remedy(data, finding, "turn_round")
    assert read(path, changed.sources[0].reading).column("value").size == 60
    assert apply_remedy(changed, finding, "keep_layout").sources[0].reading.turned is False


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(12, 20), st.data())
def test_every_cell_of_a_turned_file_is_where_it_was(tmp_path_factory, rows, wide, data):
    cells = [[data.draw(st.one_of(st.none(), st.integers(-99, 99))) for _ in range(wide)] for _ in range(rows)]
    cells = [row if any(cell is not None for cell in row) else [0, *row[1:]] for row in cells]
    path = tmp_path_factory.mktemp("turned") / "file.csv"
    lines = [f"r{i},{','.join('' if c is None else str(c) for c in row)}\n" for i, row in enumerate(cells)]
    path.write_text("id," + ",".join(f"x{i}" for i in range(wide)) + "\n" + "".join(lines))
    table = turned(path)
    expected = []
    for name, row in enumerate(cells):  # plain loop: from the first to the last value of each row
        known = [at for at, cell in enumerate(row) if cell is not None]
        expected += [(f"r{name}", float(at), row[at]) for at in range(known[0], known[-1] + 1)]
    found = zip(table.frame["id"], table.column("time"), table.column("value"), strict=True)
    assert [(name, at, None if np.isnan(value) else int(value)) for name, at, value in found] == expected


@pytest.mark.parametrize(
    ("names", "format"),
    [
        ("place,2001,2002,2003,2004,2005", "%Y"),
        ("id,2014-W01,2014-W02,2014-W03,2014-W04", "week"),
        ("id,2019Q1,2019Q2,2019Q3,2019Q4,2020Q1", "quarter"),
        ("id,1/30/21,1/31/21,2/1/21,2/2/21", "%m/%d/%y"),
        ("id,Jan 2020,Feb 2020,Mar 2020,Apr 2020", "%b %Y"),
    ],
)
def test_names_of_columns_that_are_times(names, format):
    found = plan({name: [] for name in names.split(",")})
    assert found is not None
    assert found.format == format
    assert len(found.labels) == len(names.split(",")) - 1


@pytest.mark.parametrize(
    "names", ["date,load,2021 budget", "time,jan,b,c", "a,b,c,d,e,f", "x1,x2,x3,y", "1700,1702,1704,1706"]
)
def test_names_that_are_no_times(names):
    assert plan({name: [] for name in names.split(",")}) is None
