"""Flat lines and constant leans: told from flat series, from noise, and from leans that do not last."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.detectors.flat import flat_line
from core.evaluation.detectors.leaning import leans
from core.examples.spec import SplitSpec, Windows
from core.findings import Severity
from tests.core.evaluation.detectors.made import answered, daily, evidence, examples, key_of, nearly, of, walk

PARTS = (0, 1, 2)


def level(y, now, ahead):
    return np.full((*ahead.shape, y.shape[1]), float(y.mean()))


@pytest.mark.parametrize("windows", [Windows(lookback=12), Windows(lookback=24, step=2, delay=2, horizon=24)])
def test_a_flat_line_through_a_wave_is_a_fault(windows) -> None:
    found = flat_line(of(daily(), level, windows, season=24))
    assert key_of(found) == "judged_flat"
    assert found.finding.severity is Severity.WARNING


def test_of_noise_the_mean_is_the_best_guess() -> None:
    noise = np.random.default_rng(0).normal(0, 1, 2_000)
    found = flat_line(of(noise, level))
    assert key_of(found) == "judged_flat_all"
    assert found.finding.severity is Severity.INFO


def test_a_series_that_is_flat_itself_may_be_told_by_a_flat_line() -> None:
    ends_flat = np.concatenate([daily(1_000), np.random.default_rng(1).normal(0, 0.01, 500)])
    assert flat_line(of(ends_flat, level)) is None
    assert flat_line(of(np.full(400, 3.0), level)) is None


@pytest.mark.parametrize(("share", "found"), [(0.15, True), (0.3, False)])
def test_the_share_of_the_spread_decides(share, found) -> None:
    damped = of(daily(noise=0.1), lambda y, now, ahead: share * y[ahead], season=24)
    assert (flat_line(damped) is not None) == found


def test_levels_of_several_series_hide_no_flat_line() -> None:
    """Each series is told by its own mean: over all of them predictions vary as much as what came."""
    values, series = np.concatenate([daily(700), 500 + daily(700)]), np.repeat([0, 1], 700)

    def means(y, now, ahead):
        return np.where(series[ahead] == 0, 0.0, 500.0)[..., None]

    case = of(values, means, series=series, season=24, split=SplitSpec(per="series"))
    assert set(case.every(0)[2]) == {0, 1}
    assert key_of(flat_line(case)) == "judged_flat"


def shifted(validation: float, test: float):
    """Noise of half a move, and a lean of its own on each part (the last 15 % is the test part)."""

    def said(y, now, ahead):
        lean = np.where(now < 0.7 * len(y), 0.0, np.where(now < 0.85 * len(y), validation, test))
        return nearly(0.3)(y, now, ahead) + lean[..., None]

    return said


def test_a_lean_that_lasts_is_found_with_what_mending_it_gives() -> None:
    case = of(daily(), shifted(0.4, 0.5), season=24)
    found = leans(case)
    assert key_of(found) == "judged_leans"
    assert "too high" in found.finding.title
    came, said, _ = case.every(0)
    came_v, said_v, _ = case.every(0, "validation")
    gain = 1 - np.abs(said - (said_v - came_v).mean() - came).mean() / np.abs(said - came).mean()
    assert f"{100 * gain:.0f} %" in found.finding.text
    assert "too low" in leans(of(daily(), shifted(-0.4, -0.4))).finding.title


@pytest.mark.parametrize("leaning", [(0.0, 0.5), (0.5, 0.0), (0.5, -0.5), (0.0, 0.0), (0.02, 0.02)])
def test_a_lean_on_one_part_alone_or_of_no_size_is_none(leaning) -> None:
    assert leans(of(daily(), shifted(*leaning), season=24)) is None


def test_a_wandering_series_does_not_lean_by_chance() -> None:
    told = [leans(of(walk(seed=seed), lambda y, now, ahead: y[now], Windows(lookback=5))) for seed in range(20)]
    assert sum(one is not None for one in told) <= 1


def test_few_windows_or_missing_numbers_tell_of_no_lean() -> None:
    assert leans(of(daily(40), shifted(3.0, 3.0), Windows(lookback=2))) is None
    given = examples(daily(400))
    broken = answered(given, shifted(1.0, 1.0))
    broken.values[broken.part == 1, 0, 0] = np.nan
    assert leans(evidence(given, broken)) is None


def test_a_pure_lean_without_any_other_error_is_found() -> None:
    """Its errors have no spread: a test of their mean would divide by zero."""
    assert key_of(leans(of(daily(), lambda y, now, ahead: y[ahead] + 1))) == "judged_leans"
