"""Real files against what stands in them; skipped where the folder is absent."""

from __future__ import annotations

import time as clock

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from tests.core.data.conftest import REAL

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real files is absent")

MONTH = 2_629_746
# file → (rows, columns, numbers, first time in the file, spacing in seconds)
EXPECTED = {
    "classic/airline-passengers.csv": (144, 2, 1, "1949-01-01", MONTH),
    "classic/daily-min-temperatures.csv": (3_650, 2, 1, "1981-01-01", 86_400),
    "classic/elnino_wide.csv": (61, 13, 12, "1950-01-01", 12 * MONTH),
    "classic/mauna_loa_co2_weekly.csv": (2_284, 2, 1, "1958-03-29", 604_800),
    "classic/monthly-sunspots.csv": (2_820, 2, 1, "1749-01-01", MONTH),
    "classic/pollution.csv": (43_824, 13, 8, "2010-01-01", 3_600),
    "darts/ausbeer.csv": (211, 2, 1, "1956-01-01", 3 * MONTH),
    "darts/taylor.csv": (4_032, 1, 1, None, None),
    "darts/temps.csv": (3_650, 2, 1, "1981-01-01", 86_400),
    "darts/us_gasoline.csv": (1_578, 2, 1, "2021-04-30", 604_800),
    "ett/ETTh1.csv": (17_420, 8, 7, "2016-07-01", 3_600),
    "ett/ETTm1.csv": (69_680, 8, 7, "2016-07-01", 900),
    "household_power/household_2days_raw.txt": (2_880, 9, 7, "2007-07-01", 60),
    "illness/national_illness.csv": (966, 8, 7, "2002-01-01", 604_800),
    "jena_first4000/jena_climate_2009_first4000.csv": (4_000, 12, 11, "2009-01-01T00:10", 600),
    "nab/machine_temperature_system_failure.csv": (22_695, 2, 1, "2013-12-02T21:15", 300),
    "nasty/AirQualityUCI_comma.csv": (9_357, 15, 13, "2004-03-10T18:00", 3_600),
    "nasty/denmark_carbon_2024_utc.csv": (8_784, 11, 5, "2024-01-01", 3_600),
    "nasty/household_day_headerless_tab.txt": (1_433, 2, 1, "2006-12-22", 86_400),
    "nasty/istanbul_dup_header.csv": (536, 10, 9, "2009-01-05", 86_400),
    "nasty/pollock_Camp_Palacios_-_Humidity.csv": (33_231, 3, 1, "2008-02-28T01:00", 3_600),
    "nasty/pollock_Camp_Palacios_-_Wind_Direction.csv": (173_335, 3, 1, "2008-02-28T00:10", 600),
    "nasty/pollock_air_quality_station3_2006.csv": (35_040, 2, 1, "2006-01-01T00:15", 900),
    "nasty/pollock_vissim_data_conf2473_i12_v2026.csv": (101, 8, 8, None, None),
    "nasty/seattle_1948_mdyyyy.csv": (24_381, 4, 3, "1948-01-01", 86_400),
    "nasty/wind_15min.csv": (48_673, 8, 7, "2020-01-01", 900),
    "nasty_derived/airquality_semicolon_decimalcomma.csv": (9_357, 15, 13, "2004-03-10T18:00", 3_600),
    "nasty_derived/apple_german_thousands.csv": (506, 3, 2, "2015-02-17", 86_400),
    "nasty_derived/etth1_korean_cp949.csv": (3_000, 8, 7, "2016-07-01", 3_600),
    "nasty_derived/etth1_korean_utf8sig.csv": (3_000, 8, 7, "2016-07-01", 3_600),
    "nasty_derived/etth1_utf16le_bom_tab.csv": (3_000, 8, 7, "2016-07-01", 3_600),
    "nasty_derived/household_2days_questionmarks.txt": (2_880, 9, 7, "2007-07-01", 60),
    "nasty_derived/nyc_taxi_epoch_ms_noheader.csv": (10_320, 2, 1, "2014-07-01", 1_800),
    "nasty_derived/nyc_taxi_epoch_s.csv": (10_320, 2, 1, "2014-07-01", 1_800),
    "nasty_derived/nyc_taxi_iso_offset_dst.csv": (10_320, 2, 1, "2014-07-01T04:00", 1_800),
    "nasty_derived/pollution_kitchen_sink.csv": (3_911, 12, 8, "2010-05-13T13:00", 3_600),
    "stock/ibm_1962_2017_descending.csv": (13_913, 7, 6, "2017-04-07", 86_400),
    "weather_ltsf/weather.csv": (52_696, 22, 21, "2020-01-01T00:10", 600),
}


@pytest.mark.parametrize("name", list(EXPECTED))
def test_real_file_is_read_as_it_stands_and_can_be_trained_on(name):
    rows, columns, numbers, first, spacing = EXPECTED[name]
    if not (REAL / name).exists():
        pytest.skip("this file is absent")
    table = read(REAL / name, recognise(REAL / name))
    figures = profile(table)
    assert (len(table), len(table.kinds), len(table.numbers)) == (rows, columns, numbers)
    assert figures.spacing == spacing
    if first is None:
        assert table.time is None
    else:
        assert table.time[0] == np.datetime64(first)
    for finding in findings(table, figures):
        assert finding.title
        assert finding.text
    arranged = arrange(table, recommended(table, figures))
    assert len(arranged) > 0.5 * rows


def test_the_same_series_written_in_four_ways_is_the_same_table():
    names = ("etth1_korean_cp949.csv", "etth1_korean_utf8sig.csv", "etth1_utf16le_bom_tab.csv")
    plain = read(REAL / "ett/ETTh1.csv", recognise(REAL / "ett/ETTh1.csv"))
    for name in names:
        path = REAL / "nasty_derived" / name
        table = read(path, recognise(path))
        assert (table.time == plain.time[:3_000]).all()
        for mine, original in zip(table.numbers, plain.numbers, strict=True):
            assert (table.column(mine) == plain.column(original)[:3_000]).all()


def test_weather_is_told_with_its_quirks_and_in_well_under_two_seconds():
    path = REAL / "weather_ltsf/weather.csv"
    start = clock.perf_counter()
    table = read(path, recognise(path))
    figures = profile(table)
    found = {finding.key: finding for finding in findings(table, figures)}
    assert clock.perf_counter() - start < 2
    assert set(found) == {"duplicate_times", "gaps", "sentinel"}
    assert found["sentinel"].values["cells"] == "81 cells"
    assert "90 minutes" in found["gaps"].text
