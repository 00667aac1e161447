"""Which rows a model has learned from is told by what it learned."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.recognise import training_rows
from core.examples.spec import SplitSpec
from tests.core.evaluation.builders import prepared, wavy
from tests.core.examples.builders import dataset


@pytest.mark.parametrize("cut", [150, 233, 300])
def test_the_training_rows_are_found_in_their_own_file_and_in_one_that_grew(cut) -> None:
    values = wavy(500)
    fitted = prepared(values[:400], split=SplitSpec(by="rows", cuts=(cut, 50, 50))).fitted
    assert training_rows(dataset(values[:400], targets=(0, 1)), fitted) == cut
    assert training_rows(dataset(values, targets=(0, 1)), fitted) == cut


def test_missing_cells_and_a_constant_column_do_not_hide_them() -> None:
    values = wavy(400)
    values[20:25, 0] = np.nan
    values[:, 1] = 7.25
    fitted = prepared(values, split=SplitSpec(by="rows", cuts=(250, 75, 75))).fitted
    assert training_rows(dataset(values, targets=(0, 1)), fitted) == 250


def test_other_rows_are_not_taken_for_those_it_learned() -> None:
    values = wavy(400)
    fitted = prepared(values).fitted
    assert training_rows(dataset(values[40:], targets=(0, 1)), fitted) == 0
    assert training_rows(dataset(wavy(400, seed=9), targets=(0, 1)), fitted) == 0
    assert training_rows(dataset(values[:200], targets=(0, 1)), fitted) == 0
    changed = values.copy()
    changed[100, 0] += 1e-3
    assert training_rows(dataset(changed, targets=(0, 1)), fitted) == 0
