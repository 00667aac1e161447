from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from core.charts.bars import Bar, bars
from core.charts.compare import Contender, curves, dots
from core.charts.diagram import network
from core.charts.diagram_boxes import Example
from core.charts.errors import Beyond, Steps, beyond, by_step, scatter, sizes
from core.charts.predictions import Line, Stretch, Strip, over_actual, place
from core.examples.spec import Windows
from core.models.diagram import diagram
from core.models.layers import Dense, Flatten
from core.models.plan import plan
from core.models.presets import PRESETS
from core.models.spec import Branch, ModelSpec
from tests.core.models.asked import asked, steps

HOURS = np.arange("2018-06-01", "2018-06-11", dtype="datetime64[h]").astype("datetime64[ns]")
RAMP = np.arange(len(HOURS), dtype=float)


def texts(chart: go.Figure) -> list[str]:
    return [str(note.text) for note in chart.layout.annotations]


def test_a_users_text_is_never_markup() -> None:
    evil = "<a href='x'>y</a>"
    drawn = [
        bars([Bar(label=evil, size=1.0, words="±1")], dark=False),
        dots([Contender(name=evil, validation=1.0, test=2.0)], {evil: 1.5}, evil, dark=False),
        curves({evil: [(1, 1.0), (2, 0.5)]}, {evil: 0.7}, evil, dark=True),
    ]
    for chart in drawn:
        assert "<a href" not in str(chart.to_dict())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_drawn_inside_its_frame(preset: str) -> None:
    windows = Windows(lookback=168, step=6, horizon=steps(preset, 24))
    nodes = plan(PRESETS[preset].make(), asked(28, 3, windows.horizon, 1))
    columns = ("OT", "hour (sine)", "hour (cosine)")
    example = Example(inputs=dict.fromkeys(columns, RAMP[:28]), answer=RAMP[:24])
    chart = network(diagram(nodes, columns, ("OT",), windows, "hour"), example, dark=False)
    low, high = chart.layout.xaxis.range
    for trace in chart.data:
        xs = [x for x in trace.x if x is not None]
        assert low <= min(xs) <= max(xs) <= high
    assert all(0 <= note.y <= chart.layout.height for note in chart.layout.annotations)


def branches(*lengths: int, trunk: int = 0) -> go.Figure:
    """As many branches of so many layers, each reading a column of its own."""
    columns = tuple(f"column {n}" for n in range(1, len(lengths) + 1))
    model = ModelSpec(
        branches=tuple(
            Branch(input=f"input_{n}", columns=(f"column {n}",), layers=(Flatten(), *[Dense(units=2)] * (length - 1)))
            for n, length in enumerate(lengths, 1)
        ),
        trunk=(Dense(units=2),) * trunk,
    )
    nodes = plan(model, asked(5, len(lengths), 1, 1))
    shown = diagram(nodes, columns, ("a",), Windows(lookback=5), "row")
    return network(shown, Example(inputs=dict.fromkeys(columns, RAMP[:5]), answer=RAMP[:1]), dark=False)


@pytest.mark.parametrize("lengths", [(1, 1), (2, 1, 3), (5, 2), (9, 1)])
def test_branches_stand_in_rows_of_their_own_with_their_own_columns(lengths: tuple[int, ...]) -> None:
    chart = branches(*lengths, trunk=1)
    heights = [note.y for note in chart.layout.annotations if str(note.text).startswith("column ")]
    assert sorted(heights) == heights
    assert len(set(heights)) == len(lengths)
    assert all(0 <= note.x <= chart.layout.xaxis.range[1] for note in chart.layout.annotations)
    assert all(0 <= note.y <= chart.layout.height for note in chart.layout.annotations)


def test_short_branches_have_beside_them_what_follows_and_long_ones_above_it() -> None:
    meet = {
        lengths: next(note.y for note in branches(*lengths).layout.annotations if "Concatenate" in str(note.text))
        for lengths in ((1, 1), (5, 5))
    }
    assert 0 < meet[1, 1] < branches(1, 1).layout.height / 2
    assert meet[5, 5] > branches(5, 5).layout.height / 2


def test_seven_columns_are_named_as_three_and_four_more() -> None:
    columns = tuple("abcdefg")
    nodes = plan(PRESETS["gru"].make(), asked(5, 7, 1, 1))
    example = Example(inputs=dict.fromkeys(columns, RAMP[:5]), answer=RAMP[:1])
    shown = diagram(nodes, columns, ("a",), Windows(lookback=5), "row")
    assert "and 4 more" in texts(network(shown, example, dark=True))


def test_the_strip_marks_parts_and_view_as_times_a_browser_understands() -> None:
    strip = Strip(series=Line(x=HOURS, y=RAMP), parts=[(0, HOURS[0], HOURS[99]), (2, HOURS[100], HOURS[-1])],
                  view=(HOURS[120], HOURS[140]))  # fmt: skip
    stretch = Stretch(actual=Line(x=HOURS[120:141], y=RAMP[120:141]), predicted={}, unit="°C")
    chart = over_actual(stretch, strip, 2, dark=False)
    boxes = [shape for shape in chart.layout.shapes if shape.type == "rect"]
    assert [box.x0 for box in boxes] == [place(HOURS[i]) for i in (0, 100, 120)]
    assert all(not isinstance(box.x0, np.datetime64) for box in boxes)


def test_rows_without_a_time_are_numbered() -> None:
    rows = np.arange(50)
    stretch = Stretch(actual=Line(x=rows, y=RAMP[:50]), predicted={"GRU": Line(x=rows, y=RAMP[:50])}, unit="")
    chart = over_actual(stretch, Strip(series=Line(x=rows, y=RAMP[:50]), parts=[], view=(0, 49)), 0, dark=False)
    assert chart.layout.xaxis.tickformat == ",d"
    assert chart.layout.xaxis.tickformatstops == ()


def test_the_cloud_is_drawn_from_the_same_sample_each_time() -> None:
    actual = np.random.default_rng(3).normal(size=20_000)
    first, second = (scatter(actual, actual + 1, "°C", "test", dark=False) for _ in range(2))
    assert len(first.data[1].x) == 1_500
    assert first.data[1].x.tolist() == second.data[1].x.tolist()


def test_the_sizes_of_errors_add_up_to_all_of_them_outliers_included() -> None:
    wrong = np.concatenate([np.random.default_rng(1).normal(size=5_000), [1e6]])
    chart = sizes(wrong, "°C", "test", dark=False)
    assert sum(chart.data[0].y) == pytest.approx(100)


@pytest.mark.parametrize(("off", "side"), [(0.1, "left"), (-0.1, "right"), (9, "right"), (-9, "left")])
def test_the_mean_error_is_written_to_the_side_with_room(off: float, side: str) -> None:
    chart = sizes(off + np.linspace(-1, 1, 50), "°C", "test", dark=False)
    assert chart.layout.annotations[-1].xanchor == side


def test_long_numbers_under_the_sizes_get_fewer_marks() -> None:
    short, long = (sizes(np.linspace(-x, x, 50), "", "test", dark=False).layout.xaxis.ticktext for x in (30, 3e8))
    assert 2 <= len(long) < len(short)


def test_errors_by_step_leave_out_what_is_no_number() -> None:
    steps = Steps(ahead=[1, 2], unit_of_time="hours", name="GRU", model=np.array([1.0, 2.0]),
                  rules={"last value": np.array([np.nan, np.nan])}, unit="°C")  # fmt: skip
    assert not any("last value" in text for text in texts(by_step(steps, dark=False)))


def test_beyond_the_end_only_the_future_has_a_band() -> None:
    view = Beyond(past_x=HOURS[:100], past=RAMP[:100], future_x=HOURS[100:124], future=RAMP[100:124], unit="°C")
    (band, end) = beyond(view, dark=False).layout.shapes
    assert (band.x0, band.x1) == (place(HOURS[100]), place(HOURS[123]))
    assert end.x0 == place(HOURS[99])


def test_a_run_without_a_figure_keeps_its_row() -> None:
    rows = [Contender(name="a", validation=1.0, test=math.nan), Contender(name="b", validation=math.nan, test=math.nan)]
    chart = dots(rows, {}, "°C", dark=False)
    assert {"a", "b"} <= set(texts(chart))
