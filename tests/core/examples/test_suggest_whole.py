"""When examples are whole, and how many timesteps they are read with."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.spec import Column, DataSpec, Source
from core.examples.spec import Windows
from core.examples.suggest import whole_examples
from tests.core.data.made import hours, made

RNG = np.random.default_rng(4)


def spec(*roles_of: tuple[str, tuple[str, ...]]) -> DataSpec:
    columns = tuple(Column(name=name, roles=roles) for name, roles in roles_of)
    return DataSpec(sources=(Source(name="made.csv"),), columns=columns)


X, Y, ID = ("x", ("input",)), ("y", ("target",)), ("id", ("series",))


def series(lengths: list[int], constant: bool = True):
    ids = np.repeat(np.arange(len(lengths)), lengths)
    y = np.repeat(RNG.normal(size=len(lengths)), lengths) if constant else RNG.normal(size=len(ids))
    return made(id=ids, y=y, x=RNG.normal(size=len(ids)))


@pytest.mark.parametrize(
    ("lengths", "lookback"),
    [([5] * 9 + [3], 5), ([8, 9, 10, 11], 11), ([100] * 3 + [4] * 7, 100), (list(range(12, 30)), 29)],
)
def test_shorter_examples_are_filled_up_to_the_longest(lengths, lookback):
    wanted = Windows(whole=True, lookback=lookback, delay=0, padded=True)
    assert whole_examples(series(lengths), spec(Y, X, ID)) == wanted


def test_examples_of_one_length_need_no_filling():
    assert whole_examples(series([5] * 10), spec(Y, X, ID)) == Windows(whole=True, lookback=5, delay=0)


def test_one_absurdly_long_example_does_not_make_filling_of_all_others():
    assert whole_examples(series([10] * 39 + [41]), spec(Y, X, ID)) == Windows(whole=True, lookback=10, delay=0)
    assert whole_examples(series([10] * 39 + [40]), spec(Y, X, ID)).lookback == 40
    padded = whole_examples(series([10] * 30 + [7] * 9 + [99]), spec(Y, X, ID))
    assert padded == Windows(whole=True, lookback=10, delay=0, padded=True)


def test_an_answer_that_changes_within_a_series_is_predicted_from_windows():
    assert whole_examples(series([5] * 10, constant=False), spec(Y, X, ID)) is None
    assert whole_examples(series([5]), spec(Y, X, ID)) is None


def test_a_target_with_its_own_past_is_predicted_from_windows():
    table = made(y=RNG.normal(size=20), x=RNG.normal(size=20))
    assert whole_examples(table, spec(("y", ("input", "target")), X)) is None
    assert whole_examples(table, spec(Y, X)) == Windows(whole=True, lookback=1, delay=0)


def test_rows_with_a_time_and_no_series_are_predicted_from_windows():
    table = made(hours(*range(20)), y=RNG.normal(size=20), x=RNG.normal(size=20))
    assert whole_examples(table, spec(Y, X)) is None
