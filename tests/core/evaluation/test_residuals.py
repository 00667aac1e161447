"""What is left unexplained: against statsmodels and SciPy, and on residuals whose nature is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf, pacf

from core.evaluation.leftovers import leftover, loop
from core.evaluation.residual_tests import MOST, TESTS, Result, run_tests
from core.evaluation.residuals import Residuals, memory, residuals, shape


def left(values: np.ndarray, ahead: int = 1, predicted: np.ndarray | None = None) -> Residuals:
    random = np.random.default_rng(0)
    said = random.normal(size=len(values)) if predicted is None else predicted
    return Residuals(row=np.arange(len(values)), value=values, predicted=said, ahead=ahead)


def results(of: Residuals) -> dict[str, Result]:
    return {result.key: result for result in run_tests(of)}


def noise(n: int = 400, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def test_residuals_are_actual_minus_predicted_in_order_where_both_are_known() -> None:
    row = np.array([5, 3, 4, 9])
    found = residuals(row, np.array([1.0, 2.0, np.nan, 4.0]), np.array([0.5, 4.0, 1.0, 1.0]), ahead=0)
    assert found.row.tolist() == [3, 5, 9]
    assert found.value.tolist() == [-2.0, 0.5, 3.0]
    assert found.predicted.tolist() == [4.0, 0.5, 1.0]
    assert found.ahead == 1


def test_those_apart_share_no_row_and_skip_no_more_than_they_must() -> None:
    row = np.sort(np.random.default_rng(2).choice(900, 300, replace=False))
    of = Residuals(row=row, value=noise(300), predicted=noise(300), ahead=7)
    kept: list[int] = []
    for one in row.tolist():
        if not kept or one - kept[-1] >= 7:
            kept.append(one)
    assert of.apart.row.tolist() == kept


def test_residuals_at_even_steps_leave_holes_where_none_is() -> None:
    of = Residuals(row=np.array([10, 13, 16, 25]), value=np.array([1.0, 2.0, 3.0, 4.0]), predicted=np.zeros(4))
    np.testing.assert_array_equal(of.even, [1, 2, 3, np.nan, np.nan, 4])


def test_both_correlations_are_those_of_statsmodels() -> None:
    values = np.convolve(noise(500), [1, 0.6, 0.3], "valid")
    found = memory(left(values), season=None)
    lags = len(found.direct) - 1
    np.testing.assert_allclose(found.found.correlation, acf(values, nlags=lags), atol=1e-9)
    np.testing.assert_allclose(found.direct, pacf(values, nlags=lags, method="ldb"), atol=1e-9)
    assert found.strongest == 1


def test_a_daily_pattern_that_is_left_is_found_at_its_lag() -> None:
    values = noise(960) + 1.5 * np.sin(2 * np.pi * np.arange(960) / 24)
    assert memory(left(values), season=24).strongest in (24, 48)
    assert memory(left(np.zeros(960)), season=24).strongest is None


def test_what_is_left_is_told_from_chance() -> None:
    assert leftover(left(noise(960)), season=24).white is True
    assert leftover(left(noise(960) + np.sin(2 * np.pi * np.arange(960) / 24)), season=24).white is False
    assert leftover(left(noise(5)), season=24).white is None
    assert leftover(left(noise(5)), season=24).memory is None


@pytest.mark.parametrize(("validation", "test"), [("better", "no_better"), ("worse", "better"), (None, None)])
def test_the_loop_tells_what_is_done_from_what_is_open(validation: str | None, test: str | None) -> None:
    verdicts = {part: {"key": key} for part, key in (("validation", validation), ("test", test)) if key}
    marks = loop({"verdicts": verdicts}, white=False)
    wanted = {None: "unknown", "better": "done"}
    assert marks == {
        "look": "done",
        "model": "done",
        "residuals": "open",
        "validate": wanted.get(validation, "open"),
        "evaluate": wanted.get(test, "open"),
    }


def test_ljung_box_is_that_of_statsmodels() -> None:
    values = noise(300)
    ours = results(left(values))["ljung_box"]
    theirs = acorr_ljungbox(values, lags=[20])
    assert ours.statistic == pytest.approx(theirs["lb_stat"].iloc[0], rel=1e-9)
    assert ours.p == pytest.approx(theirs["lb_pvalue"].iloc[0], rel=1e-9)
    assert ours.p == pytest.approx(chi2.sf(ours.statistic, 20))


def test_after_a_model_that_learned_everything_every_test_is_content() -> None:
    assert [result.key for result in run_tests(left(noise(800, seed=3))) if not result.good] == []


@pytest.mark.parametrize(
    ("key", "values", "predicted"),
    [
        ("ljung_box", np.convolve(noise(500), np.ones(4), "valid"), None),
        ("adf", np.cumsum(noise(500)), None),
        ("kpss", noise(500) + np.linspace(0, 4, 500), None),
        ("shapiro_wilk", np.exp(noise(500)), None),
        ("goldfeld_quandt", noise(500) * np.linspace(0.2, 3, 500), np.linspace(0, 1, 500)),
    ],
)
def test_each_test_sees_what_it_is_there_for(key: str, values: np.ndarray, predicted: np.ndarray | None) -> None:
    found = results(left(values, predicted=predicted))[key]
    assert not found.good
    assert found.sentence


def test_errors_of_overlapping_forecasts_are_not_held_against_the_model() -> None:
    shocks = noise(6_000)
    of_six_ahead = np.convolve(shocks, np.ones(6), "valid")  # the best forecast of a random walk, six rows ahead
    assert results(left(of_six_ahead, ahead=1))["ljung_box"].rejected
    assert not results(left(of_six_ahead, ahead=6))["ljung_box"].rejected


@pytest.mark.parametrize("values", [np.array([]), np.ones(3), np.zeros(200), noise(19)])
def test_what_cannot_be_computed_says_why_and_is_no_number(values: np.ndarray) -> None:
    for result in run_tests(left(values)):
        assert np.isnan(result.p)
        assert not result.good
        assert result.sentence == result.reason != ""


def test_one_prediction_for_everything_has_no_low_and_high_ones() -> None:
    found = results(left(noise(), predicted=np.ones(400)))
    assert found["goldfeld_quandt"].reason
    assert not found["ljung_box"].reason


def test_long_residuals_are_judged_by_the_newest() -> None:
    changed = np.concatenate([100 * noise(2_000), noise(MOST)])
    assert {key: r.statistic for key, r in results(left(changed)).items() if key != "goldfeld_quandt"} == {
        key: r.statistic for key, r in results(left(changed[-MOST:])).items() if key != "goldfeld_quandt"
    }
    assert set(results(left(changed))) == set(TESTS)


def test_the_spread_adds_up_and_lies_on_the_diagonal_where_it_is_normal() -> None:
    found = shape(left(noise(20_000)))
    assert found.share.sum() == pytest.approx(1)
    assert found.normal.sum() == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(found.share, found.normal, atol=0.01)
    np.testing.assert_allclose(found.found[5:-5], found.expected[5:-5], atol=0.05)
    skewed = shape(left(np.exp(noise(20_000))))
    assert skewed.found[-1] > skewed.expected[-1] * 1.3
