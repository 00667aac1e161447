"""The replay of the epochs: the chosen epoch's values, the same axes for all, a gap between two forecasts."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts.replay import Replay, replay, replay_alt


def view(x: np.ndarray | None = None) -> Replay:
    predicted = np.array([[[10.0, 11.0], [12.0, 13.0]], [[1.0, 2.5], [3.0, np.nan]]])
    return Replay(
        x=np.arange(4).reshape(2, 2) if x is None else x,
        actual=np.array([[1.0, 2.0], [3.0, np.nan]]),
        predicted=predicted,
        unit="°C",
    )


def test_it_draws_the_chosen_epoch_and_breaks_between_two_forecasts() -> None:
    _, predicted = replay(view(), 0, dark=False)["series"]
    assert predicted["data"] == [[0, 10.0], [1, 11.0], [1, None], [2, 12.0], [3, 13.0], [3, None]]
    actual, last = replay(view(), 1, dark=False)["series"]
    assert [y for _, y in actual["data"]] == [1.0, 2.0, 3.0, None]
    assert [y for _, y in last["data"]] == [1.0, 2.5, None, 3.0, None, None]


def test_the_axes_are_the_same_for_every_epoch() -> None:
    first, last = replay(view(), 0, dark=True), replay(view(), 1, dark=True)
    assert (first["yAxis"], first["xAxis"]) == (last["yAxis"], last["xAxis"])
    assert first["yAxis"]["min"] < 1.0
    assert first["yAxis"]["max"] > 3.0


def test_times_are_milliseconds_in_utc() -> None:
    times = np.array(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"], "datetime64[ns]").reshape(2, 2)
    option = replay(view(times), 0, dark=False)
    assert option["xAxis"]["type"] == "time"
    assert option["useUTC"]
    assert option["series"][0]["data"][1][0] - option["series"][0]["data"][0][0] == 86_400_000


def test_cells_without_a_truth_do_not_count_and_the_figure_is_told() -> None:
    assert view().off.tolist() == [pytest.approx((9 + 9 + 9) / 3), pytest.approx(0.5 / 3)]
    assert "9" in replay_alt(view(), 1, 0)
