"""Networks that really learn, judged on series whose truth is known; `tests.benchmarks.verdicts` asks 20 seeds."""

from __future__ import annotations

import pytest

from tests.benchmarks.verdicts import SAYS_BETTER, best_possible, told, walk, wave

QUICK = 1e8
"""Leaves out the boosted trees."""


@pytest.mark.parametrize("seed", [4, 5])
def test_of_a_random_walk_nobody_is_told_to_know_more_than_its_last_value(seed: int) -> None:
    assert told(walk(seed, rows=1_500), seed, epochs=3, work=QUICK).headline != "best_of_all"


def test_a_daily_wave_is_learned_and_never_better_than_its_noise_allows() -> None:
    found = told(wave(4, rows=17_000), 4, epochs=3, work=QUICK)
    assert found.headline in SAYS_BETTER
    assert found.windows >= 5_000
    assert found.error >= 0.95 * best_possible()
