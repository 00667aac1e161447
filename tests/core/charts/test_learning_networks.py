"""Several networks in one training, as the live page follows them: one curve, one progress, one story."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.charts.history import History, follow
from core.charts.learning import learning
from core.charts.learning_axes import Curve, loss_range
from core.charts.loss import RAW, LossScale
from core.charts.members import Alone, members_chart
from core.charts.predictions import Line, Stretch, Strip, over_actual
from core.charts.story import Teller, ending, story
from tests.core.charts.test_learning import Happened, series

CELSIUS = LossScale(raw=False, unit="°C", factor=2.0)
START = {"examples": {"train": 100}, "batches": 5, "epochs": 10, "first_epoch": 1, "members": 3, "member": 1}


def epoch(number: int, member: int, loss: float, best: int, left: int | None = 4) -> Happened:
    told: dict[str, Any] = {"epoch": number, "member": member, "loss": loss, "val_loss": loss, "seconds": 2.0}
    return Happened(number + 1, "epoch", told | {"patience_left": left, "best_epoch": best, "best": 0.25})


def two_networks(*more: Happened) -> History:
    """The first took four epochs and kept its third, the second has done two."""
    first = [epoch(1, 1, 9.0, 1), epoch(2, 1, 0.5, 2), epoch(3, 1, 0.3, 3), epoch(4, 1, 0.4, 3, left=0)]
    second = [epoch(5, 2, 8.0, 5), epoch(6, 2, 0.2, 6)]
    return follow(History(), [Happened(1, "start", START), *first, *second, *more])


def test_the_history_knows_which_network_learns_and_what_each_keeps() -> None:
    history = two_networks()
    assert (history.members, history.member, history.before, history.done_here) == (3, 2, 4, 2)
    assert history.kept == (3, 6)
    assert history.begins == (4,)
    batch = Happened(8, "batch", {"epoch": 7, "member": 3, "batch": 1, "of": 5, "loss": 5.0})
    assert (two_networks(batch).member, two_networks(batch).before, two_networks(batch).done_here) == (3, 6, 0)


def test_progress_and_time_left_count_all_networks() -> None:
    """Two epochs of ten of the second of three; 2 s each. At least 4 more and the third one's 4, at most 8 and 10."""
    history = two_networks()
    assert history.share == pytest.approx((1 + 0.2) / 3)
    assert history.seconds_left == (2.0 * (4 + 4), 2.0 * (8 + 10))


def test_one_network_counts_as_it_always_did() -> None:
    start = {name: value for name, value in START.items() if name not in ("members", "member")}
    told = {"epoch": 1, "loss": 0.5, "val_loss": 0.5, "seconds": 2.0, "patience_left": 4, "best_epoch": 1, "best": 0.5}
    history = follow(History(), [Happened(1, "start", start), Happened(2, "epoch", told)])
    assert (history.share, history.seconds_left) == (0.1, (8.0, 18.0))
    assert (history.begins, history.kept, history.members) == ((), (1,), 1)


def test_a_resumed_run_goes_on_with_its_network() -> None:
    again = Happened(20, "start", {**START, "first_epoch": 6, "member": 2})
    history = two_networks(again)
    assert (history.done, history.member, history.done_here) == (5, 2, 1)


def test_the_curve_has_a_gap_a_mark_and_a_dot_where_the_next_network_begins() -> None:
    curve = Curve(history=two_networks(), scale=CELSIUS, rules={})
    option = learning(curve, dark=False)
    json.dumps(option, allow_nan=False)
    validation = series(option, "validation")
    assert validation[4] == [4.5, None]
    assert len(validation) == 7
    networks = next(one for one in option["series"] if one.get("name") == "networks")
    assert [mark["xAxis"] for mark in networks["markLine"]["data"]] == [4.5]
    assert networks["markLine"]["data"][0]["label"]["formatter"] == "network 2 →"
    assert series(option, "Kept by an earlier network") == [[3, 0.6]]


def test_the_first_epoch_of_no_network_dwarfs_the_rest() -> None:
    epochs = two_networks().epochs
    high = loss_range(Curve(history=two_networks(), scale=RAW, rules={}))[1]
    assert high < 4 * sorted(e.validation for e in epochs)[3]


def test_the_story_tells_where_a_network_began_and_the_end_how_many_answer() -> None:
    teller = Teller(model="LSTM", scale=CELSIUS, rules={}, patience=4)
    lines = [line.what for line in story(two_networks(), teller)]
    assert "Network 2 of 3 begins. Network 1 keeps epoch 3: ±0.600 °C." in lines
    assert lines[0] == "**Best of network 2 so far: ±0.400 °C.** This state is kept."
    end = {"reason": "stopped", "epoch": 6, "best_epoch": 6, "kept": 2}
    assert ending(two_networks(Happened(9, "end", end)), teller).startswith("**2 of 3 networks** have learned")


def test_bars_for_each_network_and_a_line_for_all_together() -> None:
    chart = members_chart(Alone(alone=(1.25, 1.5), together=1.0, unit="°C"), dark=False)
    assert list(chart.data[0].y) == [1.25, 1.5]
    assert chart.layout.shapes[0].y0 == 1.0
    assert not members_chart(Alone(alone=(1.25,), together=float("nan"), unit=""), dark=True).layout.shapes


def test_the_band_goes_there_and_back_and_ends_at_a_gap() -> None:
    rows = np.arange(5)
    low, high = (Line(x=rows, y=np.array([1, 2, np.nan, 4, 5]) + side) for side in (-0.5, 0.5))
    line = Line(x=rows, y=np.arange(5.0))
    stretch = Stretch(actual=line, predicted={"m": line}, unit="", band=(low, high))
    chart = over_actual(stretch, Strip(series=line, parts=[], view=(0, 4)), 2, dark=False)
    band = chart.data[0]
    assert band.fill == "toself"
    assert list(band.x) == [0, 1, 1, 0, 0, 3, 4, 4, 3, 3]
    wanted = [0.5, 1.5, 2.5, 1.5, None, 3.5, 4.5, 5.5, 4.5, None]
    assert [None if value != value else value for value in band.y] == wanted
