"""Which rows a model has learned from is told by what it learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.evaluation.recognise import parts_of_file, training_rows
from core.evaluation.report import NEW
from core.examples.fitting import Fitted
from core.examples.prepare import prepare
from core.examples.spec import Clip, FittingSpec, LinearFill, SplitSpec, Windows
from core.examples.split import part_of_row
from tests.core.evaluation.builders import prepared, wavy
from tests.core.examples.builders import dataset


def learned_from(given: Dataset, fitted: Fitted) -> int:
    """How many rows from the first one are recognised."""
    learned = training_rows(given, fitted)
    count = int(learned.sum())
    assert learned[:count].all()
    return count


@pytest.mark.parametrize("cut", [150, 233, 300])
def test_the_training_rows_are_found_in_their_own_file_and_in_one_that_grew(cut) -> None:
    values = wavy(500)
    fitted = prepared(values[:400], split=SplitSpec(by="rows", cuts=(cut, 50, 50))).fitted
    assert learned_from(dataset(values[:400], targets=(0, 1)), fitted) == cut
    assert learned_from(dataset(values, targets=(0, 1)), fitted) == cut


def test_missing_cells_and_a_constant_column_do_not_hide_them() -> None:
    values = wavy(400)
    values[20:25, 0] = np.nan
    values[:, 1] = 7.25
    fitted = prepared(values, split=SplitSpec(by="rows", cuts=(250, 75, 75))).fitted
    assert learned_from(dataset(values, targets=(0, 1)), fitted) == 250


def test_other_rows_are_not_taken_for_those_it_learned() -> None:
    values = wavy(400)
    fitted = prepared(values).fitted
    assert learned_from(dataset(values[40:], targets=(0, 1)), fitted) == 0
    assert learned_from(dataset(wavy(400, seed=9), targets=(0, 1)), fitted) == 0
    assert learned_from(dataset(values[:200], targets=(0, 1)), fitted) == 0
    changed = values.copy()
    changed[100, 0] += 1e-3
    assert learned_from(dataset(changed, targets=(0, 1)), fitted) == 0


def several(values: np.ndarray, lengths: tuple[int, ...]) -> Dataset:
    """Series of unequal length, hours that begin together."""
    series = np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)
    hours = np.concatenate([np.arange(length) for length in lengths])
    time = np.datetime64("2024-01-01", "ns") + hours.astype("timedelta64[h]")
    names = tuple(f"plant {k}" for k in range(len(lengths)))
    given = dataset(values, targets=(0, 1))
    return replace(given, series=series, segment=series, time=time, series_names=names, spacing=3_600.0)


def test_of_several_series_the_rows_up_to_one_time_are_found_also_when_all_grew() -> None:
    whole = several(wavy(700), (400, 300))
    older = np.flatnonzero(whole.time < np.datetime64("2024-01-01") + np.timedelta64(250, "h"))
    first = several(whole.values[older], (250, 250))
    split, fitting, windows = SplitSpec(cuts=(0.6, 0.2, 0.2)), FittingSpec(), Windows(lookback=4)
    fitted = prepare(first, windows, split, fitting).fitted
    np.testing.assert_array_equal(parts_of_file(first, split, fitting, fitted), part_of_row(first, split))
    found = parts_of_file(whole, split, fitting, fitted)
    learned = whole.time < np.datetime64("2024-01-01") + np.timedelta64(150, "h")
    np.testing.assert_array_equal(found, np.where(learned, 0, NEW))


@pytest.mark.parametrize("step", [Clip(columns=("a",), reach=0.5), LinearFill(columns=("a",))])
def test_what_was_learned_before_the_scaler_does_not_hide_them(step) -> None:
    """A hole lies across the border: within the training rows no line is drawn into it."""
    values = wavy(500)
    values[298:303, 0] = np.nan
    first, split, fitting = (
        dataset(values[:400], targets=(1,)),
        SplitSpec(by="rows", cuts=(300, 50, 50)),
        FittingSpec(learned=(step,)),
    )
    fitted = prepare(first, Windows(lookback=4), split, fitting).fitted
    np.testing.assert_array_equal(parts_of_file(first, split, fitting, fitted), part_of_row(first, split))
    grown = parts_of_file(dataset(values, targets=(1,)), split, fitting, fitted)
    assert np.flatnonzero(grown == 0).tolist() == list(range(300))


def answered(examples: int, seed: int = 2) -> Dataset:
    """Whole examples of three rows, of two classes, with a part that a column names."""
    rng = np.random.default_rng(seed)
    series = np.repeat(np.arange(examples), 3).astype(np.int32)
    values = np.column_stack([rng.normal(size=3 * examples), np.repeat(rng.integers(0, 2, examples), 3)])
    return replace(
        dataset(values, inputs=(0,), targets=(1,)),
        series=series,
        segment=series,
        series_names=tuple(map(str, range(examples))),
        classes=("no", "yes"),
        time=None,
        given=np.repeat(np.array([0, 0, 2, 1, 0], np.int8)[np.arange(examples) % 5], 3),
    )


def first(whole: Dataset, examples: int) -> Dataset:
    rows = whole.series < examples
    shorter = {name: getattr(whole, name)[rows] for name in ("values", "series", "segment", "row", "given")}
    return replace(whole, **shorter, series_names=whole.series_names[:examples])


@pytest.mark.parametrize("split", [SplitSpec(by="random", seed=5), SplitSpec(by="column")])
def test_examples_learned_from_are_found_in_their_own_file_and_in_one_that_grew(split: SplitSpec) -> None:
    """Cause: drawn examples lie anywhere, so in a file that grew all of them counted as new."""
    whole = answered(40)
    fitted = prepare(first(whole, 30), Windows(lookback=3, delay=0, whole=True), split, FittingSpec()).fitted
    own = part_of_row(first(whole, 30), split)
    np.testing.assert_array_equal(parts_of_file(first(whole, 30), split, FittingSpec(), fitted), own)
    expected = np.where(np.append(own, np.full(30, NEW)) == 0, 0, NEW)
    np.testing.assert_array_equal(parts_of_file(whole, split, FittingSpec(), fitted), expected)
    assert (parts_of_file(answered(40, seed=3), split, FittingSpec(), fitted) == NEW).all()
    learning = own == 0
    alone = replace(first(whole, 30), given=None, values=first(whole, 30).values[learning])
    alone = replace(alone, **{name: getattr(alone, name)[learning] for name in ("series", "segment", "row")})
    assert (parts_of_file(alone, split, FittingSpec(), fitted) == 0).all()
