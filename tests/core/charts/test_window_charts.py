from __future__ import annotations

import numpy as np
import pytest

from core.charts.axes import labelled_numbers, moment, number_ticks, time_ticks
from core.charts.overview import Overview, overview
from core.charts.parts import Timeline, timeline
from core.charts.scaling import bin_edges, histogram
from core.charts.staircase import staircase
from core.charts.thin import thinned
from core.charts.window import picture
from core.charts.window_scene import Scene, scene_rows
from core.examples.spec import Windows

HOURS = np.arange(np.datetime64("2017-01-01T00", "ns"), np.datetime64("2017-03-01T00", "ns"), np.timedelta64(1, "h"))
RAMP = np.arange(float(len(HOURS)))


def scene(windows: Windows, now: int = 700, **more: object) -> Scene:
    first, end = scene_rows(now, windows, len(RAMP))
    given = {"values": RAMP[first:end], "time": HOURS[first:end], "first": first, "now": now, "windows": windows}
    return Scene(**{**given, "unit": "°C", "spacing": 3_600.0, **more})


def dots(figure: object) -> list[tuple[list[float], list[float]]]:
    """(rows, values) of every trace of markers."""
    return [(list(t.x), list(t.y)) for t in figure.data if t.mode == "markers"]  # type: ignore[attr-defined]


def test_dots_lie_on_the_rows_read_and_on_the_rows_asked_for() -> None:
    """On a ramp the value is the row, so a shifted dot cannot hide."""
    w = Windows(lookback=168, step=6, delay=6, horizon=24)
    (read, read_values), (asked, asked_values) = dots(picture(scene(w), dark=False))
    assert read == list(range(700 - 162, 701, 6)) == read_values
    assert asked == list(range(706, 730)) == asked_values


def test_an_answer_beyond_the_last_row_has_no_dots() -> None:
    last = len(RAMP) - 1
    _, (asked, values) = dots(picture(scene(Windows(lookback=24, horizon=3), now=last - 1), dark=False))
    assert asked == [last, last + 1, last + 2]
    assert values[0] == last
    assert np.isnan(values[1:]).all()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "windows",
    [Windows(lookback=1), Windows(lookback=1_000, horizon=300), Windows(lookback=5, delay=0), Windows(lookback=600)],
)
def test_any_window_is_drawn(windows: Windows, dark: bool) -> None:
    assert picture(scene(windows, now=1_050), dark).layout.shapes
    assert picture(scene(windows, now=1_050, time=None, spacing=None, reads=False), dark).layout.shapes


def test_labels_stay_inside_the_plot() -> None:
    figure = picture(scene(Windows(lookback=4, horizon=96), now=300), dark=False)
    low, high = figure.layout.xaxis.range
    assert all(low <= note.x <= high for note in figure.layout.annotations)


def test_a_long_curve_is_thinned_and_keeps_its_peaks_and_its_breaks() -> None:
    values = np.sin(np.arange(400_000) / 5_000)
    values[123_456] = 9.0
    values[200_000:200_100] = np.nan
    keep = thinned(values)
    assert len(keep) < 2_100
    assert 123_456 in keep
    assert np.isnan(values[keep]).sum() == 1
    assert (np.diff(keep) > 0).all()


def test_ticks_are_round_and_carry_the_decimals_they_need() -> None:
    assert number_ticks(0, 10) == [0, 2, 4, 6, 8, 10]
    assert labelled_numbers(17, 26, " °C", most=4)[1] == ["17.5 °C", "20.0 °C", "22.5 °C", "25.0 °C"]
    assert labelled_numbers(-20, 20)[1] == ["−20", "−10", "0", "10", "20"]


def test_time_ticks_are_places_where_a_round_time_begins() -> None:
    at, labels = time_ticks(HOURS[5 : 5 + 24 * 6])
    assert labels[0] == "2 Jan"
    assert at[0] == 19
    assert time_ticks(HOURS)[1][0] == "2 Jan"  # weeks begin on Mondays
    assert moment(HOURS[6]) == "Sun 1 Jan 2017, 06:00"
    assert moment(HOURS[0], 2_629_746.0) == "Jan 2017"


def test_parts_are_drawn_where_they_begin_and_end() -> None:
    given = Timeline(values=RAMP, time=HOURS, borders=(800, 1_100, 1_400), examples=(700, 250, 250), gap=10)
    assert given.edges == ((0, 800), (810, 1_100), (1_110, 1_400))
    boxes = [(s.x0, s.x1) for s in timeline(given, dark=False).layout.shapes if s.type == "rect"]
    assert set(boxes) == set(given.edges)


def test_a_part_as_narrow_as_a_hair_still_draws() -> None:
    given = Timeline(values=RAMP, time=None, borders=(1_410, 1_413, 1_416), examples=(1, 1, 1))
    assert timeline(given, dark=True).layout.annotations


def test_every_step_of_the_staircase_reads_what_its_example_reads() -> None:
    w = Windows(lookback=6, step=2, delay=3, horizon=2)
    (read, lines), (asked, _) = dots(staircase(np.array([4, 5]), w, dark=False))
    assert read == [0, 2, 4, 1, 3, 5]
    assert lines == [0, 0, 0, 1, 1, 1]
    assert asked == [7, 8, 8, 9]


def test_histograms_share_their_bins_and_show_shares() -> None:
    parts = [np.arange(100.0), np.arange(50.0, 150.0), np.empty(0)]
    edges = bin_edges(parts)
    assert (edges[0], edges[-1]) == (0, 149)
    bars = histogram(parts, "x", dark=False).data[0]
    assert sum(bars.y) == pytest.approx(1)
    assert bin_edges([np.full(3, 7.0)] * 3).tolist()[:1] == [6.5]


def test_the_overview_of_400_000_rows_is_small_and_marks_what_was_found() -> None:
    values = np.random.default_rng(0).normal(size=400_000)
    figure = overview(Overview(values=values, time=None, first=0, unit="°C", marks=(7, 500_000)), dark=False)
    assert len(figure.data[0].x) <= 2_000
    assert list(figure.data[1].x) == [7]
    assert len(figure.to_json()) < 300_000
