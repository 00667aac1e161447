"""Spacing, seasons and the figures of a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.stattools import acf

from core.data.profile import likely_target, profile
from core.data.season import autocorrelation, find_season
from core.data.spacing import MONTH, missing_before, usual_spacing
from core.text import spacing_word
from tests.core.data.made import hours, made


@pytest.mark.parametrize(
    ("frequency", "seconds"),
    [
     ("10min", 600), ("h", 3_600), ("D", 86_400), ("W-SAT", 604_800), ("MS", MONTH), ("ME", MONTH),
     ("QS", 3 * MONTH), ("YS", 12 * MONTH)],
)  # fmt: skip
def test_usual_spacing_of_every_calendar_step(frequency, seconds):
    time = pd.date_range("2015-01-01", periods=40, freq=frequency).to_numpy("datetime64[ns]")
    assert usual_spacing(time) == pytest.approx(seconds)
    assert usual_spacing(time[::-1]) == pytest.approx(seconds)
    assert not missing_before(time, seconds).any()
    assert missing_before(np.delete(time, 17), seconds).nonzero()[0].tolist() == [17]


def test_spacing_ignores_gaps_and_repeats_and_needs_two_times():
    assert usual_spacing(hours(0, 1, 2, 2, 3, 90, 91)) == 3_600
    assert usual_spacing(hours(5)) is None
    assert usual_spacing(hours(5, 5)) is None
    assert spacing_word(usual_spacing(pd.date_range("2020", periods=9, freq="MS").to_numpy())) == "months"


def test_month_as_calculated_is_the_month_sentences_know():
    assert spacing_word(MONTH, 1) == "month"


def wave(rows, season, noise=0.3, trend=0.0):
    at = np.arange(rows)
    return np.sin(2 * np.pi * at / season) + trend * at / rows + noise * np.random.default_rng(3).standard_normal(rows)


@pytest.mark.parametrize(
    ("spacing", "season"),
    [(3_600, 24), (600, 144), (86_400, 7), (604_800, 52), (MONTH, 12), (3 * MONTH, 4), (3_600, 168)],
)
def test_calendar_seasons_are_found_under_noise_trend_and_holes(spacing, season):
    values = wave(season * 12, season, trend=5)
    values[season + 1 : season + 4] = np.nan
    assert find_season(values, spacing) == season


@pytest.mark.parametrize("seed", range(8))
def test_a_year_of_days_is_365_whatever_the_noise(seed):
    """Noise lifts one of the sixty neighbours above the year itself: ten years of temperatures had 350 or 367 days."""
    at = np.arange(3_650)
    values = np.sin(2 * np.pi * at / 365) + 0.7 * np.random.default_rng(seed).standard_normal(3_650)
    assert find_season(values, 86_400) == 365


def test_a_day_is_preferred_to_a_week_that_only_repeats_it():
    assert find_season(wave(2_000, 24), 3_600) == 24


def test_seasons_outside_the_calendar_are_found_without_a_time():
    assert find_season(wave(600, 37, noise=0.1), None) == 37


@pytest.mark.parametrize("spacing", [None, 3_600, 86_400])
def test_noise_walks_and_lines_have_no_season(spacing):
    rng = np.random.default_rng(5)
    for values in (rng.standard_normal(1_500), rng.standard_normal(1_500).cumsum(), np.arange(1_500.0), np.ones(1_500)):
        assert find_season(values, spacing) is None
    assert find_season(np.full(99, np.nan), spacing) is None


def test_autocorrelation_equals_statsmodels():
    values = wave(500, 24)
    np.testing.assert_allclose(autocorrelation(values, 40), acf(values, nlags=40), atol=1e-10)


def test_profile_counts_what_is_there():
    table = made(hours(3, 1, 2, 0), a=[1, np.nan, 3, np.nan], y=[1, 2, 3, 4])
    figures = profile(table)
    assert (figures.rows, dict(figures.missing), figures.spacing) == (4, {"time": 0, "a": 2, "y": 0}, 3_600)
    assert (figures.start, figures.end) == ("2020-01-01T00:00:00", "2020-01-01T03:00:00")
    assert figures.regular
    assert figures.numbers == ("a", "y")
    assert not profile(made(hours(0, 1, 2, 9), y=[1, 2, 3, 4])).regular
    assert not profile(made(hours(0, 1, 1, 2), y=[1, 2, 3, 4])).regular


def test_a_failed_reading_does_not_hide_the_season():
    values = 10 + wave(24 * 40, 24)
    values[100:130] = -9999
    assert profile(made(hours(*range(len(values))), y=values)).season == 24


def test_the_likely_target_has_a_telling_name_or_comes_last_and_changes():
    assert likely_target(made(a=[1, 2], b=[3, 4], c=[5, 5])) == "b"
    assert likely_target(made(a=[1, 2], target=[3, 4], c=[5, 6])) == "target"
    assert likely_target(made(c=[5, 5])) == "c"
    assert likely_target(made(time=hours(0, 1))) is None
