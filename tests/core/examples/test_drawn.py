"""Parts of examples in no order: drawn of every class alike, or named by a column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SettingsError
from core.examples.drawn import whole_counts
from core.examples.spec import SplitSpec, Windows
from core.examples.split import borders_by_series, part_of_row
from core.examples.windows import place
from tests.core.examples.builders import dataset

RANDOM = SplitSpec(by="random")


def labelled(classes: list[float], rows: int = 1):
    """One example of `rows` rows for each class, the column of classes first."""
    values = np.column_stack([np.repeat(classes, rows), np.arange(len(classes) * rows)])
    series = np.repeat(np.arange(len(classes)), rows) if rows > 1 else None
    found = dataset(values, series=series, inputs=(1,), spacing=None)
    return replace(found, classes=("no", "yes", "maybe"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=3, max_size=80), st.integers(0, 2**31 - 1), st.sampled_from([1, 3]))
def test_every_class_has_its_shares_and_no_example_is_in_two_parts(classes, seed, rows):
    found = labelled(classes, rows)
    parts = part_of_row(found, RANDOM.but(seed=seed)).reshape(-1, rows)
    assert (parts == parts[:, :1]).all()
    parts = parts[:, 0]
    for word in set(classes):
        own = parts[np.array(classes) == word]
        assert (own == 0).any()
        for part, share in enumerate(whole_counts(len(classes), (0.7, 0.15, 0.15)) / len(classes)):
            assert abs((own == part).sum() - share * len(own)) < 2
    counts = np.bincount(parts, minlength=3)
    assert (abs(counts - whole_counts(len(classes), (0.7, 0.15, 0.15))) <= len(set(classes))).all()


def test_the_parts_of_the_same_seed_are_the_same_and_of_another_are_others():
    found = dataset(np.arange(40.0), spacing=None)
    first, again, other = (part_of_row(found, RANDOM.but(seed=seed)) for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()
    assert np.bincount(first).tolist() == [28, 6, 6]
    assert np.flatnonzero(first == 1).tolist() == [0, 1, 3, 10, 24, 29]  # drawn by bits that numpy never changes


def test_shares_below_one_leave_examples_of_every_class_over():
    found = labelled([0] * 40 + [1] * 20)
    parts = part_of_row(found, SplitSpec(by="random", cuts=(0.5, 0.1, 0.1)))
    assert [int((parts[:40] == part).sum()) for part in (0, 1, 2, -2)] == [20, 4, 4, 12]
    assert [int((parts[40:] == part).sum()) for part in (0, 1, 2, -2)] == [10, 2, 2, 6]


def test_an_example_without_an_answer_is_in_no_part_but_can_be_forecast():
    found = labelled([0, 1] * 10 + [np.nan])
    parts = part_of_row(found, RANDOM)
    assert parts[-1] == -2
    placed = place(found, Windows(lookback=1, delay=0, whole=True), parts)
    assert placed.future.tolist() == [20]
    assert placed.lost == {"end": 1}
    assert len(placed.now) == 20


def test_a_column_of_the_file_names_the_parts():
    found = replace(dataset(np.arange(6.0), spacing=None), given=np.array([0, 2, 1, 0, -2, 0], np.int8))
    assert part_of_row(found, SplitSpec(by="column")).tolist() == [0, 2, 1, 0, -2, 0]


def test_validation_is_drawn_from_training_when_the_file_names_none():
    given_ = np.array([0] * 20 + [2] * 10, np.int8)
    found = replace(labelled([0, 1] * 15), given=given_)
    parts = part_of_row(found, SplitSpec(by="column"))
    assert (parts[20:] == 2).all()
    assert [int((parts[:20] == part).sum()) for part in (0, 1)] == [16, 4]
    assert [int((parts[at:20:2] == 1).sum()) for at in (0, 1)] == [2, 2]


def test_parts_by_column_need_the_column():
    with pytest.raises(SettingsError, match="No column says"):
        part_of_row(dataset(np.arange(6.0)), SplitSpec(by="column"))


def test_drawn_parts_have_no_borders():
    with pytest.raises(ValueError, match="no borders"):
        borders_by_series(dataset(np.arange(6.0)), RANDOM)


@pytest.mark.parametrize("series", [None, np.repeat(np.arange(4), 3)])
def test_of_a_whole_example_only_the_last_row_is_now(series):
    found = dataset(np.arange(12.0), series=series, spacing=None)
    lookback = 1 if series is None else 3
    placed = place(found, Windows(lookback=lookback, delay=0, whole=True), np.zeros(12, np.int8))
    assert placed.now.tolist() == (list(range(12)) if series is None else [2, 5, 8, 11])
    assert placed.lost == {}


def test_an_example_that_is_too_short_is_lost_and_of_a_longer_one_the_end_is_read():
    found = dataset(np.arange(9.0), series=np.array([0, 0, 1, 1, 1, 2, 2, 2, 2]), spacing=None)
    placed = place(found, Windows(lookback=3, delay=0, whole=True), np.zeros(9, np.int8))
    assert placed.now.tolist() == [4, 8]
    assert placed.lost == {"start": 1}
