"""The definition of a window, pinned by a plain loop and by the two generators people know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.examples.fitting import Fitted
from core.examples.gather import gather_examples, materialise
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.split import part_of_row
from core.examples.windows import input_offsets, needed_rows, place, target_offsets
from tests.core.examples.builders import dataset

WINDOWS = st.builds(
    Windows,
    lookback=st.integers(1, 12),
    step=st.integers(1, 5),
    delay=st.integers(0, 6),
    horizon=st.integers(1, 5),
    stride=st.integers(1, 4),
)


def one_part(rows: int) -> np.ndarray:
    return np.zeros(rows, dtype=np.int8)


def unscaled(data) -> Fitted:
    k = len(data.names)
    arrays = {"mean": np.zeros(k), "deviation": np.ones(k)}
    for i in range(k):
        arrays |= {f"{i}/center": np.array(0.0), f"{i}/scale": np.array(1.0)}
    return Fitted(columns=data.names, scalers=("none",) * k, arrays=arrays)


def plain_loop(data, windows: Windows, part: np.ndarray, purge: bool) -> tuple[list, list, dict[str, int]]:
    """Every row asked in turn, in the words of the definition."""
    n, usable, future, lost = len(data), [], [], {}
    for t in range(n):
        reads = [t - k * windows.step for k in range(windows.timesteps)][::-1]
        predicts = list(range(t + windows.delay, t + windows.delay + windows.horizon))
        mine = [r for r in range(n) if data.segment[r] == data.segment[t]]
        same_series = [r for r in range(n) if data.series[r] == data.series[t]]
        measured = [r for r in same_series if _measured(data, r)]
        known_end = measured[-1] if measured else same_series[0] - 1
        blank_past = any(np.isnan(data.values[r, c]) for r in reads if r >= 0 for c in data.inputs)
        reason = None
        if reads[0] < mine[0]:
            reason = "start" if mine[0] == same_series[0] else "gap"
        elif predicts[-1] > mine[-1] and mine[-1] != same_series[-1]:
            reason = "gap"
        elif predicts[-1] > known_end:
            reason = "end"
            if not blank_past and (t <= known_end or not set(data.targets) & set(data.inputs)):
                future.append(t)
        elif len({int(part[r]) for r in predicts}) > 1:
            reason = "border"
        elif part[predicts[0]] == -2:
            reason = "unused"
        elif part[predicts[0]] == -1 or (purge and part[reads[0]] != part[predicts[0]]):
            reason = "purge"
        elif blank_past or any(np.isnan(data.values[r, c]) for r in predicts for c in data.targets):
            reason = "missing"
        if reason:
            lost[reason] = lost.get(reason, 0) + 1
        else:
            usable.append(t)
    kept, first = [], {}
    for t in usable:
        key = (int(data.segment[t]), int(part[t + windows.delay]))
        first.setdefault(key, t)
        if (t - first[key]) % windows.stride == 0:
            kept.append(t)
    return kept, future, lost


def _measured(data, row: int) -> bool:
    cells = zip(data.targets, data.filled[row] if data.filled is not None else [False] * len(data.targets), strict=True)
    return any(np.isfinite(data.values[row, c]) and not filled for c, filled in cells)


@settings(max_examples=300, deadline=None)
@given(
    windows=WINDOWS,
    rows=st.integers(3, 60),
    cuts=st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20)),
    gap=st.integers(0, 3),
    purge=st.booleans(),
    unknown=st.integers(0, 8),
    seed=st.integers(0, 10**6),
)
def test_every_usable_row_and_every_loss_equals_a_plain_loop(windows, rows, cuts, gap, purge, unknown, seed) -> None:
    """`unknown` rows at the end have no target yet, or a filled one: a plan may be known for them."""
    draw = np.random.default_rng(seed)
    values = np.arange(rows * 2.0).reshape(rows, 2)
    values[draw.random((rows, 2)) < 0.04] = np.nan
    filled = draw.random((rows, 1)) < 0.1
    filled[max(0, rows - unknown) :] = True
    values[rows - unknown // 2 :, 0] = np.nan
    segment = np.cumsum(draw.random(rows) < 0.06)
    series = np.maximum.accumulate(np.where(draw.random(rows) < 0.3, segment, 0))
    segment = np.cumsum(np.concatenate([[0], (np.diff(segment) != 0) | (np.diff(series) != 0)]))
    data = dataset(values, segment=segment, series=series, inputs=(0, 1) if seed % 2 else (1,))
    data = replace(data, filled=filled if seed % 3 else None)
    part = np.repeat([0, 1, 2, -2], [*cuts, rows])[:rows].astype(np.int8)
    for border in (cuts[0], cuts[0] + cuts[1]):
        part[border : border + gap][part[border : border + gap] >= 0] = -1
    placement = place(data, windows, part, purge)
    now, future, lost = plain_loop(data, windows, part, purge)
    assert placement.now.tolist() == now
    assert placement.future.tolist() == future
    assert dict(placement.lost) == lost
    assert placement.part.tolist() == [int(part[t + windows.delay]) for t in now]


def test_no_forecast_of_the_future_starts_before_a_gap() -> None:
    """Targets beyond the last row were forecasts of the future wherever their window stood: one that
    ended before a gap was drawn as if its answers followed without the gap."""
    data = dataset(np.arange(12.0), segment=np.repeat([0, 1], [8, 4]))
    placement = place(data, Windows(lookback=3, horizon=6), one_part(12))
    assert placement.future.tolist() == [10, 11]
    assert placement.lost == {"start": 2, "gap": 6 + 2, "end": 2}


@pytest.mark.course("A1")
def test_target_sits_delay_rows_after_the_newest_timestep() -> None:
    data, windows = dataset(np.arange(20.0)), Windows(lookback=6, step=2, delay=3)
    examples = gather_examples(data, place(data, windows, one_part(20)), windows, unscaled(data))
    x, y = materialise(examples.inputs), materialise(examples.targets)
    assert x[0, :, 0].tolist() == [0, 2, 4]
    assert y[0].tolist() == [[7.0]]
    assert y[-1].tolist() == [[19.0]]


def test_the_timesteps_are_the_lookback_rounded_up_in_steps() -> None:
    assert input_offsets(Windows(lookback=7, step=3)).tolist() == [-6, -3, 0]
    assert input_offsets(Windows(lookback=6, step=3)).tolist() == [-3, 0]
    assert target_offsets(Windows(lookback=1, delay=0, horizon=2)).tolist() == [0, 1]


@settings(max_examples=100, deadline=None)
@given(lookback=st.integers(1, 40), step=st.integers(1, 7), delay=st.integers(0, 20), rows=st.integers(30, 120))
def test_the_generator_of_the_keras_book_is_ours_with_a_longer_delay(lookback, step, delay, rows) -> None:
    """`range(i − lookback, i, step)` → `i + delay` ends at row i − lookback + (T−1)·step."""
    series = np.arange(float(rows))
    book = [
        (series[list(range(i - lookback, i, step))].tolist(), series[i + delay]) for i in range(lookback, rows - delay)
    ]
    timesteps = -(-lookback // step)
    windows = Windows(lookback=lookback, step=step, delay=delay + lookback - (timesteps - 1) * step)
    data = dataset(series)
    placement = place(data, windows, one_part(rows))
    if not book:
        assert not len(placement.now)
        return
    examples = gather_examples(data, placement, windows, unscaled(data))
    ours = [
        (x[:, 0].tolist(), float(y[0, 0]))
        for x, y in zip(materialise(examples.inputs), materialise(examples.targets), strict=True)
    ]
    assert ours == book


@pytest.mark.course("A4")
def test_the_books_delay_of_144_is_ours_of_150_at_step_6_and_147_at_step_3() -> None:
    for step, delay in ((6, 150), (3, 147)):
        assert 144 + 1440 - (Windows(lookback=1440, step=step).timesteps - 1) * step == delay


@settings(max_examples=25, deadline=None)
@given(
    rows=st.integers(12, 60),
    timesteps=st.integers(1, 6),
    sampling=st.integers(1, 3),
    delay=st.integers(0, 4),
    stride=st.integers(1, 4),
)
def test_keras_timeseries_dataset_from_array_gives_the_same_examples(rows, timesteps, sampling, delay, stride) -> None:
    """Its target i belongs to the window that starts at row i, so ours are shifted by reach + delay."""
    keras_rows = _keras_rows(rows, timesteps, sampling, delay, stride)
    data = dataset(np.arange(float(rows)))
    windows = Windows(lookback=(timesteps - 1) * sampling + 1, step=sampling, delay=delay, stride=stride)
    placement = place(data, windows, one_part(rows))
    examples = gather_examples(data, placement, windows, unscaled(data))
    ours = [
        (x[:, 0].tolist(), float(y[0, 0]))
        for x, y in zip(materialise(examples.inputs), materialise(examples.targets), strict=True)
    ]
    assert ours == keras_rows


def _keras_rows(rows: int, timesteps: int, sampling: int, delay: int, stride: int) -> list:
    import keras

    series, reach = np.arange(float(rows)), (timesteps - 1) * sampling
    starts = rows - reach - delay
    if starts < 1:
        return []
    targets = series[reach + delay :]
    if len(targets) < 2:  # Keras reads targets of length 1 wrongly
        return [(series[0 : reach + 1 : sampling].tolist(), float(targets[0]))]
    stock = keras.utils.timeseries_dataset_from_array(
        series, targets, sequence_length=timesteps, sampling_rate=sampling, sequence_stride=stride, batch_size=1000
    )
    return [(x.tolist(), float(y)) for xs, ys in stock for x, y in zip(xs.numpy(), ys.numpy(), strict=True)]


@pytest.mark.course("A3")
def test_slicing_a_table_into_x_and_y_of_the_same_row_is_delay_0() -> None:
    series, timesteps = np.arange(15.0), 4
    sliced = [(series[i : i + timesteps].tolist(), series[i + timesteps - 1]) for i in range(15 - timesteps + 1)]
    data, windows = dataset(series), Windows(lookback=timesteps, delay=0)
    examples = gather_examples(data, place(data, windows, one_part(15)), windows, unscaled(data))
    x, y = materialise(examples.inputs), materialise(examples.targets)
    assert [(a[:, 0].tolist(), b[0, 0]) for a, b in zip(x, y, strict=True)] == sliced


def test_etth1_gives_the_published_counts() -> None:
    data = dataset(np.arange(17_420.0))
    windows, split = Windows(lookback=336, horizon=96), SplitSpec(by="rows", cuts=(8640, 2880, 2880))
    prepared = prepare(data, windows, split, FittingSpec())
    assert prepared.counts == {"train": 8209, "validation": 2785, "test": 2785}
    assert prepared.placement.future.tolist() == list(range(17_420 - 96, 17_420))


@pytest.mark.course("A6")
@settings(max_examples=100, deadline=None)
@given(windows=WINDOWS, rows=st.integers(40, 120), gap=st.integers(0, 4))
def test_purged_parts_share_no_row(windows, rows, gap) -> None:
    data, split = dataset(np.arange(float(rows))), SplitSpec(cuts=(0.5, 0.25, 0.25), border="purge", gap=gap)
    placement = place(data, windows, part_of_row(data, split), purge=True)
    for earlier, later in ((0, 1), (1, 2), (0, 2)):
        a, b = placement.of(earlier), placement.of(later)
        if len(a) and len(b):
            assert a.max() + windows.delay + windows.horizon - 1 < b.min() - windows.reach


def test_a_window_may_look_back_over_a_border_unless_purged() -> None:
    data, windows = dataset(np.arange(20.0)), Windows(lookback=4)
    parts = part_of_row(data, SplitSpec(by="rows", cuts=(10, 5, 5)))
    assert place(data, windows, parts).of(1).tolist() == [9, 10, 11, 12, 13]
    assert place(data, windows, parts, purge=True).of(1).tolist() == [13]


@pytest.mark.parametrize(("windows", "rows"), [(Windows(lookback=4, delay=0), 4), (Windows(lookback=4, delay=3), 7)])
def test_the_fewest_rows_hold_exactly_one_example(windows, rows) -> None:
    assert needed_rows(windows) == rows
    assert len(place(dataset(np.arange(float(rows))), windows, one_part(rows)).now) == 1
    assert len(place(dataset(np.arange(float(rows - 1))), windows, one_part(rows - 1)).now) == 0
