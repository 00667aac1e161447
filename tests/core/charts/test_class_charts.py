"""Pictures of whole examples and of classes: what is drawn is what was counted."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts.answers import Answers, answers
from core.charts.class_parts import ClassParts, class_parts
from core.charts.confusion import Confusion, alt, confusion
from core.charts.history import History, follow
from core.charts.learning import learning
from core.charts.learning_axes import Curve
from core.charts.loss import SHARE
from core.charts.rates import Rates, rates
from core.charts.theme import class_look
from core.charts.together import Together, some, together
from core.spec import record

COUNTS = np.array([[7, 2, 0], [1, 5, 4], [0, 0, 9]])
WORDS = ("cat", "<b>dog</b>", "owl")


@record
class Told:
    """An event as the store numbers it."""

    seq: int
    kind: str
    values: dict[str, object]


def test_every_cell_of_the_matrix_can_be_clicked_and_tells_which_it_is() -> None:
    chart = confusion(Confusion(words=WORDS, counts=COUNTS, chosen=(1, 2)), dark=False)
    bars = chart.data[0]
    cells = [(i, j) for i in range(3) for j in range(3)]
    assert [tuple(one) for one in bars.customdata] == cells
    assert [(round(base + 0.46), x) for base, x in zip(bars.base, bars.x, strict=True)] == cells
    assert list(bars.text) == ["7", "2", "·", "1", "5", "4", "·", "·", "9"]
    assert chart.layout.yaxis.autorange is None
    assert chart.layout.yaxis.range[0] > chart.layout.yaxis.range[1], "the first class stands on top"
    marked = chart.layout.shapes[0]
    assert (marked.x0 < 2 < marked.x1, marked.y0 < 1 < marked.y1) == (True, True)


def test_words_of_a_file_are_not_markup() -> None:
    chart = confusion(Confusion(words=WORDS, counts=COUNTS), dark=True)
    assert "&lt;b&gt;dog" in chart.layout.xaxis.ticktext[1]
    assert all("<b><b>" not in text for text in chart.data[0].hovertext)


def test_the_sentence_for_the_matrix_names_the_most_frequent_mistake() -> None:
    told = alt(Confusion(words=WORDS, counts=COUNTS))
    assert "right on 21 of 28" in told
    assert "<b>dog</b> was taken for owl, 4 times" in told
    assert "all 12 examples" in alt(Confusion(words=WORDS, counts=np.diag([3, 4, 5])))


@pytest.mark.parametrize("dark", [False, True])
def test_seven_classes_have_looks_of_their_own(dark: bool) -> None:
    looks = [class_look(place, dark) for place in range(7)]
    assert len({colour for colour, _ in looks}) == 7
    assert len({dash for _, dash in looks[:5]}) == 5


def test_examples_of_a_kind_are_one_broken_line_and_the_chosen_one_lies_on_top() -> None:
    values = np.arange(12.0).reshape(3, 4)
    values[2, 3] = np.nan
    view = Together(values=values, kind=np.array([0, 1, 0]), kinds=("a", "b"), chosen=1, title="example 2")
    chart = together(view, dark=False)
    first, second, _, chosen = chart.data
    assert list(first.y) == [0, 1, 2, 3, None, 8, 9, 10, None, None]
    assert list(first.x) == [1, 2, 3, 4, None, 1, 2, 3, 4, None]
    assert list(second.y) == [4, 5, 6, 7, None]
    assert list(chosen.y) == [4, 5, 6, 7]
    assert chosen.line.width > first.line.width


def test_every_kind_is_among_the_few_that_are_drawn() -> None:
    kind = np.array([0] * 500 + [1] * 3 + [2])
    chosen = some(kind, 30)
    assert set(kind[chosen].tolist()) == {0, 1, 2}
    assert len(chosen) == 10 + 3 + 1
    assert some(kind, 30).tolist() == chosen.tolist()


def test_the_bars_of_the_parts_add_up_to_their_examples() -> None:
    counts = np.array([[10, 4], [2, 1], [3, 0]])
    chart = class_parts(ClassParts(words=("yes", "no"), counts=counts), dark=False)
    assert [list(bar.x) for bar in chart.data] == [[10, 2, 3], [4, 1, 0]]
    written = {note.text for note in chart.layout.annotations}
    assert {"14", "3"} <= written


def test_examples_stand_side_by_side_from_the_smallest_to_the_largest() -> None:
    view = Answers(actual=np.array([3.0, 1.0, np.nan, 2.0]), predicted=np.array([2.5, 1.5, 9.0, 2.0]),
                   names=("c", "a", "x", "b"), unit="m")  # fmt: skip
    chart = answers(view, dark=False)
    _, actual, predicted = chart.data
    assert list(actual.y) == [1, 2, 3]
    assert list(predicted.y) == [1.5, 2, 2.5]
    assert list(actual.text) == ["a", "b", "c"]


def test_curves_of_rates_are_named_where_there_are_several() -> None:
    lines = {"cat": ([0.0, 0.0, 1.0], [0.0, 1.0, 1.0]), "owl": ([0.0, 0.5, 1.0], [0.0, 0.6, 1.0])}
    view = Rates(lines=lines, looks={"cat": 0, "owl": 2}, chance=([0, 1], [0, 1]), axes=("x", "y"))
    chart = rates(view, dark=False)
    assert [note.text for note in chart.layout.annotations] == ["<b>cat</b>", "<b>owl</b>"]
    alone = Rates(lines={"cat": lines["cat"]}, looks={"cat": 0}, chance=None, axes=("x", "y"))
    assert not rates(alone, dark=False).layout.annotations


def test_shares_of_right_answers_take_the_place_of_the_losses() -> None:
    told = {"seconds": 1.0, "best": 0.4, "patience_left": 3}
    events = [
        Told(seq=1, kind="start", values={"epochs": 9}),
        Told(seq=2, kind="epoch", values={"epoch": 1, "loss": 0.9, "val_loss": 0.4, "accuracy": 0.5,
                                          "val_accuracy": 0.75, "best_epoch": 1, **told}),
        Told(seq=3, kind="epoch", values={"epoch": 2, "loss": 0.6, "val_loss": 0.5, "accuracy": 0.8,
                                          "val_accuracy": 0.875, "best_epoch": 1, **told}),
        Told(seq=4, kind="batch", values={"epoch": 3, "batch": 1, "of": 2, "loss": 0.5, "accuracy": 0.9}),
    ]  # fmt: skip
    history = follow(History(), events)
    assert history.tells_right
    shares = history.in_shares
    assert [(epoch.loss, epoch.validation) for epoch in shares.epochs] == [(0.5, 0.75), (0.8, 0.875)]
    assert (shares.best_epoch, shares.best) == (1, 0.75), "the loss still chooses the epoch"
    assert shares.running == ((2.5, 0.9),)
    option = learning(Curve(history=shares, scale=SHARE, rules={"most frequent class": 50.0}), dark=False)
    lines = {one.get("name"): one for one in option["series"]}
    assert lines["validation"]["data"] == [[1, 75.0], [2, 87.5]]
    assert option["yAxis"][0]["axisLabel"]["formatter"] == "{value} %"


def test_losses_of_numbers_tell_no_shares() -> None:
    event = Told(seq=1, kind="epoch", values={"epoch": 1, "loss": 0.9, "val_loss": 0.4, "seconds": 1.0})
    assert not follow(History(), [event]).tells_right
