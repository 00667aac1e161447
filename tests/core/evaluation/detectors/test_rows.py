"""Rows that mislead: parts unlike each other, levels never seen, an order that is none, answers among the inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.evaluation.detectors.leaking import leak_suspected
from core.evaluation.detectors.order import rows_out_of_order, shuffled_split
from core.evaluation.detectors.unlike import unlike
from core.evaluation.detectors.unseen import unseen_levels
from core.examples.spec import Windows
from core.findings import Severity
from tests.core.evaluation.detectors.made import (
    answered,
    daily,
    evidence,
    examples,
    key_of,
    last,
    nearly,
    of,
    walk,
)

N = 1_500


def changed(scale: float = 1.0, level: float = 0.0, rows: slice = slice(1_290, None)) -> np.ndarray:
    """The wave with another size and level on the last rows: the test part begins at row 1,275."""
    values = daily(N)
    values[rows] = scale * values[rows] + level
    return values


@pytest.mark.parametrize(
    ("values", "found"),
    [(changed(level=4), True), (changed(scale=3), True), (changed(), False), (changed(level=1), False)],
)
def test_a_test_part_of_another_level_or_spread_is_unlike_validation(values, found) -> None:
    assert (unlike(of(values, nearly(0.3))) is not None) == found


def test_it_is_a_warning_once_the_promise_of_validation_does_not_hold() -> None:
    def worse(y, now, ahead):
        return np.where((now < 1_275)[..., None], nearly(0.3)(y, now, ahead), nearly(3.0)(y, now, ahead))

    assert unlike(of(changed(level=4), worse)).finding.severity is Severity.WARNING
    assert unlike(of(changed(level=4), nearly(0.5))).finding.severity is Severity.INFO


def test_ten_rows_and_constants_are_never_unlike() -> None:
    assert unlike(of(np.arange(20.0) ** 3, last, Windows(lookback=2))) is None
    assert unlike(of(np.full(300, 2.0), last)) is None


@pytest.mark.parametrize(("level", "found"), [(8, True), (0.2, False)])
def test_levels_outside_what_training_held_are_told_with_both_ranges(level, found) -> None:
    case = of(changed(level=level), nearly(0.3))
    judged = unseen_levels(case)
    assert (judged is not None) == found
    if judged:
        column, parts = case.prepared.dataset.values[:, 0], case.prepared.placement.part_of_row
        low, high = column[parts == 0].min(), column[parts == 0].max()
        test = column[parts == 2]
        assert judged.picture.values["rows"][0]["low"] == low
        assert judged.picture.values["rows"][1]["high"] == test.max()
        width = 0.02 * (high - low)
        share = ((test < low - width) | (test > high + width)).mean()
        assert f"{100 * share:.0f} %" in judged.finding.text


def test_one_value_a_little_higher_is_no_unseen_level() -> None:
    values = daily(N)
    values[1_400] = 20
    assert unseen_levels(of(values, nearly(0.3))) is None


def test_an_input_is_told_where_the_target_stays() -> None:
    both = np.stack([daily(N), np.arange(N, dtype=float)], axis=1)
    judged = unseen_levels(of(both, nearly(0.3)))
    assert key_of(judged) == "judged_unseen_input"
    assert judged.finding.columns == ("b",)
    assert judged.finding.remedies[0] == "leave_out_columns"
    both[1_000:, 1] = np.nan
    assert unseen_levels(of(both, nearly(0.3), inputs=(0,))) is None


def test_windows_split_at_random_are_found_and_windows_in_order_are_not() -> None:
    given = examples(daily(N), Windows(lookback=12, step=2, delay=2, horizon=6))
    in_order = answered(given, nearly(0.3))
    assert shuffled_split(evidence(given, in_order)) is None
    mixed = replace(in_order, part=np.random.default_rng(2).permutation(in_order.part))
    judged = shuffled_split(evidence(given, mixed))
    assert key_of(judged) == "judged_shuffled"
    assert judged.finding.severity is Severity.ERROR


def test_series_after_one_another_are_no_shuffle() -> None:
    """The first series' test windows come before the second one's training windows."""
    series = np.repeat([0, 1, 2], 500)
    given = examples(np.concatenate([daily(500, seed=s) for s in range(3)]), series=series)
    assert shuffled_split(evidence(given, answered(given, last))) is None


def test_a_training_window_that_comes_much_later_shares_no_row() -> None:
    given = examples(daily(N), Windows(lookback=12))
    said = answered(given, last)
    part = np.where(said.row < 700, 0, np.where(said.row < 900, 1, np.where(said.row < 1_100, 2, 0))).astype(np.int8)
    apart = part.copy()
    apart[(said.row >= 1_100) & (said.row < 1_130)] = -1
    assert shuffled_split(evidence(given, replace(said, part=apart))) is None


def jumbled(seed: int = 3) -> np.ndarray:
    """(N, 2) a wave and the number of its row, in disorder."""
    return np.stack([daily(N), np.arange(N) * 0.5], axis=1)[np.random.default_rng(seed).permutation(N)]


def test_rows_in_disorder_are_found_by_the_column_that_counts_them() -> None:
    judged = rows_out_of_order(of(jumbled(), last))
    assert key_of(judged) == "judged_order"
    assert judged.finding.columns == ("b",)
    assert rows_out_of_order(of(np.stack([daily(N), np.arange(N, dtype=float)], axis=1), last)) is None


def test_noise_and_a_column_that_moves_with_it_are_not_in_disorder() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, N)
    for other in (noise + rng.normal(0, 0.1, N), rng.permutation(N).astype(float)):
        assert rows_out_of_order(of(np.stack([noise, other], axis=1), last)) is None


def test_time_that_goes_back_is_found() -> None:
    case = of(daily(300), last)
    data = case.prepared.dataset
    order = np.random.default_rng(1).permutation(300)
    turned = replace(case.prepared, dataset=replace(data, time=data.time[order]))
    assert key_of(rows_out_of_order(replace(case, prepared=turned))) == "judged_order_time"
    assert rows_out_of_order(case) is None


def test_an_error_far_under_every_rule_is_suspected() -> None:
    assert key_of(leak_suspected(of(daily(), nearly(0.01), season=24))) == "judged_leak"
    assert leak_suspected(of(daily(), nearly(0.3), season=24)) is None, "half of the best rule's error is good work"


def test_a_series_without_noise_may_be_known_exactly() -> None:
    wave = np.sin(np.arange(N) / 9)
    assert leak_suspected(of(wave, lambda y, now, ahead: y[ahead] + 1e-9)) is None
    assert leak_suspected(of(np.full(400, 2.0), last)) is None


def test_the_column_that_holds_the_answer_is_named() -> None:
    values = walk(N)
    ahead = np.append(values[1:], 0.0) + np.random.default_rng(1).normal(0, 0.01, N)
    judged = leak_suspected(of(np.stack([values, ahead, walk(N, seed=9)], axis=1), nearly(0.02)))
    assert key_of(judged) == "judged_leak_column"
    assert judged.finding.columns == ("b",)
    assert judged.finding.severity is Severity.ERROR


def test_ten_windows_suspect_nobody() -> None:
    assert leak_suspected(of(daily(120), nearly(0.01), season=24)) is None
