"""Arranging against plain loops: order, duplicates, gaps, fills, calendar."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.arrange import arrange
from core.data.calendar import calendar_share
from core.data.fills import forward_fill
from core.data.spec import Column
from core.data.steps import Blank, Calendar, Duplicates, ForwardFill, Gaps, Sentinels, Sort
from core.errors import DataError
from tests.core.data.made import hours, made, spec

# Whole hours, shuffled, with repeats and holes; two neighbours always, so that an hour is usual.
TIMES = st.lists(st.integers(0, 60), min_size=1, max_size=30).map(lambda extra: [*range(100, 140), *extra])
CELLS = st.one_of(st.just(float("nan")), st.floats(-100, 100))


@st.composite
def tables(draw):
    at = draw(TIMES.flatmap(st.permutations))
    return at, draw(st.lists(CELLS, min_size=len(at), max_size=len(at)))


def loop(at, values, keep, limit):
    """Sorted, one row per time, broken where an hour is missing, filled: (row, value, segment) one by one."""
    rows = sorted(range(len(at)), key=lambda row: (at[row], row))
    kept = []
    for hour in sorted(set(at)):
        same = [row for row in rows if at[row] == hour]
        known = [values[row] for row in same if not math.isnan(values[row])]
        row = same[-1] if keep == "last" else same[0]
        mean = sum(known) / len(known) if known else float("nan")
        kept.append((row, mean if keep == "mean" else values[row], hour))
    out, segment, newest, age = [], 0, float("nan"), 0
    for place, (row, value, hour) in enumerate(kept):
        if place and hour - kept[place - 1][2] > 1:
            segment, newest, age = segment + 1, float("nan"), 0
        if math.isnan(value):
            age += 1
            value = newest if age <= limit else float("nan")
        else:
            newest, age = value, 0
        out.append((row, value, segment))
    return out


@settings(deadline=None)
@given(tables(), st.sampled_from(["first", "last", "mean"]), st.integers(1, 5))
def test_steps_equal_a_plain_loop(table, keep, limit):
    at, values = table
    steps = Sort(), Duplicates(keep=keep), Gaps(), ForwardFill(columns=("y",), limit=limit)
    arranged = arrange(made(hours(*at), y=values), spec(*steps))
    expected = loop(at, values, keep, limit)
    assert arranged.row.tolist() == [row for row, _, _ in expected]
    assert arranged.segment.tolist() == [segment for _, _, segment in expected]
    np.testing.assert_allclose(arranged.values[:, 0], [value for _, value, _ in expected], rtol=1e-12, atol=1e-12)


@settings(deadline=None)
@given(tables())
def test_within_a_segment_every_step_is_the_usual_one(table):
    at, values = table
    arranged = arrange(made(hours(*at), y=values), spec(Sort(), Duplicates(), Gaps()))
    steps = np.diff(arranged.time).astype("timedelta64[h]").astype(int)
    same = np.diff(arranged.segment) == 0
    assert (steps[same] == 1).all()
    assert (steps[~same] > 1).all()
    assert (np.diff(arranged.segment) >= 0).all()
    assert arranged.segment[0] == 0
    assert arranged.spacing == 3600


@settings(deadline=None)
@given(tables(), st.data())
def test_what_comes_later_changes_nothing_before_it(table, data):
    """Poison: other values after a row leave every earlier value as it was."""
    at, values = table
    steps = Sort(), Duplicates(keep="mean"), Gaps(), Sentinels(columns=("y",), values=(-99.0,))
    steps = (*steps, ForwardFill(columns=("y",), limit=3), Calendar(parts=("hour", "year")))
    cut = data.draw(st.integers(0, max(at)))
    poisoned = [value if hour <= cut else -value + 7 for hour, value in zip(at, values, strict=True)]
    before, after = (arrange(made(hours(*at), y=cells), spec(*steps)) for cells in (values, poisoned))
    early = before.time <= hours(cut)[0]
    np.testing.assert_array_equal(before.values[early], after.values[early])
    np.testing.assert_array_equal(before.segment, after.segment)


def test_inputs_and_targets_point_at_their_columns():
    table = made(hours(0, 1, 2), a=[1, 2, 3], y=[4, 5, 6], z=[7, 8, 9], b=[0, 1, 0])
    data = spec(Calendar(parts=("hour",))).but(
        columns=(
            Column(name="a"),
            Column(name="y", unit="°C", roles=("input", "target")),
            Column(name="z", roles=("target",)),
            Column(name="b"),
        )
    )
    arranged = arrange(table, data)
    assert arranged.input_names == ("y", "a", "b", "hour (sine)", "hour (cosine)")
    assert arranged.target_names == ("y", "z")
    assert not arranged.anchored
    assert arranged.units == ("", "°C", "", "", "", "")
    assert arranged.target_units == ("°C", "")
    assert arranged.values[:, arranged.targets[1]].tolist() == [7, 8, 9]


def test_rows_without_a_readable_time_are_left_out_and_keep_their_numbers():
    time = hours(0, 1, 2, 3)
    time[1] = np.datetime64("NaT")
    arranged = arrange(made(time, y=[1, 2, 3, 4]), spec(Gaps()))
    assert arranged.row.tolist() == [0, 2, 3]
    assert arranged.segment.tolist() == [0, 1, 1]


def test_running_backwards_without_sorting_breaks_the_segment():
    assert arrange(made(hours(5, 6, 7, 1, 2), y=[1] * 5), spec(Gaps())).segment.tolist() == [0, 0, 0, 1, 1]


def test_ignored_gaps_leave_one_segment_and_so_do_rows_without_a_time():
    assert arrange(made(hours(0, 1, 9, 10), y=[1, 2, 3, 4]), spec(Gaps(how="ignore"))).segment.max() == 0
    untimed = arrange(made(y=[1, 2, 3]), spec(Sort(), Gaps(), Duplicates()))
    assert untimed.time is None
    assert untimed.spacing is None
    assert untimed.row.tolist() == [0, 1, 2]


def test_months_of_different_length_are_no_gap_but_a_missing_month_is():
    months = pd.date_range("2019-01-01", periods=30, freq="MS").to_numpy()
    whole = arrange(made(months, y=range(30)), spec(Gaps()))
    holed = arrange(made(np.delete(months, 13), y=range(29)), spec(Gaps()))
    assert whole.segment.max() == 0
    assert holed.segment.tolist() == [0] * 13 + [1] * 16


def test_sentinels_and_blanked_times_become_missing_and_nothing_else():
    table = made(hours(0, 1, 2, 3), y=[1, -9999, 3, 4], x=[-9999, 6, 7, 8])
    blank = Blank(columns=("x", "y"), spans=(("2020-01-01T02:00", "2020-01-01T02:59"),))
    arranged = arrange(table, spec(Sentinels(columns=("y", "gone"), values=(-9999.0,)), blank, columns=("y", "x")))
    np.testing.assert_array_equal(arranged.values[:, 0], [1, np.nan, np.nan, 4])
    np.testing.assert_array_equal(arranged.values[:, 1], [-9999, 6, np.nan, 8])
    assert table.column("y").tolist() == [1, -9999, 3, 4]  # the table stays as it was


@settings(deadline=None)
@given(st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01")))
def test_calendar_shares_equal_the_standard_library(moment):
    time = np.array([moment.replace(microsecond=0)], "datetime64[ns]")
    clock = (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    leap = moment.year % 4 == 0 and (moment.year % 100 != 0 or moment.year % 400 == 0)
    expected = {
        "hour": clock,
        "weekday": moment.weekday() / 7,
        "month": (moment.month - 1) / 12,
        "year": (moment.timetuple().tm_yday - 1 + clock) / (366 if leap else 365),
    }
    for part, share in expected.items():
        assert calendar_share(time, part)[0] == pytest.approx(share, abs=1e-12)


def test_calendar_columns_are_sine_and_cosine_of_the_share():
    arranged = arrange(made(hours(0, 6, 12, 18), y=[1, 2, 3, 4]), spec(Calendar(parts=("hour",))))
    np.testing.assert_allclose(arranged.values[:, 1:], [[0, 1], [1, 0], [0, -1], [-1, 0]], atol=1e-12)


def test_forward_fill_never_crosses_a_segment_and_stops_at_its_limit():
    values = np.array([[1.0], [np.nan], [np.nan], [np.nan], [5.0]])
    one = forward_fill(values, np.zeros(5, np.int32), [0], 2)[:, 0]
    two = forward_fill(values, np.array([0, 0, 1, 1, 1], np.int32), [0], 2)[:, 0]
    np.testing.assert_array_equal(one, [1, 1, 1, np.nan, 5])
    np.testing.assert_array_equal(two, [1, 1, np.nan, np.nan, 5])


def test_what_cannot_be_arranged_is_refused_by_name(table_of):
    table = table_of("t,y,word\n2020-01-01,1,a\n2020-01-02,2,b\n")
    for columns, key in ((("gone",), "columns_missing"), (("word",), "columns_not_numeric")):
        with pytest.raises(DataError, match=columns[0]) as refused:
            arrange(table, spec(columns=columns))
        assert refused.value.key == key
    with pytest.raises(DataError) as refused:
        arrange(made(y=[1, 2, 3]), spec(Calendar(parts=("hour",))))
    assert refused.value.key == "calendar_needs_time"
    with pytest.raises(DataError) as refused:
        arrange(made([np.datetime64("NaT")] * 3, y=[1, 2, 3]), spec())
    assert refused.value.key == "no_rows_left"
