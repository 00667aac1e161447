"""Which even spacing suits rows that come unevenly, and advice that passes over what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.advice import advice
from core.data.leaks import leaks
from core.data.profile import profile
from core.data.regular import suitable_spacing
from tests.core.data.made import hours, made

RNG = np.random.default_rng(5)


def times(seconds):
    return np.datetime64("2020-01-01", "ns") + (np.asarray(seconds, float) * 1e9).astype("timedelta64[ns]")


@pytest.mark.parametrize(
    ("steps", "usual", "wanted"),
    [
        (np.full(500, 60.0), 60, 60),
        (RNG.choice([60, 180, 240], 500), 60, 300),  # hardly any five minutes stay empty
        (RNG.uniform(40, 80, 500), 60, 60),
        (np.where(np.arange(500) % 100 == 99, 90_000.0, 60.0), 60, 60),  # long holes do not count
        (np.full(500, 7.0), 7, 7),
    ],
)
def test_the_usual_spacing_or_the_next_round_one_that_leaves_few_rows_empty(steps, usual, wanted):
    assert suitable_spacing(times(np.concatenate([[0], np.cumsum(steps)])), usual) == wanted


def test_advice_passes_over_columns_computed_from_the_target():
    y = RNG.standard_normal(500).cumsum()
    table = made(hours(*range(500)), y=y, double=2 * y, near=y + 0.3 * y.std() * RNG.standard_normal(500))
    about, known = profile(table, "y"), leaks(table, ["y"], table.numbers)
    assert "double" in advice(table, about, "y")
    told = advice(table, about, "y", known)
    assert "double" not in told
    assert "near moves with y" in told
