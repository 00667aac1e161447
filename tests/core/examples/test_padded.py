"""Whole examples of unequal lengths: the shorter ones are filled up in front, of the longer ones the end is read."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.dataset import Dataset
from core.errors import SettingsError
from core.examples.gather import PADDING, gather_examples, materialise
from core.examples.prepare import prepare, refuse_too_few
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.examples.windows import lengths_of, needed_rows, own_timesteps, place, shortest_of
from tests.core.examples.builders import dataset
from tests.core.examples.test_windows import unscaled

LENGTHS = st.lists(st.integers(1, 12), min_size=2, max_size=8)


def windows(lookback: int, step: int = 1) -> Windows:
    return Windows(whole=True, padded=True, delay=0, lookback=lookback, step=step)


def examples(lengths: list[int], missing: tuple[int, ...] = ()) -> Dataset:
    """Two inputs that count the rows, and one answer for each example; `missing` rows lack an input."""
    series = np.repeat(np.arange(len(lengths)), lengths)
    rows = np.arange(len(series), dtype=float)
    values = np.column_stack([rows, -10 * rows, series])
    values[list(missing), 1] = np.nan
    return dataset(values, inputs=(0, 1), targets=(2,), series=series, spacing=None)


def one_by_one(data: Dataset, wanted: Windows) -> list[tuple[int, list[list[float]]]]:
    """Slowly: the last row of every example that misses nothing, and its newest rows behind the filling."""
    found = []
    for one in range(len(data.series_names)):
        rows = np.flatnonzero(data.series == one)
        read = rows[::-1][:: wanted.step][: wanted.timesteps][::-1]
        cells = data.values[read][:, [0, 1]]
        if np.isfinite(cells).all():
            filling = [[PADDING, PADDING]] * (wanted.timesteps - len(read))
            found.append((int(rows[-1]), [*filling, *cells.tolist()]))
    return found


@settings(max_examples=80, deadline=None)
@given(lengths=LENGTHS, lookback=st.integers(1, 15), step=st.integers(1, 3), missing=st.sets(st.integers(0, 90)))
def test_every_example_is_what_a_plain_loop_reads(lengths, lookback, step, missing):
    data = examples(lengths, tuple(row for row in sorted(missing) if row < sum(lengths)))
    wanted, parts = windows(lookback, step), np.zeros(sum(lengths), np.int8)
    placement = place(data, wanted, parts)
    read = gather_examples(data, placement, wanted, unscaled(data)).inputs
    book = one_by_one(data, wanted)
    assert placement.now.tolist() == [now for now, _ in book]
    np.testing.assert_array_equal(materialise(read), np.reshape([x for _, x in book], (len(book), wanted.timesteps, 2)))
    assert placement.lost == ({"missing": len(lengths) - len(book)} if len(book) < len(lengths) else {})


@settings(max_examples=25, deadline=None)
@given(lengths=LENGTHS, lookback=st.integers(1, 15))
def test_keras_pad_sequences_gives_the_same(lengths, lookback):
    import keras

    data, wanted = examples(lengths), windows(lookback)
    placement = place(data, wanted, np.zeros(sum(lengths), np.int8))
    sequences = [data.values[data.series == one][:, :2] for one in range(len(lengths))]
    stock = keras.utils.pad_sequences(
        sequences, maxlen=lookback, dtype="float32", padding="pre", truncating="pre", value=PADDING
    )
    np.testing.assert_array_equal(materialise(gather_examples(data, placement, wanted, unscaled(data)).inputs), stock)


def test_lengths_follow_when_examples_are_chosen():
    data, wanted = examples([3, 7, 1, 5]), windows(5)
    inputs = gather_examples(data, place(data, wanted, np.zeros(16, np.int8)), wanted, unscaled(data)).inputs
    assert inputs.lengths.tolist() == [3, 5, 1, 5]
    assert inputs.of(np.array([2, 0])).lengths.tolist() == [1, 3]
    assert (materialise(inputs.of(slice(2, 3)), padding=0.0)[0, :4] == 0).all()


@pytest.mark.parametrize("length", range(1, 9))
@pytest.mark.parametrize("step", [1, 2, 3])
def test_an_example_has_as_many_timesteps_as_its_rows_hold(length, step):
    data = examples([4, length])
    now = np.array([4 + length - 1])
    assert own_timesteps(data, windows(30, step), now).tolist() == [math.ceil(length / step)]


@pytest.mark.parametrize(("step", "fewest"), [(1, 3), (2, 2), (5, 1)])
def test_every_example_has_as_many_timesteps_as_the_shortest(step, fewest):
    data = examples([7, 3, 12])
    assert lengths_of(data).tolist() == [7, 3, 12]
    assert shortest_of(data, windows(12, step)) == fewest
    assert shortest_of(data, windows(2)) == 2


def test_only_those_without_filling_are_used_unless_they_are_padded():
    data = examples([3, 7, 1, 5])
    plain = Windows(whole=True, delay=0, lookback=5)
    assert place(data, plain, np.zeros(16, np.int8)).lost == {"start": 2}
    assert place(data, windows(5), np.zeros(16, np.int8)).lost == {}


def test_any_length_will_do_where_they_are_padded():
    assert needed_rows(windows(40)) == 1
    refuse_too_few(examples([3, 7]), windows(40))
    with pytest.raises(SettingsError) as refused:
        refuse_too_few(examples([3, 7]), Windows(whole=True, delay=0, lookback=40))
    assert refused.value.key == "examples_too_short"


def test_an_example_without_an_answer_is_forecast_whatever_its_length():
    data = examples([3, 7, 2, 5, 4])
    data.values[data.series == 2, 2] = np.nan
    prepared = prepare(data, windows(6), SplitSpec(by="random", cuts=(0.5, 0.25, 0.25)), FittingSpec())
    assert prepared.placement.future.tolist() == [11]
    assert prepared.future.lengths.tolist() == [2]
    assert (materialise(prepared.future)[0, :4] == np.float32(PADDING)).all()
    assert np.isfinite(materialise(prepared.future)[0, 4:]).all()


def test_an_example_reads_nothing_of_the_one_before_it():
    data = examples([6, 2, 6, 3])
    wanted, parts = windows(6), np.zeros(17, np.int8)
    before = gather_examples(data, place(data, wanted, parts), wanted, unscaled(data))
    data.values[data.series == 0] = np.nan
    after = gather_examples(data, place(data, wanted, parts), wanted, unscaled(data))
    np.testing.assert_array_equal(materialise(before.inputs)[1:], materialise(after.inputs))


def test_a_padded_window_must_be_a_whole_example():
    with pytest.raises(ValueError, match="Only whole examples"):
        Windows(lookback=3, padded=True)


def test_lengths_are_known_without_the_values() -> None:
    """A trainer lets go of the table: counting its rows by their values, the first padded training failed."""
    data, wanted = examples([3, 5, 2]), windows(4)
    bare = replace(data, values=np.empty((0, data.values.shape[1])))
    assert own_timesteps(bare, wanted, np.array([2, 7, 9])).tolist() == [3, 4, 2]
