"""Fills against plain loops: what is repeated, from where, and how far."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.fills import first_of_run, forward_fill, seasonal_fill

CELLS = st.lists(st.one_of(st.just(float("nan")), st.integers(-9, 9).map(float)), min_size=1, max_size=40)
BREAKS = st.lists(st.sampled_from([0, 0, 0, 0, 1]), min_size=40, max_size=40)


def labels(breaks: list[int], rows: int) -> np.ndarray:
    return np.cumsum([0, *breaks[1:rows]]).astype(np.int32)


def loop(values: list[float], segment: np.ndarray, back: int | None, limit: int) -> list[float]:
    """Row by row: a missing cell takes the cell `back` rows before it (None: the newest known one)."""
    out: list[float] = []
    age = 0
    for row, value in enumerate(values):
        fresh = row == 0 or segment[row] != segment[row - 1]
        age = 0 if not math.isnan(value) else (1 if fresh else age + 1)
        source = row - (age if back is None else back)
        if math.isnan(value) and age <= limit and source >= 0 and segment[source] == segment[row]:
            value = out[source]
        out.append(value)
    return out


@settings(max_examples=300, deadline=None)
@given(CELLS, BREAKS, st.integers(2, 9), st.integers(1, 12))
def test_seasonal_fill_equals_a_plain_loop(values, breaks, season, limit) -> None:
    segment = labels(breaks, len(values))
    found = seasonal_fill(np.array(values)[:, None], segment, [0], season, limit)[:, 0]
    np.testing.assert_array_equal(found, loop(values, segment, season, limit))


@settings(max_examples=200, deadline=None)
@given(CELLS, BREAKS, st.integers(1, 12))
def test_forward_fill_equals_a_plain_loop(values, breaks, limit) -> None:
    segment = labels(breaks, len(values))
    found = forward_fill(np.array(values)[:, None], segment, [0], limit)[:, 0]
    np.testing.assert_array_equal(found, loop(values, segment, None, limit))


@settings(max_examples=200, deadline=None)
@given(CELLS, BREAKS, st.integers(2, 9), st.integers(1, 12), st.data())
def test_no_fill_looks_at_a_later_row(values, breaks, season, limit, data) -> None:
    """Poison: whatever comes after a row, also that a run of missing cells goes on, changes nothing before it."""
    segment, cut = labels(breaks, len(values)), data.draw(st.integers(0, len(values)))
    poisoned = [*values[:cut], *data.draw(st.lists(st.sampled_from([math.nan, 77.0]), min_size=40, max_size=40))]
    for fill in (
        lambda cells: seasonal_fill(cells, segment, [0], season, limit),
        lambda cells: forward_fill(cells, segment, [0], limit),
    ):
        before = fill(np.array(values)[:, None])[:cut]
        after = fill(np.array(poisoned[: len(values)])[:, None])[:cut]
        np.testing.assert_array_equal(before, after)


def test_a_run_longer_than_the_season_repeats_what_was_filled() -> None:
    values = np.array([1.0, 2.0, 3.0, *[np.nan] * 7])[:, None]
    found = seasonal_fill(values, np.zeros(10, np.int32), [0], season=3, limit=5)[:, 0]
    np.testing.assert_array_equal(found, [1, 2, 3, 1, 2, 3, 1, 2, np.nan, np.nan])


def test_only_the_columns_named_are_filled_and_the_original_stays() -> None:
    values = np.array([[1.0, 1.0], [np.nan, np.nan]])
    assert np.isnan(forward_fill(values, np.zeros(2, np.int32), [1], 3)).tolist() == [[False, False], [True, False]]
    assert np.isnan(values[1]).all()


def test_rows_know_where_their_run_began_also_when_there_are_none() -> None:
    assert first_of_run(np.array([4, 4, 7, 7, 7, 4], np.int32)).tolist() == [0, 0, 2, 2, 2, 5]
    assert first_of_run(np.zeros(0, np.int32)).tolist() == []


def test_a_season_longer_than_the_file_fills_nothing_and_takes_no_memory() -> None:
    values = np.array([[1.0], [np.nan]])
    np.testing.assert_array_equal(seasonal_fill(values, np.zeros(2, np.int32), [0], 10**12, 5), values)
