"""Rows in the order in which one follows the other."""

from __future__ import annotations

import numpy as np

from core.data.neighbours import rows_in_order
from tests.core.data.made import hours, made


def test_rows_stand_by_series_and_time_as_a_plain_sort_puts_them():
    rng = np.random.default_rng(2)
    at, ids = rng.permutation(60), rng.choice(list("abc"), 60)
    table = made(hours(*at), id=ids, y=at)
    rows, series = rows_in_order(table, ("id",))
    seen = list(dict.fromkeys(ids))
    assert rows.tolist() == sorted(range(60), key=lambda row: (seen.index(ids[row]), at[row]))
    assert [seen[one] for one in series] == [ids[row] for row in rows]


def test_one_series_is_sorted_by_time_and_rows_without_one_are_left_out():
    time = hours(3, 1, 2, 0)
    time[2] = np.datetime64("NaT")
    assert rows_in_order(made(time, y=[1, 2, 3, 4]), ())[0].tolist() == [3, 1, 0]
    assert rows_in_order(made(y=[1, 2, 3]), ())[0].tolist() == [0, 1, 2]


def test_rows_that_share_their_times_and_cannot_be_told_apart_stay_as_they_are():
    time = np.tile(hours(0, 1, 2), 4)
    assert rows_in_order(made(time, y=np.arange(12)), ())[0].tolist() == list(range(12))
