from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.seasonal import STL

from core.data.cycle import cycle_of, seconds_into
from core.data.decompose import ROWS, decompose, seasons, swing, swing_by_chance, usual_season
from core.data.spacing import DAY, MONTH

T = np.arange(480.0)
PATTERN = np.array([0.0, 3.0, 5.0, 1.0, -2.0, -7.0, 0.0, 0.0, 2.0, 1.0, -3.0, 0.0])
SERIES = 0.05 * T + np.tile(PATTERN, 40)


def test_the_parts_add_up_and_are_those_the_series_was_made_of() -> None:
    parts = decompose(SERIES, 12)
    assert parts is not None
    assert parts.trend + parts.season + parts.rest == pytest.approx(SERIES)
    inside = slice(24, -24)
    assert parts.trend[inside] == pytest.approx(0.05 * T[inside], abs=0.02)
    assert parts.season[inside] == pytest.approx(np.tile(PATTERN, 40)[inside], abs=0.02)
    assert parts.season_share == pytest.approx(1, abs=0.01)
    assert parts.trend_share == pytest.approx(1, abs=0.01)


def test_it_is_the_stl_of_statsmodels_but_for_the_rows_it_skips() -> None:
    noisy = SERIES + np.random.default_rng(2).normal(size=480)
    parts, whole = decompose(noisy, 12), STL(noisy, period=12, seasonal=13).fit()
    assert parts is not None
    assert parts.season == pytest.approx(whole.seasonal, abs=0.15)
    assert parts.trend == pytest.approx(whole.trend, abs=0.15)


def test_missing_values_stay_missing_and_are_bridged_only_inside() -> None:
    holes = SERIES.copy()
    holes[100:105] = np.nan
    parts = decompose(holes, 12)
    assert parts is not None
    assert np.flatnonzero(np.isnan(parts.rest)).tolist() == list(range(100, 105))


def test_two_whole_seasons_are_needed() -> None:
    assert decompose(SERIES[:24], 12) is None
    assert decompose(SERIES[:25], 12) is not None
    assert decompose(np.full(100, 3.0), 12) is None


def test_long_files_are_put_together_but_a_season_stays_whole() -> None:
    rows = 4 * ROWS
    parts = decompose(np.sin(2 * np.pi * np.arange(rows) / 144), 144)
    assert parts is not None
    assert parts.together * parts.period == 144
    assert len(parts.values) == rows // parts.together
    assert parts.places[-1] == rows - parts.together


def test_of_files_too_long_for_that_the_newest_rows_are_taken() -> None:
    rows = 3 * ROWS
    parts = decompose(np.sin(2 * np.pi * np.arange(rows) / 24), 24)
    assert parts is not None
    assert (parts.together, len(parts.values)) == (2, ROWS)
    assert parts.first == rows - 2 * ROWS


def test_a_year_of_uneven_length_may_be_put_together_nearly_whole() -> None:
    parts = decompose(np.sin(2 * np.pi * np.arange(43_824) / 8_765.82), 8_765.82)
    assert parts is not None
    assert parts.together * parts.period == pytest.approx(8_765.82, rel=0.002)


def test_seasons_to_choose_from_fit_twice_and_are_named_once() -> None:
    assert seasons(17_420, 3_600.0, 24) == (24, 168)
    assert seasons(144, MONTH, 12) == (12,)
    assert seasons(4_000, None, 48) == (48,)
    assert seasons(2_000, 3_600.0, 11) == (11, 24, 168)
    assert seasons(100, None, None) == ()


def test_a_usual_season_begins_where_the_calendar_does() -> None:
    """The first row stands five places into its season: the pattern comes back turned by five."""
    parts = decompose(SERIES, 12)
    assert parts is not None
    middle, low, high = usual_season(parts, 5)
    assert middle == pytest.approx(np.roll(PATTERN, 5), abs=0.1)
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_a_season_known_at_some_places_only_is_not_computable_at_the_others() -> None:
    holes = SERIES.copy()
    holes[3::12] = np.nan
    parts = decompose(holes, 12)
    assert parts is not None
    assert np.flatnonzero(np.isnan(usual_season(parts, 0)[0])).tolist() == [3]


def test_days_weeks_and_years_are_known_by_their_length() -> None:
    assert [cycle_of(s) for s in (DAY, 7 * DAY, 365 * DAY, 30 * DAY)] == ["day", "week", "year", None]


def test_a_week_begins_on_monday() -> None:
    thursday = np.datetime64("2026-01-01T06:00", "ns")
    assert seconds_into(thursday, "day") == 6 * 3_600
    assert seconds_into(thursday, "week") == 3 * DAY + 6 * 3_600
    assert seconds_into(np.datetime64("2026-02-01", "ns"), "year") == 31 * DAY


def test_a_pattern_swings_further_than_chance_and_noise_does_not() -> None:
    """Of forty series of noise hardly one may look as if it repeated."""
    clear = decompose(SERIES, 12)
    assert clear is not None
    assert swing(clear) == pytest.approx(12, abs=0.1)
    rng = np.random.default_rng(8)
    noise = [decompose(rng.normal(size=480), 12) for _ in range(40)]
    assert sum(swing(parts) > swing_by_chance(parts) for parts in noise if parts) <= 1
