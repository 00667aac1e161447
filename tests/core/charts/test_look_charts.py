from __future__ import annotations

import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from core.charts import correlogram as repeats
from core.charts import decomposition, lags
from core.charts import strips as strips_chart
from core.data.correlogram import Correlogram, correlogram
from core.data.decompose import decompose, usual_season
from core.data.lags import together
from core.data.spectrum import spectrum
from core.data.strips import of_table, stretches
from tests.core.data.made import hours, made

RNG = np.random.default_rng(4)
WAVE = np.sin(2 * np.pi * np.arange(960) / 24) + 0.2 * RNG.normal(size=960)
EVIL = "<a href='x'>y</a>"


def texts(chart: go.Figure) -> list[str]:
    return [str(note.text) for note in chart.layout.annotations]


def strips_of(**columns: object) -> tuple[go.Figure, str]:
    table = made(hours(*range(len(next(iter(columns.values()))))), **columns)
    within = stretches(len(table), table.time)
    shown = of_table(table, list(columns), dict.fromkeys(columns, "°C"), within)
    return strips_chart.strips(shown, within, dark=False), strips_chart.alt(shown)


def test_a_users_text_is_never_markup() -> None:
    parts = decompose(WAVE, 24)
    assert parts is not None
    values = np.column_stack([WAVE, WAVE[::-1]])
    found = together(lambda rows: values[rows], [EVIL, "y"], "y", np.zeros(960, np.int32), 24, seed=0)
    drawn = [
        strips_of(**{EVIL: [1.0, 2.0]})[0],
        lags.lags(found, "y", 24, None, dark=False),
        decomposition.decomposition(parts, None, EVIL, EVIL, dark=True),
    ]
    for chart in drawn:
        assert "<a href" not in str(chart.to_dict())


def test_every_bar_stands_in_the_strip_of_its_column_and_none_is_too_small_to_see() -> None:
    """Two columns: one lone value among many is drawn, and nothing leaves its strip."""
    lone = np.append(np.zeros(999), 50.0)
    chart, _ = strips_of(a=lone, b=np.arange(1_000.0))
    bars = chart.data[0]
    assert set(np.floor(np.array(bars.base)).tolist()) == {0, 1}
    assert min(bars.y) >= 0.01
    for base, size in zip(bars.base, bars.y, strict=True):
        assert np.floor(base) == np.floor(base + size)


def test_a_missing_cell_colours_its_stretch_and_no_other() -> None:
    chart, words = strips_of(a=[1.0, np.nan, 3.0], b=[1.0, 2.0, 3.0])
    (heat,) = (trace for trace in chart.data if trace.type == "heatmap")
    assert [value > 0 for value in heat.z[0]] == [False, True, False]
    assert set(heat.z[2]) == {0}
    assert "a: from 1 to 3 °C, 1 missing (33 %)." in words


def test_whole_seasons_are_dots_and_the_first_is_labelled() -> None:
    chart = repeats.correlogram(correlogram(WAVE, 96), 24, 3_600.0, dark=False)
    (dots,) = (trace for trace in chart.data if trace.mode == "markers")
    assert list(dots.x) == [24, 48, 72, 96]
    assert list(chart.layout.xaxis.ticktext) == ["0", "1 day", "2 days", "3 days", "4 days"]
    assert any(text.startswith("<b>+0.9") for text in texts(chart))


def test_without_a_season_there_are_no_dots_and_lags_are_rows() -> None:
    found = Correlogram(correlation=np.array([1.0, 0.5, np.nan, 0.1]), chance=0.2)
    chart = repeats.correlogram(found, None, None, dark=True)
    assert [trace.type for trace in chart.data] == ["bar"]
    assert "1" in chart.layout.xaxis.ticktext


@pytest.mark.parametrize(("last", "season", "spacing"), [(5, None, None), (2_000, 24, 3_600.0), (70_000, None, 1.0)])
def test_ticks_of_lags_stand_apart(last: int, season: int | None, spacing: float | None) -> None:
    at, words = repeats.lag_ticks(last, season, spacing, 300)
    assert at[0] == 0
    assert 2 <= len(at) == len(words) <= 12
    assert at[-1] <= last


def test_a_peak_is_named_above_its_own_bar() -> None:
    found = spectrum(WAVE, 3_600.0)
    chart = repeats.spectrum(found, 3_600.0, dark=False)
    (note,) = chart.layout.annotations
    assert note.text.startswith("<b>1 day: ")
    assert note.x == pytest.approx(np.log10(24), abs=0.02)
    assert note.y == pytest.approx(found.share.max())


def test_the_strongest_lag_is_told_in_words_with_its_sign() -> None:
    later = -np.roll(WAVE, 3)
    values = np.column_stack([WAVE, later])
    found = together(lambda rows: values[rows], ["x", "y"], "y", np.zeros(960, np.int32), 12, seed=0)
    at = found.names.index("x")
    assert lags.strongest(found, at, 3_600.0).endswith("3 hours before")
    assert lags.strongest(found, at, 3_600.0).startswith("−1.00")
    assert lags.full_colour(found, "y") == pytest.approx(1, abs=0.01)
    assert "x −1.00, 3 rows before" in lags.alt(found, "y", None)


def test_the_four_panels_share_their_rows_and_lie_under_each_other() -> None:
    parts = decompose(WAVE, 24)
    assert parts is not None
    chart = decomposition.decomposition(parts, hours(*range(960)), "y", "°C", dark=False)
    tops = [chart.layout[f"yaxis{i}"].domain for i in ("", 2, 3, 4)]
    assert all(upper[0] > lower[1] for upper, lower in itertools.pairwise(tops))
    assert len(chart.data) == 4
    assert tuple(chart.layout.xaxis.range) == (-0.5, 959.5)


def test_a_usual_season_closes_where_it_began() -> None:
    parts = decompose(WAVE, 24)
    assert parts is not None
    chart = decomposition.usual(*usual_season(parts, 0), ([0, 12], ["0:00", "12:00"]), "°C", dark=False)
    middle = chart.data[-1]
    assert len(middle.y) == 25
    assert middle.y[0] == middle.y[-1]
