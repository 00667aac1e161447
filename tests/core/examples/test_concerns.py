"""What is said once target, window and split are chosen, and when nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.spec import Column
from core.data.steps import ForwardFill, Gaps
from core.examples.drift import drift
from core.examples.findings import concerns
from core.examples.remedies import Preparation, apply_remedy, chosen_remedy
from core.examples.spec import FittingSpec, LinearFill, SplitSpec, Windows
from core.examples.split import part_of_row
from core.findings import Severity
from tests.core.data.made import hours, made, spec
from tests.core.examples.builders import dataset

N = 2_000
AT = hours(*range(N))
WINDOWS = Windows(lookback=24, horizon=4)
SPLIT, FITTING = SplitSpec(), FittingSpec()


def noise(seed, rows=N):
    return np.random.default_rng(seed).standard_normal(rows)


def told(table, data, windows=WINDOWS, split=SPLIT, fitting=FITTING):
    return {f.key: f for f in concerns(table, data, arrange(table, data), windows, split, fitting)}


def test_nothing_is_said_of_a_series_that_stays_as_it_is():
    table = made(AT, y=noise(1), x=noise(2))
    assert told(table, spec(Gaps(), columns=("y", "x"))) == {}


y, ahead = noise(1).cumsum(), np.append(noise(1).cumsum()[1:], 0.0)


@pytest.mark.course("A6")
@pytest.mark.parametrize(
    ("columns", "delay", "roles", "key", "severity"),
    [
        ({"x": 2 * y + 1}, 1, ("input",), "leak_units", Severity.INFO),  # only older rows are read
        ({"x": 2 * y + 1}, 0, ("input",), "leak_units", Severity.WARNING),
        ({"x": 2 * y + 1}, 1, ("input", "known_future"), "leak_units", Severity.WARNING),
        ({"x": 2 * y + 1}, 0, None, "leak_units", Severity.INFO),  # nobody reads it
        ({"x": ahead}, 1, ("input",), "leak_ahead", Severity.WARNING),
        ({"x": ahead}, 1, None, "leak_ahead", Severity.INFO),
        ({"x": np.append(0.0, y[:-1])}, 0, ("input",), "leak_behind", Severity.INFO),
    ],
)
def test_a_leak_is_a_danger_only_where_it_is_read_at_the_predicted_rows(columns, delay, roles, key, severity):
    data = spec()
    if roles:
        data = data.but(columns=(*data.columns, Column(name="x", roles=roles)))
    found = told(made(AT, y=y, **columns), data, WINDOWS.but(delay=delay))
    assert found[key].severity is severity
    assert found[key].columns == ("x",)
    prep = Preparation(data=data, fitting=FittingSpec())
    assert chosen_remedy(prep, found[key]) == (
        "leave_out" if roles is None else None if "known_future" in roles else "keep_column"
    )
    assert "x" not in apply_remedy(prep, found[key], "leave_out").data.inputs


def test_leaks_that_are_known_are_not_looked_for_again():
    table, data = made(AT, y=y, x=2 * y), spec(columns=("y", "x"))
    found = concerns(table, data, arrange(table, data), WINDOWS, SplitSpec(), FittingSpec(), given_away=())
    assert not any(finding.key.startswith("leak") for finding in found)


def test_drift_of_inputs_is_told_with_its_levels():
    moved = noise(2) + np.where(np.arange(N) >= 1_700, 3.0, 0.0)
    found = told(made(AT, y=noise(1), x=moved), spec(columns=("y", "x")))["inputs_drift"]
    assert found.columns == ("x",)
    trained, test = moved[:1_400], moved[1_700:]
    assert f"{(test.mean() - trained.mean()) / trained.std():.1f} times its usual spread" in found.text


def test_another_spread_is_told_and_a_little_more_is_not():
    wide, little = noise(2).copy(), noise(3).copy()
    wide[1_700:] *= 5
    little[1_700:] *= 2
    found = told(made(AT, y=wide, x=little), spec(columns=("y", "x")))
    assert found["spread_drift"].columns == ("y",)
    assert "inputs_drift" not in found


def test_drift_of_the_target_names_the_parts_that_moved():
    steady, test_only = noise(1), noise(1) + np.where(np.arange(N) >= 1_700, 2.0, 0.0)
    both = noise(1) - np.where(np.arange(N) >= 1_400, 2.0, 0.0)
    parts = part_of_row(dataset(steady), SplitSpec())
    assert drift(dataset(steady), parts) is None
    assert drift(dataset(test_only), parts).key == "test_differs"
    assert drift(dataset(both), parts).key == "parts_differ"
    assert "lower" in drift(dataset(both), parts).title
    assert drift(dataset(np.ones(N)), parts) is None


@pytest.mark.parametrize(
    ("rows", "key", "severity"),
    [(100, "few_examples", Severity.WARNING), (60, "no_examples", Severity.ERROR), (400, None, None)],
)
def test_too_few_examples_are_told_part_by_part(rows, key, severity):
    values = noise(4, rows)
    found = told(made(hours(*range(rows)), y=values), spec(), WINDOWS.but(horizon=12))
    assert {f.severity for f in found.values() if "examples" in f.key} == ({severity} if severity else set())
    if key:
        assert "36 rows" in found[key].text  # 24 to look back on, 12 to answer


def test_examples_are_counted_as_windows_count_them():
    found = told(made(AT[:90], y=noise(4, 90)), spec(), Windows(lookback=5, horizon=2))
    assert found["few_examples"].values["examples"] == f"{63 - 5 - 2 + 1} training examples"


def test_missing_cells_that_cost_many_rows_are_told_and_a_fill_gives_them_back():
    holes = noise(5)
    holes[::30] = np.nan
    table, data = made(AT, y=noise(1), x=holes), spec(Gaps(), columns=("y", "x"))
    found = told(table, data)["missing_costs"]
    assert found.columns == ("x",)
    prep = Preparation(data=data, fitting=FittingSpec())
    assert chosen_remedy(prep, found) == "keep_missing"
    for remedy in ("fill_forward", "fill_linear", "fill_usual"):
        mended = apply_remedy(prep, found, remedy)
        assert "missing_costs" not in told(table, mended.data, fitting=mended.fitting)


def test_a_line_across_holes_looks_ahead_while_it_is_on_and_in_use():
    table, data = made(AT, y=noise(1)), spec(Gaps())
    line = LinearFill(columns=("y", "gone"))
    found = told(table, data, fitting=FittingSpec(learned=(line,)))["fill_looks_ahead"]
    assert found.columns == ("y",)
    mended = apply_remedy(Preparation(data=data, fitting=FittingSpec(learned=(line,))), found, "fill_forward")
    assert any(isinstance(step, ForwardFill) for step in mended.data.steps)
    assert told(table, mended.data, fitting=mended.fitting) == {}
    assert told(table, data, fitting=FittingSpec(learned=(line.but(on=False),))) == {}


def test_words_that_training_never_held_are_told():
    words = np.where(np.arange(N) < 1_500, "sun", "snow").astype(object)
    words[7] = None
    sky = Column(name="sky", category=True)
    data = spec().but(columns=(*spec().columns, sky))
    found = told(made(AT, y=noise(1), sky=words), data)["new_words"]
    assert "never learned snow" in found.text
    early = np.where(np.arange(N) % 2, "sun", "snow").astype(object)
    assert "new_words" not in told(made(AT, y=noise(1), sky=early), data)


def test_a_split_that_does_not_fit_is_told_elsewhere_and_leaks_still_here():
    table, data = made(y=y, x=2 * y), spec(columns=("y", "x"))
    dates = SplitSpec(by="date", cuts=("2020-02-01", "2020-03-01"))
    assert list(told(table, data, split=dates)) == ["leak_units"]
    assert "few_examples" not in told(made(y=noise(1, 20)), spec())  # too few for one window at all
