"""Clocks that change: every zone's wall clock against the moments it showed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.remedies import apply_remedy
from core.data.timeline import row_times
from core.data.zones import clock_changes, winter_time, zone_that_fits
from core.errors import DataError

ZONES = ("Europe/Berlin", "America/Chicago", "Europe/London", "Australia/Sydney", "America/Santiago", "Europe/Dublin")


def clock(zone: str, every: str, start: str = "2016-01-15", days: int = 400):
    """(moments in UTC, what the clock on the wall showed) of evenly spaced rows."""
    moments = pd.date_range(start, periods=int(pd.Timedelta(days=days) / pd.Timedelta(every)), freq=every, tz="UTC")
    return moments.tz_localize(None).to_numpy(), moments.tz_convert(zone).tz_localize(None).to_numpy()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("every", ["1h", "20min"])
def test_winter_time_is_a_fixed_distance_from_utc_and_never_repeats(zone, every):
    utc, wall = clock(zone, every)
    assert len(np.unique(wall)) < len(wall)
    winter = winter_time(wall, zone)
    assert len(np.unique(winter - utc)) == 1
    in_winter = pd.Timestamp("2016-07-01" if "Sydney" in zone or "Santiago" in zone else "2016-01-01", tz=zone)
    assert pd.Timedelta((winter - utc)[0]) == in_winter.utcoffset()


@pytest.mark.parametrize("zone", ZONES[:2])
def test_winter_time_of_a_file_with_the_newest_row_first(zone):
    utc, wall = clock(zone, "30min")
    assert (winter_time(wall[::-1], zone)[::-1] - utc == winter_time(wall, zone) - utc).all()


@pytest.mark.parametrize("every", ["1h", "30min"])
def test_winter_time_of_series_side_by_side_and_below_each_other(every):
    utc, wall = clock("Europe/Berlin", every)
    for repeated in (np.repeat, np.tile):
        winter = winter_time(repeated(wall, 3), "Europe/Berlin")
        assert (winter - repeated(utc, 3) == np.timedelta64(1, "h")).all(), repeated


def test_an_hour_no_clock_showed_is_taken_as_winter_time():
    wall = np.array(["2021-03-28T01:30", "2021-03-28T02:30", "2021-03-28T03:30"], "datetime64[ns]")
    shown = ["2021-03-28T01:30", "2021-03-28T02:30", "2021-03-28T02:30"]  # 03:30 in summer is 02:30 in winter
    assert winter_time(wall, "Europe/Berlin").tolist() == np.array(shown, "datetime64[ns]").tolist()


def test_moments_that_tell_their_zone_become_winter_time_too():
    cells = ["2021-07-01T12:00:00+02:00", "2021-12-01T12:00:00+01:00"]
    expected = np.array(["2021-07-01T11:00", "2021-12-01T12:00"], "datetime64[ns]")
    assert (row_times(cells, "", "Europe/Berlin") == expected).all()
    assert (row_times(["1625140800"], "unix_s", "Europe/Berlin") == np.datetime64("2021-07-01T13:00")).all()


def test_the_changes_of_a_year_are_those_of_the_law():
    forward, back = clock_changes("Europe/Berlin", np.datetime64("2021-01-01"), np.datetime64("2021-12-31"))
    assert (forward.start, forward.end, forward.back) == (
        np.datetime64("2021-03-28T02:00"), np.datetime64("2021-03-28T03:00"), False,
    )  # fmt: skip
    assert (back.start, back.end, back.back) == (
        np.datetime64("2021-10-31T02:00"), np.datetime64("2021-10-31T03:00"), True,
    )  # fmt: skip
    assert clock_changes("Asia/Seoul", np.datetime64("2021-01-01"), np.datetime64("2021-12-31")) == ()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/London", "Australia/Sydney", "America/Santiago"])
@pytest.mark.parametrize("every", ["1h", "15min"])
def test_the_zone_whose_changes_show_is_found(zone, every):
    _, wall = clock(zone, every)
    found = zone_that_fits(wall, pd.Timedelta(every).total_seconds())
    assert found is not None
    assert found.zone == zone
    assert {change.back for change in found.back} == {True}
    assert found.forward


def test_chicago_changes_like_new_york_so_either_name_gives_the_same_winter_time():
    _, wall = clock("America/Chicago", "1h")
    found = zone_that_fits(wall, 3_600)
    assert found is not None
    assert found.zone == "America/New_York"
    assert (winter_time(wall, "America/New_York") == winter_time(wall, "America/Chicago")).all()


def test_a_logger_that_keeps_one_of_two_passes_still_shows_its_zone():
    _, wall = clock("Europe/Berlin", "10min")
    found = zone_that_fits(np.unique(wall), 600)
    assert found is not None
    assert (found.zone, found.back) == ("Europe/Berlin", ())


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul"])
def test_clocks_that_never_change_fit_no_zone(zone):
    _, wall = clock(zone, "1h")
    assert zone_that_fits(wall, 3_600) is None


def test_repeated_and_missing_rows_by_chance_fit_no_zone():
    rng = np.random.default_rng(5)
    utc, _ = clock("UTC", "1h")
    for _ in range(20):
        kept = np.sort(rng.choice(len(utc), size=len(utc) - 200, replace=False))
        rows = np.sort(np.concatenate([utc[kept], utc[rng.choice(kept, size=40)]]))
        found = zone_that_fits(rows, 3_600)
        assert found is None or len(found.back) + len(found.forward) < 2


def test_daily_rows_cannot_show_a_change():
    days = pd.date_range("2020-01-01", periods=400).delete(50).to_numpy()
    assert zone_that_fits(days, 86_400) is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 60, "Europe"])
def test_a_zone_nobody_knows_is_refused(zone):
    with pytest.raises(DataError, match="Nobody knows a clock"):
        winter_time(np.array(["2020-01-01"], "datetime64[ns]"), zone)


def test_rows_without_a_readable_time_stay_without_one():
    time = np.array(["NaT", "2020-07-01T12:00"], "datetime64[ns]")
    assert np.isnat(winter_time(time, "Europe/Berlin")).tolist() == [True, False]
    assert np.isnat(winter_time(time[:1], "Europe/Berlin")).all()


def wall_clock_file(zone="America/New_York"):
    _, wall = clock(zone, "30min", start="2014-09-01", days=200)
    return "timestamp,value\n" + "".join(f"{str(t)[:16]},{i}\n" for i, t in enumerate(wall))


def test_a_file_by_a_clock_that_changes_is_told_and_one_click_mends_it(write):
    path = write(wall_clock_file())
    table = read(path, recognise(path))
    figures = profile(table)
    finding = next(found for found in findings(table, figures) if found.key == "clock_change")
    assert finding.remedies == ("winter_time", "keep_clock")
    assert "1 hour twice and 1 hour missing" in finding.text
    data = recommended(table, figures)
    assert apply_remedy(data, finding, "keep_clock") == data
    mended = read(path, apply_remedy(data, finding, "winter_time").sources[0].reading)
    assert profile(mended).regular
    assert not {"clock_change", "duplicate_times", "unordered", "gaps"} & {
        f.key for f in findings(mended, profile(mended))
    }
    assert "winter_time" in [note.key for note in mended.notes]
    assert apply_remedy(apply_remedy(data, finding, "winter_time"), finding, "keep_clock") == data


def test_times_with_an_offset_are_never_called_a_changing_clock(table_of):
    moments = pd.date_range("2014-09-01", periods=4_000, freq="30min", tz="America/New_York")
    table = table_of("t,v\n" + "".join(f"{t.isoformat()},{i}\n" for i, t in enumerate(moments)))
    assert [note.key for note in table.notes] == ["time_zone"]
    assert "clock_change" not in {finding.key for finding in findings(table, profile(table))}
    assert profile(table).regular
