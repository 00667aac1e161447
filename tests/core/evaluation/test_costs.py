"""What errors cost, against tables worked out by hand and plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import SettingsError
from core.evaluation.costs import (
    FEWEST,
    Prices,
    best_shift,
    bill,
    by_shift,
    costs,
    saving,
    shifts_around,
)
from core.evaluation.rivals import Rival, rivals, rules
from core.evaluation.stock import stock
from core.examples.spec import Windows
from tests.core.evaluation.builders import prepared, wavy

PRICES = Prices(over=2.0, under=5.0, currency="€")


def rival(test: list[float] | np.ndarray, validation: np.ndarray | None = None) -> Rival:
    known = np.arange(40.0) if validation is None else validation
    return Rival(name="a", phrase="a", validation=known, test=np.asarray(test, float))


def noise(seed: int, n: int = 400) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2, 3, n) - 4


def test_a_table_worked_out_by_hand() -> None:
    said, actual = np.array([10.0, 8, 3, 7]), np.array([7.0, 8, 5, 6.5])
    assert costs(said, actual, PRICES).tolist() == [6.0, 0.0, 10.0, 1.0]
    found = bill(rival(actual - said), PRICES)
    assert found.total == 17
    assert found.each == 4.25


def test_the_best_shift_is_the_cheapest_of_all_on_the_rows_it_was_learned_from() -> None:
    known = noise(1)
    shift = best_shift(known, PRICES)
    assert shift in known
    everywhere = np.concatenate([known, np.linspace(-20, 40, 601)])
    plain = [sum(costs(np.full(1, one), np.full(1, left), PRICES)[0] for left in known) / 400 for one in [shift]]
    assert by_shift(known, everywhere, PRICES).min() >= by_shift(known, np.array([shift]), PRICES)[0] - 1e-9
    assert by_shift(known, np.array([shift]), PRICES)[0] == pytest.approx(plain[0], rel=1e-9)
    assert (known <= shift).mean() == pytest.approx(5 / 7, abs=1 / 400)


def test_costs_by_shift_are_those_of_shifting_every_forecast() -> None:
    left, shifts = noise(2), np.linspace(-8, 12, 17)
    wanted = [costs(np.full(400, shift), left, PRICES).mean() for shift in shifts]
    assert by_shift(left, shifts, PRICES) == pytest.approx(wanted, rel=1e-9)
    drawn = shifts_around(left, best_shift(left, PRICES))
    assert best_shift(left, PRICES) in drawn
    assert (np.diff(drawn) > 0).all()


def test_the_shift_is_learned_on_validation_rows_and_only_applied_to_test_rows() -> None:
    validation, test = noise(3), noise(4)
    found = bill(rival(test, validation), PRICES)
    assert found.shift == best_shift(validation, PRICES)
    assert found.shift != best_shift(test, PRICES)
    assert found.shifted == pytest.approx(sum(costs(np.full(400, found.shift), test, PRICES)), rel=1e-12)
    assert bill(rival(-test, validation), PRICES).shift == found.shift


def test_too_few_validation_forecasts_teach_no_shift() -> None:
    found = bill(rival(noise(5), noise(6, FEWEST - 1)), PRICES)
    assert np.isnan([found.shift, found.shifted, found.shifted_each]).all()
    assert np.isfinite(found.total)


@pytest.mark.parametrize(("over", "under"), [(0.0, 1.0), (1.0, -2.0), (float("inf"), 1.0)])
def test_a_price_of_nothing_or_less_is_refused_with_what_was_received(over: float, under: float) -> None:
    with pytest.raises(SettingsError, match="Both prices have to be above 0") as problem:
        Prices(over=over, under=under)
    assert "Received" in problem.value.text


def test_what_was_saved_has_limits_that_tell_luck_from_more() -> None:
    rng = np.random.default_rng(7)
    rule = rival(rng.normal(0, 2, 1_000))
    better, alike = rival(0.5 * rule.test), rival(rng.permutation(rule.test))
    found = saving(better, rule, PRICES, 1, 1)
    assert found.total == pytest.approx(bill(rule, PRICES).total - bill(better, PRICES).total, rel=1e-9)
    assert found.low < found.total < found.high
    assert found.sure
    assert not saving(alike, rule, PRICES, 1, 1).sure
    assert not saving(rival([1.0] * 5), rival([2.0] * 5), PRICES, 1, 1).sure


def test_the_last_week_stands_beside_the_last_season_where_they_differ() -> None:
    hourly = prepared(wavy(800), season=24)
    found = rules(hourly)
    assert list(found) == ["last_value", "seasonal", "week"]
    assert found["week"][1] == "the same hour, a week earlier"
    now, truth = hourly.placement.of(2)[:5], hourly.dataset.values
    first = hourly.windows.delay
    assert found["week"][2](now)[:, 0] == pytest.approx(truth[now + first - 168][:, [0, 1]])
    daily = prepared(wavy(800), season=7, spacing=86_400.0)
    assert list(rules(daily)) == ["last_value", "seasonal"]
    assert list(rules(prepared(wavy(800), season=None, spacing=None))) == ["last_value"]


def test_a_stock_worked_out_by_hand() -> None:
    """Opens with 10, 8 (3 are left, 8 wanted), 6 (6 are left, 2 wanted); 7, 2 and 9 are asked for."""
    found = stock(np.array([10.0, 8, 2]), np.array([7.0, 2, 9]), np.zeros(3, np.int32))
    assert found.sold == 7 + 2 + 6
    assert found.demanded == 18
    assert found.average == (6.5 + 7 + 3) / 3
    assert found.turnover == pytest.approx(15 / 5.5)
    assert found.turnover_a_year(86_400.0) == pytest.approx(15 / 5.5 * 365.2425 / 3)
    assert found.cost(2.0) == 11.0
    assert found.served == 15 / 18


def test_a_stock_is_that_of_a_plain_loop_and_begins_anew_after_a_gap() -> None:
    rng = np.random.default_rng(8)
    said, demand, segment = rng.normal(5, 4, 300), rng.poisson(5, 300).astype(float), np.repeat([0, 1, 4], 100)
    left = total = sold = 0.0
    for t in range(300):
        left = 0.0 if t in (100, 200) else left
        opening = max(said[t], left, 0.0)
        left = max(0.0, opening - demand[t])
        total, sold = total + (opening + left) / 2, sold + opening - left
    found = stock(said, demand, segment.astype(np.int32))
    assert found.average == pytest.approx(total / 300, rel=1e-9)
    assert found.sold == pytest.approx(sold, rel=1e-9)


def test_what_is_no_demand_has_no_stock_and_nothing_ordered_never_turns() -> None:
    with pytest.raises(SettingsError, match="A demand cannot be below 0"):
        stock(np.ones(2), np.array([1.0, -0.5]), np.zeros(2, np.int32))
    nothing = stock(np.zeros(2), np.zeros(2), np.zeros(2, np.int32))
    assert np.isnan([nothing.turnover, nothing.served]).all()


def test_whole_examples_have_no_season_to_repeat() -> None:
    located = prepared(wavy(800), season=24)
    whole = replace(located, windows=Windows(lookback=1, delay=0, whole=True))
    assert list(rules(whole)) == ["mean"]


def test_rivals_stand_on_the_same_rows_and_one_that_is_no_number_leaves_for_all() -> None:
    located = prepared(wavy(800), season=24)
    parts = {}
    for part, place in (("validation", 1), ("test", 2)):
        now = located.placement.of(place)
        parts[part] = now, np.arange(len(now), dtype=float)
    parts["test"][1][4] = np.nan
    found = rivals(located, "mine", parts, 1, 2)
    now, truth = np.delete(parts["test"][0], 4), located.dataset.values[:, 1]
    ahead = located.windows.delay + 2
    assert found.sides[0].name == "mine"
    assert found.row.tolist() == (now + ahead).tolist()
    assert found.sides[0].test == pytest.approx(truth[now + ahead] - found.said)
    assert found.sides[1].test == pytest.approx(truth[now + ahead] - truth[now])
    assert found.sides[3].test == pytest.approx(truth[now + ahead] - truth[now + ahead - 168])
    assert {len(side.validation) for side in found.sides} == {len(parts["validation"][0])}
    assert (found.overlap, found.season) == (ahead, 24)
    assert {len(side.validation) for side in rivals(located, "mine", {"test": parts["test"]}, 1, 2).sides} == {0}
