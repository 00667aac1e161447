"""Seasons that are there, and waves that only look like one."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.season import find_season
from core.data.spacing import MONTH
from tests.core.data.conftest import REAL

DAY = 86_400


def walks(seed: int, rows: int):
    """Series without a season: a walk, one whose steps walk, slow noise, a curve with noise."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(rows)
    slow = np.empty(rows)
    slow[0] = noise[0]
    for at in range(1, rows):
        slow[at] = 0.95 * slow[at - 1] + noise[at]
    return noise, noise.cumsum(), noise.cumsum().cumsum(), slow, 50 * (np.arange(rows) / rows) ** 2 + noise


@pytest.mark.parametrize(("rows", "spacing"), [(500, DAY), (800, DAY), (2_880, 60), (150, MONTH), (600, None)])
def test_hardly_any_walk_has_a_season(rows, spacing):
    """Cause: 14 in 100 random walks of two years had a year, two days of a household 728 minutes, a stock 98 days."""
    found = [find_season(values, spacing) for seed in range(12) for values in walks(seed, rows)]
    assert sum(season is not None for season in found) <= 1


@pytest.mark.parametrize(
    ("season", "spacing", "cycles", "noise"),
    [
        (24, 3_600, 4, 0.3), (7, DAY, 8, 0.3), (12, MONTH, 4, 0.2), (365, DAY, 3, 0.5), (1_440, 60, 3, 0.2),
        (4, 3 * MONTH, 10, 0.3), (144, 600, 20, 1.0), (37, None, 12, 0.3),
    ],
)  # fmt: skip
def test_a_season_is_found_from_few_cycles_on(season, spacing, cycles, noise):
    at = np.arange(season * cycles)
    for seed in range(5):
        drift = np.random.default_rng(seed).standard_normal(len(at))
        values = np.sin(2 * np.pi * at / season) + noise * drift + 3 * at / len(at)
        assert find_season(values, spacing) == season, seed


def test_a_season_on_top_of_a_walk_is_found():
    walk = np.random.default_rng(3).standard_normal(24 * 60).cumsum() * 0.3
    assert find_season(walk + 3 * np.sin(2 * np.pi * np.arange(24 * 60) / 24), 3_600) == 24


def test_a_length_no_calendar_names_must_be_seen_five_times():
    wave = np.sin(2 * np.pi * np.arange(400) / 50)
    assert find_season(wave, None) == 50
    assert find_season(wave[:220], None) is None


@pytest.mark.parametrize(
    ("name", "season"),
    [
        ("ett/ETTh1.csv", 24), ("classic/airline-passengers.csv", 12), ("nab/nyc_taxi.csv", 48),
        ("darts/taylor.csv", 336),
        ("classic/daily-min-temperatures.csv", 365), ("stock/apple_ohlc_2015_2017.csv", None),
        ("stock/ibm_1962_2017_descending.csv", None), ("household_power/household_2days_raw.txt", None),
        ("household_power/household_2days_iso_quoted.txt", None), ("classic/mauna_loa_co2_weekly.csv", 52),
    ],
)  # fmt: skip
def test_the_season_of_real_files(name, season):
    if not (REAL / name).exists():
        pytest.skip("this file is absent")
    assert profile(read(REAL / name, recognise(REAL / name))).season == season
