from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from core.charts.kinds import ANSWER, READ, alt, kinds
from core.models.kinds import Kind, kind_of
from core.models.spec import Head
from tests.core.models.asked import asked


def drawn(timesteps: int, horizon: int, head: Head = Head()) -> tuple[go.Figure, Kind]:  # noqa: B008
    kind = kind_of(asked(timesteps, 1, horizon), head)
    return kinds(kind, dark=False), kind


def dots(chart: go.Figure, row: float) -> list[float]:
    """Where dots stand in a row, from left to right."""
    return sorted(x for trace in chart.data for x, y in zip(trace.x, trace.y, strict=True) if y == row)


def states(chart: go.Figure) -> list[float]:
    return [(shape.x0 + shape.x1) / 2 for shape in chart.layout.shapes]


@pytest.mark.course("A8")
@pytest.mark.parametrize(
    ("timesteps", "horizon", "head", "read", "answered"),
    [
        (1, 1, Head(), [0], [1]),
        (1, 3, Head(), [0], [1, 2, 3]),
        (4, 1, Head(), [0, 1, 2, 3], [4]),
        (3, 2, Head(), [0, 1, 2], [3, 4]),
        (4, 1, Head(kind="each_timestep"), [0, 1, 2, 3], [0, 1, 2, 3]),
        (3, 2, Head(kind="each_step"), [0, 1, 2], [3, 4]),
        (3, 3, Head(ahead="recursive"), [0, 1, 2, 3, 4], [3, 4, 5]),
    ],
)
def test_what_is_read_stands_below_and_what_is_answered_above(
    timesteps: int, horizon: int, head: Head, read: list[int], answered: list[int]
) -> None:
    """Of recursion the first answers are read too, at their own places."""
    chart, _ = drawn(timesteps, horizon, head)
    assert dots(chart, READ) == read
    assert dots(chart, ANSWER) == answered
    through = range(timesteps + (horizon if head.kind == "each_step" else 0))
    assert states(chart) == (read if head.ahead == "recursive" else list(through))


@pytest.mark.parametrize("head", [Head(), Head(kind="each_step"), Head(ahead="recursive")])
def test_of_many_the_first_and_the_last_two_are_drawn(head: Head) -> None:
    chart, _ = drawn(1_440, 144, head)
    assert dots(chart, ANSWER) == [5, 6, 8, 9]
    assert dots(chart, READ)[:4] == [0, 1, 3, 4]
    low, high = chart.layout.xaxis.range
    assert low < 0
    assert high > 9


def test_a_network_with_delay_nought_answers_above_the_newest_timestep() -> None:
    kind = kind_of(replace(asked(5, 1, 1), delay=0), Head())
    assert dots(kinds(kind, dark=True), ANSWER) == [4]


def test_the_picture_in_words_names_the_kind() -> None:
    _, kind = drawn(4, 1)
    assert alt(kind).startswith("Many-to-one. Reads 4 timesteps")
