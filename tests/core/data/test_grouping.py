"""Rows in order and put together: against pandas, the standard library and plain loops."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.grouping import codes_of, in_order, period_of, segments, series_of, start_of, starts_of, together
from core.data.onward import at_month_ends, onward
from core.data.spacing import DAY, MONTH, usual_spacing

MOMENTS = st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2200, 1, 1))


def times(*texts: str) -> np.ndarray:
    return np.array(texts, "datetime64[ns]")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.one_of(st.just(math.nan), st.integers(-9, 9))), min_size=1, max_size=25),
    st.sampled_from(["mean", "sum", "last"]),
)
def test_putting_together_equals_a_plain_loop(rows, how) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    label = np.array([label for label, _ in rows], np.int32)
    starts = starts_of(label, np.zeros(len(label)))
    found = together(np.array([[value] for _, value in rows], float), starts, how)[:, 0]
    for group, value in zip(sorted(set(label.tolist())), found, strict=True):
        known = [cell for one, cell in rows if one == group and not math.isnan(cell)]
        expected = (
            {"mean": lambda k: sum(k) / len(k), "sum": sum, "last": lambda k: k[-1]}[how](known) if known else None
        )
        assert math.isnan(value) if expected is None else value == pytest.approx(expected, rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.integers(1, 30))
def test_weeks_begin_on_monday_and_months_on_their_first_day(moment, months) -> None:
    time = np.array([moment], "datetime64[ns]")
    for every, first in (
        (7 * DAY, (moment - timedelta(days=moment.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)),
        (DAY, moment.replace(hour=0, minute=0, second=0, microsecond=0)),
        (3600.0, moment.replace(minute=0, second=0, microsecond=0)),
        (MONTH, moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)),
        (12 * MONTH, moment.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)),
    ):
        assert start_of(period_of(time, every), every)[0] == np.datetime64(first, "ns")
    whole = period_of(time, months * MONTH)
    begin, end = start_of(np.concatenate([whole, whole + 1]), months * MONTH)
    assert begin <= time[0] < end


@pytest.mark.parametrize(("freq", "every"), [("7min", 420.0), ("D", DAY), ("MS", MONTH), ("QS", 3 * MONTH)])
def test_periods_are_those_of_pandas(freq, every) -> None:
    moments = pd.date_range("2019-03-05 00:01", periods=500, freq="11h7min")
    if freq == "7min":
        moments = moments[:40]
    found = start_of(period_of(moments.to_numpy(), every), every)
    ours = pd.Series(1, index=found).groupby(level=0).size()
    how = {"origin": pd.Timestamp("1969-12-29")} if every < MONTH else {}
    theirs = pd.Series(1, index=moments).resample(freq, **how).size()
    assert ours.to_dict() == theirs[theirs > 0].to_dict()


def test_words_are_told_apart_in_order_of_appearance_and_blanks_are_missing() -> None:
    codes, words = codes_of(pd.Series([" b", "a", None, "b", "  ", "a "]))
    assert codes.tolist() == [0, 1, -1, 0, -1, 1]
    assert words.tolist() == ["b", "a"]
    assert codes_of(pd.Series([3.0, np.nan, 2.5, 3.0]))[1].tolist() == ["3", "2.5"]
    assert codes_of(pd.Series([pd.Timestamp("2020-01-02")]))[1].tolist() == ["2020-01-02T00:00:00"]
    empty, none = codes_of(pd.Series([None, None], dtype=object))
    assert empty.tolist() == [-1, -1]
    assert none.tolist() == []


def test_several_columns_together_name_a_series() -> None:
    shop, item = pd.Series(["b", "b", "a", "b", None]), pd.Series([1.0, 2.0, 1.0, 1.0, 2.0])
    label, names = series_of([shop, item])
    assert label.tolist() == [0, 1, 2, 0, 3]
    assert names == ("b / 1", "b / 2", "a / 1", " / 2")


def test_rows_in_order_are_left_as_they_are_and_equal_ones_keep_theirs() -> None:
    label = np.array([0, 0, 1, 1], np.int32)
    assert in_order(label, np.array([1, 1, 0, 5])) is None
    assert in_order(label, np.array([2, 1, 5, 5])).tolist() == [1, 0, 2, 3]
    assert in_order(np.array([1, 0, 1], np.int32), np.array([0, 0, 0])).tolist() == [1, 0, 2]


def test_a_segment_ends_at_a_hole_and_with_its_series() -> None:
    time = times("2020-01-01", "2020-01-02", "2020-01-05", "2020-01-03", "2020-01-04")
    label = np.array([0, 0, 0, 1, 1], np.int32)
    assert segments(time, DAY, label).tolist() == [0, 0, 1, 2, 2]
    assert segments(time, None, label).tolist() == [0, 0, 0, 1, 1]


def test_the_usual_spacing_is_that_within_a_series() -> None:
    """Two sensors that report at :00 and at :20 were taken for one that reports every 20 or 40 minutes."""
    one = np.datetime64("2020-01-01", "ns") + np.arange(50) * np.timedelta64(1, "h")
    time, label = np.concatenate([one, one + np.timedelta64(20, "m")]), np.repeat([0, 1], 50).astype(np.int32)
    assert usual_spacing(time, label) == 3600
    mixed = np.random.default_rng(1).permutation(100)
    assert usual_spacing(time[mixed], label[mixed]) == 3600
    assert usual_spacing(time) == 1200


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.integers(0, 40), st.integers(1, 12))
def test_months_go_on_by_the_calendar(moment, rows, months) -> None:
    time = np.array([moment], "datetime64[ns]")
    later = onward(time, np.array([rows]), months * MONTH)[0]
    assert later == (pd.Timestamp(moment) + pd.DateOffset(months=months * rows)).to_datetime64()
    end = pd.Timestamp(moment) + pd.offsets.MonthEnd(0)
    ends = onward(np.array([end], "datetime64[ns]"), np.array([rows]), MONTH, ends=True)[0]
    assert ends == (end + pd.offsets.MonthEnd(rows)).to_datetime64()


def test_rows_go_on_at_their_spacing() -> None:
    time = times("2020-02-28T23:00", "2020-02-28T23:00")
    assert onward(time, np.array([2, 25]), 3600.0).tolist() == times("2020-02-29T01:00", "2020-03-01").tolist()
    assert onward(time[:1], np.array([3]), 0.5)[0] == np.datetime64("2020-02-28T23:00:01.500")


def test_the_last_days_of_months_are_known_as_such() -> None:
    assert at_month_ends(times("2020-01-31", "2020-02-29", "2020-04-30"))
    assert not at_month_ends(times("2020-01-30", "2020-02-29", "2020-03-30"))
