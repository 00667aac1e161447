from __future__ import annotations

import numpy as np

from core.charts.elbow import MOST, elbow
from core.charts.theme import palette
from core.examples.reduction import elbow_at

SHARES = np.array([0.6, 0.25, 0.1, 0.05])


def test_the_line_is_the_sum_of_the_bars_and_what_is_kept_is_filled() -> None:
    bars, line = elbow(SHARES, 2, dark=False).data
    np.testing.assert_allclose(bars.y, 100 * SHARES)
    np.testing.assert_allclose(line.y, np.cumsum(bars.y))
    colours = palette(dark=False)
    assert list(bars.marker.color) == [colours.train] * 2 + [colours.train_band] * 2
    assert len(elbow(SHARES, 2, dark=False).layout.shapes) == 1


def test_where_all_or_none_are_kept_nothing_is_cut_off() -> None:
    for kept in (None, 4):
        assert not elbow(SHARES, kept, dark=True).layout.shapes


def test_of_many_components_only_the_first_are_drawn() -> None:
    many = np.full(500, 1 / 500)
    assert len(elbow(many, 200, dark=False).data[0].y) == MOST


def test_the_elbow_is_where_the_sum_bends_most() -> None:
    assert elbow_at(SHARES) == 2
    assert elbow_at(np.array([1.0])) == 1
    draw = np.sort(np.random.default_rng(0).exponential(size=9))[::-1]
    shares = draw / draw.sum()
    sums = np.cumsum(shares)
    above = [sums[n] - (sums[0] + (sums[-1] - sums[0]) * n / 8) for n in range(9)]
    assert elbow_at(shares) == above.index(max(above)) + 1
