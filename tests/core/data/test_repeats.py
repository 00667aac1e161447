"""What repeats and what goes together, against statsmodels, plain loops and answers one can tell by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.stattools import acf

from core.data.correlogram import correlogram, usual_lags
from core.data.even import bridged, even, moving_mean
from core.data.lags import MOST, ROWS, changes, promising, some_lags, together
from core.data.spacing import DAY, MONTH
from core.data.spectrum import spectrum
from core.data.words import lasting, rows_lasting
from tests.core.data.made import hours

NOISE = np.random.default_rng(7).normal(size=2_000)
WAVE = np.sin(2 * np.pi * np.arange(2_400) / 24)


def segments(*lengths: int) -> np.ndarray:
    return np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)


def test_rows_missing_in_time_leave_empty_places() -> None:
    rows = even(hours(0, 1, 2, 6, 7), segments(3, 2), 3_600.0, 100)
    assert rows.at.tolist() == [0, 1, 2, 6, 7]
    assert rows.spacing == 3_600.0
    assert np.isnan(rows.of(np.arange(5.0))[3:6]).all()


def test_a_hole_is_never_longer_than_what_looks_back_needs() -> None:
    rows = even(hours(*range(50), *range(90_000, 90_050)), segments(50, 50), 3_600.0, 20)
    assert rows.at[50] - rows.at[49] == 21


def test_many_holes_never_make_more_than_four_places_of_a_row() -> None:
    count = 500
    rows = even(hours(*(np.arange(count) * 1_000)), np.arange(count, dtype=np.int32), 3_600.0, 900)
    assert rows.at[-1] < 4 * count


def test_trading_days_follow_no_clock() -> None:
    weekdays = [day * 24 for day in range(70) if day % 7 < 5]
    rows = even(hours(*weekdays), segments(len(weekdays)), DAY, 10)
    assert rows.spacing is None
    assert rows.at.tolist() == list(range(len(weekdays)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(-1e3, 1e3)), min_size=1, max_size=30), st.integers(1, 12))
def test_a_moving_mean_is_the_mean_of_the_known_values_around(cells: list[float | None], rows: int) -> None:
    values = np.array([np.nan if cell is None else cell for cell in cells])
    for i, mean in enumerate(moving_mean(values, rows)):
        near = values[max(0, i - rows // 2) : i - rows // 2 + rows]
        near = near[np.isfinite(near)]
        assert np.isnan(mean) if not len(near) else mean == pytest.approx(near.mean(), abs=1e-6)


def test_holes_are_bridged_by_straight_lines() -> None:
    assert bridged(np.array([np.nan, 1.0, np.nan, np.nan, 7.0])).tolist() == [1, 1, 3, 5, 7]


def test_without_missing_values_it_is_the_autocorrelation_of_statsmodels() -> None:
    values = NOISE.cumsum()
    ours = correlogram(values, 40)
    assert ours.correlation == pytest.approx(acf(values, nlags=40, fft=False), abs=1e-9)
    assert ours.chance == pytest.approx(1.96 / np.sqrt(2_000))


def test_missing_values_take_part_in_no_pair() -> None:
    values = NOISE[:90].cumsum()
    values[[3, 4, 5, 40, 77]] = np.nan
    centred = values - np.nanmean(values)

    def mean_product(lag: int) -> float:
        pairs = [a * b for a, b in zip(centred[lag:], centred[: 90 - lag], strict=True) if np.isfinite(a * b)]
        return float(np.mean(pairs)) * (90 - lag) / 90

    expected = [mean_product(lag) / mean_product(0) for lag in range(13)]
    assert correlogram(values, 12).correlation == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("values", [np.full(50, 0.1), np.full(50, np.nan), np.arange(5.0)])
def test_what_never_changes_or_is_hardly_known_has_no_correlogram(values: np.ndarray) -> None:
    assert not correlogram(values, 10).computable


def test_one_looks_back_some_seasons_but_never_more_than_a_third() -> None:
    assert usual_lags(10_000, 24, 8) == 192
    assert usual_lags(144, 12, 8) == 48
    assert usual_lags(10_000, None, 8) == 48


def test_the_length_of_a_wave_stands_out_and_is_named() -> None:
    found = spectrum(WAVE + 0.1 * NOISE.mean() + 0.2 * np.resize(NOISE, 2_400), 3_600.0)
    assert found.peaks[0].rows == 24
    assert found.peaks[0].share > 0.8
    assert found.share.sum() == pytest.approx(1)
    assert (np.diff(found.length) > 0).all()


def test_two_waves_are_two_peaks_the_stronger_first() -> None:
    weekly = 2 * np.sin(2 * np.pi * np.arange(2_400) / 168)
    assert [peak.rows for peak in spectrum(WAVE + weekly, 3_600.0).peaks] == [168, 24]


def test_noise_and_a_straight_line_have_no_peaks() -> None:
    assert spectrum(NOISE, 3_600.0).peaks == ()
    assert not len(spectrum(np.arange(100.0) * 0.1, 3_600.0).length)


def test_lengths_of_time_are_in_the_words_of_people() -> None:
    words = {DAY: "1 day", DAY / 2: "12 hours", 7 * DAY: "1 week", 365 * DAY: "1 year", 364 * DAY: "1 year",
             3.4 * DAY: "3.4 days", 5_400: "90 minutes", 30 * DAY: "30 days", 6 * MONTH: "6 months"}  # fmt: skip
    assert {seconds: lasting(seconds) for seconds in words} == words
    assert rows_lasting(24, 3_600) == "24 rows = 1 day"
    assert rows_lasting(1, None) == "1 row"


def correlations(columns: dict[str, np.ndarray], target: str, segment: np.ndarray, longest: int):
    names = list(columns)
    values = np.column_stack(list(columns.values()))
    return together(lambda rows: values[rows], names, target, segment, longest, seed=0)


def test_a_copy_that_comes_earlier_is_found_where_it_lies() -> None:
    """`early` shows what y will be three rows later, `against` the opposite of what it was at the same time."""
    y = NOISE[:500]
    early = np.append(y[3:], NOISE[500:503])
    found = correlations({"against": -y, "early": early, "y": y}, "y", segments(500), 12)
    lag = {name: int(found.lags[found.strongest(k) or 0]) for k, name in enumerate(found.names)}
    assert lag["early"] == 3
    assert lag["against"] == 0
    value = {name: found.correlation[k, found.strongest(k) or 0] for k, name in enumerate(found.names)}
    assert value["early"] == pytest.approx(1)
    assert value["against"] == pytest.approx(-1)
    assert found.names[-1] == "y"
    assert np.isnan(found.correlation[-1, 0])


def test_correlations_are_pearsons_of_the_pairs_within_a_segment() -> None:
    y, x = NOISE[:60].copy(), NOISE[100:160].cumsum()
    x[[5, 31]] = np.nan
    y[17] = np.nan
    segment = segments(25, 35)
    found = correlations({"x": x, "y": y}, "y", segment, 6)
    for j, lag in enumerate(found.lags.tolist()):
        pairs = [(x[t - lag], y[t]) for t in range(lag, 60) if segment[t - lag] == segment[t]]
        known = np.array([pair for pair in pairs if np.isfinite(pair).all()])
        expected = np.corrcoef(known.T)[0, 1]
        assert found.correlation[found.names.index("x"), j] == pytest.approx(expected, abs=1e-12)


def test_a_column_that_never_changes_goes_together_with_nothing() -> None:
    found = correlations({"still": np.full(80, 0.1), "y": NOISE[:80]}, "y", segments(80), 5)
    assert found.strongest(found.names.index("still")) is None


def test_of_many_rows_the_same_sample_is_looked_at_each_time() -> None:
    y = np.resize(NOISE, 3 * ROWS)
    first, second = (correlations({"y": y}, "y", segments(len(y)), 8) for _ in range(2))
    assert (first.rows, first.of) == (ROWS, 3 * ROWS)
    assert first.correlation[0, 1:].tolist() == second.correlation[0, 1:].tolist()


def test_of_many_columns_those_that_go_together_most_are_chosen() -> None:
    rng = np.random.default_rng(0)
    y = NOISE[:800]
    values = np.column_stack([rng.normal(size=(800, 60)), y, y + 0.5 * rng.normal(size=800)])
    names = [*(f"noise {i}" for i in range(60)), "y", "near"]
    chosen = promising(lambda rows: values[rows], names, "y", segments(800), 10, seed=0)
    assert len(chosen) == MOST
    assert chosen[-2:] == ("y", "near")


@pytest.mark.parametrize(("longest", "step"), [(5, 1), (48, 1), (192, 4), (100, 4), (101, 3)])
def test_lags_are_thinned_evenly_and_reach_as_far_as_asked(longest: int, step: int) -> None:
    lags = some_lags(longest)
    assert set(np.diff(lags)) == {step}
    assert longest - step < lags[-1] <= longest


def test_two_columns_that_only_climb_go_together_but_their_changes_do_not() -> None:
    rng = np.random.default_rng(12)
    values = np.column_stack([np.arange(900.0) + rng.normal(size=900), 2 * np.arange(900.0) + rng.normal(size=900)])
    segment = segments(400, 500)
    levels = together(lambda rows: values[rows], ["x", "y"], "y", segment, 4, seed=0)
    steps = together(changes(lambda rows: values[rows], segment), ["x", "y"], "y", segment, 4, seed=0)
    assert levels.correlation[levels.names.index("x")].min() > 0.99
    assert np.abs(steps.correlation[steps.names.index("x")]).max() < 0.2


def test_a_change_never_reaches_into_another_segment() -> None:
    values = np.array([[1.0], [4.0], [9.0], [16.0]])
    changed = changes(lambda rows: values[rows], segments(2, 2))(np.arange(4))
    assert changed[:, 0].tolist() == pytest.approx([np.nan, 3, np.nan, 7], nan_ok=True)
