"""What a column is, by its name held against its values."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.hints import is_code, is_id, is_plan, period_of, tokens
from core.data.profile import likely_target
from core.data.spikes import spikes
from tests.core.data.made import made

RNG = np.random.default_rng(11)
N = 2_000


def test_names_fall_apart_where_a_reader_sees_words():
    assert tokens("predWindSpeed_10m") == ("pred", "wind", "speed", "m")
    assert tokens("PM2.5 (µg)") == ("pm", "g")
    assert tokens("역ID") == ("id",)
    assert tokens("WDir") == ("w", "dir")


@pytest.mark.parametrize(
    ("name", "plan"),
    [("pred_temp", True), ("Load Forecast", True), ("yhat", True), ("prediction_error", True),
     ("predator", False), ("temperature", False), ("Scheduled Trips", False)],
)  # fmt: skip
def test_plans_are_told_by_their_names(name, plan):
    assert is_plan(name) is plan


whole = RNG.integers(1, 9, N).astype(float)


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [("station_id", RNG.integers(1_000, 9_999, N), True), ("id", whole, True), ("No", np.arange(N), True),
     ("row", np.arange(N)[::-1] * 1.0, False), ("station_id", RNG.standard_normal(N), False),
     ("humidity", whole, False), ("count", RNG.poisson(3, N), False), ("id", np.full(N, np.nan), False)],
)  # fmt: skip
def test_labels_are_whole_numbers_under_a_telling_name_or_count_the_rows(name, values, label):
    assert is_id(name, np.asarray(values, float)) is label


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [("weather_code", whole, True), ("Type", whole, True), ("sales", whole, False), ("type", whole / 2, False),
     ("status", RNG.integers(0, 2, N), False), ("zone", RNG.integers(0, 500, N), False)],
)  # fmt: skip
def test_codes_are_a_few_whole_numbers_under_a_telling_name(name, values, code):
    assert is_code(name, np.asarray(values, float)) is code


turning = (RNG.standard_normal(N).cumsum() * 40) % 360
around = RNG.uniform(0, 360, N)


@pytest.mark.parametrize(
    ("name", "values", "period"),
    [
        ("wd (deg)", around, 360),
        ("windDirection", around - 180, 360),
        ("yaw[rad]", np.radians(around - 180), 2 * np.pi),
        ("heading", RNG.uniform(0, 90, N), None),
        ("column 3", turning, 360),
        ("column 3", RNG.uniform(0, 360, N), None),
        ("power", np.clip(180 + 60 * RNG.standard_normal(N), 0, 360), None),
        ("hour", np.arange(N) % 24, 24),
        ("Hour", np.arange(N) % 24 + 1, 24),
        ("hour", np.arange(N) % 12, None),
        ("weekday", np.arange(N) % 7, 7),
        ("month", np.arange(N) % 12 + 1, 12),
        ("temperature (°C)", around, None),
        ("dir", np.full(N, np.nan), None),
    ],
)
def test_what_goes_round_is_told_by_name_unit_and_range(name, values, period):
    assert period_of(name, np.asarray(values, float)) == (None if period is None else pytest.approx(period))


def calm():
    return 20 + 5 * np.sin(2 * np.pi * np.arange(N) / 24) + RNG.standard_normal(N)


def test_a_spike_is_far_from_everything_and_from_its_neighbours():
    values = calm()
    values[[500, 1_500, 1_501]] = 90, -40, -41
    values[700] = np.nan
    found = spikes(values)
    assert found.rows.tolist() == [500, 1_500, 1_501]
    low, high = np.nanquantile(values, (0.25, 0.75))
    beyond = (values < low - found.reach * (high - low)) | (values > high + found.reach * (high - low))
    assert np.flatnonzero(beyond).tolist() == [500, 1_500, 1_501]


@pytest.mark.parametrize(
    "values",
    [
        calm(),
        np.where(np.arange(N) // 100 == 7, 90.0, calm()),  # a stretch at another level is no spike
        np.exp(2 * RNG.standard_normal(N)),  # large values are its nature
        np.where(RNG.random(N) < 0.03, RNG.exponential(5, N), 0.0),  # rain
        RNG.standard_normal(N).cumsum(),
        np.where(np.arange(N) < 1_000, 0.0, 100.0) + RNG.standard_normal(N),
        np.ones(N),
        np.full(N, np.nan),
        calm()[:50],
    ],
    ids=["calm", "stretch", "skewed", "rain", "walk", "step", "constant", "missing", "short"],
)
def test_what_is_large_by_nature_is_no_spike(values):
    assert spikes(values) is None


def test_what_hardly_measures_anything_is_not_the_likely_target():
    columns = {"load": calm(), "pred_load": calm(), "station_id": whole, "No": np.arange(N), "wind_dir": around}
    assert likely_target(made(**columns)) == "load"
    assert likely_target(made(No=np.arange(N), wind_dir=around)) == "wind_dir"
    assert likely_target(made(close=calm(), volume=calm())) == "close"
    assert likely_target(made(load=calm(), hours_of_rain=np.where(np.arange(N) % 9 == 0, np.arange(N), 0.0))) == "load"
