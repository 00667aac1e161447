"""Whether a run was unlucky, and whether it matters which network one had drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.evaluation.detectors.seeds import apart, of_members, unlucky
from tests.core.examples.builders import dataset

WORDS = {"error": "±2 °C", "usual": "±1 °C"}


@pytest.mark.parametrize(
    ("error", "others", "found"),
    [
        (1.5, [1.0, 1.02, 0.98, 1.01], True),
        (1.04, [1.0, 1.001, 0.999], False),
        (1.5, [1.0, 1.9, 0.6, 1.4], False),
        (0.5, [1.0, 1.02, 0.98], False),
        (1.5, [1.0], False),
        (1.5, [1.0, math.nan], False),
        (math.nan, [1.0, 1.0, 1.0], False),
    ],
)
def test_a_run_is_unlucky_where_it_is_worse_than_the_others_differ(error, others, found) -> None:
    assert (unlucky(error, others, WORDS) is not None) == found


def test_of_equal_seeds_one_in_twenty_is_called_unlucky_at_most() -> None:
    draws = np.random.default_rng(1).normal(10, 1, (1_000, 6))
    alarms = sum(unlucky(row[0], row[1:].tolist(), WORDS) is not None for row in draws)
    assert alarms <= 60


def test_networks_far_apart_are_told_and_level_ones_are_not() -> None:
    words = {"best": "1", "worst": "2", "together": "1"}
    assert apart([1.0, 1.3, 1.1], 1.0, words).picture.values == {"others": [1.0, 1.3, 1.1], "own": 1.0}
    assert apart([1.0, 1.05, 1.1], 1.0, words) is None
    assert apart([1.0], 1.0, words) is None


def test_a_report_on_members_is_read_as_it_was_written() -> None:
    data = dataset(np.arange(8.0))
    report = {"count": 2, "parts": {"test": {"a": {"alone": [1.0, 2.0], "together": 1.2, "apart": 0.5}}}}
    assert "1.00 to 2.00" in of_members(report, data).finding.text
    report["parts"]["test"]["a"]["alone"] = [1.0, None]
    assert of_members(report, data) is None
    assert of_members({"count": 2, "parts": {}}, data) is None
