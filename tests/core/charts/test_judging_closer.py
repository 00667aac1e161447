"""Bars by slice, skill by step, costs and moments: what is drawn is what was worked out."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts.bars import Bar
from core.charts.costs import Shifted, cost_bars, shift_chart
from core.charts.predictions import Line
from core.charts.slices import Ahead, Sliced, gains_chart, slices_chart
from core.charts.storyboard import Scenes, scene_chart
from core.evaluation.slices import Gains, Slices


def found(slices: int = 2) -> Slices:
    model = np.arange(1.0, slices + 1)
    high = np.append(model[:-1] + 0.5, np.nan)
    return Slices(count=np.full(slices, 7), model=model, rule=model + 1, low=2 * model - high, high=high, p=0.5,
                  loses=np.zeros(slices, bool))  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_bars_have_their_whiskers_and_the_rule_beside_them(dark: bool) -> None:
    chart = slices_chart(Sliced(names=("a<b", "c"), found=found(), rule="Last value", unit="°C"), dark=dark)
    bar, rule = chart.data
    assert list(bar.y) == [1.0, 2.0]
    assert bar.error_y.array[0] == 0.5
    assert np.isnan(bar.error_y.array[1])
    assert list(rule.y[[0, 1, 3, 4]]) == [2.0, 2.0, 3.0, 3.0]
    assert chart.layout.xaxis.ticktext == ("a&lt;b", "c")
    assert chart.layout.yaxis.ticksuffix == " °C"


def test_shares_that_are_wrong_are_percent_and_many_long_names_are_turned() -> None:
    names = tuple(f"a very long name of a series {k}" for k in range(12))
    chart = slices_chart(Sliced(names=names, found=found(12), rule="Last class", unit="", classes=True), dark=False)
    assert chart.data[0].y[0] == 100
    assert chart.layout.yaxis.ticksuffix == " %"
    assert chart.layout.xaxis.tickangle == -90
    assert max(map(len, chart.layout.xaxis.ticktext)) <= 24


def test_the_skill_is_drawn_in_percent_within_its_limits_where_there_are_any() -> None:
    gain = np.array([0.5, -0.1])
    gains = Gains(gain=gain, low=gain - 0.2, high=gain + 0.2)
    chart = gains_chart(Ahead(ahead=[1, 2], unit_of_time="hours", gains=gains), dark=False)
    assert [list(trace.y) for trace in chart.data] == [
        pytest.approx([30, -30]), pytest.approx([70, 10]), pytest.approx([50, -10])
    ]  # fmt: skip
    unknown = Gains(gain=gain, low=gain * np.nan, high=gain * np.nan)
    assert len(gains_chart(Ahead(ahead=[1, 2], unit_of_time="hours", gains=unknown), dark=True).data) == 1


def test_the_dot_of_the_valley_stands_at_the_shift_that_was_chosen() -> None:
    shifts = np.array([-1.0, 0.5, 2.0])
    view = Shifted(shifts=shifts, validation=shifts**2, test=shifts**2 + 1, chosen=0.5, unit="MW", currency="€")
    learned, dot, tried, other = shift_chart(view, dark=False).data
    assert list(learned.y) == [1, 0.25, 4]
    assert (dot.x[0], dot.y[0]) == (0.5, 0.25)
    assert (other.x[0], other.y[0]) == (0.5, 1.25)
    assert list(tried.y) == [2, 1.25, 5]


def test_costs_are_bars_of_their_own_length_the_model_filled() -> None:
    rows = [Bar(label="Mine", size=2.0, words="2 €", model=True), Bar(label="Last <value>", size=4.0, words="4 €")]
    chart = cost_bars(rows, dark=False)
    assert [shape.x1 for shape in chart.layout.shapes] == [2.0, 4.0]
    assert chart.layout.shapes[1].line.dash
    assert not chart.layout.shapes[0].line.dash
    assert "Last &lt;value&gt;" in [note.text for note in chart.layout.annotations]


@pytest.mark.parametrize("timed", [True, False])
def test_a_moment_shows_what_was_seen_said_and_happened_and_what_was_made_up(timed: bool) -> None:
    row = np.arange(10)
    x = np.datetime64("2020-01-01", "ns") + row * np.timedelta64(1, "h") if timed else row
    view = Scenes(seen=Line(x=x[:6], y=row[:6] * 1.0), actual=Line(x=x[5:], y=row[5:] * 1.0),
                  predicted=Line(x=x[6:], y=row[6:] + 2.0), nothing=Line(x=x[6:], y=np.full(4, 5.0)),
                  made_up=Line(x=x[2:3], y=row[2:3] * 1.0), unit="%", rule="Last value")  # fmt: skip
    chart = scene_chart(view, dark=False)
    assert [list(trace.y) for trace in chart.data] == [
        [0, 1, 2, 3, 4, 5], [5, 5, 5, 5], [5, 6, 7, 8, 9], [8, 9, 10, 11], [2]
    ]  # fmt: skip
    assert chart.layout.yaxis.ticksuffix == "%"
