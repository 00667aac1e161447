from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.history import RUNNING_POINTS, History, follow
from core.charts.learning import learning, learning_alt
from core.charts.learning_axes import Curve
from core.charts.loss import RAW, LossScale
from core.charts.spread import spread
from core.charts.story import Teller, ending, story

CELSIUS = LossScale(raw=False, unit="°C", factor=2.0)


@dataclass
class Happened:
    seq: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)


def start(first: int = 1, of: int = 60) -> dict[str, Any]:
    return {"examples": {"train": 100}, "batches": 5, "epochs": of, "first_epoch": first}


def epoch(number: int, loss: float | None, best: int, left: int | None = 8) -> dict[str, Any]:
    told = {"epoch": number, "loss": loss, "val_loss": loss, "seconds": 2.0, "patience_left": left}
    return told | {"best_epoch": best, "best": 0.5}


def history(*losses: float, best: int = 1, left: int = 8, of: int = 60) -> History:
    events = [Happened(1, "start", start(of=of))]
    events += [Happened(n + 1, "epoch", epoch(n, loss, best, left)) for n, loss in enumerate(losses, 1)]
    return follow(History(), events)


def series(option: dict[str, Any], name: str) -> list[Any]:
    return next(one["data"] for one in option["series"] if one.get("name") == name)


def test_events_taken_in_one_by_one_or_at_once_give_the_same_history() -> None:
    events = [
        Happened(3, "start", start()),
        Happened(4, "batch", {"epoch": 1, "batch": 2, "of": 5, "loss": 0.9}),
        Happened(7, "epoch", epoch(1, 0.8, 1)),
        Happened(8, "batch", {"epoch": 2, "batch": 1, "of": 5, "loss": 0.7}),
    ]
    at_once, bit_by_bit = follow(History(), events), History()
    for event in events:
        bit_by_bit = follow(bit_by_bit, [event])
    assert at_once == bit_by_bit
    assert (at_once.last, at_once.done, at_once.batch) == (8, 1, (1, 5))
    assert at_once.running == ((1.2, 0.7),)


def test_a_resumed_run_forgets_the_epochs_that_were_not_in_its_snapshot() -> None:
    before = history(0.9, 0.8, 0.7)
    after = follow(before, [Happened(9, "start", start(first=3))])
    assert [e.number for e in after.epochs] == [1, 2]


def test_a_loss_that_is_no_number_is_a_gap_in_the_line_and_never_nought() -> None:
    events = [
        Happened(1, "start", start()),
        Happened(2, "epoch", epoch(1, 0.9, 1)),
        Happened(3, "epoch", epoch(2, None, 1)),
    ]
    option = learning(Curve(history=follow(History(), events), scale=RAW, rules={}), dark=False)
    assert series(option, "validation") == [[1, 0.9], [2, None]]
    json.dumps(option, allow_nan=False)


def test_the_running_loss_is_drawn_before_the_first_epoch_ends_and_joined_to_the_last_one_later() -> None:
    events = [Happened(1, "start", start()), Happened(2, "batch", {"epoch": 1, "batch": 1, "of": 4, "loss": 3.0})]
    first = follow(History(), events)
    assert series(learning(Curve(history=first, scale=CELSIUS, rules={}), dark=False), "training, this epoch") == [
        [0.25, 6.0]
    ]
    more = [
        Happened(3, "epoch", epoch(1, 2.0, 1)),
        Happened(4, "batch", {"epoch": 2, "batch": 2, "of": 4, "loss": 1.0}),
    ]
    later = learning(Curve(history=follow(first, more), scale=CELSIUS, rules={}), dark=False)
    assert series(later, "training, this epoch") == [[1, 4.0], [1.5, 2.0]]


def test_many_batches_keep_the_page_light() -> None:
    batches = [Happened(n, "batch", {"epoch": 1, "batch": n, "of": 9_999, "loss": 1.0}) for n in range(1, 5_000)]
    assert len(follow(History(), batches).running) <= RUNNING_POINTS


def test_thousands_of_epochs_are_thinned_and_the_newest_stays() -> None:
    points = series(learning(Curve(history=history(*[1.0] * 5_000), scale=RAW, rules={}), dark=False), "validation")
    assert len(points) <= 1_001
    assert points[-1][0] == 5_000


def test_the_first_epoch_of_training_does_not_squeeze_the_rest() -> None:
    option = learning(Curve(history=history(50.0, 2.0, 1.0, 0.9), scale=RAW, rules={"last value": 1.5}), dark=False)
    assert option["yAxis"][0]["max"] < 10


def test_time_left_reaches_from_patience_to_all_epochs() -> None:
    assert history(0.9, 0.8, best=2, left=3, of=10).seconds_left == (6.0, 16.0)
    assert math.isnan(History().seconds_left[1])


@pytest.mark.course("D9")
def test_the_alt_text_says_the_figures_in_the_unit() -> None:
    assert "training is at ±1.60 °C" in learning_alt(Curve(history=history(0.9, 0.8, best=1), scale=CELSIUS, rules={}))


def test_the_story_is_told_newest_first_with_the_rules_that_were_beaten() -> None:
    told = story(
        history(0.9, 0.7, 0.8, best=2, left=7),
        Teller(model="GRU", scale=CELSIUS, rules={"the last value": 1.5}, patience=8),
    )
    assert [line.when for line in told] == ["epoch 3", "epoch 2", "epoch 2", "epoch 2", "start"]
    assert "after 7 more it stops" in told[0].what
    assert any("First epoch better than the last value: ±1.40 °C against ±1.50 °C." in line.what for line in told)


@pytest.mark.parametrize("reason", ["patience", "all_epochs", "stopped", "not_finite"])
def test_every_ending_says_what_is_kept(reason: str) -> None:
    over = follow(history(0.9, best=1), [Happened(9, "end", {"reason": reason})])
    assert "Epoch 1" in ending(over, Teller(model="", scale=RAW, rules={}, patience=None)).replace("epoch", "Epoch")


def test_two_figures_that_look_alike_get_more_digits() -> None:
    assert CELSIUS.against(1.1771, 1.1812) == ("±1.177 °C", "±1.181 °C")
    assert CELSIUS.gap(0.0312, 1.65) == "0.03 °C"


@given(st.lists(st.floats(-500, 500), max_size=12), st.floats(1, 40))
def test_labels_keep_their_distance_and_their_order(places: list[float], apart: float) -> None:
    moved = spread(places, apart)
    order = sorted(range(len(places)), key=lambda i: places[i])
    for a, b in itertools.pairwise(order):
        assert moved[b] - moved[a] >= apart - 1e-6
    if all(places[b] - places[a] >= apart for a, b in itertools.pairwise(order)):
        assert moved == pytest.approx(places)


def test_the_story_tells_the_newest_fall_of_a_rate_that_falls_at_certain_epochs() -> None:
    rates = (0.1, 0.1, 0.05, 0.05, 0.01, 0.01)
    told = history(*[1.0] * 6)
    told = replace(told, epochs=tuple(replace(e, rate=r) for e, r in zip(told.epochs, rates, strict=True)))
    teller = Teller(model="GRU", scale=RAW, rules={}, patience=None, lowered=True)
    falls = [line for line in story(told, teller) if "learning rate" in line.what]
    assert [(line.when, line.what) for line in falls] == [("epoch 5", "The learning rate falls from 0.05 to 0.01.")]
    assert not [line for line in story(told, replace(teller, lowered=False)) if "learning rate" in line.what]


def test_the_mark_of_a_last_epoch_does_not_call_it_the_best() -> None:
    curve = Curve(history=history(0.9, 0.8, 1.2, best=3), scale=RAW, rules={}, last=True)
    lines = learning(curve, dark=False)["series"]
    label = next(one["markLine"] for one in lines if one["name"] == "validation")["label"]["formatter"]
    assert "best" not in label
    assert "epoch 3" in label
    assert curve.history.lowest == 2
