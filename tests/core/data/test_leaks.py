"""Columns that give the target away are named; columns that merely follow it are not."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.formulas import formula
from core.data.leaks import SAME_ROW, leaks
from core.data.likeness import best_pairs, curve, likeness, resolution, sampled_rows, shift_between
from core.data.reading import read, recognise
from core.findings import Severity
from tests.core.data.conftest import REAL
from tests.core.data.made import hours, made

N = 1_200
AT = np.arange(N)


def rng(seed=0):
    return np.random.default_rng(seed)


def walk(seed=0, rows=N):
    """A day, a slow drift and small moves of its own, as measured things have."""
    own = rng(seed).standard_normal(rows)
    return 20 + 5 * np.sin(2 * np.pi * (np.arange(rows) / 24 + seed / 7)) + 0.1 * own.cumsum() + 0.5 * own


def told(table, target="y"):
    """(key, columns) of every finding about `target`."""
    return [(finding.key, finding.columns) for finding in leaks(table, [target], table.numbers)]


def follower(values, share, seed=5):
    """Another sensor of the same thing: the same levels, moves of its own."""
    return values + share * values.std() * rng(seed).standard_normal(len(values))


a, b, c, d = (walk(seed) for seed in range(4))
y = walk(9)

GIVES_AWAY = {
    "sum of two": ({"a": a, "b": b, "x": c, "y": a + b}, ("leak_sum", ("a", "b"))),
    "rounded sum": ({"a": a.round(1), "x": c, "b": b.round(1), "y": (a + b).round(1)}, ("leak_sum", ("a", "b"))),
    "difference": ({"a": a, "b": b, "x": c, "y": a - b + 7}, ("leak_formula", ("a", "b"))),
    "weighted": ({"a": a, "b": b, "y": 0.5 * a + 3 * b}, ("leak_formula", ("a", "b"))),
    "ratio in percent": ({"a": a, "b": b + 30, "y": 100 * a / (b + 30)}, ("leak_product", ("a", "b"))),
    "product": ({"a": a, "b": b + 30, "y": a * (b + 30)}, ("leak_product", ("a", "b"))),
    "copy": ({"x": a, "c": y, "y": y}, ("leak_copy", ("c",))),
    "Fahrenheit": ({"f": (1.8 * y + 32).round(1), "y": y.round(1)}, ("leak_units", ("f",))),
    "upside down": ({"m": -3 * y, "y": y}, ("leak_units", ("m",))),
    "curve": ({"e": np.exp(y / 10), "y": y}, ("leak_function", ("e",))),
    "next row": ({"x": a, "s": np.append(y[1:], np.nan), "y": y}, ("leak_ahead", ("s",))),
    "three rows ahead, scaled": ({"s": 2 * np.roll(y, -3), "y": y}, ("leak_ahead", ("s",))),
    "row before": ({"s": np.append(np.nan, y[:-1]), "y": y}, ("leak_behind", ("s",))),
    "change to the next row": ({"r": np.append(np.diff(y), np.nan), "y": y}, ("leak_window", ("r",))),
    "centred mean": ({"r": np.convolve(y, np.ones(5) / 5, "same"), "y": y}, ("leak_window", ("r",))),
    "smoothed by name": ({"y smoothed": follower(y, 0.04), "y": y}, ("leak_afterwards", ("y smoothed",))),
}


@pytest.mark.parametrize("case", GIVES_AWAY)
def test_what_gives_the_target_away_is_named(case):
    columns, expected = GIVES_AWAY[case]
    assert told(made(hours(*AT), **columns)) == [expected]
    assert told(made(**columns)) == [expected]  # without a time as well


HARMLESS = {
    "another sensor": {"x": follower(y, 0.04), "y": y},
    "two parts and a lot of their own": {"a": a, "b": b, "y": follower(a + b, 0.1)},
    "the same day": {"x": np.sin(2 * np.pi * AT / 24), "y": y},
    "repeating exactly": {"x": np.sin(2 * np.pi * AT / 24), "y": np.sign(np.sin(2 * np.pi * (AT + 0.5) / 24))},
    "trend and clock": {"day": 1.0 * AT, "y": 3.0 * AT + 5},
    "trailing mean": {"r": np.convolve(y, np.ones(5) / 5)[:N], "y": y},
    "change from the row before": {"r": np.append(np.nan, np.diff(y)), "y": y},
    "noise": {"x": rng(1).standard_normal(N), "z": rng(2).standard_normal(N), "y": rng(3).standard_normal(N)},
    "coarse flags": {"x": (y > 20) * 1.0, "y": (follower(y, 0.05) > 20) * 1.0},
    "random walks": {"x": rng(1).standard_normal(N).cumsum(), "y": rng(2).standard_normal(N).cumsum()},
    "one for a long time": {"x": np.where(AT < N - 5, 0.0, 1.0), "y": y},
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_only_follows_the_target_is_left_alone(case):
    assert told(made(hours(*AT), **HARMLESS[case])) == []


def test_a_sum_of_many_parts_is_found_among_others_and_with_parts_that_begin_late():
    parts = {name: walk(seed) for seed, name in enumerate("abcde", start=20)}
    late = parts["e"].copy()
    late[: N // 2] = np.nan
    total = sum(parts[name] for name in "abcd") + np.nan_to_num(late)
    table = made(hours(*AT), **(parts | {"e": late}), x=y, total=total)
    (finding,) = leaks(table, ["total"], table.numbers)
    assert (finding.key, set(finding.columns)) == ("leak_sum", set("abcde"))
    assert set(str(finding.values["formula"]).split(" + ")) == set("abcde")


def test_order_of_time_decides_what_lies_ahead():
    """A file with the newest row first would turn every shift round."""
    ahead = np.append(y[1:], 0)
    assert told(made(hours(*AT)[::-1], s=ahead[::-1], y=y[::-1])) == [("leak_ahead", ("s",))]


def test_series_one_below_the_other_keep_their_order():
    times = np.tile(hours(*AT[: N // 3]), 3)
    assert told(made(times, s=np.append(y[1:], 0), y=y)) == [("leak_ahead", ("s",))]


def test_failed_readings_do_not_hide_a_copy():
    broken = 1.8 * y + 32
    broken[[5, 300, 900]] = -9999
    assert told(made(hours(*AT), f=broken, y=y)) == [("leak_units", ("f",))]


def test_only_an_older_value_is_harmless_whatever_is_shown():
    table = made(hours(*AT), s=np.append(np.nan, y[:-1]), y=y, c=y)
    by_key = {finding.key: finding for finding in leaks(table, ["y"], table.numbers)}
    assert by_key["leak_behind"].severity is Severity.INFO
    assert by_key["leak_copy"].severity is Severity.WARNING
    assert by_key["leak_behind"].remedies == ("leave_out", "keep_column")
    assert "leak_copy" in SAME_ROW


def test_each_target_is_looked_at_and_only_the_columns_asked_for():
    table = made(hours(*AT), a=a, b=b, x=2 * a, y=a + b)
    assert [finding.values["target"] for finding in leaks(table, ["y", "x"], ["a"])] == ["x"]
    assert leaks(table, ["y"], []) == ()


def test_formula_reads_as_a_person_writes_it():
    assert formula(["a"], np.array([1.8, 32.0]), 5.0) == "1.80 × a + 32.0"
    assert formula(["a", "b"], np.array([-1.0, 1.0, 0.0]), 5.0) == "−a + b"
    assert formula(["a", "b"], np.array([1.0, -2.0, -4.0]), 5.0) == "a − 2.00 × b − 4.00"


def test_pairs_equal_a_plain_loop_over_least_squares():
    others = rng(4).standard_normal((300, 6)) @ rng(5).standard_normal((6, 6))
    target = 2 * others[:, 1] - others[:, 4] + 0.05 * rng(6).standard_normal(300)

    def explained(i, j):
        design = np.column_stack([others[:, i], others[:, j], np.ones(300)])
        left = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
        return 1 - left.var() / target.var()

    ranked = sorted(((i, j) for i in range(6) for j in range(i + 1, 6)), key=lambda pair: -explained(*pair))
    found = best_pairs(target, others)
    assert found == [pair for pair in ranked if explained(*pair) > 0.95][:5]
    assert found[0] == (1, 4)


def test_shift_is_positive_when_the_other_column_runs_ahead():
    assert shift_between(y, np.roll(y, -7), 50) == 7
    assert shift_between(y, np.roll(y, 7), 50) == -7
    assert shift_between(y, rng(8).standard_normal(N), 50) == 0


def test_resolution_is_the_smallest_step_and_not_the_computers():
    assert resolution(np.array([0.1 + 0.2, 0.3, 0.5, np.nan])) == pytest.approx(0.2)
    assert resolution(np.full(4, 3.0)) == 0


def test_a_curve_needs_enough_different_values():
    assert curve(y, (y > 20) * 1.0) is None
    fit = curve(np.exp(y / 10), y)
    assert np.abs(fit - np.exp(y / 10)).max() < 0.03 * np.exp(y / 10).std()


def test_likeness_is_unknown_when_nothing_moves():
    rows = np.arange(100)
    assert likeness(np.ones(100), np.ones(100), 0.0, rows) is None
    perfect = likeness(y, y, 0.0, AT)
    assert (perfect.level, perfect.moves) == (0, 0)
    assert np.isnan(likeness(AT * 1.0, AT * 1.0, 2.0, AT).moves)


def test_sampled_rows_are_whole_stretches_from_start_to_end():
    rows = sampled_rows(420_000, 15)
    assert (rows[0], rows[-1], len(rows)) == (0, 419_999, 8_000)
    assert int((np.diff(rows) > 1).sum()) == 7
    assert sampled_rows(50, 15).tolist() == list(range(50))


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real files is not here")
@pytest.mark.parametrize("file", ["ett/ETTh1.csv", "classic/airline-passengers.csv"])
def test_measured_columns_of_real_files_give_nothing_away(file):
    table = read(REAL / file, recognise(REAL / file))
    assert [leaks(table, [name], table.numbers) for name in table.numbers] == [()] * len(table.numbers)


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real files is not here")
def test_weather_names_what_was_derived_and_nothing_else():
    path = REAL / "weather_ltsf/weather.csv"
    table = read(path, recognise(path))
    named = {target: {c for f in leaks(table, [target], table.numbers) for c in f.columns} for target in table.numbers}
    short = {target.split(" (")[0]: {name.split(" (")[0] for name in names} for target, names in named.items()}
    assert {target for target, names in short.items() if not names} == {
        "p", "rho", "wv", "max. wv", "wd", "rain", "raining", "SWDR", "PAR", "max. PAR", "Tlog", "OT",
    }  # fmt: skip
    assert short["T"] == {"Tpot", "VPmax"}
    assert short["rh"] == {"VPact", "VPmax"}
    assert {"H2OC", "VPact"} <= short["sh"]
    assert {"VPact", "VPdef"} <= short["VPmax"]


def test_series_row_by_row_are_put_apart_before_neighbours_are_compared():
    """In a file sorted by time the next row belongs to another series: a shift by one would look like one by three."""
    series = [walk(seed, N // 3) for seed in (31, 32, 33)]
    ahead = np.column_stack([np.append(values[1:], 0) for values in series]).ravel()
    table = made(
        np.repeat(hours(*AT[: N // 3]), 3), s=ahead, y=np.column_stack(series).ravel(), id=list("abc") * (N // 3)
    )
    (finding,) = leaks(table, ["y"], table.numbers)
    assert (finding.key, finding.values["rows"]) == ("leak_ahead", "1 row")


def test_many_shifted_copies_are_told_in_two_findings():
    lags = {f"lag {k}": np.append(np.full(k, np.nan), y[:-k]) for k in (1, 2, 24)}
    leads = {f"lead {k}": np.append(y[k:], np.full(k, np.nan)) for k in (3, 4)}
    found = told(made(hours(*AT), **lags, **leads, y=y))
    assert found == [("leak_ahead_several", tuple(leads)), ("leak_behind_several", tuple(lags))]
