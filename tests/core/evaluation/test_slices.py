"""Errors by slice and by step: the same means as pandas, limits that hold, and no differences made of noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.evaluation.cuts import by_calendar, by_level, by_series, cuts
from core.evaluation.slices import COMPARED, GainsSoFar, block_length, by_slice, difference
from tests.core.examples.builders import dataset


def errors(seed: int, n: int = 2_400) -> np.ndarray:
    return np.abs(np.random.default_rng(seed).normal(size=n))


def test_means_and_counts_are_those_of_a_pandas_groupby() -> None:
    model, rule, code = errors(1, 500), errors(2, 500), np.random.default_rng(3).integers(0, 7, 500)
    found = by_slice(model, rule, code, 7, 5)
    frame = pd.DataFrame({"model": model, "rule": rule, "code": code}).groupby("code")
    assert found.count.tolist() == frame.size().tolist()
    for who in ("model", "rule"):
        assert getattr(found, who) == pytest.approx(frame[who].mean().to_numpy(), rel=1e-12)
    assert (found.worst, found.best) == (found.model.argmax(), found.model.argmin())


def test_limits_are_those_of_a_plain_loop_over_blocks() -> None:
    from scipy.stats import t

    model, code, length = errors(4, 240), np.arange(240) % 4, 10
    found = by_slice(model, model, code, 4, length)
    for k in range(4):
        mean, scores = model[code == k].mean(), []
        for start in range(0, 240, length):
            inside = [i for i in range(start, start + length) if code[i] == k]
            scores.append(sum(model[i] - mean for i in inside) / np.count_nonzero(code == k))
        deviation = np.sqrt(sum(score**2 for score in scores) * 24 / 23)
        assert found.high[k] - mean == pytest.approx(t.ppf(0.975, 23) * deviation, rel=1e-9)
        assert found.low[k] == pytest.approx(max(0.0, 2 * mean - found.high[k]), rel=1e-9)


def test_noise_is_seldom_told_as_a_difference_and_a_real_one_always() -> None:
    hour, alarms = np.arange(1_500) % 24, 0
    for seed in range(150):
        noise = np.abs(pd.Series(np.random.default_rng(seed).normal(size=1_500)).ewm(alpha=0.4).mean().to_numpy())
        length = block_length(noise, 1, 24)
        alarms += by_slice(noise, noise, hour, 24, length).differ
        if seed < 10:
            worse = by_slice(noise + noise.mean() * (hour == 14), noise, hour, 24, length)
            assert worse.differ
            assert worse.worst == 14
    assert alarms <= 15


def test_a_slice_where_the_rule_is_better_by_more_than_chance_is_marked() -> None:
    rule, code = errors(5), np.arange(2_400) % 3
    found = by_slice(np.where(code == 1, 1.5, 0.8) * rule, rule, code, 3, 24)
    assert found.loses.tolist() == [False, True, False]


def test_a_slice_of_few_blocks_has_no_limits_and_is_not_compared() -> None:
    model, code = errors(6, 400), (np.arange(400) >= 390).astype(int)
    found = by_slice(model, model, code, 2, 10)
    assert np.isnan(found.high[1])
    assert np.isfinite(found.high[0])
    assert np.isnan(found.p)
    assert not found.differ
    assert found.worst != found.best
    assert len(model) // 10 >= COMPARED


def test_blocks_are_long_enough_for_what_resembles_and_never_fewer_than_twelve() -> None:
    noise = errors(7, 1_000)
    assert block_length(noise, 1) == 20
    assert block_length(noise, 12) == 48
    assert block_length(noise, 1, season=60) == 60
    assert block_length(np.sin(np.arange(1_000) / 40), 1) == 83
    assert block_length(noise[:10], 1) == 1


def test_gains_by_step_are_one_minus_the_ratio_of_sums_however_they_arrive() -> None:
    rng = np.random.default_rng(8)
    rule = rng.gamma(2, 1, (600, 3))
    model = rule * np.array([0.5, 0.9, 1.3]) * rng.uniform(0.9, 1.1, (600, 3))
    whole, pieces = GainsSoFar(600, 3, 20), GainsSoFar(600, 3, 20)
    whole.add(model, rule)
    for start, stop in ((0, 7), (7, 333), (333, 600)):
        pieces.add(model[start:stop], rule[start:stop])
    found = whole.gains()
    assert found.gain == pytest.approx(1 - model.sum(axis=0) / rule.sum(axis=0), rel=1e-12)
    assert pieces.gains().low == pytest.approx(found.low, rel=1e-9)
    assert (found.low < found.gain).all()
    assert (found.gain < found.high).all()
    assert found.until == found.sure_until == 2


def test_nothing_is_gained_over_a_perfect_rule_or_from_too_few_forecasts() -> None:
    perfect, few = GainsSoFar(100, 1, 5), GainsSoFar(5, 1, 1)
    perfect.add(errors(9, 100)[:, None], np.zeros((100, 1)))
    few.add(np.full((5, 1), 0.5), np.ones((5, 1)))
    assert np.isnan(perfect.gains().gain[0])
    assert perfect.gains().until == 0
    assert few.gains().gain[0] == 0.5
    assert np.isnan(few.gains().low[0])


def test_the_limits_of_a_sum_hold_as_often_as_they_should() -> None:
    held = 0
    for seed in range(300):
        sums = np.random.default_rng(seed).normal(1.0, 2.0, 20)
        held += abs(sums.sum() - 20.0) <= difference(sums)
    assert 0.92 <= held / 300 <= 0.98
    assert np.isnan(difference(np.ones(3)))


def test_hours_weekdays_and_months_are_those_of_pandas() -> None:
    time = np.datetime64("2023-12-30T05:00", "ns") + np.arange(1_000) * np.timedelta64(3, "h")
    hour, weekday, month = by_calendar(time, 3 * 3600.0)
    stamps = pd.DatetimeIndex(time)
    assert [hour.names[code] for code in hour.code] == stamps.strftime("%H:00").tolist()
    assert [weekday.names[code] for code in weekday.code] == stamps.strftime("%a").tolist()
    assert [month.names[code] for code in month.code] == stamps.strftime("%b").tolist()
    assert month.names == ("Jan", "Feb", "Mar", "Apr", "May", "Dec")
    assert [cut.key for cut in by_calendar(time, 86_400.0)] == ["weekday", "month"]
    assert [cut.key for cut in by_calendar(time, 2_629_746.0)] == ["month"]


def test_levels_are_fifths_and_repeated_values_make_fewer() -> None:
    actual = np.random.default_rng(10).permutation(np.arange(100.0))
    found = by_level(actual, "°C")
    assert np.bincount(found.code).tolist() == [20] * 5
    assert actual[found.code == 0].max() < actual[found.code == 1].min()
    few = by_level(np.repeat([0.0, 1.0], [90, 10]), "")
    assert len(few.names) == few.code.max() + 1 <= 2


def test_a_constant_target_says_why_there_are_no_levels() -> None:
    assert "20.0 °C" in by_level(np.full(10, 20.0), "°C").reason


def test_series_and_stretches_between_gaps_are_slices_and_a_single_one_is_none() -> None:
    series = np.repeat([0, 1, 2], 10)
    data = dataset(np.arange(30.0), series=series)
    assert by_series(data, np.array([3, 12, 14])).names == ("s0", "s1")
    broken = dataset(np.arange(30.0), segment=np.repeat([0, 1], 15))
    row = np.arange(5, 30)
    by_key = {cut.key: cut for cut in cuts(broken, row, np.arange(25.0), "")}
    assert by_key["segment"].names == ("1 January 2020, 00:00", "1 January 2020, 15:00")
    assert by_key["segment"].code.tolist() == [0] * 10 + [1] * 15
    assert "segment" not in {cut.key for cut in cuts(dataset(np.arange(30.0)), row, np.arange(25.0), "")}
    untimed = dataset(np.arange(30.0), segment=np.repeat([0, 1], 15), spacing=None)
    assert {cut.key: cut for cut in cuts(untimed, row, np.arange(25.0), "")}["segment"].names == ("row 1", "row 16")


def test_classes_are_cut_by_what_it_was() -> None:
    data = replace(dataset(np.arange(30.0) % 3), classes=("dry", "rain", "snow"))
    row = np.arange(10, 30)
    found = next(cut for cut in cuts(data, row, data.values[row, 0], "") if cut.key == "class")
    assert found.names == ("dry", "rain", "snow")
    assert found.code.tolist() == (row % 3).tolist()
