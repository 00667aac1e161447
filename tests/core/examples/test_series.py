"""Several series and files with holes: who learns from what, and that no window crosses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.arrange import arrange
from core.data.steps import Duplicates, ForwardFill, Gaps, Resample, SeasonalFill, Sort
from core.errors import SettingsError
from core.examples.gather import materialise
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, LinearFill, SplitSpec, UsualFill, Windows
from core.examples.split import borders_by_series, part_of_row
from core.examples.suggest import suggest, usual_length
from core.examples.windows import input_offsets, target_offsets
from tests.core.data.made import hours, made, spec
from tests.core.examples.builders import dataset

SHARES = st.sampled_from([(0.7, 0.15, 0.15), (0.5, 0.25, 0.25), (0.4, 0.3, 0.2)])


def series_of(draw, most: int = 5):
    """Series of unequal length, each from its own hour on."""
    lengths = draw.integers(1, 40, draw.integers(1, most + 1))
    series = np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)
    at = np.concatenate([draw.integers(0, 30) + np.arange(n) for n in lengths])
    return replace(dataset(np.arange(float(len(series))), series=series), time=hours(*at)), lengths


@settings(max_examples=200, deadline=None)
@given(SHARES, st.integers(0, 3), st.integers(0, 10**6))
def test_by_the_calendar_all_series_are_cut_at_the_same_time(cuts, gap, seed) -> None:
    data, lengths = series_of(np.random.default_rng(seed))
    parts = part_of_row(data, SplitSpec(cuts=cuts, gap=gap))
    if len(lengths) == 1:
        assert parts.tolist() == part_of_row(data, SplitSpec(cuts=cuts, gap=gap, per="series")).tolist()
        return
    ordered = np.sort(data.time)
    ends = [round(len(data) * min(1.0, share)) for share in np.cumsum(cuts)]
    at = [ordered[end] if end < len(data) else np.datetime64("2200") for end in ends]
    for one in range(len(lengths)):
        rows = np.flatnonzero(data.series == one)
        expected = [0 if t < at[0] else 1 if t < at[1] else 2 for t in data.time[rows]]
        for border in (sum(t < at[0] for t in data.time[rows]), sum(t < at[1] for t in data.time[rows])):
            expected[border : border + gap] = [-1] * len(expected[border : border + gap])
        expected = [-2 if t >= at[2] else p for t, p in zip(data.time[rows], expected, strict=True)]
        assert parts[rows].tolist() == expected


@settings(max_examples=150, deadline=None)
@given(SHARES, st.integers(0, 10**6))
def test_each_by_itself_means_each_alone(cuts, seed) -> None:
    data, lengths = series_of(np.random.default_rng(seed))
    split = SplitSpec(cuts=cuts, per="series", gap=1)
    parts = part_of_row(data, split)
    for one in range(len(lengths)):
        assert parts[data.series == one].tolist() == part_of_row(data.of_series(one), split).tolist()


@settings(max_examples=150, deadline=None)
@given(SHARES, st.integers(0, 10**6))
def test_borders_are_those_of_the_parts(cuts, seed) -> None:
    data, _ = series_of(np.random.default_rng(seed))
    parts = part_of_row(data, SplitSpec(cuts=cuts))
    for one, (first, second, end) in enumerate(borders_by_series(data, SplitSpec(cuts=cuts))):
        mine = parts[data.series == one]
        assert mine.tolist() == [0] * first + [1] * (second - first) + [2] * (end - second) + [-2] * (len(mine) - end)


def test_no_row_learns_from_a_time_that_judges_another_series() -> None:
    data, _ = series_of(np.random.default_rng(4))
    parts = part_of_row(data, SplitSpec())
    assert data.time[parts == 0].max() < data.time[parts == 1].min()
    assert data.time[parts == 1].max() < data.time[parts == 2].min()


@pytest.mark.parametrize("series", [None, np.repeat([0, 1], [150, 50])])
def test_a_year_of_plans_takes_no_share_of_what_was_measured(series) -> None:
    """With as many planned rows as measured ones behind them, validation and test had no answer at all."""
    values = np.arange(200.0)
    late = np.arange(200) >= 100 if series is None else np.isin(np.arange(200), [*range(80, 150), *range(180, 200)])
    values[late] = np.nan
    for per in ("calendar", "series"):
        data = dataset(values, series=series)
        data = data if series is None else replace(data, time=hours(*range(150), *range(50)))
        parts = part_of_row(data, SplitSpec(per=per))
        shares = [np.mean(parts[~late] == part) for part in (0, 1, 2)]
        np.testing.assert_allclose(shares, [0.7, 0.15, 0.15], atol=0.02)
        assert (parts[late] != 0).all() or (per == "calendar" and series is not None)


def test_series_that_nobody_measured_are_only_forecast() -> None:
    data = dataset(np.full(10, np.nan), series=np.repeat([0, 1], 5))
    for per in ("calendar", "series"):
        assert (part_of_row(data, SplitSpec(per=per)) == 2).all()


def test_row_counts_are_counted_in_every_series_and_a_short_one_ends_early() -> None:
    data = dataset(np.arange(9.0), series=np.repeat([0, 1], [6, 3]))
    assert part_of_row(data, SplitSpec(by="rows", cuts=(2, 2, 1))).tolist() == [0, 0, 1, 1, 2, -2, 0, 0, 1]
    with pytest.raises(SettingsError, match="ask for 8 rows; the file has 6"):
        part_of_row(data, SplitSpec(by="rows", cuts=(4, 2, 2)))


def test_series_out_of_order_cannot_be_cut_at_a_time() -> None:
    data = dataset(np.arange(20.0), series=np.repeat([0, 1], 10))
    mixed = replace(data, time=data.time[::-1])
    with pytest.raises(SettingsError, match="in order of time"):
        part_of_row(mixed, SplitSpec())
    part_of_row(mixed, SplitSpec(per="series"))
    part_of_row(replace(data, time=np.concatenate([data.time[:10]] * 2)), SplitSpec())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.sampled_from([Resample(every=7200, on=False), Resample(every=7200)]),
    st.builds(Windows, lookback=st.integers(1, 8), step=st.integers(1, 3), delay=st.integers(0, 3),
              horizon=st.integers(1, 4)),
    st.integers(0, 10**6),
)  # fmt: skip
def test_no_window_crosses_a_hole_whatever_is_filled(holes, resample, windows, seed) -> None:
    """Runs of 60 hours with holes between them, cells missing here and there, every fill there is switched on."""
    draw = np.random.default_rng(seed)
    starts = np.cumsum([0, *(60 + hole for hole in holes)])
    at = np.concatenate([start + np.arange(60) for start in starts])
    y = np.where(draw.random(len(at)) < 0.1, np.nan, at)
    steps = (Sort(), Duplicates(), resample, Gaps(), ForwardFill(columns=("y",), limit=2),
             SeasonalFill(columns=("y",), season=24, limit=3))  # fmt: skip
    data = arrange(made(hours(*at), y=y), spec(*steps))
    fitting = FittingSpec(scaler="none", learned=(LinearFill(columns=("y",), limit=5), UsualFill(columns=("y",))))
    prepared = prepare(data, windows, SplitSpec(cuts=(0.5, 0.25, 0.25)), fitting)
    rows = prepared.placement.now[:, None] + np.concatenate([input_offsets(windows), target_offsets(windows)])
    apart = (data.time[rows] - data.time[prepared.placement.now][:, None]) / np.timedelta64(int(data.spacing), "s")
    assert (apart == rows - prepared.placement.now[:, None]).all()
    assert (data.segment[rows] == data.segment[rows][:, :1]).all()
    assert np.isfinite(materialise(prepared.examples.inputs)).all()


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 4))
def test_no_window_crosses_from_one_series_into_another(seed, lookback, horizon) -> None:
    draw = np.random.default_rng(seed)
    lengths = draw.integers(20, 60, 4)
    series = np.repeat(np.arange(4), lengths).astype(np.int32)
    data = replace(
        dataset(series * 1000.0, series=series), time=hours(*np.concatenate([np.arange(n) for n in lengths]))
    )
    windows = Windows(lookback=lookback, horizon=horizon)
    prepared = prepare(data, windows, SplitSpec(cuts=(0.5, 0.25, 0.25), per="series"), FittingSpec(scaler="none"))
    x, y = materialise(prepared.examples.inputs), materialise(prepared.examples.targets)
    assert (x == x[:, :1]).all()
    assert (y == x[:, :1]).all()
    assert prepared.placement.future.tolist() == [
        row for end in np.cumsum(lengths) for row in range(end - horizon, end)
    ]


def test_stretches_too_short_for_a_window_are_told_with_the_sum() -> None:
    data = dataset(np.arange(60.0), segment=np.repeat(np.arange(6), 10))
    with pytest.raises(SettingsError) as caught:
        prepare(data, Windows(lookback=9, horizon=3), SplitSpec(), FittingSpec())
    assert "need 12 rows without a gap; the longest stretch has 10" in str(caught.value)
    assert "7 rows or less" in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        prepare(data, Windows(lookback=9, horizon=30), SplitSpec(), FittingSpec())
    assert caught.value.key == "too_few_between_gaps_for_answer"


@pytest.mark.parametrize("season", [None, 7, 24])
@pytest.mark.parametrize("length", [12, 40, 300])
def test_the_suggested_window_fits_between_the_holes_and_in_every_series(length, season) -> None:
    holed = dataset(np.arange(12.0 * length), segment=np.repeat(np.arange(12), length), season=season)
    assert min(prepare(holed, suggest(holed), SplitSpec(), FittingSpec()).counts.values()) > 0
    series = np.repeat(np.arange(12), length).astype(np.int32)
    many = replace(dataset(np.arange(12.0 * length), series=series, season=season), time=hours(*[*range(length)] * 12))
    for per in ("calendar", "series"):
        assert min(prepare(many, suggest(many), SplitSpec(per=per), FittingSpec()).counts.values()) > 0


def test_the_usual_length_is_that_in_which_half_of_the_rows_lie() -> None:
    assert usual_length(np.repeat([0, 1, 2], [3, 4, 10]).astype(np.int32)) == 10
    assert usual_length(np.repeat([0, 1, 2], [5, 5, 5]).astype(np.int32)) == 5
    assert usual_length(np.zeros(8, np.int32)) == 8
