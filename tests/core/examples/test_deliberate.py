"""Leaks made on purpose: each does what it says, leaves the rest alone, and is refused wherever a model is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import SettingsError
from core.examples.deliberate import answer_columns, not_yet_known, refuse
from core.examples.gather import materialise
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.examples.builders import dataset

ROWS = 200
WINDOWS = Windows(lookback=6, step=2, delay=2, horizon=3)
OLDER = SplitSpec(by="rows", cuts=(100, 40, 30))


def made() -> np.ndarray:
    """(N, 2) a rising curve and noise; the mean of a part tells which part it is."""
    rng = np.random.default_rng(5)
    return np.column_stack([np.arange(ROWS) ** 1.5, rng.normal(0, 3, ROWS)])


def prepared(leak: str | None, **columns: object):
    return prepare(dataset(made(), **columns), WINDOWS, OLDER.but(leak=leak), FittingSpec())


def test_the_scaler_sees_the_rows_of_all_parts_and_none_of_those_held_back() -> None:
    honest, leaking = prepared(None), prepared("scaler")
    np.testing.assert_allclose(honest.fitted.arrays["mean"], made()[:100].mean(axis=0))
    np.testing.assert_allclose(leaking.fitted.arrays["mean"], made()[:170].mean(axis=0))
    assert np.array_equal(honest.placement.part, leaking.placement.part)


def test_shuffled_windows_keep_their_number_and_lose_their_order() -> None:
    honest, leaking = prepared(None), prepared("shuffled")
    assert leaking.counts == honest.counts
    assert np.array_equal(leaking.placement.now, honest.placement.now)
    test = leaking.placement.of(2)
    assert np.isin(test - 1, leaking.placement.of(0)).mean() > 0.3  # the window before it was learned from
    assert (np.diff(leaking.placement.of(0)) > 1).any()
    assert np.array_equal(leaking.placement.part, prepared("shuffled").placement.part)
    assert np.array_equal(leaking.fitted.arrays["mean"], honest.fitted.arrays["mean"])


@pytest.mark.parametrize("inputs", [(0, 1), (1,)])
@pytest.mark.parametrize("targets", [(0,), (0, 1)])
def test_with_the_target_leak_the_answer_stands_in_the_newest_timesteps(inputs, targets) -> None:
    leaking = prepared("target", inputs=inputs, targets=targets)
    columns = answer_columns(leaking.dataset, OLDER.but(leak="target"))
    assert len(columns) == len(targets)
    x, y = materialise(leaking.examples.inputs), materialise(leaking.examples.targets)
    for c, column in enumerate(columns):
        np.testing.assert_allclose(x[:, -1, column], y[:, -1, c], atol=1e-6)  # the last answer
        np.testing.assert_allclose(x[:, -2, column], y[:, 0, c], atol=1e-6)  # two rows before it: the first
    assert np.array_equal(leaking.placement.now, prepared(None, inputs=inputs, targets=targets).placement.now)


def test_a_hole_in_the_target_loses_no_window_that_an_honest_run_has() -> None:
    values = made()
    values[[60, 61, 130], 0] = np.nan
    both = [
        prepare(dataset(values, inputs=(1,)), WINDOWS, OLDER.but(leak=leak), FittingSpec()) for leak in (None, "target")
    ]
    assert np.array_equal(both[0].placement.now, both[1].placement.now)


@pytest.mark.parametrize("windows", [WINDOWS, Windows(lookback=5, delay=1), Windows(lookback=4, delay=0, horizon=2)])
def test_what_is_not_yet_known_is_what_a_plain_loop_finds(windows) -> None:
    newest_known = -1 if windows.delay == 0 else 0
    rows = [-back for back in range(0, windows.lookback, windows.step)][::-1]
    wanted = [row + windows.delay + windows.horizon - 1 > newest_known for row in rows]
    assert not_yet_known(windows).tolist() == wanted


def test_a_column_of_the_same_name_is_not_taken_for_the_answers() -> None:
    named = replace(dataset(made(), inputs=(1,)), names=("a", "a (its own answer)"))
    leaking = prepare(named, WINDOWS, OLDER.but(leak="target"), FittingSpec())
    assert leaking.dataset.names[-1] == "a (its own answer) 2"
    assert answer_columns(leaking.dataset, OLDER.but(leak="target")).tolist() == [1]


def test_words_that_become_columns_do_not_move_the_answers() -> None:
    data = dataset(made(), inputs=(1,))
    words = np.array(["red", "green", "blue"], object)[np.arange(ROWS) % 3]
    leaking = prepare(replace(data, texts={"colour": words}), WINDOWS, OLDER.but(leak="target"), FittingSpec())
    (column,) = answer_columns(leaking.dataset, OLDER.but(leak="target"))
    assert leaking.dataset.names[leaking.dataset.inputs[column]] == "a (its own answer)"


def test_no_window_reads_across_the_end_of_its_stretch() -> None:
    """At the end of a stretch the last row stands for those that are not there, not the first of the next."""
    segment = np.repeat([0, 1], ROWS // 2)
    leaking = prepare(dataset(made(), segment=segment), WINDOWS, OLDER.but(leak="target"), FittingSpec())
    matrix = leaking.examples.inputs.matrix
    ends = np.flatnonzero(segment == 0)[-4:]
    assert (matrix[ends, 0] == matrix[ends[0], 0]).all()


def test_only_a_leak_on_purpose_is_refused() -> None:
    refuse(OLDER)
    with pytest.raises(SettingsError, match="leaks on purpose"):
        refuse(OLDER.but(leak="scaler"))
