"""Inputs known beforehand: what a row shows of the rows to come, against a plain loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.calendar import calendar_share
from core.data.spacing import MONTH
from core.examples.ahead import look_ahead
from core.examples.gather import materialise
from core.examples.prepare import prepare, ready
from core.examples.spec import FittingSpec, SplitSpec, UsualFill, Windows
from core.examples.windows import target_offsets
from tests.core.examples.builders import dataset

WINDOWS = st.builds(
    Windows, lookback=st.integers(1, 6), step=st.integers(1, 3), delay=st.integers(0, 4), horizon=st.integers(1, 4)
)


def with_calendar(data, part="hour"):
    """The calendar as it is at the predicted rows, behind the other columns."""
    turn = 2 * np.pi * calendar_share(data.time, part)
    k = len(data.names)
    return replace(
        data,
        names=(*data.names, f"{part} (sine)", f"{part} (cosine)"),
        units=(*data.units, "", ""),
        values=np.column_stack([data.values, np.sin(turn), np.cos(turn)]),
        inputs=(*data.inputs, k, k + 1),
        ahead=(*data.ahead, k, k + 1),
        calendar=((part, k),),
    )


@settings(max_examples=200, deadline=None)
@given(WINDOWS, st.integers(1, 30), st.integers(0, 10**6))
def test_a_row_shows_the_plan_of_the_last_row_it_helps_to_predict(windows, rows, seed) -> None:
    draw = np.random.default_rng(seed)
    segment = np.cumsum(draw.random(rows) < 0.15).astype(np.int32)
    segment -= segment[0]
    data = with_calendar(replace(dataset(draw.normal(size=(rows, 3)), segment=segment), ahead=(2,)))
    shown = look_ahead(data, windows)
    later = windows.delay + windows.horizon - 1
    for row in range(rows):
        end = max(r for r in range(rows) if segment[r] == segment[row])
        plan = data.values[row + later, 2] if row + later <= end else np.nan
        np.testing.assert_array_equal(shown.values[row, 2], plan)
        hour = (row + later) % 24  # rows are hours, also behind a segment
        np.testing.assert_allclose(shown.values[row, 3], np.sin(2 * np.pi * hour / 24), atol=1e-9)
        np.testing.assert_allclose(shown.values[row, 4], np.cos(2 * np.pi * hour / 24), atol=1e-9)
    np.testing.assert_array_equal(shown.values[:, :2], data.values[:, :2])
    assert shown.names == data.names


@settings(max_examples=60, deadline=None)
@given(WINDOWS, st.integers(0, 10**6))
def test_the_newest_timestep_tells_of_the_last_row_predicted(windows, seed) -> None:
    data = replace(dataset(np.random.default_rng(seed).normal(size=(90, 2))), ahead=(1,))
    prepared = prepare(data, windows, SplitSpec(cuts=(0.5, 0.25, 0.25)), FittingSpec(scaler="none"))
    main = prepared.examples.inputs
    last = main.rows + target_offsets(windows)[-1]
    np.testing.assert_array_equal(materialise(main)[:, -1, 1], data.values[last, 1].astype(np.float32))


def test_what_is_learned_of_a_plan_is_learned_from_training_rows_not_from_what_they_show() -> None:
    """Poison: a training row shows the plan of later rows; its mean is still that of the training rows."""
    values = np.random.default_rng(2).normal(size=(100, 2))
    noise = values.copy()
    noise[70:, 1] = 1e9
    args = (Windows(lookback=3, horizon=5), SplitSpec(), FittingSpec())
    clean, poisoned = (prepare(replace(dataset(v), ahead=(1,)), *args).fitted for v in (values, noise))
    assert all(np.array_equal(clean.arrays[key], poisoned.arrays[key]) for key in clean.arrays)


def test_months_ahead_follow_the_calendar() -> None:
    time = pd.date_range("2020-01-31", periods=8, freq="ME").to_numpy().astype("datetime64[ns]")
    data = with_calendar(replace(dataset(np.arange(8.0)), time=time, spacing=MONTH), "month")
    shown = look_ahead(data, Windows(lookback=2, horizon=6))
    expected = [np.sin(2 * np.pi * ((row + 6) % 12) / 12) for row in range(8)]
    np.testing.assert_allclose(shown.values[:, 1], expected, atol=1e-12)


def test_without_a_usual_spacing_nothing_is_known_behind_the_end() -> None:
    data = replace(with_calendar(dataset(np.arange(4.0))), spacing=None)
    assert np.isnan(look_ahead(data, Windows(lookback=1, horizon=2)).values[:, 1]).tolist() == [
        False,
        False,
        True,
        True,
    ]


def test_rows_with_a_plan_and_no_answer_yet_are_forecast() -> None:
    """Ten rows of a plan behind the last measured row: the forecast reads it, and nothing is lost."""
    values = np.column_stack([np.arange(60.0), np.arange(60.0) * 2])
    values[50:, 0] = np.nan
    prepared = prepare(
        replace(dataset(values), ahead=(1,)),
        Windows(lookback=4, horizon=5),
        SplitSpec(cuts=(0.5, 0.2, 0.3)),
        FittingSpec(scaler="none"),
    )
    assert prepared.placement.future.tolist() == [45, 46, 47, 48, 49]
    assert prepared.placement.now.max() == 44
    assert materialise(prepared.future)[-1, -1].tolist() == [49, 2 * 54]
    assert "missing" not in prepared.placement.lost


def test_the_newest_forecast_stands_on_a_measured_row_not_on_what_was_filled_in_after_it() -> None:
    values = np.arange(60.0)
    values[57:] = np.nan
    fitting = FittingSpec(learned=(UsualFill(columns=("a",)),))
    prepared = prepare(dataset(values), Windows(lookback=4, horizon=2), SplitSpec(), fitting)
    assert prepared.placement.future.tolist() == [55, 56]
    assert prepared.placement.now.max() == 54


def test_a_new_file_is_made_ready_as_the_old_one_was() -> None:
    data = replace(dataset(np.random.default_rng(0).normal(size=(60, 2))), ahead=(1,))
    windows, fitting = Windows(lookback=4, horizon=3), FittingSpec()
    prepared = prepare(data, windows, SplitSpec(), fitting)
    np.testing.assert_array_equal(ready(data, windows, fitting, prepared.fitted).values, prepared.dataset.values)


def test_nothing_changes_where_nothing_is_known_or_the_answer_is_the_same_row() -> None:
    data = dataset(np.arange(5.0))
    assert look_ahead(data, Windows(lookback=2, horizon=3)) is data
    plan = replace(dataset(np.ones((5, 2))), ahead=(1,))
    assert look_ahead(plan, Windows(lookback=2, delay=0)) is plan
