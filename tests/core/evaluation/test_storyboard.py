"""The worst moments: the worst of all, one for each event, and never more than there are."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.past import actual
from core.evaluation.storyboard import MOST, distinct, least_apart, storyboard, window_errors
from core.examples.spec import Windows
from tests.core.evaluation.builders import predictions_of, prepared, wavy


@pytest.mark.parametrize("seed", range(25))
def test_moments_are_apart_the_worst_left_each_time_and_as_many_as_there_are(seed: int) -> None:
    """Against a plain loop: the largest error first, then the largest of those far enough from all before."""
    rng = np.random.default_rng(seed)
    now = np.sort(rng.choice(300, 80, replace=False))
    errors, apart = np.abs(rng.standard_cauchy(80)).cumsum() % 7, int(rng.integers(1, 60))
    chosen = distinct(now, errors, apart)
    left, plain = list(np.argsort(-errors, kind="stable")), []
    for place in left:
        if len(plain) < MOST and all(abs(now[place] - now[one]) >= apart for one in plain):
            plain.append(place)
    assert chosen == plain
    assert np.diff(errors[chosen]).max(initial=0) <= 0
    pairs = np.abs(now[chosen][:, None] - now[chosen])[~np.eye(len(chosen), dtype=bool)]
    assert pairs.min(initial=apart) >= apart
    if len(chosen) < MOST:
        assert (np.abs(now[:, None] - now[chosen]).min(axis=1) < apart).all()


def test_a_bad_stretch_is_one_moment() -> None:
    errors = np.ones(600)
    errors[100:112] = np.linspace(50, 60, 12)
    errors[400] = 20
    chosen = distinct(np.arange(600), errors, 24)
    assert chosen[:2] == [111, 400]
    assert errors[chosen[2]] == 1


def test_errors_of_windows_are_those_of_a_plain_loop() -> None:
    given = prepared()
    told = predictions_of(given, noise=0.3)
    now, values = told.of(2)
    truth = actual(given, now)
    plain = [np.mean([abs(values[w, h, 1] - truth[w, h, 1]) for h in range(5)]) for w in range(len(now))]
    assert window_errors(given, now, values, 1) == pytest.approx(plain, rel=1e-12)


def test_a_moment_knows_its_row_its_error_and_the_usual_one() -> None:
    given = prepared()
    now, values = predictions_of(given).of(2)
    values = values + 0.1
    values[7, :, 0] += 3
    found = storyboard(given, now, values, 0)
    assert found[0].now == now[7]
    assert found[0].place == 7
    assert found[0].error == pytest.approx(3.1)
    assert found[0].usual == pytest.approx(0.1 + 3 / len(now))
    assert found[0].times == found[0].error / found[0].usual


def test_a_perfect_model_has_no_worst_moments_and_what_is_no_number_is_none() -> None:
    given = prepared()
    now, values = predictions_of(given).of(2)
    assert storyboard(given, now, values, 0) == ()
    assert storyboard(given, now, np.full_like(values, np.nan), 0) == ()
    values[3] += 1
    values[4] = np.nan
    assert [moment.place for moment in storyboard(given, now, values, 0)] == [3]


def test_events_lie_a_day_apart_where_the_part_is_long_enough() -> None:
    given = prepared(wavy(2_000))
    assert least_apart(given, 10_000) == 24
    assert least_apart(given, 40) == 5  # a forecast
    assert least_apart(prepared(wavy(), Windows(lookback=12)), 40) == 3
