"""The curve over learning rates: where the two rates stand, what is cut off, and what it says without eyes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.charts.loss import RAW, LossScale
from core.charts.rate_finder import rate_finder, rate_finder_alt
from core.training.rates import Sweep, ladder, suggested

DEGREES = LossScale(raw=False, unit="°C", factor=8.0)


def sweep(low: float = 0.25) -> Sweep:
    """Falls from 1 to `low` around a rate of 0.004 and explodes at the end."""
    losses = low + (1 - low) / (1 + (ladder()[:80] / 0.004) ** 2)
    losses[-4:] = (2.0, 30.0, 1e6, 1e12)
    return Sweep(rates=tuple(ladder()[:80]), losses=tuple(losses), exploded=True)


def test_every_batch_is_a_dot_in_the_unit_and_the_explosion_is_cut_off() -> None:
    chart = rate_finder(sweep(), 0.001, DEGREES, dark=False)
    dots, line = chart.data
    assert np.allclose(dots.y, 8 * np.array(sweep().losses))
    assert np.allclose(dots.x, np.log10(sweep().rates))
    assert np.allclose(line.y, 8 * sweep().smooth)
    low, high = chart.layout.yaxis.range
    assert 0 <= low < 2.1
    assert 8 < high < 10
    assert "±8 °C" in chart.layout.yaxis.ticktext
    assert "0.001" in chart.layout.xaxis.ticktext


def test_both_rates_stand_where_they_are_told_apart_by_more_than_colour() -> None:
    found = suggested(sweep())
    assert found is not None
    chart = rate_finder(sweep(), 0.03, RAW, dark=True)
    present, suggestion = chart.layout.shapes
    assert present.x0 == pytest.approx(math.log10(0.03))
    assert present.line.dash
    assert suggestion.x0 == pytest.approx(math.log10(found))
    assert not suggestion.line.dash
    assert [note.text for note in chart.layout.annotations] == ["in use: 0.03", f"<b>suggested: {found}</b>"]


def test_a_rate_in_use_that_is_the_suggested_one_is_one_line() -> None:
    found = suggested(sweep())
    assert found is not None
    chart = rate_finder(sweep(), found, RAW, dark=False)
    assert [note.text for note in chart.layout.annotations] == [f"<b>suggested and in use: {found}</b>"]
    assert len(chart.layout.shapes) == 1


@pytest.mark.parametrize("present", [1e-8, 300.0])
def test_a_rate_beyond_the_ladder_is_still_on_the_axis(present: float) -> None:
    chart = rate_finder(sweep(), present, RAW, dark=False)
    low, high = chart.layout.xaxis.range
    assert low < math.log10(present) < high


def test_where_nothing_falls_nothing_is_suggested() -> None:
    flat = sweep(low=1.0)
    chart = rate_finder(flat, 0.001, RAW, dark=False)
    assert [note.text for note in chart.layout.annotations] == ["in use: 0.001"]
    assert "does not fall clearly" in rate_finder_alt(flat, 0.001, RAW)


def test_the_picture_is_told_in_one_sentence() -> None:
    told = rate_finder_alt(sweep(), 0.001, DEGREES)
    assert "from ±8.00 °C to ±2" in told
    assert f"fastest around {suggested(sweep())}; 0.001 is in use" in told
