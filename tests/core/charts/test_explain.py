"""Pictures of explanations: what comes from a file is escaped, and what is not a number is no bar."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.charts.explain_back import Back, back
from core.charts.explain_change import Changed, changed, probabilities
from core.charts.explain_columns import Matter, matters
from core.charts.explain_free import Compounding, compounding
from core.charts.explain_response import Answered, answered
from core.charts.predictions import Line


@pytest.mark.parametrize("dark", [False, True])
def test_a_bar_for_each_column_with_its_spread_and_none_for_what_is_unknown_or_below_nothing(dark: bool) -> None:
    rows = [
        Matter(name="<b>load</b>", size=2.0, least=1.5, most=2.5, words="+2.0 kW"),
        Matter(name="wind", size=-0.1, least=-0.2, most=0.0, words="−0.1 kW"),
        Matter(name="sky", size=math.nan, least=math.nan, most=math.nan, words="not computable"),
    ]
    chart = matters(rows, dark=dark)
    bars, spreads = ([shape for shape in chart.layout.shapes if shape.type == kind] for kind in ("rect", "line"))
    assert [bar.x1 for bar in bars] == [2.0, 0.0, 0.0]
    assert [(line.x0, line.x1) for line in spreads] == [(1.5, 2.5), (0.0, 0.0), (0.0, 0.0)]
    assert "&lt;b&gt;load&lt;/b&gt;" in [one.text for one in chart.layout.annotations]


def test_one_stretch_alone_has_a_bar_of_one_timestep() -> None:
    view = Back(lost=np.array([1.0]), middle=np.array([0.0]), ago=["now"], ticks=["now"], unit="%")
    assert back(view, dark=False).data[0].width == 1.0


def test_only_the_changed_cells_and_their_neighbours_stand_out() -> None:
    x, was = np.arange(6), np.arange(6.0)
    now = was.copy()
    now[5] = 9.0
    chart = changed(Changed(was=Line(x=x, y=was), now=Line(x=x, y=now), unit="kW"), dark=False)
    assert np.isfinite(chart.data[1].y).tolist() == [False] * 4 + [True] * 2


def test_the_columns_name_and_the_words_of_classes_are_escaped() -> None:
    one = np.array([1.0, 2.0])
    view = Answered(values=one, mean=one, low=one, high=one, column="<i>", unit="", answer_unit="%")
    assert answered(view, dark=True).layout.xaxis.title.text == "&lt;i&gt;"
    chart = probabilities(["<u>", "b"], np.array([0.2, 0.8]), np.array([0.6, 0.4]), dark=False)
    texts = [annotation.text for annotation in chart.layout.annotations]
    assert "&lt;u&gt;" in texts
    assert "20 → 60 %" in texts


def test_three_lines_are_told_apart_by_name_and_by_dash() -> None:
    steps, same = ["1 hour", "2 hours"], np.array([1.0, 2.0])
    view = Compounding(steps=steps, free=np.array([1.0, np.inf]), one=same, still=same, unit="kW")
    lines = compounding(view, dark=False).data
    assert len({line.name for line in lines}) == len({line.line.dash for line in lines}) == 3
