"""The stretches of a backtest as a picture, and the errors in them: no training behind what it is judged on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.charts.backtest import Errors, Stretches, by_fold, start_of, stretches, stretches_alt, words_of


def bounds(fold: int) -> tuple[int, int, int, int, int]:
    return (0, 40 + 10 * fold, 47 + 10 * fold, 50 + 10 * fold, 59 + 10 * fold)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_every_fold_shows_its_parts_and_a_shared_model_learns_once(dark: bool, shared: bool) -> None:
    view = Stretches(folds=[bounds(fold) for fold in range(3)], whole=(0, 79), shared=shared)
    chart = stretches(view, dark=dark)
    drawn = [shape for shape in chart.layout.shapes if shape.type == "rect"]
    assert len(drawn) == (5 if shared else 9)
    first = [(shape.x0, shape.x1) for shape in drawn if shape.y0 < 0]
    assert first == [(50, 59), (0, 40), (40, 47)]
    assert "the first row 51 – 60, the last row 71 – 80" in stretches_alt(view)


def test_errors_begin_at_nothing_and_a_spread_that_is_none_is_not_drawn() -> None:
    view = Errors(words=["a", "b"], starts=["1 Jul", "<b>"], name="Linear", model=[1.0, 2.0],
                  rules={"last value": [3.0, math.nan]}, mean=1.5, deviation=math.nan, unit="°C")  # fmt: skip
    chart = by_fold(view, dark=False)
    assert chart.layout.yaxis.range[0] == 0
    assert not [shape for shape in chart.layout.shapes if shape.type == "rect"]
    assert chart.layout.xaxis.ticktext == ("1<br>1 Jul", "2<br>&lt;b&gt;")
    assert all(note.y == note.y for note in chart.layout.annotations), "a name has a place though its line ends"


def test_dates_are_as_short_as_they_may_be() -> None:
    def at(text: str) -> np.datetime64:
        return np.datetime64(text, "ns")

    assert words_of(at("1980-09-01"), at("1988-03-01")) == "Sep 1980 – Mar 1988"
    assert words_of(at("2016-07-01"), at("2016-08-19")) == "1 Jul – 19 Aug 2016"
    assert words_of(at("2016-12-01"), at("2017-01-19")) == "1 Dec 2016 – 19 Jan 2017"
    assert (start_of(at("1980-09-01"), at("1988-03-01")), start_of(at("2016-07-01"), at("2016-08-19"))) == (
        "Sep 1980",
        "1 Jul",
    )
    assert start_of(1200, 1300) == "row 1,201"
