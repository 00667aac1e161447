from __future__ import annotations

import numpy as np

from core.charts.map import Shade, window_map

AT = np.arange(12.0).reshape(6, 2)
TOLD = [f"w{i} <b>" for i in range(6)]


def test_every_window_is_a_point_and_told_as_text() -> None:
    shade = Shade(values=np.array([3.0, 1, 2, np.nan, 5, 4]), title="a <i>", unit="°C")
    hollow, filled = window_map(AT, shade, TOLD, dark=False).data
    np.testing.assert_array_equal(np.sort(np.r_[hollow.x, filled.x]), AT[:, 0])
    assert list(hollow.text) == ["w3 &lt;b&gt;"]
    np.testing.assert_array_equal(filled.marker.color, [3, 1, 2, 5, 4])
    assert filled.marker.colorbar.title.text == "a &lt;i&gt;"
    assert all(text.endswith("°C") for text in filled.marker.colorbar.ticktext)


def test_groups_differ_in_symbol_as_well_as_colour_and_are_named() -> None:
    shade = Shade(values=np.array([0, 1, 1, 2, 0, 2]), title="", groups=("cat", "dog <b>", "eel"))
    traces = window_map(AT, shade, TOLD, dark=True).data
    assert [trace.name for trace in traces] == ["cat", "dog &lt;b&gt;", "eel"]
    assert len({trace.marker.symbol for trace in traces}) == len({trace.marker.color for trace in traces}) == 3
    np.testing.assert_array_equal(traces[1].x, AT[[1, 2], 0])


def test_times_run_from_the_first_day_to_the_last() -> None:
    days = np.datetime64("2024-03-01", "ns") + np.arange(6) * np.timedelta64(1, "D")
    days[2] = np.datetime64("NaT")
    _, filled = window_map(AT, Shade(values=days, title="Time"), TOLD, dark=False).data
    assert (filled.marker.colorbar.ticktext[0], filled.marker.colorbar.ticktext[-1]) == ("1 Mar 2024", "6 Mar 2024")


def test_one_value_for_all_windows_can_be_drawn() -> None:
    for values in (np.full(6, 2.0), np.full(6, np.datetime64("2024-03-01", "ns")), np.full(6, np.nan)):
        assert window_map(AT, Shade(values=values, title=""), TOLD, dark=False).data
