"""Parts, what they may learn from, and what is said when there is too little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from core.errors import SettingsError
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import part_of_row
from core.examples.suggest import suggest
from tests.core.examples.builders import dataset


def test_shares_cut_rows_in_time_order_and_leave_none_over() -> None:
    parts = part_of_row(dataset(np.arange(21.0)), SplitSpec(cuts=(0.5, 0.25, 0.25)))
    assert parts.tolist() == [0] * 10 + [1] * 6 + [2] * 5


@pytest.mark.course("A5")
def test_rows_beyond_the_three_counts_belong_to_no_part() -> None:
    parts = part_of_row(dataset(np.arange(10.0)), SplitSpec(by="rows", cuts=(4, 2, 3)))
    assert parts.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, -2]


def test_a_gap_takes_the_first_rows_of_validation_and_test() -> None:
    parts = part_of_row(dataset(np.arange(10.0)), SplitSpec(by="rows", cuts=(4, 3, 3), gap=1))
    assert parts.tolist() == [0, 0, 0, 0, -1, 1, 1, -1, 2, 2]


def test_dates_name_the_first_row_of_validation_and_of_test() -> None:
    data = dataset(np.arange(96.0))
    parts = part_of_row(data, SplitSpec(by="date", cuts=("2020-01-02", "2020-01-03 12:00")))
    assert [int(np.sum(parts == p)) for p in (0, 1, 2)] == [24, 36, 36]


def test_every_series_may_be_cut_by_itself() -> None:
    data = dataset(np.arange(14.0), series=np.repeat([0, 1], [10, 4]))
    parts = part_of_row(data, SplitSpec(cuts=(0.5, 0.25, 0.25), per="series"))
    assert parts.tolist() == [0] * 5 + [1] * 3 + [2] * 2 + [0, 0, 1, 2]


def test_a_split_by_date_without_times_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="needs a time column"):
        part_of_row(dataset(np.arange(9.0), spacing=None), SplitSpec(by="date", cuts=("2020-01-02", "2020-01-03")))


def test_dates_do_not_cut_rows_that_are_out_of_order() -> None:
    """The first row of a part was looked up by halving, which finds anything in unsorted times."""
    data = dataset(np.arange(96.0))
    mixed = replace(data, time=data.time[::-1])
    with pytest.raises(SettingsError, match="in order of time"):
        part_of_row(mixed, SplitSpec(by="date", cuts=("2020-01-02", "2020-01-03")))


@pytest.mark.parametrize(
    "cuts",
    [
        ("2020-01-32", "2020-02-01"),
        ("spring", "summer"),
        ("2020-02-01", "2020-01-01"),
        ("2020-02-01",) * 2,
        (1, 2),
        ("2020-02-01", "9999-01-01"),
    ],
)
def test_a_split_cannot_hold_what_is_no_date(cuts) -> None:
    """Cuts were compared as texts: a wrong date was found out by numpy, in the middle of a page."""
    with pytest.raises(ValidationError, match=r"Received"):
        SplitSpec(by="date", cuts=cuts)


def test_dates_are_compared_as_times() -> None:
    SplitSpec(by="date", cuts=("2020-01", "2020-01-01T06:00"))


def test_asking_for_more_rows_than_there_are_shows_both_numbers() -> None:
    with pytest.raises(SettingsError, match=r"ask for 30 rows; the file has 20"):
        part_of_row(dataset(np.arange(20.0)), SplitSpec(by="rows", cuts=(10, 10, 10)))


def test_too_few_rows_show_the_sum_and_the_longest_lookback_that_fits() -> None:
    windows = Windows(lookback=1440, delay=144)
    with pytest.raises(SettingsError) as caught:
        prepare(dataset(np.arange(900.0)), windows, SplitSpec(), FittingSpec())
    assert "need 1,584 rows; the file has 900" in str(caught.value)
    assert "756 rows or less" in str(caught.value)


def test_a_part_too_short_for_one_answer_is_named() -> None:
    with pytest.raises(SettingsError, match="The validation part has no complete example"):
        prepare(dataset(np.arange(100.0)), Windows(lookback=4, horizon=20), SplitSpec(), FittingSpec())


@pytest.mark.parametrize(
    ("cuts", "by"),
    [((0.7, 0.3), "fraction"), ((0.7, 0.3, 0.1), "fraction"), (("2020", "2019"), "date"), ((1, 0, 1), "rows")],
)
def test_a_split_that_makes_no_sense_cannot_exist(cuts, by) -> None:
    with pytest.raises(ValueError, match="Received"):
        SplitSpec(by=by, cuts=cuts)


@pytest.mark.course("A5")
def test_the_scaler_sees_training_rows_only() -> None:
    """Poison: everything after the training cut is replaced by noise, and nothing learned moves."""
    values = np.sin(np.arange(300.0))[:, None] + np.arange(300.0)[:, None] * [[0.1, 0.2]]
    noise = values.copy()
    noise[210:] = np.random.default_rng(3).normal(0, 1e6, (90, 2))
    for scaler in ("standard", "minmax", "robust", "maxabs", "quantile", "power"):
        args = (Windows(lookback=5), SplitSpec(), FittingSpec(scaler=scaler))
        clean, poisoned = (prepare(dataset(v), *args).fitted for v in (values, noise))
        assert clean.arrays.keys() == poisoned.arrays.keys()
        assert all(np.array_equal(clean.arrays[key], poisoned.arrays[key]) for key in clean.arrays)


def test_a_year_of_days_is_read_within_the_year() -> None:
    """365 has no divisor that gives few enough timesteps: seven values a year apart were suggested."""
    windows = suggest(dataset(np.arange(24_000.0), season=365))
    assert (windows.lookback, windows.step, windows.timesteps) == (7 * 365, 86, 30)


def test_the_suggested_window_is_a_week_of_hours_read_every_six() -> None:
    windows = suggest(dataset(np.arange(17_420.0), season=24))
    assert windows == Windows(lookback=168, step=6, delay=1, horizon=24)


@pytest.mark.parametrize("rows", [30, 100, 144, 500, 3000])
@pytest.mark.parametrize("season", [None, 7, 12, 24])
def test_the_suggested_window_fits_the_file(rows, season) -> None:
    data = dataset(np.arange(float(rows)), season=season)
    assert min(prepare(data, suggest(data), SplitSpec(), FittingSpec()).counts.values()) > 0
